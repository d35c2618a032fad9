import { type jax, jnp } from "../../index.ts";
import { readBeside } from "./trainedModel.ts";

/** 1,797 handwritten digits (`data/README.md`): images f32[1797, 8, 8, 1] of 0 … 1, labels i32[1797]. */
export function digits(): { readonly images: jax.Array; readonly labels: jax.Array } {
  const lines = readBeside("data/digits.txt").trim().split("\n");
  const pixels = lines.flatMap((line) => [...line.slice(2)].map((character) => Number.parseInt(character, 17) / 16));
  return {
    images: jnp.array(pixels).reshape([lines.length, 8, 8, 1]),
    labels: jnp.array(
      lines.map((line) => Number(line[0])),
      { dtype: "int32" },
    ),
  };
}
