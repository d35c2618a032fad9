/** The kinds of Variables that layers use. */
import type { JaxArray } from "../core/array.ts";
import { Variable } from "./variable.ts";

/**
 * A learnable parameter: what `nnx.grad` differentiates by default and optimizers update.
 *
 * @example
 * const p = new nnx.Param(jnp.array([1, 2]));
 * assertAllClose(p.mul(3), [3, 6]);
 */
export class Param<T = JaxArray> extends Variable<T> {}

/**
 * A running statistic, as the mean and variance of BatchNorm: state that is not learned.
 *
 * @example
 * assertEqual(new nnx.BatchStat(jnp.zeros([3])).shape, [3]);
 */
export class BatchStat<T = JaxArray> extends Variable<T> {}

/**
 * Keys and values that attention remembers while it decodes.
 *
 * @example
 * assertEqual(new nnx.Cache(jnp.zeros([3])).shape, [3]);
 */
export class Cache<T = JaxArray> extends Variable<T> {}

/**
 * A value kept from the middle of a computation.
 *
 * @example
 * assertEqual(new nnx.Intermediate(jnp.zeros([3])).shape, [3]);
 */
export class Intermediate<T = JaxArray> extends Variable<T> {}

/**
 * A zero that is added to an intermediate value so that the gradient there can be asked for.
 *
 * @example
 * assertEqual(new nnx.Perturbation(jnp.zeros([3])) instanceof nnx.Intermediate, "true");
 */
export class Perturbation<T = JaxArray> extends Intermediate<T> {}
