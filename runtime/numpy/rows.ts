/** The parts of an array along its first axis: what `for (const row of x)` and `const [a, b] = x` see. */
import type { JaxArray } from "../core/array.ts";
import { printAval } from "../types/aval.ts";
import { reshape } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";

/** One array for each index of the first axis, without that axis. Also of traced arrays and of keys. */
export function* rows(x: JaxArray): Generator<JaxArray, void, undefined> {
  if (x.ndim === 0) throw new TypeError(`Cannot iterate over ${printAval(x.aval)}: a scalar has no first axis`);
  const shape = x.shape.slice(1);
  for (let i = 0; i < x.shape[0]!; i++) yield reshape(sliceAlong(x, 0, i, i + 1), shape);
}
