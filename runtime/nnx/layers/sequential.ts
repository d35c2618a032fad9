import { List } from "../list.ts";
import { Module } from "../module.ts";

/** A step of a Sequential: a layer, or any function. */
// any: each step takes what the one before it returns
export type Step = (...args: any[]) => any;

/**
 * Applies layers and functions one after another. A step that returns a list hands it on as several arguments.
 *
 * @example
 * const rngs = new nnx.Rngs(0);
 * const model = new nnx.Sequential(new nnx.Linear(1, 4, { rngs }), nnx.relu, new nnx.Linear(4, 2, { rngs }));
 * assertEqual(model(jnp.ones([1, 1])).shape, [1, 2]);
 */
// any: the types are those of the first and last step
export class Sequential extends Module<(...args: any[]) => any> {
  readonly layers: List<Step>;

  /** @param steps layers and functions, first applied first */
  constructor(...steps: Step[]) {
    super();
    this.layers = new List(steps);
  }

  __call__(...args: unknown[]): unknown {
    let output: unknown = args.length <= 1 ? args[0] : args;
    let inputs = args;
    [...this.layers].forEach((step, i) => {
      if (typeof step !== "function")
        throw new TypeError(`Cannot apply Sequential: step ${i} is no function but a ${typeof step}`);
      output = step(...inputs);
      inputs = Array.isArray(output) ? output : [output];
    });
    return output;
  }
}
