import { type AccessFact, type Facts, vectorCost } from "./facts.ts";
import type { Loops } from "./loops.ts";
import { type Level, level, type Plan } from "./plan.ts";

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
  const overlap = !facts.inPlace && loops.sizes[vectorLoop]! >= 4;
  const transposed = facts.loads.map((load) => partnerOf(load, vectorLoop, loops)).find((loop) => loop !== undefined);
  if (transposed !== undefined) {
    const others = outer.filter(({ loop }) => loop !== transposed);
    return { grid: [...others, ...transposedLevels(facts, vectorLoop, transposed)], reduce: [], vectorLoop, overlap };
  }
  const count = copiesOf(Math.floor(loops.sizes[vectorLoop]! / 4), instructionsOf(operations) + facts.loads.length);
  const innermost = level(vectorLoop, { width: 4, count });
  const isLong = outer.length === 0 && loops.sizes[vectorLoop]! >= 4 * partElements;
  const grid = isLong ? [level(vectorLoop, { block: partElements }), innermost] : [...outer, innermost];
  return { grid, reduce: [], vectorLoop, overlap };
}

/** A long loop runs in parts of this many elements, each a call of its own. */
const partElements = 2 ** 16;

/** Instructions for a vector of a transposed square. */
const transposedCost = 3;

/** The loop along which a load steps one by one while it strides along the vectors: squares of 4×4 elements can be transposed. */
function partnerOf({ strides, restLoops }: AccessFact, vectorLoop: number, { sizes }: Loops): number | undefined {
  if (restLoops !== 0 || Math.abs(strides[vectorLoop]!) <= 1) return undefined;
  const loop = strides.findIndex((stride, other) => stride === 1 && sizes[other]! >= 4);
  return loop < 0 ? undefined : loop;
}

/** Elements along the vectors whose cache lines and pages are used again by the next square. */
const squareBlock = 64;

function transposedLevels({ loops }: Facts, vectorLoop: number, transposed: number): Level[] {
  const squares = [level(transposed, { count: 4 }), level(vectorLoop, { width: 4 })];
  const isLong = loops.sizes[vectorLoop]! > squareBlock;
  return isLong ? [level(vectorLoop, { block: squareBlock }), ...squares] : squares;
}

function cheapestVectorLoop({ loops, loads, stores, operations }: Facts, used: readonly number[]): number {
  let best = -1;
  const instructions = instructionsOf(operations);
  let lowest = 4 * (loads.length + stores.length + instructions); // four times scalar
  for (const loop of used) {
    if (loops.sizes[loop]! < 4) continue;
    let cost = instructions;
    for (const load of loads)
      cost += partnerOf(load, loop, loops) === undefined ? vectorCost(load, loop) : transposedCost;
    for (const store of stores) cost += vectorCost(store, loop);
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
