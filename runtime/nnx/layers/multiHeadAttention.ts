import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { initializers } from "../../functions/index.ts";
import type { Initializer } from "../../functions/initializers/index.ts";
import { arange, array, asarray, astype, broadcastTo, lessEqual, where, zeros } from "../../numpy/index.ts";
import { printAval } from "../../types/aval.ts";
import type { DType } from "../../types/dtype.ts";
import type { Shape } from "../../types/shape.ts";
import { Module } from "../module.ts";
import type { RngStream } from "../rngStream.ts";
import type { Rngs } from "../rngs.ts";
import type { Metadata } from "../variable.ts";
import { Cache } from "../variableTypes.ts";
import type { AffineOptions } from "./affineOptions.ts";
import { combineMasks } from "./attentionMasks.ts";
import { type AttentionOptions, dotProductAttention } from "./dotProductAttention.ts";
import { streamOf } from "./dropout.ts";
import { checkFeatures, checkSizes, firstOf, neededRngs } from "./layerArguments.ts";
import { LayerNorm } from "./layerNorm.ts";
import { LinearGeneral } from "./linearGeneral.ts";

/** Options of {@link MultiHeadAttention}. */
export interface MultiHeadAttentionOptions extends AffineOptions {
  /** Features of queries, keys and values over all heads; default `inFeatures`. */
  readonly qkvFeatures?: number | null;
  /** Size of the output's last axis; default `inFeatures`. */
  readonly outFeatures?: number | null;
  /** Heads of keys and values, a divisor of `numHeads`; default `numHeads`. */
  readonly numKvHeads?: number | null;
  /** Size of the last axis of keys and values given; default `inFeatures`. */
  readonly inKvFeatures?: number | null;
  /** Whether all examples and heads drop the same weights; default true. */
  readonly broadcastDropout?: boolean;
  /** Probability of dropping a weight; default 0. */
  readonly dropoutRate?: number;
  /** Whether to drop nothing; default null: `model.train()` or `model.eval()` must say so if weights may be dropped. */
  readonly deterministic?: boolean | null;
  /** How the kernel of the output begins; default `kernelInit`. */
  readonly outKernelInit?: Initializer | null;
  /** How the bias of the output begins; default `biasInit`. */
  readonly outBiasInit?: Initializer | null;
  /** Attention itself; default `nnx.dotProductAttention`. */
  readonly attentionFn?: (q: JaxArray, k: JaxArray, v: JaxArray, options?: AttentionOptions) => JaxArray;
  /** Whether to decode place by place from a cache; default null: each call must say so. */
  readonly decode?: boolean | null;
  /** Whether queries and keys go through a LayerNorm first; default false. */
  readonly normalizeQk?: boolean;
  /** Whether to keep a fork of the stream "dropout"; default true. */
  readonly keepRngs?: boolean;
  readonly outKernelMetadata?: Metadata;
  readonly outBiasMetadata?: Metadata;
}

/** Options of a call of {@link MultiHeadAttention}. */
export interface MultiHeadAttentionCall {
  /** Keys f32[batch…, kv, inKv]; default the queries. */
  readonly inputsK?: ArrayLike | null;
  /** Values f32[batch…, kv, inKv]; default the keys. */
  readonly inputsV?: ArrayLike | null;
  /** Where it is zero a query does not see a key; broadcasts to [batch…, heads, q, kv]. */
  readonly mask?: ArrayLike | null;
  /** Overrides the layer's own setting. */
  readonly deterministic?: boolean | null;
  /** Streams, or a stream, in place of the layer's own. */
  readonly rngs?: Rngs | RngStream | null;
  /** Whether to keep the weights as an Intermediate `attentionWeights`; default false. */
  readonly sowWeights?: boolean;
  /** Overrides the layer's own setting. */
  readonly decode?: boolean | null;
  /** Whether each query sees only keys up to its own place; default false. */
  readonly isCausal?: boolean;
}

/** Queries, or queries and keys, or all three; then options. */
type Call = (
  inputsQ: ArrayLike,
  ...more:
    | [options?: MultiHeadAttentionCall]
    | [inputsK: ArrayLike | null, options?: MultiHeadAttentionCall]
    | [inputsK: ArrayLike | null, inputsV: ArrayLike | null, options?: MultiHeadAttentionCall]
) => JaxArray;

/**
 * Attention of several heads, between linear maps.
 *
 *     q: f32[batch…, q, in]   k, v: f32[batch…, kv, inKv]   y: f32[batch…, q, out]
 *
 * To decode place by place, call `initCache` with the shape of the whole input, then the layer with inputs of one place and
 * `{ decode: true }`.
 *
 * @example
 * const layer = new nnx.MultiHeadAttention(2, 4, { decode: false, rngs: new nnx.Rngs(0) });
 * const x = jnp.ones([1, 3, 4]);
 * assertEqual(layer(x).shape, [1, 3, 4]);
 * assertAllClose(layer(x, { mask: nnx.makeCausalMask(jnp.ones([1, 3])) }), layer(x, { isCausal: true }));
 * layer.initCache([1, 3, 4]);
 * const places = [0, 1, 2].map((i) => layer(jax.lax.sliceInDim(x, i, i + 1, { axis: 1 }), { decode: true }));
 * assertAllClose(jnp.concatenate(places, { axis: 1 }), layer(x, { isCausal: true }), { atol: 1e-6 });
 * @see Vaswani et al., "Attention is all you need", 2017, https://arxiv.org/abs/1706.03762
 */
export class MultiHeadAttention extends Module<Call> {
  readonly query: LinearGeneral;
  readonly key: LinearGeneral;
  readonly value: LinearGeneral;
  readonly out: LinearGeneral;
  readonly queryLn: LayerNorm | null;
  readonly keyLn: LayerNorm | null;
  readonly numHeads: number;
  readonly inFeatures: number;
  readonly qkvFeatures: number;
  readonly outFeatures: number;
  readonly numKvHeads: number;
  readonly inKvFeatures: number;
  readonly headDim: number;
  readonly dtype: DType | null;
  readonly paramDtype: DType;
  readonly broadcastDropout: boolean;
  readonly dropoutRate: number;
  deterministic: boolean | null;
  readonly useBias: boolean;
  readonly attentionFn: (q: JaxArray, k: JaxArray, v: JaxArray, options?: AttentionOptions) => JaxArray;
  decode: boolean | null;
  readonly normalizeQk: boolean;
  readonly rngs: RngStream | null;
  /** Keys and values so far, and their number; null before `initCache`. */
  cachedKey: Cache | null = null;
  cachedValue: Cache | null = null;
  cacheIndex: Cache | null = null;

  /**
   * @param numHeads number of heads
   * @param inFeatures size of the last axis of the queries
   * @param options see {@link MultiHeadAttentionOptions}
   * @throws TypeError without `rngs`, and when heads do not divide features
   */
  constructor(numHeads: number, inFeatures: number, options: MultiHeadAttentionOptions) {
    super();
    checkSizes("MultiHeadAttention", { numHeads, inFeatures });
    const rngs = neededRngs(options?.rngs, "MultiHeadAttention", "MultiHeadAttention(numHeads, inFeatures");
    const { dtype = null, paramDtype = "float32", useBias = true, normalizeQk = false, dropoutRate = 0 } = options;
    const { kernelInit = initializers.lecunNormal(), biasInit = initializers.zeros } = options;
    this.numHeads = numHeads;
    this.inFeatures = inFeatures;
    this.qkvFeatures = options.qkvFeatures ?? inFeatures;
    this.outFeatures = options.outFeatures ?? inFeatures;
    this.inKvFeatures = options.inKvFeatures ?? inFeatures;
    this.numKvHeads = options.numKvHeads ?? numHeads;
    const wish = `Cannot make a MultiHeadAttention of ${numHeads} heads`;
    if (numHeads % this.numKvHeads !== 0)
      throw new TypeError(`${wish}: numKvHeads ${this.numKvHeads} must divide them`);
    if (this.qkvFeatures % numHeads !== 0)
      throw new TypeError(`${wish}: they must divide the ${this.qkvFeatures} features of queries`);
    this.headDim = this.qkvFeatures / numHeads;
    this.dtype = dtype;
    this.paramDtype = paramDtype;
    this.broadcastDropout = options.broadcastDropout ?? true;
    this.dropoutRate = dropoutRate;
    this.deterministic = options.deterministic ?? null;
    this.useBias = useBias;
    this.attentionFn = options.attentionFn ?? dotProductAttention;
    this.decode = options.decode ?? null;
    this.normalizeQk = normalizeQk;
    const { kernelMetadata = {}, biasMetadata = {} } = options;
    const common = { dtype, paramDtype, kernelInit, biasInit, useBias, rngs, kernelMetadata, biasMetadata };
    this.query = new LinearGeneral(inFeatures, [numHeads, this.headDim], common);
    this.key = new LinearGeneral(this.inKvFeatures, [this.numKvHeads, this.headDim], common);
    this.value = new LinearGeneral(this.inKvFeatures, [this.numKvHeads, this.headDim], common);
    const norm = { useBias: false, dtype, paramDtype, rngs };
    this.queryLn = normalizeQk ? new LayerNorm(this.headDim, norm) : null;
    this.keyLn = normalizeQk ? new LayerNorm(this.headDim, norm) : null;
    this.out = new LinearGeneral([numHeads, this.headDim], this.outFeatures, {
      ...common,
      axis: [-2, -1],
      kernelInit: options.outKernelInit ?? kernelInit,
      biasInit: options.outBiasInit ?? biasInit,
      kernelMetadata: options.outKernelMetadata ?? kernelMetadata,
      biasMetadata: options.outBiasMetadata ?? biasMetadata,
    });
    this.rngs = (options.keepRngs ?? true) && dropoutRate > 0 ? rngs.dropout.fork() : null;
  }

  __call__(inputsQ: ArrayLike, ...more: (ArrayLike | null | undefined | MultiHeadAttentionCall)[]): JaxArray {
    const options = (isOptions(more.at(-1)) ? more.at(-1) : {}) as MultiHeadAttentionCall;
    const [givenK, givenV] = more.filter((x) => !isOptions(x)) as (ArrayLike | null | undefined)[];
    const q = asarray(inputsQ);
    checkFeatures(`MultiHeadAttention(${this.inFeatures} → ${this.outFeatures})`, q, this.inFeatures);
    const inputsK = givenK ?? options.inputsK;
    const inputsV = givenV ?? options.inputsV;
    if ((inputsK === null || inputsK === undefined) && inputsV !== null && inputsV !== undefined)
      throw new TypeError(
        "Cannot apply MultiHeadAttention to values without keys: give inputsK; inputsV defaults to it",
      );
    const kv = inputsK ?? q;
    let query = this.query(q);
    let key = this.key(kv);
    let value = this.value(inputsV ?? kv);
    if (this.queryLn !== null) query = this.queryLn(query);
    if (this.keyLn !== null) key = this.keyLn(key);
    const decode = firstOf(
      [options.decode, this.decode],
      "Cannot apply MultiHeadAttention: `decode` is null; make it with { decode: false }, or pass { decode: false } in the call",
    );
    let mask = options.mask ?? null;
    if (decode) {
      const cached = remember(this, key, value);
      [key, value] = [cached.key, cached.value];
      mask = combineMasks(mask, cached.mask);
    }
    const { dropoutRate, broadcastDropout, dtype } = this;
    return this.out(
      this.attentionFn(query, key, value, {
        mask,
        ...dropping(this, options),
        dropoutRate,
        broadcastDropout,
        dtype,
        module: options.sowWeights ? this : null,
        isCausal: options.isCausal ?? false,
      }),
    );
  }
  /**
   * Makes room for keys and values of a whole input, to decode place by place.
   *
   * @param inputShape [batch…, places, features] of the whole input
   * @param options.dtype dtype of the cache; default float32
   */
  initCache(inputShape: Shape, options: { readonly dtype?: DType } = {}): void {
    const { dtype = "float32" } = options;
    const shape = [...inputShape.slice(0, -1), this.numKvHeads, this.headDim];
    this.cachedKey = new Cache(zeros(shape, { dtype }));
    this.cachedValue = new Cache(zeros(shape, { dtype }));
    this.cacheIndex = new Cache(array(0, { dtype: "int32" }));
  }

  /** Sets the mode of a view; see `nnx.view`. */
  setView(options: {
    readonly deterministic?: boolean | null;
    readonly decode?: boolean | null;
    readonly batchSize?: number | Shape | null;
    readonly maxLength?: number | null;
  }): void {
    const { deterministic, decode, batchSize, maxLength } = options;
    if (deterministic !== undefined && deterministic !== null) this.deterministic = deterministic;
    if (decode !== undefined && decode !== null) this.decode = decode;
    if (batchSize !== undefined && batchSize !== null && maxLength !== undefined && maxLength !== null) {
      const batch = typeof batchSize === "number" ? [batchSize] : batchSize;
      this.initCache([...batch, maxLength, this.inFeatures], { dtype: this.dtype ?? "float32" });
    }
  }
}

/** Writes one place into the cache; gives all keys and values, and the mask of those that are there. */
function remember(layer: MultiHeadAttention, key: JaxArray, value: JaxArray) {
  const { cachedKey, cachedValue, cacheIndex } = layer;
  if (!cachedKey || !cachedValue || !cacheIndex)
    throw new TypeError("Cannot decode with MultiHeadAttention: call layer.initCache(inputShape) first");
  const batch = cachedKey.shape.slice(0, -3);
  const length = cachedKey.shape.at(-3)!;
  const expected = [...batch, 1, ...cachedKey.shape.slice(-2)];
  if (String(expected) !== String(key.shape)) {
    throw new TypeError(
      `Cannot decode with MultiHeadAttention: one place at a time, so keys must be f32[${expected}], got ${printAval(key.aval)}`,
    );
  }
  const index = cacheIndex.value;
  const places = arange(length, { dtype: "int32" });
  const here = places.equal(index).reshape([length, 1, 1]);
  const keys = where(here, astype(key, cachedKey.value.dtype), cachedKey.value);
  const values = where(here, astype(value, cachedValue.value.dtype), cachedValue.value);
  cachedKey.value = keys;
  cachedValue.value = values;
  cacheIndex.value = index.add(1);
  return { key: keys, value: values, mask: broadcastTo(lessEqual(places, index), [...batch, 1, 1, length]) };
}

/** Whether weights are dropped, and the key for it. */
function dropping(
  layer: MultiHeadAttention,
  options: MultiHeadAttentionCall,
): { deterministic: boolean; dropoutRng: JaxArray | null } {
  if (layer.dropoutRate === 0) return { deterministic: true, dropoutRng: null };
  const deterministic = firstOf(
    [options.deterministic, layer.deterministic],
    "Cannot apply MultiHeadAttention: `deterministic` is null; call model.train() or model.eval(), or pass { deterministic: true }",
  );
  if (deterministic) return { deterministic, dropoutRng: null };
  const stream = streamOf("apply MultiHeadAttention", options.rngs ?? layer.rngs, "dropout");
  if (!stream)
    throw new TypeError(
      "Cannot drop attention weights without random streams: pass { rngs } in the call, or call model.eval()",
    );
  return { deterministic, dropoutRng: stream() };
}

function isOptions(value: unknown): value is MultiHeadAttentionCall {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
