/** What recurrent cells have in common. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { initializers, sigmoid, tanh } from "../../functions/index.ts";
import type { Initializer } from "../../functions/initializers/index.ts";
import type { DType } from "../../types/dtype.ts";
import type { Shape } from "../../types/shape.ts";
import { Module } from "../module.ts";
import type { RngStream } from "../rngStream.ts";
import type { Rngs } from "../rngs.ts";
import type { Metadata } from "../variable.ts";
import { streamOf } from "./dropout.ts";
import { checkSizes, neededRngs } from "./layerArguments.ts";
import type { LinearOptions } from "./linear.ts";

/** Options of all cells. */
export interface RNNCellOptions {
  /** Random streams; each kernel and bias takes a key of the stream "params". */
  readonly rngs: Rngs;
  /** What is between 0 and 1; default sigmoid. */
  readonly gateFn?: (x: ArrayLike) => JaxArray;
  /** What is applied to states; default tanh. */
  readonly activationFn?: (x: ArrayLike) => JaxArray;
  /** How the kernels of the input begin; default lecunNormal. */
  readonly kernelInit?: Initializer;
  /** How the kernels of the state begin; default orthogonal. */
  readonly recurrentKernelInit?: Initializer;
  /** How the biases begin; default zeros. */
  readonly biasInit?: Initializer;
  /** Dtype of the computation; default what input and parameters promote to. */
  readonly dtype?: DType | null;
  /** Dtype of the parameters; default float32. */
  readonly paramDtype?: DType;
  /** Notes for the Variables. */
  readonly kernelMetadata?: Metadata;
  readonly recurrentKernelMetadata?: Metadata;
  readonly biasMetadata?: Metadata;
}

/** Options of `initializeCarry`. */
export interface CarryOptions {
  /** Streams (of which "carry" is used) or a stream. */
  readonly rngs?: Rngs | RngStream | null;
  /** How the state begins; default zeros. */
  readonly carryInit?: Initializer | null;
}

/** A step: the state before and an input, to the state after and an output. */
// any: a state may be one array or a tree of them
export type CellCall = (carry: any, inputs: ArrayLike) => [carry: any, output: JaxArray];

/**
 * The base of recurrent cells. A cell is called with its state and one input; `nnx.RNN` calls it along a sequence.
 *
 * @example
 * const cell = new nnx.GRUCell(2, 3, { rngs: new nnx.Rngs(0) });
 * assertEqual([cell instanceof nnx.RNNCellBase, cell.numFeatureAxes], [true, 1]);
 */
export abstract class RNNCellBase extends Module<CellCall> {
  readonly inFeatures: number;
  readonly hiddenFeatures: number;
  readonly dtype: DType | null;
  readonly paramDtype: DType;
  readonly activationFn: (x: ArrayLike) => JaxArray;

  constructor(inFeatures: number, hiddenFeatures: number, options: RNNCellOptions) {
    super();
    const name = new.target.name;
    checkSizes(name, { inFeatures, hiddenFeatures });
    neededRngs(options?.rngs, name, `${name}(inFeatures, hiddenFeatures`);
    this.inFeatures = inFeatures;
    this.hiddenFeatures = hiddenFeatures;
    this.dtype = options.dtype ?? null;
    this.paramDtype = options.paramDtype ?? "float32";
    this.activationFn = options.activationFn ?? tanh;
  }

  /**
   * A first state.
   *
   * @param inputShape shape of one step's input, [batch…, in]
   * @param options see {@link CarryOptions}
   * @throws TypeError without random streams
   */
  abstract initializeCarry(inputShape: Shape, options?: CarryOptions): unknown;

  /** How many axes of the input are features: the last one. */
  get numFeatureAxes(): number {
    return 1;
  }
}

/** One array of a first state: f32[batch…, hidden]. */
export function firstState(cell: RNNCellBase, inputShape: Shape, options: CarryOptions = {}): () => JaxArray {
  const stream = streamOf(`make a first state of ${cell.constructor.name}`, options.rngs, "carry");
  if (!stream) {
    throw new TypeError(
      `Cannot make a first state of ${cell.constructor.name} without random streams: cell.initializeCarry(inputShape, { rngs: new nnx.Rngs(0) })`,
    );
  }
  const carryInit = options.carryInit ?? initializers.zeros;
  return () => carryInit(stream(), [...inputShape.slice(0, -1), cell.hiddenFeatures], { dtype: cell.paramDtype });
}

/** The parts of a cell's options. */
export interface CellParts {
  readonly gateFn: (x: ArrayLike) => JaxArray;
  readonly ofInput: LinearOptions;
  readonly ofState: LinearOptions;
}

/** What `Linear` takes for kernels of the input and of the state. */
export function cellParts(options: RNNCellOptions): CellParts {
  const { rngs, dtype = null, paramDtype = "float32", kernelInit, biasInit } = options;
  const common = {
    rngs,
    dtype,
    paramDtype,
    ...(biasInit ? { biasInit } : {}),
    biasMetadata: options.biasMetadata ?? {},
  };
  return {
    gateFn: options.gateFn ?? sigmoid,
    ofInput: { ...common, ...(kernelInit ? { kernelInit } : {}), kernelMetadata: options.kernelMetadata ?? {} },
    ofState: {
      ...common,
      kernelInit: options.recurrentKernelInit ?? initializers.orthogonal(),
      kernelMetadata: options.recurrentKernelMetadata ?? {},
    },
  };
}
