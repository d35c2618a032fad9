/** `threefry2x32`: the block cipher behind random numbers; 20 rounds of add, rotate and exclusive or on pairs of words. */
import type { JaxArray } from "../core/array.ts";
import { definePrimitiveMany, type NoParams, type Primitive } from "../core/primitive.ts";
import { binary, constant } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import { batchElementwise, commonShape } from "./elementwise.ts";
import { alike } from "./shardRules.ts";

/**
 * Two words of bits for each key (k1, k2) and counter (x1, x2), all u32 of one shape or scalars.
 *
 * @see Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011, doi:10.1145/2063384.2063405
 */
export const threefry2x32: Primitive<[k1: JaxArray, k2: JaxArray, x1: JaxArray, x2: JaxArray], NoParams, JaxArray[]> =
  definePrimitiveMany<[k1: JaxArray, k2: JaxArray, x1: JaxArray, x2: JaxArray]>({
    name: "threefry2x32",
    shard: alike,
    shape(operands) {
      if (operands.some((x) => x.dtype !== "uint32")) {
        throw new TypeError(
          `Cannot threefry2x32 ${operands.map((a) => printAval(a)).join(", ")}: all operands must be uint32`,
        );
      }
      const out = aval(commonShape("threefry2x32", operands), "uint32");
      return [out, out];
    },
    lower: (inputs, _, [out]) =>
      ([0, 1] as const).map((word) =>
        tensor(out!.shape, "u32", (index) => {
          const [k1, k2, x1, x2] = inputs.map((x) => x.at(x.shape.length === 0 ? [] : index));
          return block(k1!, k2!, x1!, x2!)[word];
        }),
      ),
    batch: (operands, axes) => batchElementwise(threefry2x32, operands, axes, {}),
  });

/** Rotation distances of the rounds, by groups of four. */
const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

const add = (x: Expr, y: Expr): Expr => binary("add", x, y);
const xor = (x: Expr, y: Expr): Expr => binary("xor", x, y);
const word = (value: number): Expr => constant("u32", value);

function block(k1: Expr, k2: Expr, x1: Expr, x2: Expr): readonly [Expr, Expr] {
  const keys = [k1, k2, xor(xor(k1, k2), word(0x1bd11bda))];
  let [a, b] = [add(x1, k1), add(x2, k2)];
  for (let group = 0; group < 5; group++) {
    for (const distance of rotations[group % 2]!) {
      a = add(a, b);
      b = xor(rotateLeft(b, distance), a);
    }
    a = add(a, keys[(group + 1) % 3]!);
    b = add(add(b, keys[(group + 2) % 3]!), word(group + 1));
  }
  return [a, b];
}

function rotateLeft(x: Expr, distance: number): Expr {
  return binary("or", binary("shl", x, word(distance)), binary("shrLogical", x, word(32 - distance)));
}
