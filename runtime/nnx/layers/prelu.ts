import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { array, asarray, astype, greaterEqual, multiply, where } from "../../numpy/index.ts";
import type { DType } from "../../types/dtype.ts";
import { Module } from "../module.ts";
import type { Metadata } from "../variable.ts";
import { Param } from "../variableTypes.ts";
import { promoteDtype } from "./promoteDtype.ts";

/** Options of {@link PReLU}. */
export interface PReLUOptions {
  /** First slope below zero; default 0.01. */
  readonly negativeSlopeInit?: number;
  /** Dtype of the computation; default that of the input. */
  readonly dtype?: DType | null;
  /** Dtype of the parameter; default float32. */
  readonly paramDtype?: DType;
  /** Notes for the slope's Variable. */
  readonly negativeSlopeMetadata?: Metadata;
}

/**
 * A rectifier with a learnable slope below zero.
 *
 *     y = x if x ≥ 0, else slope · x
 *
 * @example
 * const layer = new nnx.PReLU({ negativeSlopeInit: 0.1 });
 * assertAllClose(layer(jnp.array([-2.5, 3])), [-0.25, 3]);
 * @see He et al., "Delving deep into rectifiers", 2015, https://arxiv.org/abs/1502.01852
 */
export class PReLU extends Module<(x: ArrayLike) => JaxArray> {
  /** The slope: f32[] */
  readonly negativeSlope: Param;
  readonly dtype: DType | null;
  readonly paramDtype: DType;

  /** @param options see {@link PReLUOptions} */
  constructor(options: PReLUOptions = {}) {
    super();
    const { negativeSlopeInit = 0.01, dtype = null, paramDtype = "float32", negativeSlopeMetadata } = options;
    this.negativeSlope = new Param(array(negativeSlopeInit, { dtype: paramDtype }), negativeSlopeMetadata);
    this.dtype = dtype;
    this.paramDtype = paramDtype;
  }

  __call__(input: ArrayLike): JaxArray {
    const given = asarray(input);
    const [x, slope] =
      this.dtype === null
        ? [given, astype(this.negativeSlope.value, given.dtype)]
        : promoteDtype([given, this.negativeSlope.value] as const, this.dtype);
    return where(greaterEqual(x, 0), x, multiply(slope, x));
  }
}
