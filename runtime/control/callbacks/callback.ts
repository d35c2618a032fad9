/** `pureCallback`, `ioCallback`, `debug.callback`: JavaScript in the middle of a compiled function. */
import { DeviceArray, JaxArray } from "../../core/array.ts";
import { asArray, describe } from "../../core/asArray.ts";
import { takeOptions } from "../../core/callOptions.ts";
import { scalar } from "../../core/scalar.ts";
import { flattenArrays, isArrayLike, nameOf } from "../../transforms/flatFunction.ts";
import { ShapeDtypeStruct } from "../../transforms/shapeDtypeStruct.ts";
import { type Aval, aval, printAval } from "../../types/aval.ts";
import { dtypes } from "../../types/dtype.ts";
import { flatten, flattenUpTo, type TreeDef } from "../../types/pytree.ts";
import { sizeOf } from "../../types/shape.ts";
import { asWords, fromWords } from "../traceBody.ts";
import { type CallbackParams, callbackPrimitive, type VmapMethod } from "./callbackPrimitive.ts";

export interface PureCallbackOptions {
  /**
   * What vmap does: `"sequential"` calls the function for each element; `"expandDims"` and `"broadcastAll"` call it once with a
   * leading batch axis on all arrays, where arrays that are not mapped have size 1 or are repeated. Default: vmap throws.
   */
  readonly vmapMethod?: VmapMethod;
}

export interface IoCallbackOptions {
  /** Whether it must keep its order, so that vmap, which has none, throws; otherwise vmap calls it for each element. Default false. */
  readonly ordered?: boolean;
}

/**
 * Calls a JavaScript function with the numbers, also inside `jit`: the program stops there, the function runs on the host, and the
 * program goes on with its results. The function must be pure: it may be called more often than written, or not at all.
 *
 * A loop with a callback inside is run by the host, step by step: right, but much slower than on the device.
 *
 * @param callback function of concrete arrays that returns the results: arrays, numbers, typed arrays, or nested lists of numbers
 * @param resultShapeDtypes a `ShapeDtypeStruct` (or array) for each result, in a pytree
 * @param args arguments of the callback, pytrees of arrays; a last argument `{ vmapMethod }` says what vmap does
 * @returns a tree of arrays like `resultShapeDtypes`
 * @throws TypeError where what the function returns does not fit, when differentiated, or under vmap without `vmapMethod`
 * @example
 * const cube = (x: jax.Array) => Number(x) ** 3;
 * const f = jax.jit((x: jax.Array) => jax.pureCallback(cube, new jax.ShapeDtypeStruct([], "float32"), x).add(1));
 * assertEqual(Number(f(2)), 9);
 */
export function pureCallback(
  callback: (...args: any[]) => unknown,
  resultShapeDtypes: unknown,
  ...args: readonly unknown[]
): any {
  const [given, { vmapMethod }] = takeOptions<PureCallbackOptions>(args, ["vmapMethod"]);
  return bindCallback("pure", callback, resultShapeDtypes, given, vmapMethod);
}

/**
 * As `pureCallback`, for functions that do something: read a file, draw a number, write a log. It is called once each time the
 * program comes to it, in the order of the program.
 *
 * @param callback function of concrete arrays that returns the results: arrays, numbers, typed arrays, or nested lists of numbers
 * @param resultShapeDtypes a `ShapeDtypeStruct` (or array) for each result, in a pytree; null if there is none
 * @param args arguments of the callback, pytrees of arrays; a last argument `{ ordered: true }` makes vmap throw
 * @returns a tree of arrays like `resultShapeDtypes`
 * @throws TypeError where what the function returns does not fit, when differentiated, or under vmap if ordered
 * @example
 * const seen: number[] = [];
 * const step = jax.jit((x: jax.Array) => { jax.ioCallback((y: jax.Array) => void seen.push(Number(y)), null, x); return x.add(1); });
 * step(step(1));
 * assertEqual(seen, [1, 2]);
 */
export function ioCallback(
  callback: (...args: any[]) => unknown,
  resultShapeDtypes: unknown,
  ...args: readonly unknown[]
): any {
  const [given, { ordered = false }] = takeOptions<IoCallbackOptions>(args, ["ordered"]);
  return bindCallback("io", callback, resultShapeDtypes, given, ordered ? undefined : "sequential");
}

/**
 * Calls a JavaScript function with the numbers, for what it does: it gives nothing back. Derivatives pass by, and vmap calls it for
 * each element.
 *
 * @param callback function of concrete arrays
 * @param args arguments of the callback: pytrees of arrays, or anything else, which is handed on as it is
 * @example
 * const seen: number[] = [];
 * const f = jax.jit((x: jax.Array) => { jax.debug.callback((y: jax.Array) => void seen.push(Number(y)), x); return x.mul(x); });
 * f(3);
 * jax.grad(f)(4);
 * assertEqual(seen, [3, 4]);
 */
export function callback(callback: (...args: any[]) => unknown, ...args: readonly unknown[]): void {
  const [leaves, def] = flatten([...args]);
  const isTraced = leaves.map(isArrayLike);
  const arrays = leaves.filter((_, i) => isTraced[i]).map((x) => asArray(x as JaxArray));
  bindFlat(
    "debug",
    callback,
    (operands) => {
      let next = 0;
      return def.unflatten(leaves.map((leaf, i) => (isTraced[i] ? operands[next++] : leaf)));
    },
    arrays,
    { avals: [], def: undefined },
    undefined,
  );
}

function bindCallback(
  kind: CallbackParams["kind"],
  f: (...args: any[]) => unknown,
  resultShapeDtypes: unknown,
  args: readonly unknown[],
  vmapMethod: VmapMethod | undefined,
): any {
  const action = `call ${nameOf(f)} back`;
  const [arrays, inDef] = flattenArrays([...args], action, "argument ");
  const [structs, def] = flatten(resultShapeDtypes);
  const avals = structs.map((struct): Aval => {
    if (struct instanceof ShapeDtypeStruct || struct instanceof JaxArray) return aval(struct.shape, struct.dtype);
    throw new TypeError(
      `Cannot ${action}: resultShapeDtypes must be made of jax.ShapeDtypeStruct, got ${describe(struct)}; give new jax.ShapeDtypeStruct(shape, dtype)`,
    );
  });
  const results = bindFlat(kind, f, (operands) => inDef.unflatten(operands), arrays, { avals, def }, vmapMethod);
  return def.unflatten(results);
}

function bindFlat(
  kind: CallbackParams["kind"],
  f: (...args: any[]) => unknown,
  argsOf: (operands: readonly JaxArray[]) => unknown[],
  arrays: readonly JaxArray[],
  outputs: { readonly avals: readonly Aval[]; readonly def: TreeDef | undefined },
  vmapMethod: VmapMethod | undefined,
): JaxArray[] {
  const name = nameOf(f);
  const inAvals = arrays.map((x) => x.aval);
  const isBatched = vmapMethod === "expandDims" || vmapMethod === "broadcastAll";
  const results = callbackPrimitive(...arrays.map(asWords), {
    kind,
    name,
    call(operands) {
      const given = operands.map((x, i) => fromWords(x, inAvals[i]!));
      const size = isBatched ? batchSizeOf(given, inAvals) : undefined;
      const result = f(...argsOf(given));
      return outputs.def === undefined ? [] : resultsOf(result, outputs.def, outputs.avals, size, name);
    },
    outputs: outputs.avals,
    vmapMethod,
  });
  return results;
}

/** The size of the leading axis that vmap has put in front, if it has. */
function batchSizeOf(given: readonly JaxArray[], avals: readonly Aval[]): readonly number[] {
  const sizes = given.map((x, i) => x.shape.slice(0, x.ndim - avals[i]!.shape.length));
  return sizes.reduce((all, own) => all.map((n, k) => Math.max(n, own[k] ?? 1)), sizes[0] ?? []);
}

function resultsOf(
  result: unknown,
  def: TreeDef,
  avals: readonly Aval[],
  batch: readonly number[] | undefined,
  name: string,
): DeviceArray[] {
  const action = `use what the callback ${name} returned`;
  return flattenUpTo(def, result, action).map((given, i) => {
    const wanted = { ...avals[i]!, shape: [...(batch ?? []), ...avals[i]!.shape] };
    const array = hostArrayOf(given, wanted);
    if (array) return array;
    const got = given instanceof JaxArray ? printAval(given.aval) : describe(given);
    throw new TypeError(
      `Cannot ${action}: result ${i} must be ${printAval(wanted)}, as resultShapeDtypes says, got ${got}`,
    );
  });
}

/** The array of what a callback returned, or undefined if it is not of this shape and dtype. */
function hostArrayOf(given: unknown, wanted: Aval): DeviceArray | undefined {
  if (given instanceof DeviceArray) {
    const fits = given.dtype === wanted.dtype && String(given.shape) === String(wanted.shape);
    return fits ? given : undefined;
  }
  if (typeof given === "number" || typeof given === "boolean")
    return wanted.shape.length === 0 ? scalar(given, wanted.dtype) : undefined;
  const elements = ArrayBuffer.isView(given) ? [...(given as Float32Array)] : nested(given, wanted.shape);
  const { HostArray, words } = dtypes[wanted.dtype];
  if (!elements || words !== 1 || elements.length !== sizeOf(wanted.shape)) return undefined;
  const host = new HostArray(elements.length);
  elements.forEach((x, k) => {
    host[k] = Number(x);
  });
  return DeviceArray.fromHost(host, wanted);
}

/** The numbers of nested lists of a shape, row-major. */
function nested(value: unknown, shape: readonly number[]): number[] | undefined {
  if (shape.length === 0) return typeof value === "number" || typeof value === "boolean" ? [Number(value)] : undefined;
  if (!Array.isArray(value) || value.length !== shape[0]) return undefined;
  const parts = value.map((item) => nested(item, shape.slice(1)));
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined;
}
