/** `jvp`: a function's value and its derivative in one direction. */
import type { AcceptsAll, Arrays } from "../core/userType.ts";
import { flatFunction, flattenDifferentiable, nameOf } from "./flatFunction.ts";
import { jvpFlat } from "./jvpTrace.ts";
import { matchTangents } from "./matchTangents.ts";
import { instantiate } from "./zeros.ts";

/**
 * With `hasAux`, `f` returns `[value, aux]`, and the result is `[value, tangent, aux]`.
 *
 * @example
 * const [y, dy, aux] = jax.jvp((x: jax.Array) => [x.mul(x), "aux"] as const, [3], [1], { hasAux: true });
 * assertEqual([Number(y), Number(dy), aux], [9, 6, "aux"]);
 */
export function jvp<A extends readonly any[], R, Aux>(
  f: (...args: A) => readonly [R, Aux],
  primals: AcceptsAll<A>,
  tangents: { readonly [K in keyof A]: unknown },
  options: { hasAux: true },
): [value: Arrays<R>, tangent: Arrays<R>, aux: Aux];
/**
 * The value of `f` and its derivative in the direction of the tangents, by forward differentiation.
 *
 *     (f(x), ∂f(x) · v)
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param primals list of its arguments, the point x
 * @param tangents list of the same structure, shapes and dtypes, the direction v; leaves that are not floats have none: give null
 * @returns `[value, tangent]`, two trees of the structure that `f` returns
 * @throws TypeError where tangents do not fit their primals
 * @example
 * const [y, dy] = jax.jvp((x: jax.Array) => x.mul(x), [3], [1]);
 * assertEqual([Number(y), Number(dy)], [9, 6]);
 */
export function jvp<A extends readonly any[], R>(
  f: (...args: A) => R,
  primals: AcceptsAll<A>,
  tangents: { readonly [K in keyof A]: unknown },
): [value: Arrays<R>, tangent: Arrays<R>];
export function jvp(
  f: (...args: any[]) => unknown,
  primals: readonly unknown[],
  tangents: readonly unknown[],
  options: { hasAux?: boolean } = {},
): unknown[] {
  const action = `take the jvp of ${nameOf(f)}`;
  const [arrays, inDef] = flattenDifferentiable([...primals], action, "primals");
  const directions = matchTangents(
    [...tangents],
    inDef,
    arrays.map((x) => x.aval),
    action,
    "tangent",
  );
  const flat = flatFunction(f, inDef, action, options.hasAux);
  const result = jvpFlat(flat.run, arrays, directions, "jvp");
  const value = flat.unflatten(result.outputs);
  const tangent = flat.unflatten(result.tangents.map((d, i) => instantiate(d, result.outputs[i]!.aval)));
  return options.hasAux ? [value, tangent, result.aux] : [value, tangent];
}
