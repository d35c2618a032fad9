import { type Facts, vectorCost } from "./facts.ts";
import { type Tile, TileModel } from "./tileModel.ts";

/** The tile with the lowest estimated time. */
export function chooseTile(facts: Facts): Tile {
  const { grid, sizes } = facts.loops;
  let best: Tile = { vectorLoop: -1, vectors: 1, rows: [] };
  let lowest = new TileModel(facts, -1, []).time(1, 1, 1);
  const consider = (model: TileModel, tile: Tile): void => {
    const time = model.time(tile.vectors, tile.rows[0]?.count ?? 1, tile.rows[1]?.count ?? 1);
    if (time >= lowest) return;
    best = tile;
    lowest = time;
  };
  for (const vectorLoop of [-1, ...vectorLoops(facts)]) {
    const vectorsInGrid = vectorLoop >= 0 && vectorLoop < grid;
    const vectorCounts =
      vectorLoop < 0 ? [1] : vectorsInGrid ? upTo(5, sizes[vectorLoop]! / 4) : upTo(4, sizes[vectorLoop]! / 4);
    for (const rowLoops of rowChoices(facts, vectorLoop)) {
      const model = new TileModel(facts, vectorLoop, rowLoops);
      for (const vectors of vectorCounts) {
        for (const first of rowCounts(sizes, rowLoops[0], 8)) {
          for (const second of rowCounts(sizes, rowLoops[1], 4)) {
            const rows = rowLoops.map((loop, n) => ({ loop, count: n === 0 ? first : second }));
            consider(model, { vectorLoop, vectors, rows });
          }
        }
      }
    }
  }
  return best;
}

const upTo = (most: number, size: number): number[] =>
  Array.from({ length: Math.max(1, Math.min(most, Math.floor(size))) }, (_, n) => n + 1);

const rowCounts = (sizes: readonly number[], loop: number | undefined, most: number): number[] =>
  loop === undefined ? [1] : upTo(most, sizes[loop]!);

/** The loops along which loads are cheapest, four elements at a time. */
function vectorLoops({ loops, loads }: Facts): number[] {
  const costs = loops.sizes.map((size, loop) =>
    size < 4
      ? Infinity
      : loads.reduce((sum, load) => sum + ((load.loops & (1 << loop)) === 0 ? 1 : vectorCost(load, loop)), 0),
  );
  const least = Math.min(...costs);
  return costs.flatMap((cost, loop) => (cost <= least + 1 && cost < Infinity ? [loop] : []));
}

/** Loops of the grid along which copies share loads; two of them where vectors run along the reduction. */
function rowChoices({ loops, loads }: Facts, vectorLoop: number): number[][] {
  const sharing = loops.sizes.flatMap((size, loop) => {
    const shares = loads.some((load) => (load.loops & (1 << loop)) === 0);
    return loop < loops.grid && size > 1 && loop !== vectorLoop && shares ? [loop] : [];
  });
  const choices: number[][] = [[]];
  for (const loop of sharing) choices.push([loop]);
  if (vectorLoop >= loops.grid || vectorLoop < 0) {
    sharing.forEach((first, n) => {
      for (const second of sharing.slice(n + 1)) choices.push([first, second]);
    });
  }
  return choices;
}
