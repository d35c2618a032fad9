import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { DeviceArray } from "../../core/array.ts";
import { sigmoid, softmax } from "../../functions/index.ts";
import * as jnp from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import { checkSameShape } from "./checkFloat.ts";

/** Options of {@link diceLoss}. */
export interface DiceOptions {
  /** Weights of the classes, f[classes]; default 1. */
  readonly classWeights?: ArrayLike | null;
  /** Added above and below the fraction; default 1. */
  readonly smooth?: ArrayLike;
  /** α, weight of what was marked wrongly; default 0.5. */
  readonly alpha?: ArrayLike;
  /** β, weight of what was missed; default 0.5. */
  readonly beta?: ArrayLike;
  /** Make probabilities of predictions by softmax (sigmoid where there is one class); default true. */
  readonly applySoftmax?: boolean;
  /** "mean" (default) or "sum" over the classes, or "none". */
  readonly reduction?: "mean" | "sum" | "none";
  /** Leave the first class out; default false. */
  readonly ignoreBackground?: boolean;
  /** Axes of the picture; default all but the first and the last. */
  readonly axis?: number | readonly number[] | null;
}

/**
 * The Dice loss of segmentations: one minus the overlap of what was marked and what should be.
 *
 *     1 − (Σ p y + s) / (Σ p y + α (Σ p − Σ p y) + β (Σ y − Σ p y) + s)
 *
 * @param predictions f[batch, …, classes], or without classes
 * @param targets one-hot, of the same shape
 * @param options see {@link DiceOptions}
 * @returns f[batch], or f[batch, classes] with reduction "none"
 * @throws TypeError for other shapes; RangeError for an unknown reduction, and for predictions that are no probabilities where
 *   `applySoftmax` is false
 * @example
 * const picture = jnp.array([[[1, 0], [0, 1]]]).astype("float32");
 * assertAllClose(optax.losses.diceLoss(picture, picture, { applySoftmax: false }), [0]);
 * @see Milletari et al., "V-Net: Fully Convolutional Neural Networks for Volumetric Medical Image Segmentation", 2016,
 * https://arxiv.org/abs/1606.04797
 */
export function diceLoss(predictions: ArrayLike, targets: ArrayLike, options: DiceOptions = {}): JaxArray {
  const { classWeights, smooth = 1, alpha = 0.5, beta = 0.5, applySoftmax = true } = options;
  const { reduction = "mean", ignoreBackground = false, axis } = options;
  if (!Object.hasOwn(reductions, reduction)) {
    throw new RangeError(
      `Cannot compute the Dice loss: reduction must be "mean", "sum" or "none", got "${String(reduction)}"`,
    );
  }
  const [x, y] = withClasses(jnp.asarray(predictions), jnp.asarray(targets));
  checkSameShape("the Dice loss", ["predictions", x], ["targets", y]);
  if (!applySoftmax) checkProbabilities(x);
  const p = applySoftmax ? (x.shape.at(-1) === 1 ? sigmoid(x) : softmax(x, { axis: -1 })) : x;
  const over = { axis: axis ?? [...p.shape.keys()].slice(1, -1) };
  const overlap = jnp.sum(jnp.multiply(p, y), over);
  const wrong = jnp.multiply(alpha, jnp.subtract(jnp.sum(p, over), overlap));
  const missed = jnp.multiply(beta, jnp.subtract(jnp.sum(y, over), overlap));
  const all = jnp.add(jnp.add(jnp.add(overlap, wrong), missed), smooth);
  const loss = jnp.subtract(1, jnp.divide(jnp.add(overlap, smooth), all));
  const weighted =
    classWeights === null || classWeights === undefined ? loss : jnp.multiply(loss, vector(classWeights));
  const shown = ignoreBackground && p.shape.at(-1)! > 1 ? withoutFirst(weighted) : weighted;
  return reductions[reduction](shown);
}

const reductions: Readonly<Record<"mean" | "sum" | "none", (x: JaxArray) => JaxArray>> = {
  mean: (x) => jnp.mean(x, { axis: -1 }),
  sum: (x) => jnp.sum(x, { axis: -1 }),
  none: (x) => x,
};

function withClasses(x: JaxArray, y: JaxArray): [JaxArray, JaxArray] {
  const predictions = x.shape.length === y.shape.length - 1 ? jnp.expandDims(x, -1) : x;
  return [predictions, y.shape.length === predictions.shape.length - 1 ? jnp.expandDims(y, -1) : y];
}

function checkProbabilities(p: JaxArray): void {
  const sums = jnp.sum(p, { axis: -1 });
  const fits = jnp.allclose(sums, 1, { rtol: 1e-5 });
  if (!(fits instanceof DeviceArray) || fits.item()) return;
  throw new RangeError(
    `Cannot compute the Dice loss of ${printAval(p.aval)} without softmax: probabilities must sum to 1 along the last axis, their sums ` +
      `are from ${jnp.min(sums)} to ${jnp.max(sums)}`,
  );
}

function vector(weights: ArrayLike): JaxArray {
  const w = jnp.asarray(weights);
  if (w.shape.length === 1) return w;
  throw new TypeError(`Cannot compute the Dice loss: classWeights must be a vector, got ${printAval(w.aval)}`);
}

function withoutFirst(x: JaxArray): JaxArray {
  const classes = x.shape.at(-1)!;
  return jnp.take(x, jnp.arange(1, classes), { axis: -1 });
}

/**
 * The Dice loss with classes weighted by how rare they are.
 *
 *     wₖ ∝ 1 / (Σ yₖ)²
 *
 * @param predictions f[batch, …, classes]
 * @param targets one-hot, of the same shape
 * @param options.smooth added above and below the fraction; default 1
 * @param options.applySoftmax make probabilities of predictions; default true
 * @param options.ignoreBackground leave the first class out; default false
 * @returns a scalar
 * @throws TypeError for other shapes
 * @example
 * const picture = jnp.array([[[1, 0], [0, 1]]]).astype("float32");
 * assertAllClose(optax.losses.multiclassGeneralizedDiceLoss(picture, picture, { applySoftmax: false }), 0, { atol: 1e-6 });
 * @see Sudre et al., "Generalised Dice overlap as a deep learning loss function for highly unbalanced segmentations", 2017,
 * https://arxiv.org/abs/1707.03237
 */
export function multiclassGeneralizedDiceLoss(
  predictions: ArrayLike,
  targets: ArrayLike,
  options: Pick<DiceOptions, "smooth" | "applySoftmax" | "ignoreBackground"> = {},
): JaxArray {
  const y = jnp.asarray(targets);
  checkSameShape("the generalized Dice loss", ["predictions", jnp.asarray(predictions)], ["targets", y]);
  const frequencies = jnp.sum(y, { axis: [...y.shape.keys()].slice(0, -1) });
  const rarity = jnp.divide(1, jnp.add(jnp.square(frequencies), 1e-7));
  const classWeights = jnp.multiply(jnp.divide(rarity, jnp.sum(rarity)), y.shape.at(-1)!);
  return jnp.mean(diceLoss(predictions, y, { ...options, classWeights, reduction: "none" }));
}

/**
 * The Dice loss of segmentations into yes and no.
 *
 * @param predictions f[batch, …], or f[batch, …, 1]
 * @param targets 0 or 1, of the same shape
 * @param options.smooth added above and below the fraction; default 1
 * @param options.applySigmoid make probabilities of predictions; default true
 * @returns f[batch]
 * @throws TypeError for other shapes
 * @example
 * const loss = optax.losses.binaryDiceLoss(jnp.array([[100, -100]]).astype("float32"), jnp.array([[1, 0]]).astype("float32"));
 * assertAllClose(loss, [0], { atol: 1e-6 });
 */
export function binaryDiceLoss(
  predictions: ArrayLike,
  targets: ArrayLike,
  options: { smooth?: ArrayLike; applySigmoid?: boolean } = {},
): JaxArray {
  const { smooth = 1, applySigmoid = true } = options;
  const [x, y] = [jnp.asarray(predictions), jnp.asarray(targets)];
  const lacksClasses = x.shape.length === y.shape.length && x.shape.at(-1) !== 1;
  const withAxis = (a: JaxArray): JaxArray => (lacksClasses ? jnp.expandDims(a, -1) : a);
  return diceLoss(withAxis(x), withAxis(y), { smooth, applySoftmax: applySigmoid });
}
