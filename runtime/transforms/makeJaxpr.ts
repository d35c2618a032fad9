/** `makeJaxpr` and `evalShape`: what a function does, without doing it. */

import type { JaxArray } from "../core/array.ts";
import type { ClosedJaxpr, Jaxpr } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import { printJaxpr } from "../core/printJaxpr.ts";
import { showInConsole } from "../core/showInConsole.ts";
import type { Aval } from "../types/aval.ts";
import { flatten, type TreeDef } from "../types/pytree.ts";
import { flatFunction, flattenArrays, nameOf } from "./flatFunction.ts";
import { ShapeDtypeStruct } from "./shapeDtypeStruct.ts";

/** A traced function: prints as a jaxpr. */
export class TracedJaxpr implements ClosedJaxpr {
  readonly jaxpr: Jaxpr;
  /** Values of `jaxpr.constVars`: the arrays the function captured. */
  readonly consts: readonly JaxArray[];

  constructor({ jaxpr, consts }: ClosedJaxpr) {
    this.jaxpr = jaxpr;
    this.consts = consts;
  }

  get inAvals(): readonly Aval[] {
    return this.jaxpr.inputs.map((v) => v.aval);
  }

  get outAvals(): readonly Aval[] {
    return this.jaxpr.outputs.map((atom) => atom.aval);
  }

  toString(): string {
    return printJaxpr(this.jaxpr);
  }
}

showInConsole(TracedJaxpr);

export interface JaxprOptions {
  /** Positions of arguments that are passed as they are. Default none. */
  readonly staticArgnums?: number | readonly number[];
}

/**
 * With `returnShape`, `[jaxpr, shapes]`: the tree that `f` returns too, with a `ShapeDtypeStruct` for each array.
 *
 * @example
 * const [, shape] = jax.makeJaxpr((x: jax.Array) => x.mul(2), { returnShape: true })(jnp.array([1.5]));
 * assertEqual(shape, "ShapeDtypeStruct(shape=(1,), dtype=float32)");
 */
export function makeJaxpr(
  f: (...args: any[]) => unknown,
  options: JaxprOptions & { readonly returnShape: true },
): (...args: unknown[]) => [jaxpr: TracedJaxpr, shapes: any];
/**
 * The program of `f` for arguments of given shapes and dtypes.
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param options.staticArgnums positions of arguments that are passed as they are; default none
 * @returns a function of the same arguments, which may be `ShapeDtypeStruct`s; it gives a jaxpr that prints itself and has
 * `jaxpr`, `consts`, `inAvals` and `outAvals`
 * @throws TypeError where an argument or the result is not made of arrays
 * @example
 * const jaxpr = jax.makeJaxpr((x: jax.Array) => x.mul(2))(jnp.array([1.5, 2.5]));
 * assertEqual(jaxpr, "{ lambda ; a:f32[2]. let b:f32[2] = mul a 2.0:f32[] in (b,) }");
 */
export function makeJaxpr(f: (...args: any[]) => unknown, options?: JaxprOptions): (...args: unknown[]) => TracedJaxpr;
export function makeJaxpr(
  f: (...args: any[]) => unknown,
  options: JaxprOptions & { readonly returnShape?: boolean } = {},
): (...args: unknown[]) => any {
  return (...args) => {
    const { closed, outDef } = trace(f, args, `make a jaxpr of ${nameOf(f)}`, options.staticArgnums);
    const traced = new TracedJaxpr(closed);
    return options.returnShape ? [traced, shapesOf(closed, outDef)] : traced;
  };
}

function shapesOf({ jaxpr }: ClosedJaxpr, outDef: TreeDef): unknown {
  return outDef.unflatten(
    jaxpr.outputs.map(({ aval: { shape, dtype, weakType } }) => new ShapeDtypeStruct(shape, dtype, { weakType })),
  );
}

/**
 * The shapes and dtypes of what `f` returns, without running it.
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param args its arguments; `ShapeDtypeStruct`s may stand for arrays
 * @returns the tree that `f` returns, with a `ShapeDtypeStruct` for each array
 * @throws TypeError where an argument or the result is not made of arrays, or shapes do not fit
 * @example
 * const out = jax.evalShape((x: jax.Array) => jnp.sum(x, { axis: 0 }), new jax.ShapeDtypeStruct([2, 3], "float32"));
 * assertEqual(out, "ShapeDtypeStruct(shape=(3,), dtype=float32)");
 */
export function evalShape(f: (...args: any[]) => unknown, ...args: readonly unknown[]): any {
  const { closed, outDef } = trace(f, args, `evaluate the shape of ${nameOf(f)}`);
  return shapesOf(closed, outDef);
}

function trace(
  f: (...args: any[]) => unknown,
  args: readonly unknown[],
  action: string,
  staticArgnums: number | readonly number[] = [],
): { closed: ClosedJaxpr; outDef: TreeDef } {
  const fixed = new Set(typeof staticArgnums === "number" ? [staticArgnums] : staticArgnums);
  const isFixed = (place: number) => fixed.has(place) || fixed.has(place - args.length);
  const given = args.filter((_, place) => !isFixed(place));
  const call = (...inputs: unknown[]): unknown => {
    let next = 0;
    return f(...args.map((arg, place) => (isFixed(place) ? arg : inputs[next++])));
  };
  const [avals, inDef] = avalsOf(given, action);
  const flat = flatFunction(call, inDef, action, false);
  const closed = traceToJaxpr((...inputs) => flat.run(inputs, (x) => x).outputs, avals, "makeJaxpr");
  return { closed, outDef: flat.outDef() };
}

/** The abstract value of each leaf. */
function avalsOf(args: readonly unknown[], action: string): [avals: Aval[], def: TreeDef] {
  const [leaves, def] = flatten([...args]);
  const avals = leaves.map((leaf, i) => {
    if (leaf instanceof ShapeDtypeStruct) return leaf.aval;
    return flattenArrays(leaf, action, `leaf ${i} of the arguments`)[0][0]!.aval;
  });
  return [avals, def];
}
