/** `squeeze`: axes of size 1 left out. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Primitive } from "../core/primitive.ts";
import { constant } from "../ir/build.ts";
import { tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import { reshape } from "./reshape.ts";
import { fromAxes } from "./shardRules.ts";

export type SqueezeParams = { readonly dimensions: readonly number[] };

/** f32[1,3,1], dimensions [0] → f32[3,1]. */
export const squeeze: Primitive<[x: ArrayLike], SqueezeParams, JaxArray> = definePrimitive({
  name: "squeeze",
  shard: ([x], { dimensions }) =>
    fromAxes(
      x!.shape.flatMap((_, axis) => (dimensions.includes(axis) ? [] : [axis])),
      [x!],
    ),
  shape([x], { dimensions }) {
    for (const axis of dimensions) {
      if (x!.shape[axis] !== 1) {
        throw new TypeError(
          `Cannot squeeze axis ${axis} of ${printAval(x!)}: its size must be 1, got ${x!.shape[axis]}`,
        );
      }
    }
    return [
      aval(
        x!.shape.filter((_, axis) => !dimensions.includes(axis)),
        x!.dtype,
        x!.weakType,
      ),
    ];
  },
  lower([x], { dimensions }, [out]) {
    return [
      tensor(out!.shape, x!.type, (index) => {
        let next = 0;
        return x!.at(x!.shape.map((_, axis) => (dimensions.includes(axis) ? constant("i32", 0) : index[next++]!)));
      }),
    ];
  },
  jvp: ([x], [dx], params) => [[squeeze(x!, params)], [squeeze(dx!, params)]],
  transpose: ([ct], [x]) => [isLinear(x!) ? reshape(ct!, { newSizes: x.aval.shape }) : null],
  batch([x], [b], { dimensions }) {
    const inner = dimensions.map((axis) => (axis < b! ? axis : axis + 1));
    return [[squeeze(x!, { dimensions: inner })], [b! - inner.filter((axis) => axis < b!).length]];
  },
});
