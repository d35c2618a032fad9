/** Bits in bytes: `packbits unpackbits`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { isInteger } from "../types/dtype.ts";
import { inDType } from "./array.ts";
import { axisOf } from "./axes.ts";
import { lift } from "./promote.ts";
import { reshape } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { moveaxis } from "./transpose.ts";

/** Which bit of a byte comes first: the one worth 128 (`"big"`) or the one worth 1 (`"little"`). */
export type BitOrder = "big" | "little";

/** Options of `packbits`. */
export interface PackbitsOptions {
  /** The axis along which bits lie; default: all elements in order. */
  readonly axis?: number | null | undefined;
  /** Default `"big"`. */
  readonly bitorder?: BitOrder | undefined;
}

/** Options of `unpackbits`. */
export interface UnpackbitsOptions extends PackbitsOptions {
  /** How many bits are kept along the axis; more than there are become zeros; default all. */
  readonly count?: number | null | undefined;
}

/** How far each of eight bits is shifted, int32[8]. */
function shifts(action: string, bitorder: BitOrder): JaxArray {
  if (bitorder !== "big" && bitorder !== "little")
    throw new RangeError(`Cannot ${action} in the order "${String(bitorder)}": there are "big" and "little"`);
  const rising = lax.iota({ dtype: "int32", shape: [8], dimension: 0 });
  return bitorder === "little" ? rising : lax.sub(scalar(7, "int32"), rising);
}

/** The array with the axis that bits lie along at the end, and the number of that axis. */
function alongLast(action: string, x: JaxArray, axis: number | null | undefined): [rows: JaxArray, axis: number] {
  if (axis === null || axis === undefined) return [reshape(x, [x.size]), 0];
  const at = axisOf(action, axis, x.ndim);
  return [moveaxis(x, at, -1), at];
}

/** Zeros behind the last axis up to a size. */
function extended(x: JaxArray, size: number): JaxArray {
  const last = x.ndim - 1;
  const paddingConfig = x.shape.map((n, axis) => [0, axis === last ? size - n : 0, 0] as [number, number, number]);
  return lax.pad(x, scalar(0, x.dtype), { paddingConfig });
}

/**
 * Eight truth values as the bits of one byte. bool[16] → u8[2]; the last byte is filled up with zeros.
 *
 * @param a bool or integer array; what is not 0 is a bit
 * @param options `axis`: default all elements in order; `bitorder`: default `"big"`
 * @returns uint8, with an eighth of the elements along the axis
 * @throws TypeError for floats; RangeError for an axis that `a` does not have, or another order
 * @example
 * assertEqual(jnp.packbits(jnp.array([true, false, false, true])), "[144]");
 * assertEqual(jnp.packbits(jnp.array([1, 0, 0, 1]), { bitorder: "little" }), "[9]");
 */
export function packbits(a: ArrayLike, options: PackbitsOptions = {}): JaxArray {
  const x = lift("pack bits of", a);
  if (x.dtype !== "bool" && !isInteger(x.dtype))
    throw new TypeError(`Cannot pack bits of ${printAval(x.aval)}: it must be of bool or integers`);
  const by = shifts("pack bits", options.bitorder ?? "big");
  const [rows, axis] = alongLast("pack bits", inDType(lax.ne(x, scalar(0, x.dtype)), "int32"), options.axis);
  const bytes = Math.ceil(rows.shape.at(-1)! / 8);
  const eights = reshape(extended(rows, 8 * bytes), [...rows.shape.slice(0, -1), bytes, 8]);
  const last = eights.ndim - 1;
  const worth = lax.broadcastInDim(by, { shape: eights.shape, broadcastDimensions: [last] });
  const packed = lax.reduceSum(lax.shiftLeft(eights, worth), { axes: [last] });
  return moveaxis(inDType(packed, "uint8"), -1, axis);
}

/**
 * The bits of bytes as elements. u8[2] → u8[16].
 *
 * @param a uint8 array
 * @param options `axis`: default all elements in order; `count`: how many bits are kept, default all; `bitorder`: default `"big"`
 * @returns uint8 of 0 and 1, with eight times the elements along the axis, or `count`
 * @throws TypeError for other dtypes; RangeError for an axis that `a` does not have, another order, or a negative count
 * @example
 * assertEqual(jnp.unpackbits(jnp.uint8([144])), "[1 0 0 1 0 0 0 0]");
 * assertEqual(jnp.unpackbits(jnp.uint8([9]), { count: 4, bitorder: "little" }), "[1 0 0 1]");
 */
export function unpackbits(a: ArrayLike, options: UnpackbitsOptions = {}): JaxArray {
  const x = lift("unpack bits of", a);
  if (x.dtype !== "uint8")
    throw new TypeError(
      `Cannot unpack bits of ${printAval(x.aval)}: it must be uint8; convert it with x.astype("uint8")`,
    );
  const by = shifts("unpack bits", options.bitorder ?? "big");
  const [rows, axis] = alongLast("unpack bits", inDType(x, "int32"), options.axis);
  const shape = [...rows.shape, 8];
  const spread = lax.broadcastInDim(rows, { shape, broadcastDimensions: rows.shape.map((_, k) => k) });
  const worth = lax.broadcastInDim(by, { shape, broadcastDimensions: [rows.ndim] });
  const bits = inDType(lax.and(lax.shiftRightLogical(spread, worth), scalar(1, "int32")), "uint8");
  const all = reshape(bits, [...rows.shape.slice(0, -1), 8 * rows.shape.at(-1)!]);
  return moveaxis(counted(all, options.count ?? all.shape.at(-1)!), -1, axis);
}

function counted(bits: JaxArray, count: number): JaxArray {
  if (!(Number.isInteger(count) && count >= 0))
    throw new RangeError(`Cannot unpack ${count} bits: the count must be whole and ≥ 0`);
  const size = bits.shape.at(-1)!;
  return count > size ? extended(bits, count) : sliceAlong(bits, bits.ndim - 1, 0, count);
}
