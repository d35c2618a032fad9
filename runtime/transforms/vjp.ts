/** `vjp`: a function's value, and the function that pulls cotangents of the result back to the arguments. */
import type { JaxArray } from "../core/array.ts";
import { takeOptions } from "../core/callOptions.ts";
import type { Linear, Tangent } from "../core/primitive.ts";
import type { AcceptsAll, Arrays } from "../core/userType.ts";
import { backwardPass } from "./backwardPass.ts";
import { flatFunction, flattenDifferentiable, nameOf } from "./flatFunction.ts";
import { type Linearized, linearizeFlat } from "./linearizeFlat.ts";
import { isDifferentiable, matchTangents } from "./matchTangents.ts";
import { instantiate } from "./zeros.ts";

/**
 * With a last argument `{ hasAux: true }`, `f` returns `[value, aux]`, and the result is `[value, fVjp, aux]`.
 *
 * @example
 * const [y, fVjp, aux] = jax.vjp((x: jax.Array) => [x.mul(x), "aux"] as const, 3, { hasAux: true });
 * assertEqual([Number(y), Number(fVjp(1)[0]), aux], [9, 6, "aux"]);
 */
export function vjp<A extends readonly any[], R, Aux>(
  f: (...args: A) => readonly [R, Aux],
  ...args: [...primals: AcceptsAll<A>, options: { hasAux: true }]
): [value: Arrays<R>, fVjp: (cotangent: unknown) => Arrays<A>, aux: Aux];
/**
 * The value of `f` and its reverse derivative at a point.
 *
 *     fVjp(c) = cᵀ · ∂f(x)
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param primals its arguments, the point x
 * @returns `[value, fVjp]`; `fVjp(cotangent)` takes a tree like the value and gives the list of cotangents of the arguments
 * @throws TypeError where an argument or the result is not made of arrays, or a cotangent does not fit the value
 * @example
 * const [y, fVjp] = jax.vjp((x: jax.Array, w: jax.Array) => x.mul(w), 3, 4);
 * assertEqual([Number(y), ...fVjp(1).map(Number)], [12, 4, 3]);
 */
export function vjp<A extends readonly any[], R>(
  f: (...args: A) => R,
  ...primals: AcceptsAll<A>
): [value: Arrays<R>, fVjp: (cotangent: unknown) => Arrays<A>];
export function vjp(f: (...args: any[]) => unknown, ...given: readonly unknown[]): unknown[] {
  const [primals, { hasAux }] = takeOptions<{ hasAux: boolean }>(given, ["hasAux"]);
  const action = `take the vjp of ${nameOf(f)}`;
  const [arrays, inDef] = flattenDifferentiable([...primals], action, "arguments");
  const active = arrays.map((x) => isDifferentiable(x.aval));
  const flat = flatFunction(f, inDef, action, hasAux);
  const linearized = linearizeFlat(flat.run, arrays, active, "vjp");
  const value = flat.unflatten(linearized.outputs);
  const [outDef, outAvals, inAvals] = [flat.outDef(), linearized.outputs.map((x) => x.aval), arrays.map((x) => x.aval)];
  const fVjp = (cotangent: unknown): unknown => {
    const given = matchTangents(cotangent, outDef, outAvals, `apply the vjp of ${nameOf(f)}`, "cotangent");
    const found = pullBack(linearized, active, given);
    return inDef.unflatten(found.map((ct, i) => instantiate(ct, inAvals[i]!)));
  };
  return hasAux ? [value, fVjp, linearized.aux] : [value, fVjp];
}

/** Cotangents of the inputs of a linearised function from those of its outputs; null: zero, or no derivative. */
export function pullBack(
  { linear, nonzero }: Linearized<unknown>,
  active: readonly boolean[],
  cotangents: readonly Tangent[],
): Tangent[] {
  const { jaxpr, consts } = linear;
  const inputs: (JaxArray | Linear)[] = [
    ...consts,
    ...jaxpr.inputs.map((v): Linear => ({ linear: true, aval: v.aval })),
  ];
  const found = backwardPass(
    jaxpr,
    inputs,
    cotangents.filter((_, i) => nonzero[i]),
  ).slice(consts.length);
  let next = 0;
  return active.map((isActive) => (isActive ? found[next++]! : null));
}
