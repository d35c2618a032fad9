/** `lax.map`: a function applied to one slice after another. */
import type { JaxArray } from "../core/array.ts";
import type { Arrays } from "../core/userType.ts";
import { concatenate } from "../primitives/concatenate.ts";
import { reshape } from "../primitives/reshape.ts";
import { slice } from "../primitives/slice.ts";
import { flattenArrays, nameOf } from "../transforms/flatFunction.ts";
import { vmap } from "../transforms/vmap.ts";
import { flatten } from "../types/pytree.ts";
import { scan } from "./scan/scan.ts";

export interface MapOptions {
  /** How many slices are computed at once, under vmap; default 1. The last round takes what is left. */
  readonly batchSize?: number;
}

/**
 * `f` of each leading slice of `xs`, stacked. Unlike `vmap` it goes through them one after another, and so needs the memory of one;
 * with `batchSize`, of so many.
 *
 * @param f function of a slice that returns a pytree of arrays
 * @param xs pytree of arrays whose leading axes have one size
 * @param options.batchSize slices computed at once; default 1
 * @returns the tree that `f` returns, with a new leading axis
 * @throws TypeError for xs without a leading axis, or of different sizes; RangeError for a batchSize that is no whole number ≥ 1
 * @example
 * assertEqual(lax.map((x: jax.Array) => x.mul(x), jnp.array([1, 2, 3])), "[1 4 9]");
 * assertEqual(lax.map((x: jax.Array) => x.mul(x), jnp.array([1, 2, 3]), { batchSize: 2 }), "[1 4 9]");
 */
export function map<R>(f: (x: any) => R, xs: unknown, options: MapOptions = {}): Arrays<R> {
  const { batchSize = 1 } = options;
  const action = `map ${nameOf(f)}`;
  if (!(Number.isInteger(batchSize) && batchSize >= 1))
    throw new RangeError(`Cannot ${action}: batchSize must be a whole number ≥ 1, got ${batchSize}`);
  const each = (g: (x: any) => unknown, inputs: unknown): any => {
    const body = Object.defineProperty((_: null, x: unknown) => [null, g(x)] as const, "name", { value: nameOf(f) });
    return scan(body, null, inputs)[1];
  };
  if (batchSize === 1) return each(f, xs);
  const [arrays, def] = flattenArrays(xs, action, "xs");
  const length = arrays[0]?.shape[0] ?? 0;
  const whole = length - (length % batchSize);
  const batched = vmap(f as (...args: any[]) => unknown);
  const parts: unknown[] = [];
  if (whole > 0) {
    const rounds = arrays.map((x) => grouped(rows(x, 0, whole), batchSize));
    const [ys, outDef] = flatten(each(batched, def.unflatten(rounds)));
    parts.push(outDef.unflatten(ys.map((y) => ungrouped(y as JaxArray))));
  }
  if (whole < length || length === 0) parts.push(batched(def.unflatten(arrays.map((x) => rows(x, whole, length)))));
  if (parts.length === 1) return parts[0] as Arrays<R>;
  const [heads, outDef] = flatten(parts[0]);
  const [tails] = flatten(parts[1]);
  const joined = heads.map((head, i) => concatenate(head as JaxArray, tails[i] as JaxArray, { dimension: 0 }));
  return outDef.unflatten(joined);
}

function rows(x: JaxArray, from: number, to: number): JaxArray {
  const startIndices = x.shape.map((_, axis) => (axis === 0 ? from : 0));
  const limitIndices = x.shape.map((size, axis) => (axis === 0 ? to : size));
  return slice(x, { startIndices, limitIndices, strides: null });
}

function grouped(x: JaxArray, size: number): JaxArray {
  return reshape(x, { newSizes: [x.shape[0]! / size, size, ...x.shape.slice(1)] });
}

function ungrouped(x: JaxArray): JaxArray {
  return reshape(x, { newSizes: [x.shape[0]! * x.shape[1]!, ...x.shape.slice(2)] });
}
