import { byStoreStride } from "./chooseMapPlan.ts";
import { type AccessFact, type Facts, vectorCost } from "./facts.ts";
import { type Level, level, type Plan } from "./plan.ts";
import { segmentsOf } from "./segments.ts";

/** Vector registers for running sums; of 16 the others hold operands. */
const mostRegisters = 12;
/** Additions in a row that single precision takes without losing digits that matter. */
const longestChain = 256;
const blockTrips = 32;
/** Cycles until the sum of an addition can be added to. */
const addLatency = 4;

/** Vectors along one loop, and loops of the grid with copies side by side. */
interface Tile {
  readonly vectorLoop: number;
  readonly vectors: number;
  readonly rows: readonly { readonly loop: number; readonly count: number }[];
}

/**
 * The plan of a kernel with reductions: the tile with the lowest estimated time. A tile computes several results side by side, so that
 * what they share is loaded once (a row of one matrix for many columns of the other) and additions do not wait for each other.
 */
export function chooseReductionPlan(facts: Facts): Plan {
  let best: Tile = { vectorLoop: -1, vectors: 1, rows: [] };
  let lowest = estimate(facts, best);
  for (const tile of tilesOf(facts)) {
    const time = estimate(facts, tile);
    if (time < lowest) {
      best = tile;
      lowest = time;
    }
  }
  return planOf(facts, best);
}

function* tilesOf(facts: Facts): Generator<Tile> {
  const { sizes, grid } = facts.loops;
  const gridLoops = sizes.map((_, loop) => loop).filter((loop) => loop < grid && sizes[loop]! > 1);
  const registers = Math.max(1, Math.floor(mostRegisters / facts.accumulators));
  for (let vectorLoop = -1; vectorLoop < sizes.length; vectorLoop++) {
    if (vectorLoop >= 0 && sizes[vectorLoop]! < 4) continue;
    const inGrid = vectorLoop < grid;
    const vectorCounts = vectorLoop < 0 ? [1] : countsFor(Math.floor(sizes[vectorLoop]! / 4), inGrid ? 6 : 4);
    const rowLoops = gridLoops.filter((loop) => loop !== vectorLoop && sharesLoads(facts, loop));
    for (const vectors of vectorCounts) {
      yield { vectorLoop, vectors, rows: [] };
      for (const [n, loop] of rowLoops.entries()) {
        for (const count of countsFor(sizes[loop]!, 8)) {
          if (count === 1 || count * vectors > registers) continue;
          yield { vectorLoop, vectors, rows: [{ loop, count }] };
          if (inGrid) continue; // the vectors are a second row
          for (const second of rowLoops.slice(n + 1)) {
            for (const seconds of countsFor(sizes[second]!, 6)) {
              if (seconds === 1 || count * seconds * vectors > registers) continue;
              const rows = [
                { loop, count },
                { loop: second, count: seconds },
              ];
              yield { vectorLoop, vectors, rows };
            }
          }
        }
      }
    }
  }
}

const countsFor = (size: number, most: number): number[] =>
  Array.from({ length: Math.min(Math.max(size, 1), most) }, (_, n) => n + 1);

/** Whether some load is the same for all steps of a loop. */
function sharesLoads({ loads }: Facts, loop: number): boolean {
  return loads.some((load) => (load.loops & (1 << loop)) === 0);
}

/** Rough cycles for the whole kernel, with rests of loops as they will be cut. */
function estimate(facts: Facts, tile: Tile): number {
  const { sizes, grid } = facts.loops;
  const { vectorLoop, vectors, rows } = tile;
  const tiled = [...rows.map(({ loop, count }) => level(loop, { count }))];
  if (vectorLoop >= 0) tiled.push(level(vectorLoop, { width: 4, count: vectors }));
  let steps = 1;
  let results = 1;
  sizes.forEach((size, loop) => {
    if (tiled.some((other) => other.loop === loop)) return;
    steps *= size;
    if (loop < grid) results *= size;
  });
  let bodies: Body[] = [{ trips: 1, copies: new Map(), isVector: false }];
  for (const tiledLevel of tiled) {
    const { loop } = tiledLevel;
    bodies = bodies.flatMap((body) =>
      segmentsOf(tiledLevel, sizes[loop]!, loop < grid && !facts.inPlace).map(({ trips, count, width }) => ({
        trips: body.trips * trips,
        copies: new Map(body.copies).set(loop, count),
        isVector: body.isVector || width === 4,
      })),
    );
  }
  let time = 0;
  for (const body of bodies) time += body.trips * steps * cyclesOf(facts, tile, body);
  // Adding up the lanes.
  if (vectorLoop >= grid) {
    const tiles = rows.reduce((product, { loop }) => product * sizes[loop]!, results);
    time += tiles * facts.accumulators * (6 + 4 * (vectors - 1));
  }
  return time;
}

interface Body {
  readonly trips: number;
  readonly copies: ReadonlyMap<number, number>;
  readonly isVector: boolean;
}

/** Cycles of one execution of the body: the busiest of the load ports, the arithmetic ports, the front end and the chains of additions. */
function cyclesOf(
  { loads, operations, accumulators, loops }: Facts,
  { vectorLoop }: Tile,
  { copies, isVector }: Body,
): number {
  const copiesFor = (mask: number): number => {
    let product = 1;
    for (const [loop, count] of copies) if ((mask & (1 << loop)) !== 0) product *= count;
    return product;
  };
  let loadTime = 0;
  let shuffles = 0;
  for (const load of loads) {
    const cost =
      isVector && vectorLoop >= 0 && (load.loops & (1 << vectorLoop)) !== 0 ? vectorCost(load, vectorLoop) : 1;
    loadTime += copiesFor(load.loops) * Math.min(cost, 4);
    shuffles += copiesFor(load.loops) * (cost - 1) + cacheMisses(load, vectorLoop);
  }
  let arithmetic = 0;
  for (const mask of operations) arithmetic += copiesFor(mask);
  const chains = copiesFor((1 << loops.grid) - 1) * (vectorLoop >= loops.grid ? copiesFor(1 << vectorLoop) : 1);
  const additions = accumulators * (vectorLoop >= loops.grid ? copiesFor(-1) : chains);
  const waiting = (addLatency * additions) / (accumulators * chains);
  const total = loadTime + shuffles + arithmetic + additions;
  return Math.max(loadTime / 2, (arithmetic + additions + shuffles) / 2.5, total / 5, waiting) + 0.3;
}

/** A walk through memory in long strides that no vector of the tile follows. */
function cacheMisses({ strides }: AccessFact, vectorLoop: number): number {
  return vectorLoop >= 0 && Math.abs(strides[vectorLoop]!) > 16 ? 2 : 0;
}

function planOf(facts: Facts, { vectorLoop, vectors, rows }: Tile): Plan {
  const { sizes, grid } = facts.loops;
  const rowOf = (loop: number): number => rows.find((row) => row.loop === loop)?.count ?? 1;
  const used = sizes.map((_, loop) => loop).filter((loop) => sizes[loop]! > 1);
  const isTiled = (loop: number): boolean => loop === vectorLoop || rows.some((row) => row.loop === loop);
  const gridLoops = used.filter((loop) => loop < grid);
  const plain = byStoreStride(
    facts,
    gridLoops.filter((loop) => !isTiled(loop)),
  ).map((loop) => level(loop));
  const tiled = gridLoops
    .filter((loop) => loop !== vectorLoop && isTiled(loop))
    .map((loop) => level(loop, { count: rowOf(loop) }));
  const vectorLevel = level(vectorLoop, { width: 4, count: vectors });
  const gridLevels = vectorLoop >= 0 && vectorLoop < grid ? [...plain, vectorLevel, ...tiled] : [...plain, ...tiled];
  return {
    grid: gridLevels,
    reduce: reduceLevels(facts, used, vectorLoop >= grid ? vectorLevel : undefined, bodySize(facts, vectors, rows)),
    vectorLoop,
    overlap: !facts.inPlace,
  };
}

/** About how many instructions one step of the reduction takes. */
function bodySize({ loads, operations, accumulators }: Facts, vectors: number, rows: Tile["rows"]): number {
  const copies = rows.reduce((product, { count }) => product * count, vectors);
  return loads.length * 2 + (operations.length + accumulators) * copies;
}

/** Reduction loops in their order, a vectorised one innermost; blocks where a chain of additions would get long. */
function reduceLevels(facts: Facts, used: readonly number[], vectorLevel: Level | undefined, body: number): Level[] {
  const { sizes, grid } = facts.loops;
  const order = used.filter((loop) => loop >= grid && loop !== vectorLevel?.loop);
  const levels = order.map((loop) => level(loop));
  if (vectorLevel) levels.push(vectorLevel);
  else if (levels.length > 0) levels.push(unrolled(levels.pop()!.loop, sizes, body));
  return withBlocks(levels, sizes);
}

/** Several steps of a short body in one trip; all of them if there are few. */
function unrolled(loop: number, sizes: readonly number[], body: number): Level {
  const size = sizes[loop]!;
  if (size * body <= 96 && size <= 16) return level(loop, { count: size });
  return level(loop, { count: body <= 32 ? 4 : body <= 64 ? 2 : 1 });
}

/** Marks the level at which sums begin anew, so that no chain is longer than allowed; cuts the innermost loop if it is too long itself. */
export function withBlocks(levels: readonly Level[], sizes: readonly number[]): Level[] {
  const result = [...levels];
  let chain = 1;
  for (let n = result.length - 1; n >= 0; n--) {
    const { loop, width, count } = result[n]!;
    // Along a vectorised loop each vector of a trip has its own chain.
    const length = width === 4 ? Math.ceil(sizes[loop]! / (4 * count)) : sizes[loop]!;
    if (chain * length <= longestChain) {
      chain *= length;
      continue;
    }
    if (n < result.length - 1 && chain >= 16) {
      result[n] = { ...result[n]!, flush: true };
      return result;
    }
    const step = width === 4 ? 4 * count : 1;
    const block = step * Math.max(1, Math.floor(blockTrips / chain));
    result.splice(n, 0, level(loop, { block, flush: true }));
    return result;
  }
  return result;
}
