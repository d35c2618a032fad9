/** Initializers of matrices that keep lengths: `orthogonal deltaOrthogonal`. */
import { at } from "../../numpy/at.ts";
import type { DTypeLike } from "../../numpy/dtypeOf.ts";
import { zeros } from "../../numpy/filled.ts";
import { reshape } from "../../numpy/reshape.ts";
import { moveaxis } from "../../numpy/transpose.ts";
import * as random from "../../random/index.ts";
import { sizeOf } from "../../types/shape.ts";
import { chooseDType, type Initializer } from "./initializer.ts";
import { scaled } from "./scaled.ts";

/** Options of `orthogonal` and `deltaOrthogonal`. */
export interface OrthogonalOptions {
  /** Factor of the matrix; default 1. */
  readonly scale?: number | undefined;
  /** The axis of the columns, which are orthonormal; default −1. */
  readonly columnAxis?: number | undefined;
  /** Dtype of the array; default float32. */
  readonly dtype?: DTypeLike | null | undefined;
}

/**
 * An initializer that draws matrices with orthonormal columns (or rows, if there are fewer).
 *
 * @param options `scale`: factor, default 1; `columnAxis`: axis of the columns, default −1, all others are rows; `dtype`: default float32
 * @returns the initializer; it throws TypeError for shapes of fewer than two axes
 * @example
 * const w = jax.nn.initializers.orthogonal()(random.key(0), [3, 3]);
 * assertAllClose(jnp.matmul(w.T, w), jnp.eye(3).tolist().flat(), { atol: 1e-5 });
 * @see Saxe, McClelland and Ganguli, 2013, https://arxiv.org/abs/1312.6120
 */
export function orthogonal(options: OrthogonalOptions = {}): Initializer {
  const { scale = 1, columnAxis = -1, dtype } = options;
  return (key, shape, call) => {
    if (shape.length < 2)
      throw new TypeError(`Cannot draw an orthogonal weight of shape [${shape}]: it must have at least two axes`);
    const chosen = chooseDType(call, dtype);
    if (sizeOf(shape) === 0) return zeros(shape, { dtype: chosen });
    const axis = columnAxis < 0 ? columnAxis + shape.length : columnAxis;
    const columns = shape[axis]!;
    const others = shape.filter((_, k) => k !== axis);
    const q = random.orthogonal(key, sizeOf(others), [], { m: columns, dtype: chosen });
    return scaled(moveaxis(reshape(q, [...others, columns]), -1, axis), scale);
  };
}

/**
 * An initializer of convolution kernels: an orthogonal matrix in the middle, zeros elsewhere.
 *
 * @param options as of `orthogonal`
 * @returns the initializer, for shapes [k…, inputs, outputs] of three to five axes; it throws TypeError for others, and for more inputs
 *   than outputs
 * @example
 * const w = jax.nn.initializers.deltaOrthogonal()(random.key(0), [3, 2, 2]);
 * assertEqual(w.at(0).get(), "[[0. 0.]\n [0. 0.]]");
 * @see Xiao et al., 2018, https://arxiv.org/abs/1806.05393
 */
export function deltaOrthogonal(options: OrthogonalOptions = {}): Initializer {
  const matrix = orthogonal(options);
  return (key, shape, call) => {
    const [inputs, outputs] = shape.slice(-2) as [number, number];
    if (shape.length < 3 || shape.length > 5 || outputs < inputs)
      throw new TypeError(
        `Cannot draw a delta-orthogonal kernel of shape [${shape}]: it must have three to five axes, and no more inputs than outputs`,
      );
    const middle = shape.slice(0, -2).map((k) => Math.floor((k - 1) / 2));
    const kernel = zeros(shape, { dtype: chooseDType(call, options.dtype) });
    return at(kernel, middle).set(matrix(key, [inputs, outputs], call));
  };
}
