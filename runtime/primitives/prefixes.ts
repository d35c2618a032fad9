/**
 * Folds of all prefixes of rows, as elements of an array of the same shape. Short rows are folded anew for each element. Long ones are
 * cut into blocks: prefixes within each block, then prefixes of what the blocks give, which every element of the next block takes in.
 *
 *     1 2 3 4 | 5 6 7 8      blocks
 *     1 3 6 10 | 5 11 18 26  prefixes within them
 *     1 3 6 10 | 15 21 28 36 with the sum of all blocks before
 *
 * All elements of a level are computed at the same time, and sums are as accurate as those of a tree.
 */
import type { Keep } from "../core/primitive.ts";
import { binary, constant, math, select, unary } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { identityOf } from "../ir/identityOf.ts";
import type { ReduceOp } from "../ir/kernel.ts";
import { type Reduction, reduction, type Tensor, tensor } from "../ir/tensor.ts";

/** Elements of a block, and the longest rows that are not cut. */
const block = 16;
const longestRow = 32;

/** How one kind of prefix is made. */
export interface PrefixFold {
  readonly neutral: Expr;
  /** The folds of the first elements of blocks [rows, n] of `size` elements each: element [row, j] folds 0 … j. */
  within(x: Tensor, keep: Keep): Tensor;
  combine(before: Expr, own: Expr): Expr;
}

/** The folds of 0 … j of each row along the last axis. */
export function prefixes(x: Tensor, fold: PrefixFold, keep: Keep): Tensor {
  const n = x.shape.at(-1)!;
  if (n <= longestRow) return fold.within(x, keep);
  const rows = x.shape.slice(0, -1);
  const blocks = Math.ceil(n / block);
  const cut = tensor([...rows, blocks, block], x.type, (index) => {
    const place = placeIn(index.at(-2)!, index.at(-1)!);
    const element = x.at([...index.slice(0, -2), binary("min", place, constant("i32", n - 1))]);
    return select(binary("lt", place, constant("i32", n)), element, fold.neutral);
  });
  const own = fold.within(cut, keep);
  const whole = tensor([...rows, blocks], x.type, (index) => own.at([...index, constant("i32", block - 1)]));
  const upTo = prefixes(whole, fold, keep);
  return keep(
    tensor(x.shape, x.type, (index) => {
      const row = index.slice(0, -1);
      const number = binary("div", index.at(-1)!, constant("i32", block));
      const inside = binary("rem", index.at(-1)!, constant("i32", block));
      const previous = binary("max", binary("sub", number, constant("i32", 1)), constant("i32", 0));
      const isFirst = binary("eq", number, constant("i32", 0));
      const before = select(isFirst, fold.neutral, upTo.at([...row, previous]));
      return fold.combine(before, own.at([...row, number, inside]));
    }),
  );
}

const placeIn = (number: Expr, inside: Expr): Expr =>
  binary("add", binary("mul", number, constant("i32", block)), inside);

/** Prefixes by an operation of the kernel language. */
export function foldBy(op: ReduceOp, type: Tensor["type"]): PrefixFold {
  const neutral = constant(type, identityOf(op, type));
  return {
    neutral,
    within: (x, keep) => keep(triangle(op, x, (index, r) => x.at([...index.slice(0, -1), r]))),
    combine: (before, own) => binary(op, before, own),
  };
}

/** log Σ eˣ: exponentials are taken relative to the largest element so far. */
export function foldLogSumExp(): PrefixFold {
  return {
    neutral: constant("f32", Number.NEGATIVE_INFINITY),
    within(x, keep) {
      const largest = keep(triangle("max", x, (index, r) => x.at([...index.slice(0, -1), r])));
      const shift = (index: readonly Expr[]): Expr => {
        const top = largest.at(index);
        const isInfinite = binary("eq", unary("abs", top), constant("f32", Number.POSITIVE_INFINITY));
        return select(isInfinite, constant("f32", 0), top);
      };
      const sum = keep(
        triangle("add", x, (index, r) => math("exp", binary("sub", x.at([...index.slice(0, -1), r]), shift(index)))),
      );
      return keep(tensor(x.shape, "f32", (index) => binary("add", math("log", sum.at(index)), shift(index))));
    },
    combine(before, own) {
      const difference = binary("sub", before, own);
      const correction = math("log1p", math("exp", unary("neg", unary("abs", difference))));
      // NaN: one is NaN, or both are infinities of one sign
      const isApart = binary("ne", difference, difference);
      return select(isApart, binary("add", before, own), binary("add", binary("max", before, own), correction));
    },
  };
}

/** Folds value(index, r) over r = 0 … j, where j is the last of the index. */
function triangle(op: ReduceOp, { shape, type }: Tensor, value: (index: readonly Expr[], r: Expr) => Expr): Reduction {
  const neutral = constant(type, identityOf(op, type));
  return reduction(op, shape, type, [shape.at(-1)!], (index, [r]) =>
    select(binary("le", r!, index.at(-1)!), value(index, r!), neutral),
  );
}
