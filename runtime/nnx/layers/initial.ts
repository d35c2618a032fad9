import type { JaxArray } from "../../core/array.ts";
import type { DType } from "../../types/dtype.ts";
import type { Shape } from "../../types/shape.ts";

/** Makes the first value of a parameter from a random key. */
export type Initializer = (key: JaxArray, shape: Shape, options?: { dtype?: DType }) => JaxArray;

/** The first value of a parameter. */
export function initial(initializer: Initializer, key: JaxArray, shape: Shape, dtype: DType): JaxArray {
  return initializer(key, shape, { dtype });
}
