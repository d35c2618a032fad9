/** What an initializer is. */
import type { JaxArray } from "../../core/array.ts";
import { type DTypeLike, dtypeOf } from "../../numpy/dtypeOf.ts";
import type { DType } from "../../types/dtype.ts";
import type { Shape } from "../../types/shape.ts";

/** Options of a call of an initializer. */
export interface InitializerOptions {
  /** Dtype of the array; default that of the initializer, else float32. */
  readonly dtype?: DTypeLike | null | undefined;
}

/** Makes the first value of a parameter from a key and a shape. */
export type Initializer = (key: JaxArray, shape: Shape, options?: InitializerOptions) => JaxArray;

/** The dtype of a call, else that of the initializer, else float32. */
export function chooseDType(call: InitializerOptions | undefined, own: DTypeLike | null | undefined): DType {
  const dtype = call?.dtype ?? own;
  return dtype === null || dtype === undefined ? "float32" : dtypeOf(dtype);
}
