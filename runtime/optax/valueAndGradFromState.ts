import { cond } from "../control/index.ts";
import type { JaxArray } from "../core/array.ts";
import { asarray, isfinite } from "../numpy/index.ts";
import { valueAndGrad } from "../transforms/index.ts";
import type { OptState, Tree } from "./base.ts";
import { get } from "./tree/state.ts";

/**
 * As `jax.valueAndGrad`, but takes value and gradient from the state of a line search, which has computed them at the new parameters
 * already. At first, when the state has none, they are computed.
 *
 * @param valueFn function of the parameters (and further arguments) that returns a scalar
 * @returns a function of the parameters, the state, and the further arguments, that returns `[value, gradient]`
 * @throws TypeError for a state without value and gradient: line searches store the gradient with `storeGrad`
 * @example
 * const f = (w: jax.Array) => jnp.sum(jnp.square(w));
 * const tx = optax.lbfgs();
 * const w = jnp.array([1.5]);
 * const [value, grad] = optax.valueAndGradFromState(f)(w, tx.init(w));
 * assertAllClose([value, grad], [2.25, [3]]);
 */
export function valueAndGradFromState(
  valueFn: (params: any, ...args: any[]) => JaxArray, // any: parameters and data have many types
): (params: Tree, state: OptState, ...args: any[]) => [value: JaxArray, grad: Tree] {
  return (params, state, ...args) => {
    const [value, grad] = [get(state, "value"), get(state, "grad")];
    if (value === null || grad === null) {
      throw new TypeError(
        "Cannot take value and gradient from the state: it has none; use a line search that stores both, as " +
          "scaleByBacktrackingLinesearch(n, { storeGrad: true })",
      );
    }
    const compute = (p: Tree, rest: unknown[]): [JaxArray, Tree] => {
      const [v, g] = valueAndGrad(valueFn)(p, ...rest);
      return [asarray(v, { dtype: value.dtype }), g];
    };
    const stored = (_params: Tree, _rest: unknown[]): [JaxArray, Tree] => [value, grad];
    return cond(isfinite(value), stored, compute, params, args) as [JaxArray, Tree];
  };
}
