import type { ArrayLike } from "../../core/array.ts";
import { argmax, asarray, astype, equal, greater, greaterEqual } from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import { dtypes } from "../../types/dtype.ts";
import { Average } from "./average.ts";

/** Values of {@link Accuracy}. */
export interface AccuracyValues {
  /** f32[batch…, classes]; with a threshold f32[batch…] */
  readonly logits: ArrayLike;
  /** Whole numbers i32[batch…] */
  readonly labels: ArrayLike;
  /** Bool or 0/1, of the shape of the labels: only those where it holds count. */
  readonly mask?: ArrayLike | null;
  readonly [name: string]: unknown;
}

/**
 * How often the largest logit is that of the label; with a threshold, how often a logit is on the label's side of it.
 *
 * @example
 * const accuracy = new nnx.metrics.Accuracy();
 * accuracy.update({ logits: jnp.array([[0, 1], [2, 1]]), labels: jnp.array([1, 1]) });
 * assertEqual(accuracy.compute(), "0.5");
 */
export class Accuracy extends Average {
  readonly threshold: number | null;

  /** @param options `threshold`: for two classes, the least logit of the second; default none */
  constructor(options: { readonly threshold?: number | null } = {}) {
    super();
    const { threshold = null } = options;
    if (threshold !== null && typeof threshold !== "number")
      throw new TypeError(`Cannot make an Accuracy: threshold must be a number, got a ${typeof threshold}`);
    this.threshold = threshold;
  }

  /**
   * @param values `{ logits, labels, mask? }`
   * @throws TypeError where the ranks do not fit, and for labels that are not whole numbers
   */
  override update({ logits, labels, mask = null }: AccuracyValues): void {
    const [scores, targets] = [asarray(logits), asarray(labels)];
    const wish = `Cannot update an Accuracy with logits ${printAval(scores.aval)} and labels ${printAval(targets.aval)}`;
    const more = this.threshold === null ? 1 : 0;
    if (scores.ndim !== targets.ndim + more) {
      throw new TypeError(
        `${wish}: logits must have ${more === 1 ? "one axis more than labels, of classes" : "the rank of labels, with a threshold"}`,
      );
    }
    if (dtypes[targets.dtype].kind !== "int") throw new TypeError(`${wish}: labels must be int32`);
    const hits =
      this.threshold === null
        ? equal(argmax(scores, { axis: -1 }), targets)
        : equal(greaterEqual(scores, this.threshold), greater(targets, 0));
    super.update({ values: astype(hits, "float32"), mask });
  }
}
