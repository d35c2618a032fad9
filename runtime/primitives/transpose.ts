/** `transpose`: axes in another order. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, type Primitive } from "../core/primitive.ts";
import type { Expr } from "../ir/expr.ts";
import { tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import { fromAxes } from "./shardRules.ts";

export type TransposeParams = {
  /** Axis k of the result is axis `permutation[k]` of the operand. */
  readonly permutation: readonly number[];
};

/** f32[2,3,5], permutation [2,0,1] → f32[5,2,3]. */
export const transpose: Primitive<[x: ArrayLike], TransposeParams, JaxArray> = definePrimitive({
  name: "transpose",
  shard: (operands, { permutation }) => fromAxes(permutation, operands),
  shape([x], { permutation }) {
    const { shape, dtype, weakType } = x!;
    const seen = new Set(permutation);
    if (permutation.length !== shape.length || !shape.every((_, axis) => seen.has(axis))) {
      throw new TypeError(
        `Cannot transpose ${printAval(x!)} by [${permutation}]: the permutation must name each of its ${shape.length} axes once`,
      );
    }
    return [
      aval(
        permutation.map((axis) => shape[axis]!),
        dtype,
        weakType,
      ),
    ];
  },
  lower([x], { permutation }, [out]) {
    return [
      tensor(out!.shape, x!.type, (index) => {
        const source = new Array<Expr>(index.length);
        permutation.forEach((axis, k) => {
          source[axis] = index[k]!;
        });
        return x!.at(source);
      }),
    ];
  },
  jvp: ([x], [dx], params) => [[transpose(x!, params)], [transpose(dx!, params)]],
  transpose([ct], _, { permutation }) {
    return [transpose(ct!, { permutation: permutation.map((_, axis) => permutation.indexOf(axis)) })];
  },
  batch([x], [b], { permutation }) {
    const inner = permutation.map((axis) => (axis < b! ? axis : axis + 1)); // step over the batch axis
    return [[transpose(x!, { permutation: [b!, ...inner] })], [0]];
  },
});
