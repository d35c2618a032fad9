import { byStoreStride } from "./chooseMapPlan.ts";
import { chooseTile } from "./chooseTile.ts";
import type { Facts } from "./facts.ts";
import { type Level, level, type Plan } from "./plan.ts";
import { reductionLevels } from "./reductionLevels.ts";
import type { Tile } from "./tileModel.ts";

/** The plan of a kernel with reductions: tiles of results, computed side by side. */
export function chooseReductionPlan(facts: Facts): Plan {
  const { sizes, grid } = facts.loops;
  const tile = chooseTile(facts);
  const { vectorLoop, vectors, rows } = tile;
  const gridLoops = sizes.map((_, loop) => loop).filter((loop) => loop < grid && sizes[loop]! > 1);
  const inTile = [vectorLoop, ...rows.map(({ loop }) => loop)];
  const levels = byStoreStride(
    facts,
    gridLoops.filter((loop) => !inTile.includes(loop)),
  ).map((loop) => level(loop));
  // Along the rows of one result, what the vectors load is used again soon.
  if (vectorLoop >= 0 && vectorLoop < grid) levels.push(level(vectorLoop, { width: 4, count: vectors }));
  for (const { loop, count } of rows) levels.push(level(loop, { count }));
  blockRows(facts, tile, levels);
  return { grid: levels, reduce: reductionLevels(facts, tile), vectorLoop, overlap: !facts.inPlace };
}

/** What of the rows' operand is to stay in the second-level cache while other loops run over it again and again. */
const cacheBytes = 2 ** 19;

/** Cuts the loop of the rows into blocks outside of the loops that reuse them, where all rows together are too large for the cache. */
function blockRows({ loads, loops }: Facts, { rows }: Tile, levels: Level[]): void {
  const [row] = rows;
  if (!row) return;
  const { sizes, grid } = loops;
  const reuses = (loop: number): boolean =>
    loads.some((load) => (load.loops & (1 << row.loop)) !== 0 && (load.loops & (1 << loop)) === 0);
  const outermost = levels.findIndex(({ loop }) => loop !== row.loop && reuses(loop));
  if (outermost < 0) return;
  let rowBytes = 0;
  for (const load of loads) {
    if ((load.loops & (1 << row.loop)) === 0) continue;
    rowBytes += sizes.reduce(
      (bytes, size, loop) => (loop >= grid && (load.loops & (1 << loop)) !== 0 ? bytes * size : bytes),
      4,
    );
  }
  if (sizes[row.loop]! * rowBytes <= 2 * cacheBytes) return;
  const block = row.count * Math.max(8, Math.floor(cacheBytes / rowBytes / row.count));
  if (block < sizes[row.loop]!) levels.splice(outermost, 0, level(row.loop, { block }));
}
