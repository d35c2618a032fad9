import { type ArrayLike, JaxArray } from "../../core/array.ts";
import { asarray, broadcastTo, divide, where, zerosLike } from "../../numpy/index.ts";
import { bernoulli } from "../../random/index.ts";
import { Module } from "../module.ts";
import { RngStream } from "../rngStream.ts";
import { Rngs } from "../rngs.ts";
import { firstOf } from "./layerArguments.ts";

/** Options of {@link Dropout}. */
export interface DropoutOptions {
  /** Random streams, or one stream; the layer keeps a fork of it. Without them each call needs `rngs`. */
  readonly rngs?: Rngs | RngStream | null;
  /** Axes along which the same elements are dropped; default none. */
  readonly broadcastDims?: readonly number[];
  /** Whether to drop nothing, as when evaluating; default false. `model.train()` and `model.eval()` set it. */
  readonly deterministic?: boolean | null;
  /** Name of the stream; default "dropout". */
  readonly rngCollection?: string;
}

/** Options of a call of {@link Dropout}. */
export interface DropoutCall {
  /** Overrides the layer's own setting. */
  readonly deterministic?: boolean | null;
  /** Streams, a stream, or a key, in place of the layer's own. */
  readonly rngs?: Rngs | RngStream | JaxArray | null;
}

/**
 * Sets each element to zero with probability `rate` while training, and scales the others up so that the mean stays.
 *
 *     y = x · mask / (1 − rate)        mask ~ Bernoulli(1 − rate)
 *
 * @example
 * const layer = new nnx.Dropout(0.5, { rngs: new nnx.Rngs(0) });
 * const y = layer(jnp.ones([1000]));
 * assertAllClose(jnp.mean(y), 1, { atol: 0.1 });
 * layer.eval();
 * assertAllClose(layer(jnp.ones([3])), [1, 1, 1]);
 * @see Srivastava et al., "Dropout", 2014
 */
export class Dropout extends Module<(x: ArrayLike, options?: DropoutCall) => JaxArray> {
  readonly rate: number;
  readonly broadcastDims: readonly number[];
  deterministic: boolean | null;
  readonly rngCollection: string;
  readonly rngs: RngStream | null;

  /**
   * @param rate probability of zero, 0 … 1
   * @param options see {@link DropoutOptions}
   * @throws RangeError for another rate
   */
  constructor(rate: number, options: DropoutOptions = {}) {
    super();
    if (!(rate >= 0 && rate <= 1)) throw new RangeError(`Cannot make a Dropout: rate must be 0 … 1, got ${rate}`);
    const { broadcastDims = [], deterministic = false, rngCollection = "dropout", rngs = null } = options;
    this.rate = rate;
    this.broadcastDims = broadcastDims;
    this.deterministic = deterministic;
    this.rngCollection = rngCollection;
    this.rngs = streamOf("make a Dropout", rngs, rngCollection)?.fork() ?? null;
  }

  __call__(input: ArrayLike, options: DropoutCall = {}): JaxArray {
    const deterministic = firstOf(
      [options.deterministic, this.deterministic],
      "Cannot apply Dropout: `deterministic` is null; call model.train() or model.eval(), or pass { deterministic: true }",
    );
    const x = asarray(input);
    if (this.rate === 0 || deterministic) return x;
    if (this.rate === 1) return zerosLike(x);
    const given = firstOf<Rngs | RngStream | JaxArray>(
      [options.rngs, this.rngs],
      "Cannot apply Dropout without random streams while training: make it with new nnx.Dropout(rate, { rngs: new nnx.Rngs(0) }), " +
        "pass { rngs } in the call, or call model.eval()",
    );
    const key = given instanceof JaxArray ? given : streamOf("apply Dropout", given, this.rngCollection)!();
    const shape = [...x.shape];
    for (const axis of this.broadcastDims) shape[axis < 0 ? axis + x.ndim : axis] = 1;
    const keep = 1 - this.rate;
    const mask = broadcastTo(bernoulli(key, { p: keep, shape }), x.shape);
    return where(mask, divide(x, keep), zerosLike(x));
  }

  /** Sets the mode of a view; see `nnx.view`. */
  setView(options: { readonly deterministic?: boolean | null }): void {
    if (options.deterministic !== undefined && options.deterministic !== null)
      this.deterministic = options.deterministic;
  }
}

/** The stream of a name, where streams are given. */
export function streamOf(action: string, rngs: unknown, name: string): RngStream | null {
  if (rngs === null || rngs === undefined) return null;
  if (rngs instanceof Rngs) return rngs[name]!;
  if (rngs instanceof RngStream) return rngs;
  throw new TypeError(`Cannot ${action}: rngs must be nnx.Rngs or nnx.RngStream, got a ${typeof rngs}`);
}
