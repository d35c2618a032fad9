/** `convertElementType`: the same numbers in another dtype. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Primitive } from "../core/primitive.ts";
import { convert } from "../ir/build.ts";
import { clampToInteger } from "../ir/narrow.ts";
import { scalarType } from "../ir/scalarType.ts";
import { aval, printAval } from "../types/aval.ts";
import { type DType, isComplex, isDType, isInexact, isInteger } from "../types/dtype.ts";
import { or } from "./bitwise.ts";
import { ne } from "./comparison.ts";
import { withoutImaginary } from "./complexParts.ts";
import { lowerElementwise } from "./elementwise.ts";
import { alike } from "./shardRules.ts";

export type ConvertElementTypeParams = { readonly newDtype: DType; readonly weakType: boolean };

/** Floats become integers by leaving out the fraction, within the range; NaN becomes 0; bool is "not zero". Of complex numbers the real part is taken. */
export const convertElementType: Primitive<[x: ArrayLike], ConvertElementTypeParams, JaxArray> = definePrimitive<
  [x: ArrayLike],
  ConvertElementTypeParams
>({
  name: "convertElementType",
  shard: alike,
  shape([x], { newDtype, weakType }) {
    if (!isDType(newDtype))
      throw new TypeError(`Cannot convert ${printAval(x!)} to ${String(newDtype)}: there is no such dtype`);
    if ((newDtype === "key<fry>") !== (x!.dtype === "key<fry>")) {
      throw new TypeError(
        `Cannot convert ${printAval(x!)} to ${newDtype}: keys and numbers do not convert; see jax.random.key and jax.random.keyData`,
      );
    }
    return [aval(x!.shape, newDtype, weakType)];
  },
  lower: (inputs, { newDtype }, [out]) => [
    lowerElementwise(inputs, out!, ([x]) =>
      convert(scalarType[newDtype], x!.type === "f32" && isInteger(newDtype) ? clampToInteger(x!, newDtype) : x!),
    ),
  ],
  parts([x], { newDtype, weakType }) {
    if (!("re" in x!)) return [withoutImaginary(convertElementType(x!, { newDtype: "float32", weakType }))];
    if (isComplex(newDtype)) return [x];
    if (newDtype === "bool") return [or(ne(x.re, 0), ne(x.im, 0))];
    return [convertElementType(x.re, { newDtype, weakType })];
  },
  jvp([x], [dx], params) {
    return [
      [convertElementType(x!, params)],
      [isInexact(params.newDtype) && isInexact(x!.dtype) ? convertElementType(dx!, params) : null],
    ];
  },
  transpose([ct], [x]) {
    if (!isLinear(x!)) return [null];
    const { dtype, weakType } = x.aval;
    return [
      ct!.dtype === dtype && ct!.weakType === weakType ? ct! : convertElementType(ct!, { newDtype: dtype, weakType }),
    ];
  },
  batch: ([x], axes, params) => [[convertElementType(x!, params)], axes],
});
