import type { ArrayLike, JaxArray } from "../core/array.ts";
import { add, asarray, broadcastShapes, divide, exp, log, multiply, square, subtract, sum } from "../numpy/index.ts";
import { type Key, normal } from "../random/index.ts";

/** Independent normal distributions, with scales given by their logarithms. */
export class MultiNormalDiagFromLogScale {
  /** Means. */
  readonly loc: JaxArray;
  /** Logarithms of the deviations. */
  readonly logScale: JaxArray;
  constructor(loc: ArrayLike, logScale: ArrayLike) {
    this.loc = asarray(loc);
    this.logScale = asarray(logScale);
  }

  /** Draws f[…shape, …parameters]. */
  sample(shape: readonly number[], key: Key): JaxArray {
    const z = normal(key, [...shape, ...this.#shape()]);
    return add(multiply(z, exp(this.logScale)), this.loc);
  }

  /** The logarithm of the density, summed over the parameters' axes. */
  logProb(x: ArrayLike): JaxArray {
    // as in Optax the scale is taken for a variance
    const variance = exp(this.logScale);
    const squares = divide(square(subtract(x, this.loc)), variance);
    const each = multiply(-0.5, add(squares, add(log(variance), Math.log(2 * Math.PI))));
    return sum(each, { axis: this.#shape().map((_, i) => -(i + 1)) });
  }

  /** Means and logarithms of the deviations. */
  get params(): [JaxArray, JaxArray] {
    return [this.loc, this.logScale];
  }

  #shape(): readonly number[] {
    return broadcastShapes(this.loc.shape, this.logScale.shape);
  }
}

/**
 * Independent normal distributions.
 *
 * @param loc means, f[…]
 * @param logScale logarithms of the deviations, f[…] of a shape that broadcasts
 * @returns an object with `sample(shape, key)`, `logProb(x)`, `params`
 * @example
 * const draw = optax.multiNormal(jnp.zeros([2]), jnp.zeros([2])).sample([3], random.key(0));
 * assertAllClose(draw, random.normal(random.key(0), [3, 2]));
 */
export function multiNormal(loc: ArrayLike, logScale: ArrayLike): MultiNormalDiagFromLogScale {
  return new MultiNormalDiagFromLogScale(loc, logScale);
}
