import type { ArrayLike, JaxArray } from "../../core/array.ts";
import * as jnp from "../../numpy/index.ts";
import { vmap } from "../../transforms/index.ts";

/** A smoothed maximum of the elements of a vector: f[n] → f[]. */
export type MaxFun = (scores: JaxArray, ...args: any[]) => JaxArray; // any: passed on as they are

/**
 * Makes a loss of a smoothed maximum; with `logsumexp` that of the softmax cross-entropy.
 *
 *     L(s, y) = max(s) − ⟨y, s⟩
 *
 * @param maxFun function of the scores f[n] (and of further arguments) that returns a scalar
 * @returns a loss of scores f[…, n] and targets f[…, n] that gives f[…]
 * @example
 * const loss = optax.losses.makeFenchelYoungLoss(jax.nn.logsumexp);
 * assertAllClose(loss(jnp.array([1.5, 1.5]), jnp.array([1, 0])), Math.LN2, { rtol: 1e-6 });
 * @see Blondel et al., "Learning with Fenchel-Young Losses", 2020, https://arxiv.org/abs/1901.02324
 */
export function makeFenchelYoungLoss(
  maxFun: MaxFun,
): (scores: ArrayLike, targets: ArrayLike, ...args: any[]) => JaxArray {
  return (scores, targets, ...args) => {
    const [s, y] = jnp.broadcastArrays(scores, targets) as [JaxArray, JaxArray];
    const inner = jnp.sum(jnp.multiply(y, s), { axis: -1 });
    const batch = s.shape.slice(0, -1);
    const rows = jnp.reshape(s, [-1, s.shape.at(-1)!]);
    const best = vmap((row: JaxArray) => maxFun(row, ...args))(rows);
    return jnp.subtract(jnp.reshape(best, batch), inner);
  };
}
