/** `sort`: rows in ascending order of one key or of several. */
import type { JaxArray } from "../core/array.ts";
import { definePrimitiveMany, type Keep, type Part, type Primitive } from "../core/primitive.ts";
import { binary, bitcast, constant, convert, select, unary } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { order, type Tensor, tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import { sizeOf } from "../types/shape.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { gather } from "./gather.ts";
import { iota } from "./iota.ts";
import { moveAxis } from "./moveAxis.ts";
import { alikeBut } from "./shardRules.ts";

export type SortParams = {
  /** The axis along which elements change places. */
  readonly dimension: number;
  /** So many of the operands, from the first one on, decide the order; the others go along. */
  readonly numKeys: number;
};

/**
 * The operands, of one shape, along `dimension` in ascending order of the first one; of the next keys where that is equal; as they stood
 * where all keys are equal. NaN comes last, and −0 is equal to 0. f32[3,4], i32[3,4] → f32[3,4], i32[3,4].
 */
export const sort: Primitive<JaxArray[], SortParams, JaxArray[]> = definePrimitiveMany({
  name: "sort",
  shard: (operands, { dimension }, results) => alikeBut([dimension], operands, results),
  shape(operands, { dimension, numKeys }) {
    const wish = `Cannot sort ${operands.map((a) => printAval(a)).join(", ")} along axis ${dimension}`;
    const [first] = operands;
    if (!first) throw new TypeError("Cannot sort nothing: give at least one array");
    if (!(numKeys >= 1 && numKeys <= operands.length))
      throw new RangeError(
        `${wish} by ${numKeys} keys: there are ${operands.length} arrays; give 1 to ${operands.length}`,
      );
    if (operands.some(({ shape }) => shape.join() !== first.shape.join()))
      throw new TypeError(`${wish}: the shapes must be equal; broadcast them first`);
    if (!(dimension in first.shape)) throw new RangeError(`${wish}: there are ${first.shape.length} axes`);
    const key = operands.find(({ dtype }) => dtype === "key<fry>");
    if (key)
      throw new TypeError(
        `${wish}: random keys have no order; sort jax.random.keyData(key), or an index to take them by`,
      );
    return operands.map(({ shape, dtype, weakType }) => aval(shape, dtype, weakType));
  },
  parts(operands, { dimension, numKeys }) {
    const flat = (x: Part): JaxArray[] => ("re" in x ? [x.re, x.im] : [x]);
    const keys = operands.slice(0, numKeys).flatMap(flat).length;
    const sorted = sort(...operands.flatMap(flat), { dimension, numKeys: keys });
    let next = 0;
    return operands.map((x) => ("re" in x ? { re: sorted[next++]!, im: sorted[next++]! } : sorted[next++]!));
  },
  lower(operands, { dimension, numKeys }, outputs, keep) {
    const { shape } = outputs[0]!;
    const n = shape[dimension]!;
    if (n < 2 || sizeOf(shape) === 0) return operands.map((x) => tensor(x.shape, x.type, (index) => x.at(index)));
    const places = placesInOrder(operands.slice(0, numKeys), shape, dimension, keep);
    return operands.map((x) =>
      tensor(x.shape, x.type, (index) => {
        const place = places.at([
          ...index.slice(0, dimension),
          ...index.slice(dimension + 1, shape.length),
          index[dimension]!,
        ]);
        return x.at(index.with(dimension, inRange(place, n)));
      }),
    );
  },
  jvp(operands, tangents, { dimension, numKeys }) {
    const { shape } = operands[0]!;
    const counted = iota({ dtype: "int32", shape, dimension });
    const sorted = sort(...operands, counted, { dimension, numKeys });
    const places = sorted.pop()!;
    return [sorted, tangents.map((dx) => dx && takeAlong(dx, places, dimension))];
  },
  batch(operands, axes, { dimension, numKeys }) {
    const first = axes.findIndex((b) => b !== null);
    const n = operands[first]!.shape[axes[first]!]!;
    const fronted = operands.map((x, i) => {
      const b = axes[i]!;
      if (b !== null) return moveAxis(x, b, 0);
      return broadcastInDim(x, { shape: [n, ...x.shape], broadcastDimensions: x.shape.map((_, axis) => axis + 1) });
    });
    return [sort(...fronted, { dimension: dimension + 1, numKeys }), operands.map(() => 0)];
  },
});

/** For the k-th element of each row in order, where it stands. The rows are along the last axis. The last key is sorted by first. */
function placesInOrder(keys: readonly Tensor[], shape: readonly number[], dimension: number, keep: Keep): Tensor {
  const rows = [...shape.slice(0, dimension), ...shape.slice(dimension + 1), shape[dimension]!];
  const n = shape[dimension]!;
  let places: Tensor | undefined;
  for (const key of [...keys].reverse()) {
    const before = places;
    const words = tensor(rows, "u32", (index) => {
      const last = before ? inRange(before.at(index), n) : index.at(-1)!;
      return orderedWord(key.at([...index.slice(0, dimension), last, ...index.slice(dimension, -1)]));
    });
    const found = keep(order(words));
    places = before
      ? keep(tensor(rows, "i32", (index) => before.at([...index.slice(0, -1), inRange(found.at(index), n)])))
      : found;
  }
  return places!;
}

/** A place is in range; clamped, it is known to be. */
function inRange(place: Expr, size: number): Expr {
  return binary("min", binary("max", place, constant("i32", 0)), constant("i32", size - 1));
}

/** A word that is larger for what comes later. */
function orderedWord(x: Expr): Expr {
  const sign = constant("u32", 2 ** 31);
  switch (x.type) {
    case "u32":
      return x;
    case "bool":
      return convert("u32", x);
    case "i32":
      return binary("xor", bitcast("u32", x), sign);
    case "f32": {
      const isNaN = binary("ne", x, x);
      const isZero = binary("eq", x, constant("f32", 0));
      const word = select(isZero, constant("u32", 0), bitcast("u32", x));
      const isNegative = binary("ge", word, sign);
      const ordered = select(isNegative, unary("not", word), binary("or", word, sign));
      return select(isNaN, constant("u32", 2 ** 32 - 1), ordered);
    }
    default:
      throw x satisfies never;
  }
}

/** x[…, places[…, k, …], …] along an axis. */
function takeAlong(x: JaxArray, places: JaxArray, dimension: number): JaxArray {
  if (x.size === 0) return x;
  const indices = x.shape.map((_, axis) =>
    axis === dimension ? places : iota({ dtype: "int32", shape: x.shape, dimension: axis }),
  );
  return gather(x, ...indices, { axes: x.shape.map((_, axis) => axis) });
}
