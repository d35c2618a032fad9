/** `linearize`: a function's value, and its derivative there as a linear function to be called many times. */

import { takeOptions } from "../core/callOptions.ts";
import type { AcceptsAll, Arrays } from "../core/userType.ts";
import { evalJaxpr } from "./evalJaxpr.ts";
import { flatFunction, flattenDifferentiable, nameOf } from "./flatFunction.ts";
import { linearizeFlat } from "./linearizeFlat.ts";
import { isDifferentiable, matchTangents } from "./matchTangents.ts";
import { zerosOf } from "./zeros.ts";

/**
 * With a last argument `{ hasAux: true }`, `f` returns `[value, aux]`, and the result is `[value, fJvp, aux]`.
 *
 * @example
 * const [y, fJvp, aux] = jax.linearize((x: jax.Array) => [x.mul(x), "aux"] as const, 3, { hasAux: true });
 * assertEqual([Number(y), Number(fJvp(1)), aux], [9, 6, "aux"]);
 */
export function linearize<A extends readonly any[], R, Aux>(
  f: (...args: A) => readonly [R, Aux],
  ...args: [...primals: AcceptsAll<A>, options: { hasAux: true }]
): [value: Arrays<R>, fJvp: (...tangents: AcceptsAll<A>) => Arrays<R>, aux: Aux];
/**
 * The value of `f` and the linear function v ↦ ∂f(x) · v. The work that depends on x is done once.
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param primals its arguments, the point x
 * @returns `[value, fJvp]`; `fJvp(...tangents)` takes tangents like the arguments and gives one like the value
 * @throws TypeError where an argument or the result is not made of arrays
 * @example
 * const [y, fJvp] = jax.linearize((x: jax.Array) => x.mul(x), 3);
 * assertEqual([Number(y), Number(fJvp(1)), Number(fJvp(10))], [9, 6, 60]);
 */
export function linearize<A extends readonly any[], R>(
  f: (...args: A) => R,
  ...primals: AcceptsAll<A>
): [value: Arrays<R>, fJvp: (...tangents: AcceptsAll<A>) => Arrays<R>];
export function linearize(f: (...args: any[]) => unknown, ...given: readonly unknown[]): unknown[] {
  const [primals, { hasAux }] = takeOptions<{ hasAux: boolean }>(given, ["hasAux"]);
  const action = `linearize ${nameOf(f)}`;
  const [arrays, inDef] = flattenDifferentiable([...primals], action, "arguments");
  const avals = arrays.map((x) => x.aval);
  const active = avals.map(isDifferentiable);
  const flat = flatFunction(f, inDef, action, hasAux);
  const { outputs, linear, nonzero, aux } = linearizeFlat(flat.run, arrays, active, "linearize");
  const outAvals = outputs.map((x) => x.aval);
  const outDef = flat.outDef();
  const fJvp = (...tangents: unknown[]): unknown => {
    const given = matchTangents(tangents, inDef, avals, `apply the derivative of ${nameOf(f)}`, "tangent");
    const directions = avals.flatMap((a, i) => (active[i] ? [given[i] ?? zerosOf(a)] : []));
    const results = evalJaxpr(linear.jaxpr, linear.consts, directions);
    let next = 0;
    return outDef.unflatten(outAvals.map((a, i) => (nonzero[i] ? results[next++] : zerosOf(a))));
  };
  const value = outDef.unflatten(outputs);
  return hasAux ? [value, fJvp, aux] : [value, fJvp];
}
