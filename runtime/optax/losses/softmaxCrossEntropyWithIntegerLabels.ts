import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { logsumexp } from "../../functions/index.ts";
import * as jnp from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import { dtypes } from "../../types/dtype.ts";
import { sizeOf } from "../../types/shape.ts";

/** Options of {@link softmaxCrossEntropyWithIntegerLabels}. */
export interface IntegerLabelOptions {
  /** Axis of the classes, or several axes, of which a label is the flat index; default −1. */
  readonly axis?: number | readonly number[];
  /** Which classes take part: booleans of the shape of the logits or of the labels; default all. */
  readonly where?: ArrayLike | null;
}

/**
 * Cross-entropy of softmax(x) with class numbers: PyTorch's `CrossEntropyLoss`, before its mean.
 *
 *     e = log Σⱼ exp(xⱼ) − x_y
 *
 * @param logits x, unnormalised log-probabilities, f32[…, classes]
 * @param labels y, class numbers from 0, an integer array of the shape of x without the axis of classes
 * @param options see {@link IntegerLabelOptions}
 * @returns an array of the shape of the labels; NaN where a label is no class
 * @throws TypeError for logits that are no floats, labels that are no integers, and shapes that do not fit
 * @example
 * const logits = jnp.array([[1.2, -0.8, -0.5], [0.9, -1.2, 1.1]]);
 * const labels = jnp.array([0, 1]);
 * assertAllClose(optax.softmaxCrossEntropyWithIntegerLabels(logits, labels), [0.2761, 2.9518], { atol: 1e-4 });
 */
export function softmaxCrossEntropyWithIntegerLabels(
  logits: ArrayLike,
  labels: ArrayLike,
  options: IntegerLabelOptions = {},
): JaxArray {
  const { axis = -1 } = options;
  const given = jnp.asarray(logits);
  const y = jnp.asarray(labels);
  if (dtypes[given.dtype].kind !== "float") {
    throw new TypeError(`Cannot compute cross-entropy: logits must be of a float dtype, got ${printAval(given.aval)}`);
  }
  if (!["int", "uint"].includes(dtypes[y.dtype].kind)) {
    throw new TypeError(
      `Cannot compute cross-entropy: labels must be integers, got ${printAval(y.aval)}; convert class numbers with y.astype("int32")`,
    );
  }
  const axes = (typeof axis === "number" ? [axis] : axis).map((a) => (a < 0 ? a + given.ndim : a));
  const x = classesLast(given, axes);
  if (y.ndim !== x.ndim - 1 || y.shape.some((n, i) => n !== x.shape[i])) {
    throw new TypeError(
      `Cannot compute cross-entropy of logits ${printAval(given.aval)} and labels ${printAval(y.aval)}: without the axis of classes the shapes must be equal`,
    );
  }
  const where = options.where === null || options.where === undefined ? null : jnp.asarray(options.where);
  const mask = where && (where.ndim === given.ndim ? classesLast(where, axes) : jnp.expandDims(where, -1));
  const difference = jnp.subtract(logsumexp(x, { axis: -1, ...(mask ? { where: mask } : {}) }), pick(x, y));
  return mask ? jnp.where(jnp.any(mask, { axis: -1 }), difference, 0) : difference;
}

/** The given axes as one, at the end. */
function classesLast(x: JaxArray, axes: readonly number[]): JaxArray {
  const kept = x.shape.map((_, i) => i).filter((i) => !axes.includes(i));
  const shape = kept.map((i) => x.shape[i]!);
  return jnp.reshape(jnp.transpose(x, { axes: [...kept, ...axes] }), [...shape, sizeOf(axes.map((i) => x.shape[i]!))]);
}

/** xᵧ along the last axis; as in JAX a negative number counts from the end, and one outside gives NaN. */
function pick(x: JaxArray, y: JaxArray): JaxArray {
  const classes = x.shape.at(-1)!;
  const index = jnp.where(jnp.less(y, 0), jnp.add(y, classes), y);
  const hit = jnp.equal(jnp.expandDims(index, -1), jnp.arange(classes));
  const picked = jnp.sum(jnp.where(hit, x, 0), { axis: -1 });
  return jnp.where(jnp.any(hit, { axis: -1 }), picked, Number.NaN);
}
