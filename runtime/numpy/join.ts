/** Arrays put together: `concatenate stack hstack vstack`. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { sameShape } from "../types/shape.ts";
import { inDType } from "./array.ts";
import { axisOf } from "./axes.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";
import { isKey } from "./keys.ts";
import { lift, promote } from "./promote.ts";
import { atleast1d, atleast2d, expandDims, ravel } from "./reshape.ts";

/** Several arrays; one array stands for its parts along the first axis. */
export type Arrays = readonly ArrayLike[] | JaxArray;

/** Options of `concatenate` and `stack`. */
export interface JoinOptions {
  /** Axis along which they are joined; default 0. */
  readonly axis?: number | undefined;
  /** Dtype of the result; default: the promoted one. */
  readonly dtype?: DTypeLike | null | undefined;
}

function promoted(action: string, arrays: Arrays, dtype: DTypeLike | null | undefined): JaxArray[] {
  const list = [...(arrays as Iterable<ArrayLike>)];
  if (list.length === 0) throw new TypeError(`Cannot ${action} no arrays: give at least one`);
  const lifted = list.map((x) => lift(action, x));
  const same = lifted.every(isKey) ? lifted : promote(action, ...lifted);
  return dtype === null || dtype === undefined ? same : same.map((x) => inDType(x, dtypeOf(dtype)));
}

/** Joins along an existing axis, also keys. */
function joinAlong(parts: readonly JaxArray[], dimension: number): JaxArray {
  if (parts.length === 1) return parts[0]!;
  if (!isKey(parts[0]!)) return lax.concatenate(...parts, { dimension });
  return lax.randomWrap(lax.concatenate(...parts.map((x) => lax.randomUnwrap(x)), { dimension }));
}

/**
 * Arrays one after another along an axis.
 *
 * @param arrays arrays of one rank, of one size along all other axes
 * @param options `axis`: default 0, null flattens them first; `dtype`: default the promoted one
 * @returns the joined array
 * @throws TypeError when the shapes do not fit, for scalars, and for no arrays
 * @example
 * assertEqual(jnp.concatenate([jnp.array([1, 2]), jnp.array([3])]), "[1 2 3]");
 */
export function concatenate(
  arrays: Arrays,
  options: Omit<JoinOptions, "axis"> & { readonly axis?: number | null | undefined } = {},
): JaxArray {
  const { axis = 0, dtype } = options;
  const given = promoted("concatenate", arrays, dtype);
  const parts = axis === null ? given.map(ravel) : given;
  const first = parts[0]!;
  if (first.ndim === 0)
    throw new TypeError(
      "Cannot concatenate scalars: stack them with jnp.stack, or give each an axis with jnp.atleast1d",
    );
  return joinAlong(parts, axisOf("concatenate", axis ?? 0, first.ndim));
}

/**
 * Arrays of one shape side by side along a new axis.
 *
 * @param arrays arrays or numbers of one shape
 * @param options `axis`: place of the new axis, default 0; `dtype`: default the promoted one
 * @returns the stacked array
 * @throws TypeError when the shapes differ, and for no arrays
 * @example
 * assertEqual(jnp.stack([jnp.array([1, 2]), jnp.array([3, 4])], { axis: 1 }), "[[1 3]\n [2 4]]");
 */
export function stack(arrays: Arrays, options: JoinOptions = {}): JaxArray {
  const { axis = 0, dtype } = options;
  const parts = promoted("stack", arrays, dtype);
  const first = parts[0]!;
  const other = parts.find((x) => !sameShape(x.shape, first.shape));
  if (other)
    throw new TypeError(`Cannot stack ${printAval(first.aval)} and ${printAval(other.aval)}: shapes must be equal`);
  const place = axisOf("stack", axis, first.ndim + 1);
  return joinAlong(
    parts.map((x) => expandDims(x, place)),
    place,
  );
}

/**
 * Arrays side by side: along the first axis for vectors, along the second for all others.
 *
 * @param arrays arrays or numbers
 * @param options `dtype`: default the promoted one
 * @returns the joined array
 * @throws TypeError when the shapes do not fit
 * @example
 * assertEqual(jnp.hstack([jnp.array([1, 2]), 3]), "[1 2 3]");
 */
export function hstack(arrays: Arrays, options: Pick<JoinOptions, "dtype"> = {}): JaxArray {
  const parts = [...(arrays as Iterable<ArrayLike>)].map((x) => atleast1d(x));
  return concatenate(parts, { ...options, axis: parts[0]?.ndim === 1 ? 0 : 1 });
}

/**
 * Arrays one below another: vectors become rows.
 *
 * @param arrays arrays or numbers
 * @param options `dtype`: default the promoted one
 * @returns the joined array
 * @throws TypeError when the shapes do not fit
 * @example
 * assertEqual(jnp.vstack([jnp.array([1, 2]), jnp.array([3, 4])]), "[[1 2]\n [3 4]]");
 */
export function vstack(arrays: Arrays, options: Pick<JoinOptions, "dtype"> = {}): JaxArray {
  return concatenate(
    [...(arrays as Iterable<ArrayLike>)].map((x) => atleast2d(x)),
    { ...options, axis: 0 },
  );
}
