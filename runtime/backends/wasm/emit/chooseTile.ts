import { type Facts, vectorCost } from "./facts.ts";
import { type Tile, TileModel } from "./tileModel.ts";

/** The tile with the lowest estimated time. */
export function chooseTile(facts: Facts): Tile {
  let best = { tile: { vectorLoop: -1, vectors: 1, rows: [] } as Tile, time: Infinity };
  const loops = vectorLoops(facts);
  // Scalars are only worth a thought where no loop has two vectors.
  const isShort = !loops.some((loop) => facts.loops.sizes[loop]! >= 8);
  for (const vectorLoop of isShort ? [...loops, -1] : loops) {
    for (const rowLoops of rowChoices(facts, vectorLoop)) {
      const found = bestCounts(facts, vectorLoop, rowLoops, best.time);
      if (found.time < best.time) best = found;
    }
  }
  return best.tile;
}

const rowCounts: readonly number[] = [1, 2, 3, 4, 5, 6, 8];

/** The best number of vectors and of copies along each row loop; some tile that takes longer where none takes less than `limit`. */
function bestCounts(
  facts: Facts,
  vectorLoop: number,
  rowLoops: readonly number[],
  limit: number,
): { tile: Tile; time: number } {
  const { sizes, grid } = facts.loops;
  const model = new TileModel(facts, vectorLoop, rowLoops);
  const mostVectors = vectorLoop < 0 ? 1 : Math.min(vectorLoop < grid ? 5 : 4, Math.floor(sizes[vectorLoop]! / 4));
  const mostFirst = sizes[rowLoops[0] ?? -1] ?? 1;
  const mostSecond = sizes[rowLoops[1] ?? -1] ?? 1;
  let best = { vectors: 1, first: 1, second: 1, time: Infinity };
  for (let vectors = 1; vectors <= mostVectors; vectors++) {
    for (const first of rowCounts) {
      if (first > mostFirst) break;
      for (const second of rowCounts) {
        if (second > mostSecond || !model.fits(vectors * first * second)) break;
        // A few sums only wait for each other, if there can be more.
        if (vectors * first * second < 4 && (vectors < mostVectors || first * 2 <= mostFirst)) continue;
        const time = model.time(vectors, first, second, Math.min(best.time, limit));
        if (time < best.time) best = { vectors, first, second, time };
      }
    }
  }
  const rows = rowLoops.map((loop, n) => ({ loop, count: n === 0 ? best.first : best.second }));
  return { tile: { vectorLoop, vectors: best.vectors, rows }, time: best.time };
}

/** The loops along which loads are cheapest, four elements at a time. */
function vectorLoops({ loops, loads }: Facts): number[] {
  const costs = loops.sizes.map((size, loop) =>
    size < 4
      ? Infinity
      : loads.reduce((sum, load) => sum + ((load.loops & (1 << loop)) === 0 ? 1 : vectorCost(load, loop)), 0),
  );
  // Another loop than the cheapest may have more steps, or leave results that are stored side by side: it counts in short reductions.
  const least = Math.min(...costs);
  const steps = loops.sizes.slice(loops.grid).reduce((a, b) => a * b, 1);
  const most = least + (steps <= 64 ? 4 : 1);
  return costs.flatMap((cost, loop) => (cost <= most && cost < Infinity ? [loop] : []));
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
