/** Random kernels against the reference backend: loops, strides, types and expressions that no case thought of. */
import { expect, test } from "vitest";
import {
  accumulator,
  binary,
  bitcast,
  constant,
  convert,
  gridIndex,
  load,
  math,
  reduceIndex,
  select,
  unary,
} from "../../ir/build.ts";
import type { BinaryOp, Expr } from "../../ir/expr.ts";
import { flatIndex, unflatIndex } from "../../ir/flatIndex.ts";
import type { Kernel, ReduceOp } from "../../ir/kernel.ts";
import { printKernel } from "../../ir/print.ts";
import { type BufferSpec, type Data, programOf, runProgram } from "../cases/runOnce.cases.ts";
import { createReferenceBackend } from "../reference/index.ts";
import { createWasmBackend } from "./index.ts";

const i32 = (x: number): Expr => constant("i32", x);

class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  }

  below(n: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * n);
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  shuffled<T>(items: readonly T[]): T[] {
    return items
      .map((item) => [this.below(1e6), item] as const)
      .sort(([a], [b]) => a - b)
      .map(([, item]) => item);
  }
}

interface Made {
  readonly kernel: Kernel;
  readonly inputs: Data[];
  readonly outputs: BufferSpec[];
}

/** A kernel over random loops; inputs come first, outputs behind them. */
function randomKernel(seed: number): Made {
  const random = new Random(seed);
  let room = 20000; // steps of all loops
  const size = (): number => {
    const n = random.pick([1, 2, 3, 4, 5, 6, 8, 9, 12, 17, 20, 33, 70, 150].filter((step) => step <= room));
    room = Math.floor(room / n);
    return n;
  };
  const grid = Array.from({ length: random.below(4) }, size);
  const reduce = random.below(2) === 0 ? [] : Array.from({ length: 1 + random.below(2) }, size);
  const gridCounters = grid.map((n, position) => gridIndex(position, n));
  const allCounters = [...gridCounters, ...reduce.map((n, position) => reduceIndex(position, n))];
  const allSizes = [...grid, ...reduce];
  const inputs: Data[] = [];

  /** A load of an array over some of the loops, in any order, with a border, sometimes backwards, split or gathered. */
  const leaf = (counters: readonly Expr[], sizes: readonly number[]): Expr => {
    const chosen = random.shuffled(counters.map((_, n) => n)).slice(0, random.below(counters.length + 1));
    let index = chosen.map((n) =>
      random.below(6) === 0 ? binary("sub", i32(sizes[n]! - 1), counters[n]!) : counters[n]!,
    );
    let shape = chosen.map((n) => sizes[n]!);
    if (random.below(8) === 0 && shape.length > 1) {
      const flat = flatIndex(index, shape);
      shape = random.shuffled(shape);
      index = unflatIndex(flat, shape).reverse();
      shape = shape.reverse();
    }
    const border = random.below(3);
    const padded = shape.map((n) => n + border);
    const place = flatIndex(
      index.map((i) => binary("add", i, i32(border))),
      padded,
    );
    const count = Math.max(
      1,
      padded.reduce((a, b) => a * b, 1),
    );
    const isFloat = random.below(4) > 0;
    const made = Array.from({ length: count }, () => random.below(2000) - 1000);
    inputs.push(isFloat ? Float32Array.from(made, (x) => x / 512) : Int32Array.from(made));
    const element = load(isFloat ? "f32" : "i32", inputs.length - 1, place);
    return isFloat ? element : convert("f32", element);
  };

  const operation = (counters: readonly Expr[], sizes: readonly number[], depth: number): Expr => {
    if (depth === 0) return leaf(counters, sizes);
    const part = (): Expr => operation(counters, sizes, random.below(depth));
    switch (random.below(9)) {
      case 0:
        return unary(random.pick(["neg", "abs", "floor", "trunc", "roundEven", "sqrt"] as const), part());
      case 1:
        return select(binary(random.pick(["lt", "ge", "eq"] as const), part(), part()), part(), part());
      case 2: {
        if (counters.length === 0) return part();
        const n = random.below(counters.length);
        const cut = i32(random.below(sizes[n]! + 1));
        return select(binary("lt", counters[n]!, cut), part(), part());
      }
      case 3:
        return counters.length === 0 ? part() : convert("f32", random.pick(counters));
      case 4: {
        const [a, b] = [convert("i32", part()), convert("i32", part())];
        return convert(
          "f32",
          binary(random.pick(["add", "xor", "div", "rem", "min", "shrArith", "mul"] as BinaryOp[]), a, b),
        );
      }
      case 5:
        return binary(random.pick(["min", "max"] as const), part(), constant("f32", random.pick([0, -1, 0.5])));
      case 6:
        return math(random.pick(["tanh", "sin"] as const), part());
      case 7: {
        const word = bitcast("u32", convert("i32", part()));
        return convert(
          "f32",
          binary("and", binary("shrLogical", word, constant("u32", random.below(31))), constant("u32", 255)),
        );
      }
      default:
        return binary(random.pick(["add", "sub", "mul", "max"] as const), part(), part());
    }
  };

  const accumulators =
    reduce.length === 0
      ? []
      : Array.from({ length: 1 + random.below(2) }, () => {
          const op = random.pick(["add", "add", "add", "max", "min"] as ReduceOp[]);
          const value = operation(allCounters, allSizes, random.below(3));
          return { op, value: random.below(3) === 0 ? binary("mul", value, leaf(allCounters, allSizes)) : value };
        });
  const stores: { buffer: number; index: Expr; value: Expr }[] = [];
  const count = 1 + random.below(3);
  const results = Math.max(
    1,
    grid.reduce((a, b) => a * b, 1),
  );
  for (let n = 0; n < count; n++) {
    const order = random.below(3) === 0 ? random.shuffled(grid.map((_, axis) => axis)) : grid.map((_, axis) => axis);
    const index = flatIndex(
      order.map((axis) => gridCounters[axis]!),
      order.map((axis) => grid[axis]!),
    );
    let value =
      accumulators.length > 0
        ? accumulator("f32", random.below(accumulators.length))
        : operation(gridCounters, grid, 1 + random.below(4));
    if (accumulators.length > 0 && random.below(2) === 0)
      value = binary("add", value, operation(gridCounters, grid, random.below(3)));
    if (random.below(6) === 0) value = binary("lt", value, constant("f32", 0));
    stores.push({ buffer: n, index, value });
  }
  const outputs = stores.map(({ value }) => ({ type: value.type, size: results }));
  const placed = stores.map((store) => ({ ...store, buffer: store.buffer + inputs.length }));
  return { kernel: { name: `random${seed}`, grid, reduce, accumulators, stores: placed }, inputs, outputs };
}

const wasm = createWasmBackend();
const reference = createReferenceBackend();

/** Sums and functions round differently; a comparison of such values may then fall either way. */
function disagreement(actual: Data, wanted: Data): string | undefined {
  let largest = 0;
  for (const x of wanted) if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x));
  for (let n = 0; n < wanted.length; n++) {
    const [a, b] = [actual[n]!, wanted[n]!];
    const isClose =
      Object.is(a, b) ||
      a === b ||
      (Number.isNaN(a) && Number.isNaN(b)) ||
      Math.abs(a - b) <= 1e-5 * Math.max(largest, 1);
    if (!isClose) return `element ${n} is ${a}, expected ${b}`;
  }
  return undefined;
}

/** Where rounding decides (floor, comparisons, conversion to integers of inexact values), results may jump. */
function isExact(kernel: Kernel): boolean {
  const text = printKernel(kernel);
  const inexact = /tanh|sin\(/.test(text) || kernel.accumulators.some(({ op }) => op === "add");
  return !inexact || !/floor|trunc|roundEven|i32\(|select|<|>|==/.test(text.replaceAll(/for .*/g, ""));
}

test.each([0, 1, 2, 3])("random kernels, lot %i", (lot) => {
  let compared = 0;
  for (let seed = lot * 100; seed < (lot + 1) * 100; seed++) {
    const { kernel, inputs, outputs } = randomKernel(seed);
    if (!isExact(kernel)) continue;
    compared++;
    const program = programOf({
      inputs: inputs.map((data) => ({ type: data instanceof Float32Array ? "f32" : "i32", size: data.length })),
      outputs,
      steps: [kernel],
    });
    const actual = runProgram(wasm, program, inputs);
    const wanted = runProgram(reference, program, inputs);
    wanted.forEach((data, n) => {
      const problem = disagreement(actual[n]!, data);
      if (problem) throw new Error(`Output ${n}: ${problem} in\n${printKernel(kernel)}`);
    });
  }
  expect(compared).toBeGreaterThan(20);
});
