import { scan } from "../../control/index.ts";
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { logSoftmax, oneHot } from "../../functions/index.ts";
import * as jnp from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";

/** What {@link ctcLoss} needs. */
export interface CtcOptions {
  /** f[batch, time, classes] */
  readonly logits: ArrayLike;
  /** 1 where a time is padding, f[batch, time]. */
  readonly logitPaddings: ArrayLike;
  /** Numbers of classes without the blank, i[batch, length]. */
  readonly labels: ArrayLike;
  /** 1 where a label is padding, f[batch, length]; padding is on the right. */
  readonly labelPaddings: ArrayLike;
  /** The class of the blank; default 0. */
  readonly blankId?: number;
  /** Stands for log 0; default −1e5. */
  readonly logEpsilon?: number;
}

/**
 * Connectionist temporal classification: the loss of a sequence of labels whose places in time are not known. It sums over all of them.
 *
 *     −log Σ over alignments Π over times p(class at the time)        blanks stand between, equal neighbours merge
 *
 * @param options see {@link CtcOptions}
 * @returns f[batch]
 * @throws TypeError for other shapes
 * @example
 * const loss = optax.losses.ctcLoss({
 *   logits: jnp.zeros([1, 2, 3]),
 *   logitPaddings: jnp.zeros([1, 2]),
 *   labels: jnp.array([[1]]),
 *   labelPaddings: jnp.zeros([1, 1]),
 * });
 * assertAllClose(loss, [Math.log(3)], { rtol: 1e-5 }); // of 9 paths: "1 1", "1 –", "– 1"
 * @see Graves et al., "Connectionist Temporal Classification", 2006, https://dl.acm.org/doi/abs/10.1145/1143844.1143891
 */
export function ctcLoss(options: CtcOptions): JaxArray {
  return ctcLossWithForwardProbs(options)[0];
}

/**
 * As {@link ctcLoss}, with the logarithms of the probabilities of all beginnings.
 *
 * @param options see {@link CtcOptions}
 * @returns `[loss f[batch], logAlphaPhi f[time, batch, length + 1], logAlphaEmit f[time, batch, length]]`: of having ended with a blank
 *   after so many labels, and with a label
 * @throws TypeError for other shapes
 * @example
 * const [, phi, emit] = optax.losses.ctcLossWithForwardProbs({
 *   logits: jnp.zeros([1, 2, 3]),
 *   logitPaddings: jnp.zeros([1, 2]),
 *   labels: jnp.array([[1]]),
 *   labelPaddings: jnp.zeros([1, 1]),
 * });
 * assertEqual([phi.shape, emit.shape], [[2, 1, 2], [2, 1, 1]]);
 */
export function ctcLossWithForwardProbs(
  options: CtcOptions,
): [loss: JaxArray, logAlphaPhi: JaxArray, logAlphaEmit: JaxArray] {
  const { blankId = 0, logEpsilon = -1e5 } = options;
  const [logits, logitPaddings, labels, labelPaddings] = checked(options);
  const [batch, times, classes] = logits.shape as [number, number, number];
  const length = labels.shape[1]!;
  const logProbs = logSoftmax(logits);
  const isRepeated = repeats(labels); // f[batch, length]: the next label is the same, so a blank must stand between
  const blanks = column(logProbs, blankId); // f[batch, time, 1]
  const emissions = jnp.einsum("btk,bnk->btn", logProbs, oneHot(labels, classes)); // f[batch, time, length]

  const phi0 = jnp.concatenate([jnp.zeros([batch, 1]), jnp.full([batch, length], logEpsilon)], { axis: 1 });
  const step = ([phi, emit]: Forward, [emission, blank, padding]: JaxArray[]): [Forward, Forward] => {
    const pad = jnp.expandDims(padding!, 1);
    const before = advance(phi, jnp.add(emit, jnp.multiply(logEpsilon, isRepeated)));
    const nextEmit = jnp.logaddexp(jnp.add(first(before, length), emission!), jnp.add(emit, emission!));
    const crossing = jnp.add(jnp.add(emit, blank!), jnp.multiply(logEpsilon, jnp.subtract(1, isRepeated)));
    const nextPhi = advance(jnp.add(before, blank!), crossing);
    const next: Forward = [mix(pad, phi, nextPhi), mix(pad, emit, nextEmit)];
    return [next, next];
  };
  const timesFirst = [emissions, blanks, jnp.astype(logitPaddings, "float32")].map((x) => jnp.swapaxes(x, 0, 1));
  const [[phi, emit], [phis, emits]] = scan(step, [phi0, jnp.full([batch, length], logEpsilon)], timesFirst);
  const last = advance(phi, emit);
  const lengths = jnp.astype(jnp.subtract(length, jnp.sum(labelPaddings, { axis: 1 })), "int32");
  const loss = jnp.negative(jnp.sum(jnp.multiply(last, oneHot(lengths, length + 1)), { axis: 1 }));
  const isLast = jnp.equal(jnp.reshape(jnp.arange(times), [times, 1, 1]), times - 1);
  return [loss, jnp.where(isLast, last, phis), emits];
}

function checked(options: CtcOptions): [JaxArray, JaxArray, JaxArray, JaxArray] {
  const [logits, logitPaddings] = [jnp.asarray(options.logits), jnp.asarray(options.logitPaddings)];
  const [labels, labelPaddings] = [jnp.asarray(options.labels), jnp.asarray(options.labelPaddings)];
  const fail = (fact: string, ...arrays: JaxArray[]): never => {
    throw new TypeError(
      `Cannot compute the CTC loss: ${fact}, got ${arrays.map((x) => printAval(x.aval)).join(" and ")}`,
    );
  };
  if (logits.shape.length !== 3) fail("logits must be of [batch, time, classes]", logits);
  if (labels.shape.length !== 2) fail("labels must be of [batch, length]", labels);
  if (String(labels.shape) !== String(labelPaddings.shape)) {
    fail("labels and labelPaddings must have the same shape", labels, labelPaddings);
  }
  if (String(logits.shape.slice(0, 2)) !== String(logitPaddings.shape)) {
    fail("logitPaddings must be of [batch, time] of the logits", logits, logitPaddings);
  }
  if (logits.shape[0] !== labels.shape[0]) fail("logits and labels must be of one batch size", logits, labels);
  if (logits.shape[1] === 0) fail("there must be at least one time", logits);
  return [logits, logitPaddings, labels, labelPaddings];
}

/** Logarithms of the probabilities of having ended with a blank, f[batch, length + 1], and with a label, f[batch, length]. */
type Forward = [phi: JaxArray, emit: JaxArray];

/** phi with the probabilities of having just finished a label added. */
function advance(phi: JaxArray, added: JaxArray): JaxArray {
  const n = added.shape[1]!;
  const rest = jnp.take(phi, jnp.arange(1, n + 1), { axis: 1 });
  return jnp.concatenate([first(phi, 1), jnp.logaddexp(rest, added)], { axis: 1 });
}

function repeats(labels: JaxArray): JaxArray {
  const n = labels.shape[1]!;
  if (n === 0) return jnp.zeros(labels.shape);
  const same = jnp.equal(first(labels, n - 1), jnp.take(labels, jnp.arange(1, n), { axis: 1 }));
  return jnp.pad(jnp.astype(same, "float32"), [
    [0, 0],
    [0, 1],
  ]);
}

/** The first n columns. */
function first(x: JaxArray, n: number): JaxArray {
  return jnp.take(x, jnp.arange(n), { axis: 1 });
}

/** One class, its axis kept. */
function column(x: JaxArray, k: number): JaxArray {
  return jnp.take(x, jnp.arange(k, k + 1), { axis: 2 });
}

/** The old value where a time is padding. */
function mix(pad: JaxArray, old: JaxArray, now: JaxArray): JaxArray {
  return jnp.add(jnp.multiply(pad, old), jnp.multiply(jnp.subtract(1, pad), now));
}
