/** Functions made smooth by noise, so that they can be differentiated. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { stopGradient } from "../../lax/index.ts";
import { add, divide, exp, mean, multiply, negative, square, subtract } from "../../numpy/index.ts";
import { gumbel, type Key, normal, split } from "../../random/index.ts";
import { vmap } from "../../transforms/index.ts";
import { map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import type { Tree } from "../base.ts";
import { addScale, scale } from "../tree/arithmetic.ts";
import { randomLike, type Sampler } from "../tree/random.ts";
import { sum } from "../tree/sum.ts";

/** A distribution of noise. */
export interface Noise {
  /** Draws f[…sampleShape]. */
  sample(key: JaxArray, sampleShape?: readonly number[], options?: { dtype?: DType }): JaxArray;
  /** The logarithm of the density, but for a constant. */
  logProb(inputs: JaxArray): JaxArray;
}

/** The standard normal distribution, as noise. */
export class Normal implements Noise {
  /** Draws f[…sampleShape]. */
  sample(key: JaxArray, sampleShape: readonly number[] = [], options: { dtype?: DType } = {}): JaxArray {
    return normal(key, sampleShape, options as never);
  }
  /** −½ x², but for a constant. */
  logProb(inputs: JaxArray): JaxArray {
    return multiply(-0.5, square(inputs));
  }
}

/** The standard Gumbel distribution, as noise: with it the perturbed argmax is the softmax. */
export class Gumbel implements Noise {
  /** Draws f[…sampleShape]. */
  sample(key: JaxArray, sampleShape: readonly number[] = [], options: { dtype?: DType } = {}): JaxArray {
    return gumbel(key, sampleShape, options as never);
  }
  /** −x − e⁻ˣ */
  logProb(inputs: JaxArray): JaxArray {
    return subtract(negative(inputs), exp(negative(inputs)));
  }
}

/** Options of {@link makePerturbedFun}. */
export interface PerturbedOptions {
  /** Number of samples of each estimate; default 1000. */
  readonly numSamples?: number;
  /** σ, scale of the noise; default 0.1. */
  readonly sigma?: ArrayLike;
  /** Distribution of the noise; default {@link Gumbel}. */
  readonly noise?: Noise;
  /** Take f(x) off the samples, which makes derivatives less noisy; default true. */
  readonly useBaseline?: boolean;
}

/**
 * Makes a function smooth: the mean of its values at places moved by noise. It can be differentiated, any number of times, even where
 * `fun` itself cannot: derivatives are those of the noise's density, and `fun` is only evaluated.
 *
 *     F(x) = E f(x + σ Z)        ∇F(x) = −E f(x + σ Z) ∇ log p(Z) / σ
 *
 * @param fun function of a tree of arrays that returns a tree of arrays
 * @param options see {@link PerturbedOptions}
 * @returns a function of a random key and a tree
 * @example
 * const f = optax.perturbations.makePerturbedFun((x: jax.Array) => jnp.sum(x), { numSamples: 10, sigma: 0 + 1e-3 });
 * assertAllClose(f(random.key(0), jnp.array([1.5, 2.5])), 4, { atol: 0.01 });
 * @see Berthet et al., "Learning with Differentiable Perturbed Optimizers", 2020, https://arxiv.org/abs/2002.08676
 */
export function makePerturbedFun(
  fun: (x: any) => Tree, // any: the tree has the structure the user gives
  options: PerturbedOptions = {},
): (key: Key, x: Tree) => Tree {
  const { numSamples = 1000, sigma = 0.1, noise = new Gumbel(), useBaseline = true } = options;
  const sampler: Sampler = (key, shape, { dtype }) => noise.sample(key, shape, { dtype });
  return (key, x) => {
    const baseline = useBaseline ? fun(map((leaf: JaxArray) => stopGradient(leaf), x)) : null;
    const estimate = (sampleKey: JaxArray): Tree => {
      const drawn = randomLike(sampleKey, x, { sampler });
      const moved = map((leaf, z) => stopGradient(add(leaf, multiply(sigma, z))), x, drawn);
      const sample = map((leaf, y) => divide(subtract(y, leaf), sigma), x, moved);
      const logDensity = sum(map((z: JaxArray) => noise.logProb(z), sample));
      const one = exp(subtract(logDensity, stopGradient(logDensity))); // 1, with the derivatives of the density
      const value = scale(one, fun(moved));
      return baseline === null ? value : addScale(value, subtract(1, one), baseline);
    };
    const values = vmap(estimate)(split(key, numSamples));
    return map((leaf: JaxArray) => mean(leaf, { axis: 0 }), values);
  };
}
