/**
 * `foldByPlace`: rows sent to places, folded where several meet. Rows are put in the order of their places, so that those of one place
 * stand together, and are cut into blocks. A place folds its rows in the block where they end; the blocks before it are rows again, each
 * the fold of those that stand with its last one, of which a place folds those in the block where they end, and so on:
 *
 *     places   0 0 0 2 | 2 2 2 2 | 2 5 5 7
 *     blocks         2         2         7    each with the fold of the rows at that place
 *
 * So n rows and p places take about n + 16·p reads, however the rows are spread.
 */
import type { JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Keep, type Primitive, type Tangent } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { whole } from "../core/shardRule.ts";
import { binary, bitcast, constant, select } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import type { ReduceOp } from "../ir/kernel.ts";
import { narrow } from "../ir/narrow.ts";
import { type Lowered, order, reduction, type Tensor, tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import { type DType, dtypes, integerRange, isFloat } from "../types/dtype.ts";
import { add, div, max, mul } from "./arithmetic.ts";
import { and } from "./bitwise.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { clamp } from "./clamp.ts";
import { eq, ge, lt } from "./comparison.ts";
import { convertElementType } from "./convertElementType.ts";
import { gather } from "./gather.ts";
import { iota } from "./iota.ts";
import { moveAxis } from "./moveAxis.ts";
import { reduceProd } from "./reduceProd.ts";
import { reshape } from "./reshape.ts";
import { selectN } from "./selectN.ts";

/** How values that meet are folded. */
export type ScatterOp = "add" | "mul" | "max" | "min";

export type FoldByPlaceParams = {
  readonly op: ScatterOp;
  /** How many places there are. */
  readonly size: number;
};

/** Rows of a block. */
const block = 16;
/** So many rows are not cut. */
const fewRows = 32;

/** What a place has that no value goes to. */
export function neutralOf(op: ScatterOp, dtype: DType): number {
  if (op === "add") return 0;
  if (op === "mul") return 1;
  const [low, high] = isFloat(dtype) ? [-Infinity, Infinity] : integerRange(dtype);
  return op === "max" ? low : high;
}

/**
 * out[k] = the fold of all values[s] with places[s] = k, or the neutral element. Places outside 0 … size − 1 are left out.
 * f32[4,3], i32[4], size 5 → f32[5,3].
 */
export const foldByPlace: Primitive<[values: JaxArray, places: JaxArray], FoldByPlaceParams, JaxArray> =
  definePrimitive<[values: JaxArray, places: JaxArray], FoldByPlaceParams>({
    name: "foldByPlace",
    shard([values], { op }) {
      const columns = values!.shape.slice(1).map((_, axis) => axis);
      const row = op === "mul" ? whole : "row"; // factors that devices found have no collective
      const over = op === "add" ? "sum" : op === "mul" ? undefined : op;
      return { operands: [[row, ...columns], [row]], results: [[whole, ...columns]], ...(over && { over }) };
    },
    shape([values, places], { op, size }) {
      const wish = `Cannot fold ${printAval(values!)} by places ${printAval(places!)}`;
      if (places!.dtype !== "int32" || places!.shape.length !== 1 || places!.shape[0] !== values!.shape[0])
        throw new TypeError(`${wish}: give one int32 for each row of the values`);
      if (!(Number.isInteger(size) && size >= 0)) throw new RangeError(`${wish}: there cannot be ${size} places`);
      const { kind } = dtypes[values!.dtype];
      if (kind === "key" || (kind === "complex" && op !== "add") || (kind === "bool" && (op === "add" || op === "mul")))
        throw new TypeError(`${wish}: ${op} is not defined for ${values!.dtype}; convert it with x.astype`);
      return [aval([size, ...values!.shape.slice(1)], values!.dtype)];
    },
    lower([values, places], { op, size }, [out], keep) {
      const fold = foldOf(op, values!, out!.dtype);
      const n = places!.shape[0]!;
      if (n === 0 || size === 0) return [tensor(out!.shape, values!.type, () => fold.neutral)];
      if (n <= fewRows) return [foldRows(fold, values!, places!, size)];
      const folded = foldSorted(fold, inPlaceOrder(values!, places!, keep), size, keep); // in full words
      return [tensor(folded.shape, folded.type, (index) => narrow(folded.at(index), out!.dtype))];
    },
    jvp([values, places], [dv], params) {
      const y = foldByPlace(values!, places!, params);
      if (!dv) return [[y], [null]];
      if (params.op === "add") return [[y], [foldByPlace(dv, places!, params)]];
      return [
        [y],
        [
          params.op === "mul"
            ? productTangent(values!, dv, places!, params)
            : meanOverTies(values!, dv, places!, y, params),
        ],
      ];
    },
    transpose([ct], [values, places], { size }) {
      if (!isLinear(values!)) return [null, null];
      return [size === 0 ? null : ofPlaces(ct!, places as JaxArray, 0), null];
    },
    batch([values, places], [bv, bp], { op, size }, { size: batchSize }) {
      if (bp === null) return [[foldByPlace(moveAxis(values!, bv!, 1), places!, { op, size })], [1]];
      const own = moveAxis(places!, bp!, 0);
      const shape = [batchSize, ...(bv === null ? values!.shape : moveAxis(values!, bv!, 0).shape.slice(1))];
      const rows =
        bv === null
          ? broadcastInDim(values!, { shape, broadcastDimensions: values!.shape.map((_, axis) => axis + 1) })
          : moveAxis(values!, bv!, 0);
      const [n, ...rest] = shape.slice(1);
      const example = iota({ dtype: "int32", shape: own.shape, dimension: 0 });
      const apart = selectN(isInside(own, size), scalar(-1, "int32"), add(own, mul(example, size)));
      const folded = foldByPlace(
        reshape(rows, { newSizes: [batchSize * n!, ...rest] }),
        reshape(apart, { newSizes: [batchSize * n!] }),
        { op, size: batchSize * size },
      );
      return [[reshape(folded, { newSizes: [batchSize, size, ...rest] })], [0]];
    },
  });

/** A fold as the kernel language has it. */
interface Fold {
  readonly op: ReduceOp;
  readonly neutral: Expr;
}

function foldOf(op: ScatterOp, { type }: Tensor, dtype: DType): Fold {
  const ofBool = op === "max" ? "or" : "and";
  return { op: type === "bool" ? ofBool : op, neutral: constant(type, neutralOf(op, dtype)) };
}

/** Rows, and the place of each. */
interface Rows {
  readonly values: Tensor;
  readonly places: Tensor;
}

/** Every place looks at every row. */
function foldRows({ op, neutral }: Fold, values: Tensor, places: Tensor, size: number): Lowered {
  const shape = [size, ...values.shape.slice(1)];
  return reduction(op, shape, values.type, [places.shape[0]!], ([k, ...rest], [s]) =>
    select(binary("eq", places.at([s!]), k!), values.at([s!, ...rest]), neutral),
  );
}

/** Rows of one place stand together, in the order in which they stood; those outside come last. */
function inPlaceOrder(values: Tensor, places: Tensor, keep: Keep): Rows {
  const n = places.shape[0]!;
  const found = keep(order(tensor([n], "u32", (index) => bitcast("u32", places.at(index)))));
  const from = (k: Expr): Expr => inRange(found.at([k]), n);
  return {
    values: tensor(values.shape, values.type, ([k, ...rest]) => values.at([from(k!), ...rest])),
    places: keep(tensor([n], "i32", ([k]) => places.at([from(k!)]))),
  };
}

function foldSorted(fold: Fold, sorted: Rows, size: number, keep: Keep): Tensor {
  let rows = sorted;
  let last = keep(lastRows(sorted.places, size));
  const parts: Tensor[] = [];
  for (;;) {
    parts.push(keep(foldUpTo(fold, rows, last)));
    if (rows.places.shape[0]! <= fewRows) break;
    rows = foldBlocks(fold, rows, keep);
    const before = last;
    last = tensor([size], "i32", (index) => {
      const previous = binary("sub", binary("shrArith", before.at(index), constant("i32", 4)), constant("i32", 1));
      return binary("max", previous, constant("i32", -1));
    });
  }
  const [first, ...others] = parts;
  return tensor(first!.shape, first!.type, (index) =>
    others.reduce((folded, part) => binary(fold.op, part.at(index), folded), first!.at(index)),
  );
}

/** For each place, the last row at it or at a place before it; −1 where there is none. By halving, for all places at once. */
function lastRows(places: Tensor, size: number): Tensor {
  const n = places.shape[0]!;
  return tensor([size], "i32", ([k]) => {
    let before: Expr = constant("i32", 0); // so many rows are known to be at k or before
    for (let step = 2 ** Math.floor(Math.log2(n)); step >= 1; step /= 2) {
      const more = binary("add", before, constant("i32", step));
      const place = places.at([inRange(binary("sub", more, constant("i32", 1)), n)]);
      const isBefore = binary("le", bitcast("u32", place), bitcast("u32", k!));
      const fits = binary("le", more, constant("i32", n));
      before = select(binary("and", fits, isBefore), more, before);
    }
    return binary("sub", before, constant("i32", 1));
  });
}

/** For each place, the fold of its rows in the block of row number `last` up to that one; of all its rows where they are few. */
function foldUpTo({ op, neutral }: Fold, { values, places }: Rows, last: Tensor): Lowered {
  const n = places.shape[0]!;
  const shape = [last.shape[0]!, ...values.shape.slice(1)];
  return reduction(op, shape, values.type, [n <= fewRows ? n : block], ([k, ...rest], [r]) => {
    const end = last.at([k!]);
    const start = n <= fewRows ? constant("i32", 0) : binary("and", inRange(end, n), constant("i32", -block));
    const number = binary("add", start, r!);
    const s = inRange(number, n);
    const isOwn = binary("and", binary("le", number, end), binary("eq", places.at([s]), k!));
    return select(isOwn, values.at([s, ...rest]), neutral);
  });
}

/** A row for each block: the place of its last row, and the fold of its rows there. */
function foldBlocks({ op, neutral }: Fold, { values, places }: Rows, keep: Keep): Rows {
  const n = places.shape[0]!;
  const blocks = Math.ceil(n / block);
  const number = (b: Expr, r: Expr): Expr => inRange(binary("add", binary("mul", b, constant("i32", block)), r), n);
  const lastPlaces = keep(tensor([blocks], "i32", ([b]) => places.at([number(b!, constant("i32", block - 1))])));
  const folded = reduction(op, [blocks, ...values.shape.slice(1)], values.type, [block], ([b, ...rest], [r]) => {
    const s = number(b!, r!);
    const isThere = binary("lt", binary("add", binary("mul", b!, constant("i32", block)), r!), constant("i32", n));
    const isOwn = binary("and", isThere, binary("eq", places.at([s]), lastPlaces.at([b!])));
    return select(isOwn, values.at([s, ...rest]), neutral);
  });
  return { values: keep(folded), places: lastPlaces };
}

/** A number in range; clamped, it is known to be. */
function inRange(place: Expr, size: number): Expr {
  return binary("min", binary("max", place, constant("i32", 0)), constant("i32", size - 1));
}

/** Whether places are among the first `size`. */
export function isInside(places: JaxArray, size: number): JaxArray {
  return and(ge(places, 0), lt(places, size));
}

/** y[places[s]] for each row s; a number for places outside. */
function ofPlaces(y: JaxArray, places: JaxArray, outside: number): JaxArray {
  const size = y.shape[0]!;
  const found = gather(y, clamp(scalar(0, "int32"), places, scalar(size - 1, "int32")), { axes: [0] });
  const column = broadcastInDim(isInside(places, size), { shape: found.shape, broadcastDimensions: [0] });
  return selectN(column, scalar(outside, y.dtype), found);
}

/** The tangents of the rows that have the extreme value of their place, averaged: a tie shares the derivative evenly. */
function meanOverTies(
  x: JaxArray,
  dx: JaxArray,
  places: JaxArray,
  y: JaxArray,
  { op, size }: FoldByPlaceParams,
): Tangent {
  if (size === 0) return null;
  const number = (isTrue: JaxArray) => convertElementType(isTrue, { newDtype: x.dtype, weakType: false });
  const chosen = number(eq(x, ofPlaces(y, places, Number.NaN)));
  const sum = (values: JaxArray) => foldByPlace(values, places, { op: "add", size });
  const count = sum(chosen);
  const isEmpty = eq(y, scalar(neutralOf(op, y.dtype), y.dtype));
  return div(sum(mul(dx, chosen)), selectN(isEmpty, count, max(count, 1)));
}

/** The product rule has a product of all other rows for each row; every place looks at every row for it. */
function productTangent(x: JaxArray, dx: JaxArray, places: JaxArray, { size }: FoldByPlaceParams): Tangent {
  const [n, ...rest] = x.shape as [number, ...number[]];
  const shape = [n, size, ...rest];
  const goes = eq(
    broadcastInDim(places, { shape: [n, size], broadcastDimensions: [0] }),
    iota({ dtype: "int32", shape: [n, size], dimension: 1 }),
  );
  const mask = broadcastInDim(goes, { shape, broadcastDimensions: [0, 1] });
  const spread = (values: JaxArray, outside: number) =>
    selectN(
      mask,
      scalar(outside, x.dtype),
      broadcastInDim(values, { shape, broadcastDimensions: [0, ...rest.map((_, axis) => axis + 2)] }),
    );
  const [, [tangent]] = reduceProd.jvp!([spread(x, 1)], [spread(dx, 0)], { axes: [0] });
  return tangent!;
}
