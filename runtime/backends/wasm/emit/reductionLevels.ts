/** The loops of a reduction: which step takes several elements, and where sums begin anew so that long ones stay accurate. */
import type { Facts } from "./facts.ts";
import { type Level, level } from "./plan.ts";
import type { Tile } from "./tileModel.ts";

/** Additions in a row that single precision takes without losing digits that matter. */
const longestChain = 128;

/** Reduction loops in their order, a vectorised one innermost. */
export function reductionLevels(facts: Facts, { vectorLoop, vectors, rows }: Tile): Level[] {
  const { sizes, grid } = facts.loops;
  const copies = rows.reduce((product, { count }) => product * count, 1) * facts.accumulators;
  const levels = sizes.flatMap((size, loop) => (loop >= grid && size > 1 && loop !== vectorLoop ? [level(loop)] : []));
  if (vectorLoop >= grid) {
    levels.push(level(vectorLoop, { width: 4, count: vectors }));
  } else if (levels.length > 0) {
    // Steps side by side pay for the loop around a short body; around a long one they only crowd the registers.
    const body = copies * vectors + facts.operations.length;
    const { loop } = levels.pop()!;
    levels.push(level(loop, { count: Math.min(sizes[loop]!, body >= 4 ? 1 : body >= 2 ? 2 : 4) }));
  }
  return withBlocks(levels, sizes, vectorLoop < grid && copies * vectors >= 4);
}

/**
 * Marks the level in whose trips sums begin anew; cuts the innermost loop into blocks if it is too long itself.
 *
 * @param isTile whether there are so many sums that taking them up in double precision costs time
 */
export function withBlocks(levels: readonly Level[], sizes: readonly number[], isTile: boolean): Level[] {
  const result = [...levels];
  let chain = 1;
  for (let n = result.length - 1; n >= 0; n--) {
    const { loop, width, count } = result[n]!;
    // Along a vectorised loop each vector of a trip has its own chain.
    const step = width === 4 ? 4 * count : 1;
    const length = Math.ceil(sizes[loop]! / step);
    if (chain * length <= longestChain) {
      chain *= length;
      continue;
    }
    const trips = isTile ? 64 : 32;
    const outer = result.slice(0, n).reduce((product, other) => product * sizes[other.loop]!, 1);
    if (chain >= trips / 2) {
      result[n] = { ...result[n]!, flush: isTile && outer * length <= 64 ? "single" : "double" };
      return result;
    }
    const block = step * Math.max(1, Math.floor(trips / chain));
    const blocks = outer * Math.ceil(sizes[loop]! / block);
    result.splice(n, 0, level(loop, { block, flush: isTile && blocks <= 64 ? "single" : "double" }));
    return result;
  }
  return result;
}
