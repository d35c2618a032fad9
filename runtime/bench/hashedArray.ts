import type { JaxArray } from "../core/array.ts";
import { jnp } from "../index.ts";
import { hashed } from "./hashed.ts";

/** f32[shape] of hashed numbers, on the device. */
export function hashedArray(shape: readonly number[], seed: number, scale = 1): JaxArray {
  const count = shape.reduce((product, size) => product * size, 1);
  return jnp.array(hashed(count, seed, scale)).reshape(shape);
}
