import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { astype, divide, power, sqrt } from "../../numpy/index.ts";
import { type Key, key as keyOf, split } from "../../random/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { addScale } from "../tree/arithmetic.ts";
import { randomLike } from "../tree/random.ts";

/** How many updates were done, and the key of the next noise. */
export class AddNoiseState extends NamedTuple {
  /** i32[] */
  readonly count: JaxArray;
  /** key[] */
  readonly rngKey: JaxArray;
  constructor(count: JaxArray, rngKey: JaxArray) {
    super();
    this.count = count;
    this.rngKey = rngKey;
  }
}

/**
 * Adds normal noise to the gradients, less and less of it.
 *
 *     g ← g + √(η / tᵞ) · n        n ~ N(0, 1)
 *
 * @param eta η, variance of the noise at the first update
 * @param gamma γ, how fast it fades
 * @param options.key a random key, or a number to make one of; default 0
 * @returns a transformation with state `{ count, rngKey }`
 * @example
 * const tx = optax.addNoise(0.01, 0.55, { key: random.key(0) });
 * const [updates, state] = tx.update({ w: jnp.zeros([2]) }, tx.init({}));
 * assertEqual([updates.w.shape, state.count.item()], [[2], 1]);
 * @see Neelakantan et al., "Adding Gradient Noise Improves Learning for Very Deep Networks", 2015, https://arxiv.org/abs/1511.06807
 */
export function addNoise(
  eta: ArrayLike,
  gamma: ArrayLike,
  options: { key?: Key | number | null } = {},
): GradientTransformation<AddNoiseState> {
  const key = options.key ?? 0;
  return describe(
    "addNoise",
    { eta, gamma, ...options },
    {
      init: () => new AddNoiseState(zeroCount(), asKey(key)),
      update(updates, state) {
        const count = safeIncrement(state.count);
        const deviation = sqrt(divide(eta, power(astype(count, "float32"), gamma)));
        const keys = split(state.rngKey);
        const noise = randomLike(keys.at([1]).get(), updates);
        return [addScale(updates, deviation, noise), new AddNoiseState(count, keys.at([0]).get())];
      },
    },
  );
}

/** A random key from one, or from a number. */
export function asKey(key: Key | number): JaxArray {
  return typeof key === "number" ? keyOf(key) : (key as JaxArray);
}
