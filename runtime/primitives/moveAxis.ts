/** An array with one axis moved to another place; used by batch rules. */
import type { JaxArray } from "../core/array.ts";
import { transpose } from "./transpose.ts";

/** The axis `from` stands at `to` in the result; the others keep their order. */
export function moveAxis(x: JaxArray, from: number, to: number): JaxArray {
  if (from === to) return x;
  const permutation = x.shape.map((_, axis) => axis).filter((axis) => axis !== from);
  permutation.splice(to, 0, from);
  return transpose(x, { permutation });
}
