/**
 * A rough model of how long a tile takes: several results computed side by side, so that what they share is loaded once (a row of one
 * matrix for many columns of the other) and additions do not wait for each other. Its constants were fitted to measurements.
 */
import { type Facts, vectorCost } from "./facts.ts";

/** Vectors along one loop (−1: scalars), and copies along up to two loops of the grid. */
export interface Tile {
  readonly vectorLoop: number;
  readonly vectors: number;
  readonly rows: readonly { readonly loop: number; readonly count: number }[];
}

/** Running sums beyond these, of 16 vector registers, make others wait in memory. */
const mostSums = 10;
/** Vector registers that are free for sums and operands. */
const registers = 14;
/** Cycles until the sum of an addition can be added to. */
const addLatency = 4;

/** Instructions of one step that are repeated for the same loops of the tile: bit 0 of the mask is the vector loop, bits 1 and 2 the rows. */
interface Class {
  readonly mask: number;
  loads: number;
  shuffles: number;
  scalarLoads: number;
  arithmetic: number;
}

/** A part of a loop: how often it runs and with how many copies. */
interface Part {
  readonly trips: number;
  readonly copies: number;
  readonly isVector: boolean;
}

/** The estimated time of a kernel with tiles along these loops, for any number of copies. */
export class TileModel {
  readonly #facts: Facts;
  readonly #vectorLoop: number;
  readonly #rowLoops: readonly number[];
  readonly #classes: readonly Class[];
  /** Steps of the reduction in one tile, tiles outside of the loops of the tile. */
  readonly #steps: number;
  readonly #tiles: number;
  readonly #epilogue: number;
  /** The parts of the loops of the tile for each number of copies asked for. */
  readonly #parts: readonly Part[][][] = [[], [], []];

  constructor(facts: Facts, vectorLoop: number, rowLoops: readonly number[]) {
    this.#facts = facts;
    this.#vectorLoop = vectorLoop;
    this.#rowLoops = rowLoops;
    this.#classes = classesOf(facts, [vectorLoop, ...rowLoops]);
    const { sizes, grid } = facts.loops;
    let [steps, tiles] = [1, 1];
    sizes.forEach((size, loop) => {
      if (loop === vectorLoop || rowLoops.includes(loop)) return;
      if (loop < grid) tiles *= size;
      else steps *= size;
    });
    this.#steps = steps;
    this.#tiles = tiles;
    this.#epilogue = epilogueOf(facts, vectorLoop);
  }

  /** Whether the sums of so many copies fit into registers. */
  fits(copies: number): boolean {
    return copies === 1 || this.#facts.accumulators * copies <= mostSums;
  }

  /** Cycles for the whole kernel; some number above `limit` where they are more. */
  time(vectors: number, first: number, second: number, limit: number): number {
    const inGrid = this.#vectorLoop < this.#facts.loops.grid;
    const [ofVectors, ofFirst, ofSecond] = this.#parts;
    const vectorParts = (ofVectors![vectors] ??= this.#vectorParts(vectors, inGrid && !this.#facts.inPlace));
    const firstParts = (ofFirst![first] ??= this.#rowParts(0, first));
    const secondParts = (ofSecond![second] ??= this.#rowParts(1, second));
    const most = (limit - this.#epilogue) / this.#tiles;
    let total = 0;
    for (const a of firstParts) {
      for (const b of secondParts) {
        let reduction = 0;
        for (const v of vectorParts)
          reduction += v.trips * (this.#steps * this.#step(v, a.copies, b.copies) + (inGrid ? 12 : 4));
        const sumsHere = this.#facts.accumulators * a.copies * b.copies;
        const adding = inGrid ? 2 * vectors * sumsHere : sumsHere * (8 + 3 * (vectors - 1)) + 12;
        total += a.trips * b.trips * (reduction + adding);
        if (total > most) return Infinity;
      }
    }
    return total * this.#tiles + this.#epilogue;
  }

  #rowParts(row: number, copies: number): Part[] {
    const size = this.#facts.loops.sizes[this.#rowLoops[row] ?? -1] ?? 1;
    const parts: Part[] = [{ trips: Math.floor(size / copies), copies, isVector: false }];
    if (size % copies > 0) parts.push({ trips: 1, copies: size % copies, isVector: false });
    return parts;
  }

  #vectorParts(vectors: number, overlap: boolean): Part[] {
    const size = this.#vectorLoop < 0 ? 1 : this.#facts.loops.sizes[this.#vectorLoop]!;
    if (this.#vectorLoop < 0) return [{ trips: 1, copies: 1, isVector: false }];
    const whole = Math.floor(size / 4);
    const parts: Part[] = [{ trips: Math.floor(whole / vectors), copies: vectors, isVector: true }];
    if (whole % vectors > 0) parts.push({ trips: 1, copies: whole % vectors, isVector: true });
    if (size % 4 > 0) parts.push({ trips: 1, copies: overlap ? 1 : size % 4, isVector: overlap });
    return parts;
  }

  /** Cycles of one step: of the busiest among load ports, arithmetic ports, front end, and chains of additions. */
  #step({ copies, isVector }: Part, first: number, second: number): number {
    let loading = 0;
    let shuffling = 0;
    let computing = 0;
    for (const { mask, loads, scalarLoads, shuffles, arithmetic } of this.#classes) {
      const times = (mask & 1 ? copies : 1) * (mask & 2 ? first : 1) * (mask & 4 ? second : 1);
      loading += times * (isVector ? loads : scalarLoads);
      if (isVector) shuffling += times * shuffles;
      computing += times * arithmetic;
    }
    const additions = this.#facts.accumulators * copies * first * second;
    const all = loading + shuffling + computing + additions + 5;
    // The engine loads all operands of a step before it computes: what does not fit into registers then is stored and loaded again.
    const waiting = Math.max(0, additions + loading - registers);
    const busiest = Math.max(loading / 2.5, (computing + additions + shuffling) / 2.7, all / 5.5, addLatency);
    return busiest + waiting / 2 + all / 20;
  }
}

/** Cycles for what is done with the results. */
function epilogueOf({ loops, epilogue, stores, inPlace }: Facts, vectorLoop: number): number {
  const results = loops.sizes.slice(0, loops.grid).reduce((a, b) => a * b, 1);
  const instructions = epilogue.operations.reduce((sum, operation) => sum + operation.instructions, 0);
  const accesses = [...epilogue.loads, ...stores];
  if (vectorLoop < 0 || vectorLoop >= loops.grid) return (results * (instructions + accesses.length)) / 2;
  const size = loops.sizes[vectorLoop]!;
  const cost = accesses.reduce((sum, access) => sum + vectorCost(access, vectorLoop), instructions);
  const tail = inPlace ? size % 4 : Number(size % 4 > 0);
  return ((results / size) * (Math.floor(size / 4) + tail) * cost) / 2;
}

function classesOf({ loads, operations }: Facts, tileLoops: readonly number[]): readonly Class[] {
  const classes: Class[] = [];
  const classOf = (loops: number): Class => {
    let mask = 0;
    tileLoops.forEach((loop, n) => {
      if (loop >= 0 && (loops & (1 << loop)) !== 0) mask |= 1 << n;
    });
    let found = classes.find((other) => other.mask === mask);
    if (!found) classes.push((found = { mask, loads: 0, shuffles: 0, scalarLoads: 0, arithmetic: 0 }));
    return found;
  };
  for (const load of loads) {
    const found = classOf(load.loops);
    const cost = found.mask & 1 ? vectorCost(load, tileLoops[0]!) : 1;
    found.scalarLoads += 1;
    found.loads += Math.min(cost, 4);
    found.shuffles += cost - 1;
  }
  for (const { loops, instructions } of operations) classOf(loops).arithmetic += instructions;
  return classes;
}
