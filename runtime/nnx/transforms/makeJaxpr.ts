import { makeJaxpr as makeJaxprOfArrays, type TracedJaxpr } from "../../transforms/makeJaxpr.ts";
import { toTree } from "../graph/tree.ts";
import { enter, heldValues, open, plainValues } from "./graphCall.ts";

/**
 * The program of a function of modules. Its inputs are the arrays of the modules, in the order of their paths, then the arrays among
 * the arguments; its outputs those of the result. What the function changes in modules is left out.
 *
 * @param f the function
 * @param options.staticArgnums positions of arguments that are used as they are; default none
 * @returns a function of the same arguments, in which `jax.ShapeDtypeStruct`s may stand for arrays, that gives a jaxpr
 * @example
 * const model = new nnx.Linear(2, 3, { useBias: false, rngs: new nnx.Rngs(0) });
 * const jaxpr = nnx.makeJaxpr((m: nnx.Linear, x: jax.Array) => jnp.sum(m(x)))(model, jnp.ones([1, 2]));
 * assertEqual(jaxpr.inAvals.map(({ shape }) => shape), [[2, 3], [1, 2]]);
 */
// any: functions of any arguments
export function makeJaxpr<A extends any[]>(
  f: (...args: A) => unknown,
  options: { readonly staticArgnums?: number | readonly number[] } = {},
): (...args: { [K in keyof A]: unknown }) => TracedJaxpr {
  const { staticArgnums = [] } = options;
  const statics = typeof staticArgnums === "number" ? [staticArgnums] : staticArgnums;
  return (...args) => {
    const opened = open(args.filter((_, i) => !statics.includes(i)));
    const pure = (held: unknown[], values: unknown[]): unknown => {
      const dynamic = [...enter(opened, held, values).args];
      return toTree(f(...(args.map((arg, i) => (statics.includes(i) ? arg : dynamic.shift())) as A)));
    };
    Object.defineProperty(pure, "name", { value: f.name });
    return makeJaxprOfArrays(pure)(heldValues(opened.leaves), plainValues(opened.slots));
  };
}
