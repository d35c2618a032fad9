/** `randomWrap` and `randomUnwrap`: typed keys from their two words, and back. No other primitive looks inside a key. */
import type { JaxArray } from "../core/array.ts";
import { definePrimitive, type NoParams, type Primitive } from "../core/primitive.ts";
import { tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import { moveAxis } from "./moveAxis.ts";
import { alikeBut } from "./shardRules.ts";

/** u32[…,2] → key<fry>[…]. */
export const randomWrap: Primitive<[words: JaxArray], NoParams, JaxArray> = definePrimitive<[words: JaxArray]>({
  name: "randomWrap",
  shard: (operands, _, results) => alikeBut([operands[0]!.shape.length - 1], operands, results), // not its two words
  shape([x]) {
    if (x!.dtype !== "uint32" || x!.shape.at(-1) !== 2) {
      throw new TypeError(`Cannot make keys from ${printAval(x!)}: threefry keys are u32[…,2]`);
    }
    return [aval(x!.shape.slice(0, -1), "key<fry>")];
  },
  lower: ([x]) => [tensor(x!.shape, "u32", (index) => x!.at(index))],
  batch: ([x], [b]) => [[randomWrap(moveAxis(x!, b!, 0))], [0]],
});

/** key<fry>[…] → u32[…,2]. */
export const randomUnwrap: Primitive<[keys: JaxArray], NoParams, JaxArray> = definePrimitive<[keys: JaxArray]>({
  name: "randomUnwrap",
  shard: (operands, _, results) => alikeBut([operands[0]!.shape.length], operands, results),
  shape([x]) {
    if (x!.dtype !== "key<fry>") {
      throw new TypeError(
        `Cannot read the words of ${printAval(x!)}: it is no key; make one with jax.random.key(seed)`,
      );
    }
    return [aval([...x!.shape, 2], "uint32")];
  },
  lower: ([x]) => [tensor(x!.shape, "u32", (index) => x!.at(index))],
  batch: ([x], axes) => [[randomUnwrap(x!)], axes],
});
