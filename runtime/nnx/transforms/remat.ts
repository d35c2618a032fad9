import { type CheckpointOptions, checkpoint } from "../../control/index.ts";
import { enter, heldValues, leave, open, plainValues, type Recipe, settle } from "./graphCall.ts";

/** Options of `nnx.remat`. */
export interface RematOptions extends Pick<CheckpointOptions, "policy"> {
  /** Positions of arguments that are used as they are. */
  readonly staticArgnums?: number | readonly number[];
}

// any: functions of any arguments
type AnyFunction = (...args: any[]) => any;

/**
 * Like `jax.checkpoint`, for functions of modules: what lies between arguments and result is not kept for the gradient but computed
 * again, which takes less memory and more time. Changes that the function makes to modules come through.
 *
 * @param f the function
 * @param options `policy`: which values are kept all the same; `staticArgnums`: arguments that are used as they are
 * @returns a function of the same arguments
 * @example
 * const model = new nnx.Linear(2, 1, { rngs: new nnx.Rngs(0) });
 * const loss = (m: nnx.Linear, x: jax.Array) => jnp.sum(nnx.tanh(m(x)));
 * const x = jnp.ones([3, 2]);
 * assertAllClose(nnx.grad(nnx.remat(loss))(model, x).kernel.value, nnx.grad(loss)(model, x).kernel.value);
 * @see Chen et al., "Training deep nets with sublinear memory cost", 2016, https://arxiv.org/abs/1604.06174
 */
export function remat<F extends AnyFunction>(f: F, options: RematOptions = {}): F {
  const { staticArgnums = [], policy } = options;
  const statics = typeof staticArgnums === "number" ? [staticArgnums] : staticArgnums;
  const call = (...args: unknown[]): unknown => {
    const opened = open(args.filter((_, i) => !statics.includes(i)));
    let recipe: Recipe | undefined;
    const pure = (held: unknown[], values: unknown[]): [unknown[], unknown[]] => {
      const entered = enter(opened, held, values);
      const dynamic = [...entered.args];
      const left = leave(opened, entered, f(...args.map((arg, i) => (statics.includes(i) ? arg : dynamic.shift()))));
      recipe = left.recipe;
      return [[...left.held], [...left.values]];
    };
    Object.defineProperty(pure, "name", { value: f.name });
    const checkpointed = checkpoint(pure, policy === undefined ? {} : { policy }) as typeof pure;
    const [held, values] = checkpointed(heldValues(opened.leaves), plainValues(opened.slots));
    return settle(opened, recipe!, held, values);
  };
  return Object.defineProperty(call, "name", { value: f.name }) as unknown as F;
}
