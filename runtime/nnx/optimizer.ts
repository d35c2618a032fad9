import type { JaxArray } from "../core/array.ts";
import { holdInterrupts, inOnePiece } from "../interrupts/inOnePiece.ts";
import { add, array, astype } from "../numpy/index.ts";
import type { ExtraArgs, GradientTransformation } from "../optax/base.ts";
import { map } from "../tree/index.ts";
import { flatten, flattenUpTo } from "../types/pytree.ts";
import { checkGradients } from "./checkGradients.ts";
import type { Filter } from "./filters.ts";
import { asPure } from "./graph/asPure.ts";
import { state } from "./graph/split.ts";
import { update } from "./graph/update.ts";
import { data, Pytree } from "./pytree.ts";
import type { State } from "./state.ts";
import { Variable } from "./variable.ts";
import { Param } from "./variableTypes.ts";

/**
 * State of an optimizer.
 *
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const optimizer = new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
 * assertEqual(optimizer.step instanceof nnx.OptState, "true");
 */
export class OptState<T = JaxArray> extends Variable<T> {}

/**
 * Optimizer state that belongs to no parameter, as a counter.
 *
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const optimizer = new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
 * assertEqual(optimizer.optState[0].count instanceof nnx.OptArray, "true");
 */
export class OptArray<T = JaxArray> extends OptState<T> {}

/**
 * Optimizer state of one parameter, as its mean gradient; it has the parameter's metadata.
 *
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const optimizer = new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
 * assertEqual(optimizer.optState[0].mu.kernel instanceof nnx.OptVariable, "true");
 */
export class OptVariable<T = JaxArray> extends OptState<T> {}

/** A state of Optax with every array in a Variable. */
export type InVariables<T> = 0 extends 1 & T
  ? T // `any` stays `any`
  : T extends JaxArray
    ? OptState
    : T extends object
      ? { [K in keyof T]: InVariables<T[K]> }
      : T;

/**
 * An Optax optimizer with its state, for the Variables of one model. Made under `jax.setMesh`, moments lie on the mesh as their parameters'
 * `outSharding` says, or as `optimizerSharding` where there is one.
 *
 * @example
 * const model = new nnx.Linear(2, 1, { rngs: new nnx.Rngs(0) });
 * const optimizer = new nnx.Optimizer(model, optax.sgd(0.1), { wrt: nnx.Param });
 * const grads = nnx.grad((m: nnx.Linear) => jnp.sum(m(jnp.ones([1, 2]))))(model);
 * optimizer.update(model, grads);
 * assertAllClose(model.bias.value, [-0.1]);
 * assertEqual(optimizer.step.value, "1");
 */
// any: plain `nnx.Optimizer` stands for the optimizer of any model
export class Optimizer<M extends object = any, S = any> extends Pytree {
  /** Updates done, u32[]. */
  readonly step: OptState;
  readonly tx: GradientTransformation<S>;
  /** The state of `tx`, each array in a Variable. */
  readonly optState: InVariables<S>;
  readonly wrt: Filter;

  /**
   * @param model the module to train
   * @param tx an Optax optimizer
   * @param options.wrt which Variables to train, usually `nnx.Param`: the same that `nnx.grad` differentiates
   * @throws TypeError without `wrt`, and when no Variable of the model matches it
   */
  constructor(model: M, tx: GradientTransformation<S>, options: { readonly wrt: Filter }) {
    super();
    if (options?.wrt === undefined) {
      throw new TypeError(
        "Cannot make an Optimizer without `wrt`: name the Variables to train, as new nnx.Optimizer(model, tx, { wrt: nnx.Param })",
      );
    }
    const params = state(model, options.wrt);
    if (!(params instanceof Variable) && Object.keys(params).length === 0) {
      throw new TypeError(
        `Cannot make an Optimizer: no Variable of ${model.constructor.name} matches \`wrt\`; nnx.state(model) shows what there is`,
      );
    }
    this.step = new OptState(array(0, { dtype: "uint32" }));
    this.tx = tx;
    this.optState = data(inVariables(tx.init(params))) as InVariables<S>;
    this.wrt = options.wrt;
  }

  /**
   * Does one step: changes the model and the optimizer's state in place.
   *
   * @param model the module, or another one of the same structure
   * @param grads gradients as `nnx.grad` returns them
   * @param extra what the transformation asks for besides, as `{ value: loss }` for line searches
   * @returns the updates that were added to the parameters, a State of arrays
   * @throws TypeError without `grads`, and when gradients and parameters differ in structure or shape: it lists the paths
   * @throws TraceContextError inside a transformation that does not have this optimizer as an argument
   */
  update(model: M, grads: object, extra: ExtraArgs = {}): State {
    if (grads === undefined || grads === null) {
      throw new TypeError(
        "Cannot update without gradients: call optimizer.update(model, grads); nnx.ModelAndOptimizer takes gradients alone",
      );
    }
    this.step.checkCanUpdate();
    const params = asPure(state(model, this.wrt));
    const pureGrads = asPure(state(grads, this.wrt));
    checkGradients(params, pureGrads);
    const [updates, newState] = this.tx.update(pureGrads, asPure(this.optState), params, asPure(extra));
    const newParams = map((p: JaxArray, u: JaxArray) => astype(add(p, u), p.dtype), params, updates);
    inOnePiece(() => {
      holdInterrupts();
      update(model, newParams);
      remember(this.optState, newState);
      this.step.value = add(this.step.value, 1);
    });
    return updates;
  }
}

/**
 * An optimizer that holds its model, so that `update` takes the gradients alone. Flax keeps it for older programs.
 *
 * @example
 * const model = new nnx.Linear(2, 1, { rngs: new nnx.Rngs(0) });
 * const optimizer = new nnx.ModelAndOptimizer(model, optax.sgd(0.1));
 * optimizer.update(nnx.grad((m: nnx.Linear) => jnp.sum(m(jnp.ones([1, 2]))))(model));
 * assertAllClose(optimizer.model.bias.value, [-0.1]);
 */
// any: as above
export class ModelAndOptimizer<M extends object = any, S = any> extends Optimizer<M, S> {
  readonly model: M;

  /**
   * @param model the module to train
   * @param tx an Optax optimizer
   * @param options.wrt which Variables to train; default `nnx.Param`
   */
  constructor(model: M, tx: GradientTransformation<S>, options: { readonly wrt?: Filter } = {}) {
    super(model, tx, { wrt: options.wrt ?? Param });
    this.model = model;
  }

  /** Does one step on the model; see {@link Optimizer.update}. */
  override update(grads: object, extra?: ExtraArgs): State;
  override update(model: M, grads: object, extra?: ExtraArgs): State;
  override update(first: object, second?: object, third?: ExtraArgs): State {
    return first === this.model
      ? super.update(first as M, second as object, third)
      : super.update(this.model, first, second as ExtraArgs);
  }
}

/** Puts the arrays of a new state into the Variables of the old one. */
function remember(optState: unknown, newState: unknown): void {
  const [variables, def] = flatten(optState, isVariable);
  const values = flattenUpTo(def, newState, "update the optimizer state");
  for (const [i, variable] of variables.entries()) (variable as Variable<unknown>).setRawValue(values[i]);
}

/** Puts every array of a state into a Variable: one of its own kind where a parameter's Variable stood. */
function inVariables(tree: unknown): unknown {
  return map(
    (x: unknown) => {
      if (!(x instanceof Variable)) return new OptArray(x as JaxArray);
      const { optimizerSharding, ...metadata } = x.getMetadata();
      return new OptVariable(
        x.getRawValue(),
        optimizerSharding === undefined ? metadata : { ...metadata, outSharding: optimizerSharding },
      );
    },
    tree,
    { isLeaf: isVariable },
  );
}

function isVariable(x: unknown): boolean {
  return x instanceof Variable;
}
