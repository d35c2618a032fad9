/** `bitcastConvertType`: the same bits read as another dtype of the same width. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, type Primitive } from "../core/primitive.ts";
import { bitcast } from "../ir/build.ts";
import { bitsOfElement, elementOfBits } from "../ir/elementBits.ts";
import { scalarType } from "../ir/scalarType.ts";
import { aval, printAval } from "../types/aval.ts";
import { type DType, dtypes, isDType } from "../types/dtype.ts";
import { lowerElementwise } from "./elementwise.ts";
import { alike } from "./shardRules.ts";

export type BitcastConvertTypeParams = { readonly newDtype: DType };

/** Between dtypes of one width, 8, 16 or 32 bits; it has no derivative. */
export const bitcastConvertType: Primitive<[x: ArrayLike], BitcastConvertTypeParams, JaxArray> = definePrimitive<
  [x: ArrayLike],
  BitcastConvertTypeParams
>({
  name: "bitcastConvertType",
  shard: alike,
  shape([x], { newDtype }) {
    const from = dtypes[x!.dtype];
    const to = isDType(newDtype) ? dtypes[newDtype] : undefined;
    if (!to || to.bits !== from.bits || ![8, 16, 32].includes(to.bits)) {
      throw new TypeError(
        `Cannot bitcast ${printAval(x!)} to ${newDtype}: both dtypes must have the same width, 8, 16 or 32 bits`,
      );
    }
    return [aval(x!.shape, newDtype)];
  },
  lower: ([x], { newDtype }, [out], _, [operand]) => [
    lowerElementwise([x!], out!, ([e]) =>
      dtypes[newDtype].bits === 32
        ? bitcast(scalarType[newDtype], e!)
        : elementOfBits(bitsOfElement(e!, operand!.dtype), newDtype),
    ),
  ],
  jvp: ([x], _, params) => [[bitcastConvertType(x!, params)], [null]],
  batch: ([x], axes, params) => [[bitcastConvertType(x!, params)], axes],
});
