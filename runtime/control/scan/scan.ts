/** `lax.scan`: a loop that carries a value along, reads a slice in each step and stacks what each step gives. */
import type { JaxArray } from "../../core/array.ts";
import { describe } from "../../core/asArray.ts";
import type { Arrays } from "../../core/userType.ts";
import { concatenate } from "../../primitives/concatenate.ts";
import { reshape } from "../../primitives/reshape.ts";
import { slice } from "../../primitives/slice.ts";
import { flattenArrays, nameOf } from "../../transforms/flatFunction.ts";
import { printAval } from "../../types/aval.ts";
import { flatten, type TreeDef } from "../../types/pytree.ts";
import { checkCarry, promoteCarries, unwords } from "../carry.ts";
import { runsInJavaScript } from "../disableJit.ts";
import { asWords, bodyOnWords, type TracedBody, traceBody } from "../traceBody.ts";
import { scanPrimitive } from "./scanPrimitive.ts";
import { unrolledScan } from "./unrolledScan.ts";

export interface ScanOptions {
  /** Number of steps; needed where there are no xs, and checked against them otherwise. */
  readonly length?: number;
  /** Whether it begins with the last slice; the ys stand where their xs stood. Default false. */
  readonly reverse?: boolean;
  /** How many steps are written out in a round of the loop, or true for all; default 1. The result is the same. */
  readonly unroll?: number | boolean;
}

/**
 * Runs `f` for each leading slice of `xs`, with a carry handed from one call to the next:
 *
 *     carryₜ₊₁, yₜ = f(carryₜ, xₜ)
 *
 * `f` is traced once, however many steps there are; differentiable in both modes.
 *
 * @param f function of the carry and a slice of xs that returns `[carry, y]`; the carry keeps its structure, shapes and dtypes
 * @param init the first carry: a pytree of arrays
 * @param xs pytree of arrays whose leading axes have one size; null: nothing is read, and `length` says how many steps
 * @param options.length number of steps
 * @param options.reverse whether it begins with the last slice; default false
 * @param options.unroll steps written out in a round of the loop; default 1
 * @returns `[carry, ys]`: the last carry, and the ys of all steps stacked along a new leading axis
 * @throws TypeError for a carry whose type changes, naming the place; for a body that returns no pair; for leading sizes that differ
 * @example
 * const [total, sums] = lax.scan((sum: jax.Array, x: jax.Array) => [sum.add(x), sum.add(x)], 0, jnp.array([1, 2, 3]));
 * assertEqual([Number(total), String(sums)], [6, "[1 3 6]"]);
 */
export function scan<C, X, Y>(
  f: (carry: any, x: any) => readonly [C, Y],
  init: unknown,
  xs: X = null as X,
  options: ScanOptions = {},
): [carry: Arrays<C>, ys: Arrays<Y>] {
  const action = `scan ${nameOf(f)}`;
  const { reverse = false, unroll = 1 } = options;
  const [first, carryDef] = flattenArrays(init, action, "the initial carry");
  const [arrays, xsDef] = flattenArrays(xs, action, "xs");
  const length = lengthOf(arrays, options.length, action);
  const body = (carry: unknown, x: unknown): unknown => {
    const result: unknown = f(carry, x);
    if (Array.isArray(result) && result.length === 2) return result;
    throw new TypeError(
      `Cannot ${action}: the body must return [carry, y], got ${describe(result)}; return [carry, null] if there is no y`,
    );
  };
  if (runsInJavaScript([...first, ...arrays]))
    return inJavaScript(body, carryDef.unflatten(first), arrays, xsDef, length, reverse);
  const { traced, init: carries } = settle(body, first, carryDef, arrays, xsDef, action);
  const ysDef = traced.outDef.children[1]!;
  const operands = [...traced.consts, ...carries, ...arrays].map(asWords);
  const params = {
    jaxpr: bodyOnWords(traced.jaxpr),
    length,
    reverse,
    constants: traced.consts.length,
    carries: carries.length,
  };
  const rounds = unroll === true ? length : Number(unroll);
  if (!(Number.isInteger(rounds) && (rounds >= 1 || length === 0)))
    throw new RangeError(`Cannot ${action}: unroll must be true or a whole number ≥ 1, got ${String(unroll)}`);
  const results = rounds > 1 ? unrolledScan(operands, params, rounds) : scanPrimitive(...operands, params);
  const outs = unwords(results, traced.outAvals);
  return [carryDef.unflatten(outs.slice(0, carries.length)), ysDef.unflatten(outs.slice(carries.length))];
}

/** The loop itself, under disableJit. */
function inJavaScript(
  body: (carry: unknown, x: unknown) => unknown,
  init: unknown,
  xs: readonly JaxArray[],
  xsDef: TreeDef,
  length: number,
  reverse: boolean,
): any {
  let carry = init;
  const rows: JaxArray[][] = [];
  let ysDef: TreeDef | undefined;
  for (let n = 0; n < length; n++) {
    const at = reverse ? length - 1 - n : n;
    const [next, y] = body(carry, xsDef.unflatten(xs.map((x) => rowOf(x, at)))) as [unknown, unknown];
    const [leaves, def] = flattenArrays(next, "scan", "the carry");
    carry = def.unflatten(leaves);
    const [ys, ofYs] = flattenArrays(y, "scan", "y");
    ysDef = ofYs;
    rows[at] = ys.map((each) => reshape(each, { newSizes: [1, ...each.shape] }));
  }
  const stacked = rows[0]?.map((_, k) => concatenate(...rows.map((row) => row[k]!), { dimension: 0 }));
  return [carry, ysDef?.unflatten(stacked!) ?? null];
}

function rowOf(x: JaxArray, at: number): JaxArray {
  const startIndices = x.shape.map((_, axis) => (axis === 0 ? at : 0));
  const limitIndices = x.shape.map((size, axis) => (axis === 0 ? at + 1 : size));
  return reshape(slice(x, { startIndices, limitIndices, strides: null }), { newSizes: x.shape.slice(1) });
}

/** Traces the body with carries of the types it gives back. */
function settle(
  body: (carry: unknown, x: unknown) => unknown,
  first: readonly JaxArray[],
  carryDef: TreeDef,
  xs: readonly JaxArray[],
  xsDef: TreeDef,
  action: string,
): { traced: TracedBody; init: readonly JaxArray[] } {
  const slices = xs.map(({ aval }) => ({ ...aval, shape: aval.shape.slice(1) }));
  const argsDef = flatten([carryDef.unflatten(first), xsDef.unflatten(xs)])[1];
  let init = first;
  for (;;) {
    const carryAvals = init.map((x) => x.aval);
    const traced = traceBody(body, argsDef, [...carryAvals, ...slices], action, "scan");
    const outCarry = traced.outDef.children[0]!;
    const outAvals = traced.outAvals.slice(0, outCarry.numLeaves);
    const promoted = carryDef.equals(outCarry) ? promoteCarries(init, outAvals) : undefined;
    if (!promoted) {
      checkCarry(action, carryDef, carryAvals, outCarry, outAvals);
      return { traced, init };
    }
    init = promoted;
  }
}

function lengthOf(xs: readonly JaxArray[], given: number | undefined, action: string): number {
  if (given !== undefined && !(Number.isInteger(given) && given >= 0))
    throw new RangeError(`Cannot ${action}: length must be a whole number ≥ 0, got ${given}`);
  let length = given;
  for (const x of xs) {
    if (x.ndim === 0)
      throw new TypeError(
        `Cannot ${action} over xs of ${printAval(x.aval)}: it has no leading axis; pass it in the carry, or use it from outside`,
      );
    if (length !== undefined && x.shape[0] !== length) {
      throw new TypeError(
        given === undefined
          ? `Cannot ${action}: the leading axes of xs must have one size, got ${xs.map((each) => printAval(each.aval)).join(", ")}`
          : `Cannot ${action}: length is ${given}, but the leading axis of xs ${printAval(x.aval)} has size ${x.shape[0]}`,
      );
    }
    length = x.shape[0]!;
  }
  if (length === undefined) throw new TypeError(`Cannot ${action}: there are no xs to scan over; give length`);
  return length;
}
