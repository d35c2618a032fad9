/** `bitcastConvertType`: the same bits read as another dtype of the same width. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, type Primitive } from "../core/primitive.ts";
import { bitcast } from "../ir/build.ts";
import { scalarType } from "../ir/scalarType.ts";
import { aval, printAval } from "../types/aval.ts";
import type { DType } from "../types/dtype.ts";
import { lowerElementwise } from "./elementwise.ts";

export type BitcastConvertTypeParams = { readonly newDtype: DType };

const words: readonly DType[] = ["float32", "int32", "uint32"];

/** Between float32, int32 and uint32; it has no derivative. */
export const bitcastConvertType: Primitive<[x: ArrayLike], BitcastConvertTypeParams, JaxArray> = definePrimitive({
  name: "bitcastConvertType",
  shape([x], { newDtype }) {
    if (!words.includes(newDtype) || !words.includes(x!.dtype)) {
      throw new TypeError(`Cannot bitcast ${printAval(x!)} to ${newDtype}: both dtypes must be of ${words.join(", ")}`);
    }
    return [aval(x!.shape, newDtype)];
  },
  lower: (inputs, { newDtype }, [out]) => [lowerElementwise(inputs, out!, ([x]) => bitcast(scalarType[newDtype], x!))],
  jvp: ([x], _, params) => [[bitcastConvertType(x!, params)], [null]],
  batch: ([x], axes, params) => [[bitcastConvertType(x!, params)], axes],
});
