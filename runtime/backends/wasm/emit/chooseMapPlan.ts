import { type Facts, vectorCost } from "./facts.ts";
import { level, type Plan } from "./plan.ts";

/** Loops outermost first: what steps furthest through the stored memory is outside. */
export function byStoreStride(facts: Facts, loops: readonly number[]): number[] {
  const stride = (loop: number): number => Math.abs(facts.stores[0]?.strides[loop] ?? 0);
  return [...loops].sort((a, b) => stride(b) - stride(a));
}

/** The plan of a kernel without reductions: vectors along the loop where memory is contiguous, innermost. */
export function chooseMapPlan(facts: Facts): Plan {
  const { loops, operations } = facts;
  const used = loops.sizes.map((_, loop) => loop).filter((loop) => loops.sizes[loop]! > 1);
  const vectorLoop = cheapestVectorLoop(facts, used);
  const outer = byStoreStride(
    facts,
    used.filter((loop) => loop !== vectorLoop),
  ).map((loop) => level(loop));
  if (vectorLoop < 0) return { grid: outer, reduce: [], vectorLoop, overlap: false };
  const count = copiesOf(Math.floor(loops.sizes[vectorLoop]! / 4), instructionsOf(operations) + facts.loads.length);
  return {
    grid: [...outer, level(vectorLoop, { width: 4, count })],
    reduce: [],
    vectorLoop,
    overlap: !facts.inPlace && loops.sizes[vectorLoop]! >= 4,
  };
}

function cheapestVectorLoop({ loops, loads, stores, operations }: Facts, used: readonly number[]): number {
  const accesses = [...loads, ...stores];
  let best = -1;
  const instructions = instructionsOf(operations);
  let lowest = 4 * (accesses.length + instructions); // four times scalar
  for (const loop of used) {
    if (loops.sizes[loop]! < 4) continue;
    let cost = instructions;
    for (const access of accesses) cost += vectorCost(access, loop);
    // Single elements behind the last vector.
    const size = loops.sizes[loop]!;
    cost *= (Math.floor(size / 4) + (size % 4 === 0 ? 0 : 1)) / (size / 4);
    if (cost < lowest || (cost === lowest && best >= 0 && size > loops.sizes[best]!)) {
      best = loop;
      lowest = cost;
    }
  }
  return best;
}

const instructionsOf = (operations: Facts["operations"]): number =>
  operations.reduce((sum, { instructions }) => sum + instructions, 0);

/** Copies of a short body pay for the loop around it; long bodies have none. */
function copiesOf(vectors: number, length: number): number {
  const most = length <= 8 ? 4 : length <= 24 ? 2 : 1;
  if (vectors <= most) return Math.max(1, vectors);
  for (const count of [most, most + 1, most - 1]) if (count > 1 && most > 1 && vectors % count === 0) return count;
  return most;
}
