/**
 * A reduction in larger steps: one step of the innermost loop takes several elements and folds them as a tree, which costs fewer
 * turns of the loop and, for sums, fewer roundings in a row. With `lanes`, that many invocations share the loop; the number of the
 * invocation becomes one more reduction index.
 *
 *     for r < length: a += value(r)      ⟶      for q < steps: a += (value(r₀) + value(r₁)) + (value(r₂) + value(r₃))
 *                                               rⱼ = (q·4 + j)·lanes + lane
 */
import { binary, constant, reduceIndex, select } from "../../../ir/build.ts";
import type { Expr } from "../../../ir/expr.ts";
import type { Accumulator, Kernel, ReduceOp } from "../../../ir/kernel.ts";
import { rewrite, topological } from "../../../ir/walk.ts";
import { identity } from "./identity.ts";

/** How far a reduction is unrolled. */
export interface Unrolling {
  /** Elements per step, at most. */
  readonly elements: number;
  /** So short a loop disappears. */
  readonly whole: number;
}

const usual: Unrolling = { elements: 8, whole: 12 };
/** Where a shader has many kernels, which are small, compilation takes longer than what they gain. */
export const brief: Unrolling = { elements: 4, whole: 4 };
/** Operations that one step may grow to. */
const mostOperations = 400;
/** Kernels that compute a block of results have enough to do in each step. */
const mostAccumulators = 3;

const i32 = (value: number): Expr => constant("i32", value);

/** Unrolls the innermost reduction loop; lanes > 1 adds a loop of that size, which the invocations of a workgroup stand for. */
export function unrollReduction(kernel: Kernel, lanes: number, unrolling: Unrolling = usual): Kernel {
  const position = kernel.reduce.length - 1;
  const length = kernel.reduce[position]!;
  const perLane = Math.ceil(length / lanes);
  const elements = elementsPerStep(perLane, kernel.accumulators, unrolling);
  const steps = Math.ceil(perLane / elements);
  const first = binary("mul", reduceIndex(position, steps), i32(elements));
  const lane = reduceIndex(position + 1, lanes);
  const places = Array.from({ length: elements }, (_, j) => {
    return binary("add", binary("mul", binary("add", first, i32(j)), i32(lanes)), lane);
  });
  const memos = places.map(() => new Map<Expr, Expr>());
  const accumulators = kernel.accumulators.map(({ op, value }): Accumulator => {
    const values = places.map((place, j) => {
      const element = binary("min", place, i32(length - 1)); // the last step may reach beyond the end
      const before = (x: Expr): Expr | undefined => {
        return x.kind === "index" && x.axis.kind === "reduce" && x.axis.position === position ? element : undefined;
      };
      const moved = rewrite(value, { before }, memos[j]);
      return select(binary("lt", place, i32(length)), moved, identity(op, value.type));
    });
    return { op, value: tree(op, values) };
  });
  const reduce = [...kernel.reduce.slice(0, -1), steps, ...(lanes > 1 ? [lanes] : [])];
  return { ...kernel, reduce, accumulators };
}

/** As many as divide the loop evenly, if there is such a number. */
function elementsPerStep(
  length: number,
  accumulators: readonly Accumulator[],
  { elements: mostElements, whole }: Unrolling,
): number {
  const operations = topological(accumulators.map(({ value }) => value)).length;
  const most = Math.floor(mostOperations / operations);
  if (length <= Math.min(whole, most)) return length;
  if (accumulators.length > mostAccumulators) return 1;
  let best = 1;
  let least = Infinity;
  for (let elements = Math.min(mostElements, most); elements >= mostElements / 2; elements--) {
    const wasted = Math.ceil(length / elements) * elements - length;
    if (wasted < least) [best, least] = [elements, wasted];
  }
  return best;
}

function tree(op: ReduceOp, values: readonly Expr[]): Expr {
  let level = [...values];
  while (level.length > 1) {
    const next: Expr[] = [];
    for (let n = 0; n < level.length; n += 2) {
      const right = level[n + 1];
      next.push(right ? binary(op, level[n]!, right) : level[n]!);
    }
    level = next;
  }
  return level[0]!;
}
