import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { add, asarray, divide, multiply } from "../../numpy/index.ts";
import { type Key, normal, split } from "../../random/index.ts";
import { flatten } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation } from "../base.ts";
import { describe } from "../describe.ts";
import { asKey } from "../transforms/addNoise.ts";
import { perExampleGlobalNormClip } from "../transforms/perExampleClip.ts";

/** The key of the next noise. */
export class DifferentiallyPrivateAggregateState extends NamedTuple {
  /** key[] */
  readonly rngKey: JaxArray;
  constructor(rngKey: JaxArray) {
    super();
    this.rngKey = rngKey;
  }
}

/**
 * Makes one private gradient of those of the examples: each is clipped, their sum gets noise, and is divided by their number.
 *
 *     ḡ = (Σᵢ gᵢ min(1, C / ‖gᵢ‖) + C σ n) / batch        n ~ N(0, 1)
 *
 * @param l2NormClip C, the largest norm of one example's gradient
 * @param noiseMultiplier σ, deviation of the noise in units of C
 * @param options.key a random key, or a number to make one of; default 0
 * @returns a transformation of gradients with a leading axis of examples, f[batch, …]; its state is `{ rngKey }`
 * @throws TypeError when a gradient lacks the axis of examples
 * @example
 * const tx = optax.contrib.differentiallyPrivateAggregate(1, 0, { key: random.key(0) });
 * const [updates] = tx.update({ w: jnp.array([[3, 4], [0.3, 0.4]]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [0.45, 0.6]);
 * @see Abadi et al., "Deep Learning with Differential Privacy", 2016, https://arxiv.org/abs/1607.00133
 */
export function differentiallyPrivateAggregate(
  l2NormClip: ArrayLike,
  noiseMultiplier: ArrayLike,
  options: { key?: Key | number | null } = {},
): GradientTransformation<DifferentiallyPrivateAggregateState> {
  const key = options.key ?? 0;
  const deviation = multiply(l2NormClip, noiseMultiplier);
  return describe(
    "differentiallyPrivateAggregate",
    { l2NormClip, noiseMultiplier, ...options },
    {
      init: () => new DifferentiallyPrivateAggregateState(asKey(key)),
      update(updates, state) {
        const [gradients, structure] = flatten(updates);
        const [sums] = perExampleGlobalNormClip(gradients, l2NormClip) as [JaxArray[], JaxArray];
        const batch = asarray(gradients[0]).shape[0]!;
        const keys = split(state.rngKey, gradients.length + 1);
        const noisy = sums.map((g, i) => {
          const noise = normal(keys.at([i + 1]).get(), g.shape);
          return divide(add(g, multiply(deviation, noise)), batch);
        });
        return [structure.unflatten(noisy), new DifferentiallyPrivateAggregateState(keys.at([0]).get())];
      },
    },
  );
}
