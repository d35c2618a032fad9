/** `rev`: axes run through from the end. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, type Primitive } from "../core/primitive.ts";
import { binary, constant } from "../ir/build.ts";
import { tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import { alikeBut } from "./shardRules.ts";

export type RevParams = { readonly dimensions: readonly number[] };

/** The same shape with the order along `dimensions` reversed. */
export const rev: Primitive<[x: ArrayLike], RevParams, JaxArray> = definePrimitive({
  name: "rev",
  shard: (operands, { dimensions }, results) => alikeBut(dimensions, operands, results),
  shape([x], { dimensions }) {
    for (const axis of dimensions) {
      if (!(axis in x!.shape)) {
        throw new RangeError(`Cannot reverse ${printAval(x!)} along axis ${axis}: it has ${x!.shape.length} axes`);
      }
    }
    return [aval(x!.shape, x!.dtype, x!.weakType)];
  },
  lower([x], { dimensions }) {
    return [
      tensor(x!.shape, x!.type, (index) =>
        x!.at(
          index.map((i, axis) =>
            dimensions.includes(axis) ? binary("sub", constant("i32", x!.shape[axis]! - 1), i) : i,
          ),
        ),
      ),
    ];
  },
  jvp: ([x], [dx], params) => [[rev(x!, params)], [rev(dx!, params)]],
  transpose: ([ct], _, params) => [rev(ct!, params)],
  batch: ([x], [b], { dimensions }) => [
    [rev(x!, { dimensions: dimensions.map((axis) => (axis < b! ? axis : axis + 1)) })],
    [b!],
  ],
});
