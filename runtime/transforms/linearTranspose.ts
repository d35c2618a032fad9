/** `linearTranspose`: the transpose of a function that is linear already. */

import { traceToJaxpr } from "../core/jaxprTrace.ts";
import type { Linear } from "../core/primitive.ts";
import { flatten } from "../types/pytree.ts";
import { backwardPass } from "./backwardPass.ts";
import { flatFunction, flattenDifferentiable, nameOf } from "./flatFunction.ts";
import { matchTangents } from "./matchTangents.ts";
import { ShapeDtypeStruct } from "./shapeDtypeStruct.ts";
import { instantiate } from "./zeros.ts";

/**
 * For a linear function x ↦ A x, the function y ↦ Aᵀ y.
 *
 * @param f linear function of pytrees of arrays
 * @param primals examples of its arguments, or `ShapeDtypeStruct`s: only shapes and dtypes count
 * @returns a function from a tree like the result to the list of trees like the arguments
 * @throws TypeError if `f` turns out not to be linear, or the argument does not fit
 * @example
 * const transposed = jax.linearTranspose((x: jax.Array) => x.mul(2), jnp.array([1, 2]));
 * assertEqual(transposed(jnp.array([1, 10]))[0], "[ 2 20]");
 */
export function linearTranspose(
  f: (...args: any[]) => unknown,
  ...primals: readonly unknown[]
): (cotangent: unknown) => any[] {
  const action = `transpose ${nameOf(f)}`;
  const [leaves, inDef] = flatten([...primals]);
  const avals = leaves.map((leaf) =>
    leaf instanceof ShapeDtypeStruct ? leaf.aval : flattenDifferentiable(leaf, action, "arguments")[0][0]!.aval,
  );
  const flat = flatFunction(f, inDef, action, false);
  const { jaxpr, consts } = traceToJaxpr((...inputs) => flat.run(inputs, (x) => x).outputs, avals, "linearTranspose");
  const outDef = flat.outDef();
  const outAvals = jaxpr.outputs.map((atom) => atom.aval);
  return (cotangent) => {
    const given = matchTangents(cotangent, outDef, outAvals, action, "cotangent", () => true);
    const inputs = jaxpr.inputs.map((v): Linear => ({ linear: true, aval: v.aval }));
    const found = backwardPass(jaxpr, [...consts, ...inputs], given).slice(consts.length);
    return inDef.unflatten(found.map((ct, i) => instantiate(ct, avals[i]!)));
  };
}
