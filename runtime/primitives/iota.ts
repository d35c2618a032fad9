/** `iota`: the index along one axis as an element. */
import type { JaxArray } from "../core/array.ts";
import { definePrimitive, type Primitive } from "../core/primitive.ts";
import { convert } from "../ir/build.ts";
import { scalarType } from "../ir/scalarType.ts";
import { tensor } from "../ir/tensor.ts";
import { aval } from "../types/aval.ts";
import type { DType } from "../types/dtype.ts";
import type { Shape } from "../types/shape.ts";
import { withoutImaginary } from "./complexParts.ts";

export type IotaParams = { readonly dtype: DType; readonly shape: Shape; readonly dimension: number };

/** i32[2,3], dimension 1 → [[0, 1, 2], [0, 1, 2]]. */
export const iota: Primitive<[], IotaParams, JaxArray> = definePrimitive({
  name: "iota",
  shape(_, { dtype, shape, dimension }) {
    if (dtype === "bool" || dtype === "key<fry>")
      throw new TypeError(`Cannot count in ${dtype}: iota needs a number dtype`);
    if (!(dimension in shape))
      throw new RangeError(`Cannot make iota of shape [${shape}] along axis ${dimension}: no such axis`);
    return [aval(shape, dtype)];
  },
  parts: (_, { shape, dimension }) => [withoutImaginary(iota({ dtype: "float32", shape, dimension }))],
  lower: (_, { dtype, shape, dimension }) => [
    tensor(shape, scalarType[dtype], (index) => convert(scalarType[dtype], index[dimension]!)),
  ],
});
