/** The parts of an array along its first axis: what `for (const row of x)` and `const [a, b] = x` see. */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { aval, printAval } from "../types/aval.ts";
import { dtypes } from "../types/dtype.ts";
import { sizeOf } from "../types/shape.ts";
import { isAtHand } from "./hostBox.ts";
import { reshape } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";

/** One array for each index of the first axis, without that axis. Also of traced arrays and of keys. */
export function* rows(x: JaxArray): Generator<JaxArray, void, undefined> {
  if (x.ndim === 0) throw new TypeError(`Cannot iterate over ${printAval(x.aval)}: a scalar has no first axis`);
  const shape = x.shape.slice(1);
  for (let i = 0; i < x.shape[0]!; i++) {
    yield isAtHand(x) ? copyOfRow(x, i) : reshape(sliceAlong(x, 0, i, i + 1), shape);
  }
}

/** Where the numbers are on the host, or come for nothing, a row is copied there: no program has to run. */
function copyOfRow(x: DeviceArray, i: number): JaxArray {
  const shape = x.shape.slice(1);
  const words = sizeOf(shape) * dtypes[x.dtype].words;
  return DeviceArray.fromHost(x.host.slice(i * words, (i + 1) * words), aval(shape, x.dtype, x.weakType));
}
