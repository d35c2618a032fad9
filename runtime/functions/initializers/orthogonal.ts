/** Initializers with orthonormal columns: `orthogonal deltaOrthogonal`. */
import { jit } from "../../control/jit.ts";
import type { JaxArray } from "../../core/array.ts";
import type { DTypeLike } from "../../numpy/dtypeOf.ts";
import {
  add,
  arange,
  array,
  astype,
  divide,
  equal,
  expandDims,
  matmul,
  moveaxis,
  multiply,
  pad,
  reshape,
  sqrt,
  subtract,
  sum,
  transpose,
  where,
  zeros,
  zerosLike,
} from "../../numpy/index.ts";
import { normal } from "../../random/index.ts";
import { type Shape, sizeOf } from "../../types/shape.ts";
import { chooseDType, type Initializer } from "./initializer.ts";

/** Options of `orthogonal`. */
export interface OrthogonalOptions {
  /** Factor of the matrix; default 1. */
  readonly scale?: number | undefined;
  /** The axis of the columns; the other axes together are the rows. Default −1. */
  readonly columnAxis?: number | undefined;
  /** Dtype of the array; default float32. */
  readonly dtype?: DTypeLike | null | undefined;
}

/**
 * An initializer of matrices with orthonormal columns (or rows, if there are fewer), drawn evenly among them: what a recurrent kernel
 * needs so that states neither grow nor fade.
 *
 * @param options see {@link OrthogonalOptions}
 * @returns the initializer; it throws a TypeError for shapes of less than two axes
 * @example
 * const w = jax.nn.initializers.orthogonal()(random.key(0), [3, 3]);
 * assertAllClose(jnp.matmul(w.T, w), jnp.eye(3), { atol: 1e-5 });
 * @see Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear neural networks", 2013, arXiv:1312.6120
 */
export function orthogonal(options: OrthogonalOptions = {}): Initializer {
  const { scale = 1, columnAxis = -1, dtype } = options;
  return (key, shape, call) => {
    const own = chooseDType(call, dtype);
    if (shape.length < 2)
      throw new TypeError(`Cannot initialize [${shape}] orthogonally: the shape needs at least two axes`);
    if (sizeOf(shape) === 0) return zeros(shape, { dtype: own });
    const axis = columnAxis < 0 ? columnAxis + shape.length : columnAxis;
    const columns = shape[axis]!;
    const rows = sizeOf(shape) / columns;
    const drawn = normal(key, [Math.max(rows, columns), Math.min(rows, columns)]);
    const q = orthonormalColumns(drawn);
    const matrix = rows < columns ? transpose(q) : q;
    const others = shape.filter((_, k) => k !== axis);
    return multiply(
      array(scale, { dtype: own }),
      astype(moveaxis(reshape(matrix, [...others, columns]), -1, axis), own),
    );
  };
}

/**
 * An initializer of convolutions: an orthonormal matrix in the middle of the window, zeros around it.
 *
 * @param options see {@link OrthogonalOptions}
 * @returns the initializer; it throws a TypeError for other than one to three spatial axes, and for more inputs than outputs
 * @example
 * const w = jax.nn.initializers.deltaOrthogonal()(random.key(0), [3, 2, 2]);
 * assertAllClose(jnp.matmul(w.at([1]).get().T, w.at([1]).get()), jnp.eye(2), { atol: 1e-5 });
 * assertAllClose(w.at([0]).get(), jnp.zeros([2, 2]));
 * @see Xiao et al., "Dynamical isometry and a mean field theory of CNNs", 2018, https://arxiv.org/abs/1806.05393
 */
export function deltaOrthogonal(options: OrthogonalOptions = {}): Initializer {
  return (key, shape, call) => {
    if (shape.length < 3 || shape.length > 5)
      throw new TypeError(`Cannot initialize [${shape}] by deltaOrthogonal: it needs one to three spatial axes`);
    const [inputs, outputs] = shape.slice(-2) as [number, number];
    if (outputs < inputs)
      throw new TypeError(
        `Cannot initialize [${shape}] by deltaOrthogonal: there must be at least as many outputs as inputs`,
      );
    const matrix = orthogonal(options)(key, [inputs, outputs], call);
    const window: Shape = shape.slice(0, -2);
    const around = window.map((size): [number, number] => [(size - 1) >> 1, size - 1 - ((size - 1) >> 1)]);
    return pad(reshape(matrix, [...window.map(() => 1), inputs, outputs]), [...around, [0, 0], [0, 0]]);
  };
}

/**
 * The columns of a matrix made orthonormal from left to right: the Q of its QR decomposition in which R has a positive diagonal. Each
 * column is made orthogonal to those before it twice, which is enough in floating point.
 *
 * @see Giraud et al., "The loss of orthogonality in the Gram-Schmidt orthogonalization process", 2005
 */
function orthonormalColumns(a: JaxArray): JaxArray {
  const places = arange(a.shape[1]!);
  let q: JaxArray = zerosLike(a);
  for (let column = 0; column < a.shape[1]!; column++) q = addColumn(q, a, equal(places, column));
  return q;
}

/** `q` with one more column, that of `a` where `here` holds. */
const addColumn = jit((q: JaxArray, a: JaxArray, here: JaxArray): JaxArray => {
  let v = sum(where(here, a, 0), { axis: 1 });
  for (let turn = 0; turn < 2; turn++) v = subtract(v, matmul(q, matmul(v, q)));
  const unit = divide(v, sqrt(sum(multiply(v, v))));
  return add(q, where(here, expandDims(unit, 1), 0));
});
