import type { JaxArray } from "../core/array.ts";
import { add, array, astype } from "../numpy/index.ts";
import type { GradientTransformation } from "../optax/base.ts";
import { map } from "../tree/index.ts";
import { GetAttrKey } from "../types/keyPath.ts";
import { registerPytreeNode } from "../types/pytree.ts";
import { asPure } from "./graph/asPure.ts";
import type { GraphDef } from "./graph/graphDef.ts";
import { merge } from "./graph/merge.ts";
import { mapState, type State } from "./state.ts";
import { Variable } from "./variable.ts";

/** What a TrainState is made of. */
export interface TrainStateParts {
  readonly graphdef: GraphDef;
  readonly params: State;
  // any: each optimizer has a state of its own
  readonly optState: any;
  readonly step: JaxArray;
  readonly tx: GradientTransformation;
}

/**
 * A model and its optimizer as one value that is never changed: each step gives a new one. For programs in the functional style;
 * `nnx.Optimizer` changes the model in place instead.
 *
 * @example
 * const [graphdef, params] = nnx.split(new nnx.Linear(2, 1, { rngs: new nnx.Rngs(0) }));
 * let trainState = nnx.TrainState.create(graphdef, { params, tx: optax.sgd(0.1) });
 * const grads = nnx.mapState((_, p) => p.replace(jnp.onesLike(p.value)), params);
 * trainState = trainState.applyGradients(grads);
 * assertAllClose(trainState.params.bias.value, [-0.1]);
 * assertEqual(trainState.step, "1");
 */
export class TrainState implements TrainStateParts {
  readonly graphdef: GraphDef;
  readonly params: State;
  // any: as above
  readonly optState: any;
  readonly step: JaxArray;
  readonly tx: GradientTransformation;

  constructor({ graphdef, params, optState, step, tx }: TrainStateParts) {
    this.graphdef = graphdef;
    this.params = params;
    this.optState = optState;
    this.step = step;
    this.tx = tx;
  }

  /**
   * A TrainState before the first step.
   *
   * @param graphdef structure of the model
   * @param parts `params`: its State; `tx`: an Optax optimizer; `step`: default 0
   */
  static create(
    graphdef: GraphDef,
    parts: { readonly params: State; readonly tx: GradientTransformation; readonly step?: number },
  ): TrainState {
    const { params, tx, step = 0 } = parts;
    return new TrainState({ graphdef, params, optState: tx.init(asPure(params)), step: array(step), tx });
  }

  /** Another one with some parts exchanged. */
  replace(parts: Partial<TrainStateParts>): TrainState {
    return new TrainState({ ...this, ...parts });
  }

  /** The model with these parameters (and further States), to be called. */
  // any: the class is known to the graphdef, not to the type
  apply(...states: readonly object[]): any {
    return merge(this.graphdef, ...states, { copy: true });
  }

  /**
   * The TrainState after one step of the optimizer.
   *
   * @param grads gradients of the structure of `params`
   * @param more further parts to exchange
   */
  applyGradients(grads: State, more: Partial<TrainStateParts> = {}): TrainState {
    const params = asPure(this.params);
    const [updates, optState] = this.tx.update(asPure(grads), this.optState, params);
    const next = map((p: JaxArray, u: JaxArray) => astype(add(p, u), p.dtype), params, updates);
    const at = (path: readonly (string | number)[]): unknown =>
      path.reduce<unknown>((level, key) => (level as Record<string | number, unknown>)[key], next);
    const boxed = mapState((path, leaf) => (leaf instanceof Variable ? leaf.replace(at(path)) : at(path)), this.params);
    return this.replace({ params: boxed, optState, step: add(this.step, 1), ...more });
  }
}

registerPytreeNode<TrainState, readonly [GraphDef, GradientTransformation]>(TrainState as never, {
  flatten: ({ params, optState, step, graphdef, tx }) => ({
    children: [params, optState, step],
    aux: [graphdef, tx],
    keys: ["params", "optState", "step"].map((name) => new GetAttrKey(name)),
  }),
  unflatten: ([graphdef, tx], [params, optState, step]) =>
    new TrainState({ graphdef, tx, params: params as State, optState, step: step as JaxArray }),
  equalAux: (a, b) => a[0].equals(b[0]) && a[1] === b[1],
});
