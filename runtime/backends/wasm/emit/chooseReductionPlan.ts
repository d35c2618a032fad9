import { byStoreStride } from "./chooseMapPlan.ts";
import { chooseTile } from "./chooseTile.ts";
import type { Facts } from "./facts.ts";
import { level, type Plan } from "./plan.ts";
import { reductionLevels } from "./reductionLevels.ts";

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
  return { grid: levels, reduce: reductionLevels(facts, tile), vectorLoop, overlap: !facts.inPlace };
}
