import type { Initializer } from "../../functions/initializers/index.ts";
import type { DType } from "../../types/dtype.ts";
import type { Rngs } from "../rngs.ts";
import type { Metadata } from "../variable.ts";

/** Options of every layer that has kernels and biases: linear maps, convolutions, attention. */
export interface AffineOptions {
  /** Random streams; each kernel and each bias takes a key of the stream "params". */
  readonly rngs: Rngs;
  /** Whether to add a bias; default true. */
  readonly useBias?: boolean;
  /** Dtype of the computation; default what input and parameters promote to. */
  readonly dtype?: DType | null;
  /** Dtype of the parameters; default float32. */
  readonly paramDtype?: DType;
  /** How the kernel begins; default lecunNormal: normal with variance 1 / (number of inputs). */
  readonly kernelInit?: Initializer;
  /** How the bias begins; default zeros. */
  readonly biasInit?: Initializer;
  /** Notes for the kernel's Variable, as `{ outSharding: [null, "model"] }`. */
  readonly kernelMetadata?: Metadata;
  /** Notes for the bias's Variable. */
  readonly biasMetadata?: Metadata;
}
