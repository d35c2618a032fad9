import type { JaxArray } from "../core/array.ts";
import { add, multiply } from "../numpy/index.ts";
import type { Filter } from "./filters.ts";
import { merge } from "./graph/merge.ts";
import { split, state } from "./graph/split.ts";
import { printPath } from "./keyOrder.ts";
import { data, Pytree } from "./pytree.ts";
import { mapState, mergeState, type State, toFlatState } from "./state.ts";
import { Variable } from "./variable.ts";

/**
 * An exponential moving average of parameters: a smoother model than the last step's.
 *
 *     average ← decay · average + (1 − decay) · parameter
 *
 * @example
 * const model = new nnx.Linear(1, 1, { rngs: new nnx.Rngs(0) });
 * const ema = new nnx.EMA(model, 0.9, { only: nnx.Param });
 * model.bias.value = jnp.ones([1]);
 * ema.update(model);
 * assertAllClose(ema.applyTo(model).bias.value, [0.1]);
 */
export class EMA extends Pytree {
  readonly decay: number;
  readonly filter: Filter;
  /** The averages: a State of Variables of their own. */
  readonly params: State;

  /**
   * @param params a module, or a State
   * @param decay what stays of the average in each step, 0 … 1
   * @param options.only which Variables; default all
   * @throws TypeError for arrays without a Variable around them
   */
  constructor(params: object, decay: number, options: { readonly only?: Filter } = {}) {
    super();
    this.decay = decay;
    this.filter = options.only ?? true;
    this.params = data(
      mapState(
        (path, leaf) => {
          if (leaf instanceof Variable) return leaf.replace();
          throw new TypeError(`Cannot average ${printPath(path)}: it is no Variable; choose Variables with \`only\``);
        },
        state(params, this.filter),
      ),
    );
  }

  /** @param updates the module or State whose Variables go into the averages */
  update(updates: object): void {
    const now = new Map(
      [...toFlatState<Variable>(state(updates, this.filter))].map(([path, v]) => [path.join("."), v]),
    );
    for (const [path, average] of toFlatState<Variable>(this.params)) {
      const variable = now.get(path.join("."));
      if (!variable) throw new TypeError(`Cannot update the average of ${printPath(path)}: the model does not have it`);
      const value: JaxArray = variable.value;
      average.value = add(multiply(this.decay, average.value), multiply(1 - this.decay, value));
    }
  }

  /**
   * The model with the averages in place of its parameters.
   *
   * @param model a module
   * @returns a copy
   */
  applyTo<M extends object>(model: M): M {
    const [graphdef, held] = split(model);
    return merge(graphdef, mergeState(held!, this.params));
  }
}
