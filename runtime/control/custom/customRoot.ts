/** `customRoot`: a solution of f(x) = 0, however it was found, with the derivative that it has because it is one. */
import type { JaxArray } from "../../core/array.ts";
import { neg } from "../../primitives/rounding.ts";
import { jvp } from "../../transforms/jvp.ts";
import { zerosOf } from "../../transforms/zeros.ts";
import { flatten } from "../../types/pytree.ts";
import { closureConvert } from "./customGradient.ts";
import { customJvp } from "./customJvp.ts";

/** Options of `customRoot`. */
export interface CustomRootOptions {
  /** Whether `solve` returns `[solution, aux]`; aux has no derivative. Default false. */
  readonly hasAux?: boolean | undefined;
}

/**
 * A root of `f`, differentiated by what `f` captures and not through the steps that found it:
 *
 *     f(x, a) = 0   ⇒   dx = −(∂f/∂x)⁻¹ (∂f/∂a) da
 *
 * @param f function of a pytree of arrays that returns one of the same structure
 * @param initialGuess where the search begins; it has no derivative
 * @param solve `solve(f, initialGuess)` gives x with f(x) = 0
 * @param tangentSolve `tangentSolve(g, y)` gives x with g(x) = y, for the linear function g = ∂f/∂x; for reverse derivatives it must be linear in
 *   y by operations that have transposes
 * @param options `hasAux`: whether `solve` returns `[solution, aux]`, default false
 * @returns what `solve` returns
 * @throws TypeError where `f` gives another structure than that of its argument
 * @example
 * const root = (a: jax.Array) => lax.customRoot(
 *   (x: jax.Array) => x.mul(x).sub(a),
 *   a,
 *   (f, x: jax.Array) => lax.foriLoop(0, 20, (_, y: jax.Array) => y.sub(f(y).div(y.mul(2))), x),
 *   (g, y: jax.Array) => y.div(g(jnp.onesLike(y))),
 * );
 * assertAllClose(root(jnp.float32(9)), 3);
 * assertAllClose(jax.grad(root)(9), 1 / 6);
 */
export function customRoot(
  f: (x: any) => unknown,
  initialGuess: any,
  solve: (f: (x: any) => any, initialGuess: any) => any,
  tangentSolve: (g: (x: any) => any, y: any) => any,
  options: CustomRootOptions = {},
): any {
  const { hasAux = false } = options;
  const [converted, captured] = closureConvert(f, initialGuess);
  const root = customJvp((guess: any, parameters: readonly JaxArray[]) =>
    solve((x) => converted(x, ...parameters), guess),
  );
  root.defjvp(([guess, parameters]: readonly any[], [, directions]: readonly any[]) => {
    const result = root(guess, parameters) as any;
    const solution = hasAux ? result[0] : result;
    const [, change] = jvp((...given: any[]) => converted(solution, ...given), parameters, directions);
    const slope = (v: unknown): unknown => jvp((x: any) => converted(x, ...parameters), [solution], [v])[1];
    const [leaves, structure] = flatten(change);
    const wanted = structure.unflatten(leaves.map((leaf) => neg(leaf as JaxArray)));
    const tangent = tangentSolve(slope, wanted);
    return [result, hasAux ? [tangent, zerosLike(result[1])] : tangent];
  });
  return root(initialGuess, captured);
}

/** Zeros for every leaf. */
function zerosLike(tree: unknown): unknown {
  const [leaves, structure] = flatten(tree);
  return structure.unflatten(leaves.map((leaf) => zerosOf((leaf as JaxArray).aval)));
}
