/**
 * Orders as kernels, for devices that run many invocations at once: Batcher's bitonic sorter. Rows are filled up to a power of two;
 * each pass compares elements that are 2^step apart, in runs of 2^stage that go up and down by turns:
 *
 *     for stage in 1 … log n            the runs that are in order afterwards have 2^stage elements
 *       for step in stage − 1 … 0       own element and partner exchange places where they stand wrong
 *
 * Keys are compared first, then places, so that the order is stable. Every pass is the same kernel, which finds stage and step in a word of
 * memory; it reads one pair of buffers and writes another one, so passes come in twos.
 *
 * @see Batcher, "Sorting networks and their applications", 1968
 */
import { binary, constant, gridIndex, load, select } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import type { BufferDecl, Kernel, Order, Program, Step } from "../../ir/kernel.ts";

const alignment = 256;
/** Stage and step in one word. */
const stageUnit = 64;

const i32 = (x: number): Expr => constant("i32", x);
const add = (x: Expr, y: Expr): Expr => binary("add", x, y);

/** The same program without orders; new buffers come behind the old ones. */
export function expandOrders(program: Program): Program {
  const expander = new Expander(program);
  const steps = expander.steps(program.steps);
  return { ...program, steps, buffers: expander.buffers, arenaBytes: expander.arenaBytes };
}

/** Memory of one sorter: twice keys and places, and the word that says which pass is next. */
interface Scratch {
  readonly keys: readonly [number, number];
  readonly places: readonly [number, number];
  readonly pass: number;
}

class Expander {
  readonly buffers: BufferDecl[];
  arenaBytes: number;
  readonly #base: number;

  constructor({ buffers, arenaBytes }: Program) {
    this.buffers = [...buffers];
    this.arenaBytes = arenaBytes;
    this.#base = Math.ceil(arenaBytes / alignment) * alignment;
  }

  steps(steps: readonly Step[]): Step[] {
    return steps.flatMap((step): Step[] => {
      switch (step.kind) {
        case undefined:
        case "sections":
          return [step];
        case "loop":
          return [{ ...step, body: this.steps(step.body) }];
        case "branch":
          return [{ ...step, branches: step.branches.map((inner) => this.steps(inner)) }];
        case "order":
          return this.#order(step);
        default:
          throw step satisfies never;
      }
    });
  }

  /** What one order keeps for itself, the next one may overwrite. */
  #scratch(size: number): Scratch {
    let offset = this.#base;
    const make = (type: BufferDecl["type"], elements: number): number => {
      const number = this.buffers.push({ kind: "temporary", type, size: elements, offset }) - 1;
      offset += Math.ceil((4 * elements) / alignment) * alignment;
      this.arenaBytes = Math.max(this.arenaBytes, offset);
      return number;
    };
    const keys = [make("u32", size), make("u32", size)] as const;
    const places = [make("i32", size), make("i32", size)] as const;
    return { keys, places, pass: make("i32", 1) };
  }

  #order({ name, rows, length, keys, places }: Order): Step[] {
    const stages = Math.ceil(Math.log2(length));
    const width = 2 ** stages;
    const scratch = this.#scratch(rows * width);
    const passes = (stages * (stages + 1)) / 2;
    const [row, i] = [gridIndex(0, rows), gridIndex(1, width)];
    const own = add(binary("mul", row, i32(width)), i);
    const given = add(binary("mul", row, i32(length)), binary("min", i, i32(length - 1)));
    // What fills up comes last: no key is larger, and its places are.
    const isGiven = binary("lt", i, i32(length));
    const start = kernel(
      `${name}_start`,
      [rows, width],
      [
        [scratch.keys[0], own, select(isGiven, load("u32", keys, given), constant("u32", 2 ** 32 - 1))],
        [scratch.places[0], own, i],
      ],
    );
    const k = gridIndex(1, length);
    const end = kernel(
      `${name}_end`,
      [rows, length],
      [
        [
          places,
          add(binary("mul", row, i32(length)), k),
          load("i32", scratch.places[0], add(binary("mul", row, i32(width)), k)),
        ],
      ],
    );
    const first = kernel(`${name}_first`, [], [[scratch.pass, i32(0), i32(stageUnit)]]);
    const exchange = (from: 0 | 1): Step[] => [
      exchangeKernel(name, rows, width, stages, scratch, from),
      kernel(`${name}_next`, [], [[scratch.pass, i32(0), nextPass(load("i32", scratch.pass, i32(0)))]]),
    ];
    return [
      start,
      first,
      {
        kind: "loop",
        name,
        trips: Math.ceil(passes / 2),
        counter: undefined,
        predicate: undefined,
        body: [...exchange(0), ...exchange(1)],
      },
      end,
    ];
  }
}

function kernel(name: string, grid: readonly number[], stores: readonly (readonly [number, Expr, Expr])[]): Kernel {
  return {
    name,
    grid,
    reduce: [],
    accumulators: [],
    stores: stores.map(([buffer, index, value]) => ({ buffer, index, value })),
  };
}

const stageOf = (pass: Expr): Expr => binary("shrLogical", pass, i32(6));
const stepOf = (pass: Expr): Expr => binary("and", pass, i32(stageUnit - 1));

/** The step before, or the last step of the next stage. */
function nextPass(pass: Expr): Expr {
  const isLast = binary("eq", stepOf(pass), i32(0));
  return select(isLast, add(pass, add(i32(stageUnit), stageOf(pass))), binary("sub", pass, i32(1)));
}

/** Each element takes the smaller or the larger one of itself and its partner. A pass behind the last stage leaves all as it is. */
function exchangeKernel(
  name: string,
  rows: number,
  width: number,
  stages: number,
  { keys, places, pass }: Scratch,
  from: 0 | 1,
): Kernel {
  const [row, i] = [gridIndex(0, rows), gridIndex(1, width)];
  const now = load("i32", pass, i32(0));
  const partner = binary("xor", i, binary("shl", i32(1), stepOf(now)));
  const first = binary("mul", row, i32(width));
  const [own, other] = [add(first, i), add(first, binary("and", partner, i32(width - 1)))];
  const [key, otherKey] = [load("u32", keys[from], own), load("u32", keys[from], other)];
  const [place, otherPlace] = [load("i32", places[from], own), load("i32", places[from], other)];
  const isBefore = binary(
    "or",
    binary("lt", key, otherKey),
    binary("and", binary("eq", key, otherKey), binary("lt", place, otherPlace)),
  );
  const isLower = binary("lt", i, partner);
  const goesDown = binary("ne", binary("and", binary("shrLogical", i, stageOf(now)), i32(1)), i32(0));
  const stays = binary("xor", binary("eq", isBefore, isLower), goesDown);
  const keeps = binary("or", stays, binary("gt", stageOf(now), i32(stages)));
  const to = from === 0 ? 1 : 0;
  return kernel(
    `${name}_exchange`,
    [rows, width],
    [
      [keys[to], own, select(keeps, key, otherKey)],
      [places[to], own, select(keeps, place, otherPlace)],
    ],
  );
}
