/** `copy` and `stopGradient`: the same value, once in a buffer of its own, once without a derivative. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, type NoParams, type Primitive } from "../core/primitive.ts";
import { alike } from "./shardRules.ts";

/** The same elements. */
export const copy: Primitive<[x: ArrayLike], NoParams, JaxArray> = definePrimitive<[x: ArrayLike]>({
  name: "copy",
  shard: alike,
  shape: ([x]) => [x!],
  lower: ([x]) => [x!],
  jvp: ([x], [dx]) => [[copy(x!)], [copy(dx!)]],
  transpose: ([ct]) => [ct!],
  batch: ([x], axes) => [[copy(x!)], axes],
});

/** The same elements; to derivatives a constant. */
export const stopGradient: Primitive<[x: ArrayLike], NoParams, JaxArray> = definePrimitive<[x: ArrayLike]>({
  name: "stopGradient",
  shard: alike,
  shape: ([x]) => [x!],
  lower: ([x]) => [x!],
  jvp: ([x]) => [[stopGradient(x!)], [null]],
  batch: ([x], axes) => [[stopGradient(x!)], axes],
});
