import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { asarray, astype, promoteTypes, resultType } from "../../numpy/index.ts";
import { type DType, dtypes } from "../../types/dtype.ts";

/**
 * Converts a layer's operands to one float dtype.
 *
 * @param operands arrays; null stays null
 * @param dtype the dtype; default the one that all operands promote to, at least float32
 * @throws TypeError for a dtype that is no float
 */
export function promoteDtype<T extends readonly (ArrayLike | null)[]>(
  operands: T,
  dtype?: DType | null,
): { [K in keyof T]: JaxArray | Extract<T[K], null> } {
  const target = dtype ?? inferred(operands.filter((x): x is ArrayLike => x !== null));
  if (dtypes[target].kind !== "float")
    throw new TypeError(`Cannot compute a layer in ${target}: its dtype must be a float, as "float32"`);
  return operands.map((x) => (x === null ? null : astype(asarray(x), target))) as {
    [K in keyof T]: JaxArray | Extract<T[K], null>;
  };
}

function inferred(operands: readonly ArrayLike[]): DType {
  const common = resultType(...operands);
  return dtypes[common].kind === "float" ? common : promoteTypes("float32", common);
}
