/** Folds: every operation and type, lengths around vector widths, along rows, columns and all axes, empty and long. */
import { accumulator, binary, constant, gridIndex, load, math, reduceIndex } from "../../ir/build.ts";
import type { Expr, ScalarType } from "../../ir/expr.ts";
import { identityOf } from "../../ir/identityOf.ts";
import type { Kernel, ReduceOp } from "../../ir/kernel.ts";
import { binaryOps, wrap } from "../../ir/scalar.ts";
import { expectClose, expectSame, noise } from "./expect.cases.ts";
import { type BackendCase, type Data, dataOf, programOf, runProgram } from "./runOnce.cases.ts";

const i32 = (x: number): Expr => constant("i32", x);
const add = (x: Expr, y: Expr): Expr => binary("add", x, y);
const mul = (x: Expr, y: Expr): Expr => binary("mul", x, y);

/** rows × length elements folded along the length; `byColumn`: the folded axis is the outer one in memory. */
function fold(op: ReduceOp, type: ScalarType, rows: number, length: number, byColumn = false): Kernel {
  const [i, r] = [gridIndex(0, rows), reduceIndex(0, length)];
  const index = byColumn ? add(mul(r, i32(rows)), i) : add(mul(i, i32(length)), r);
  return {
    name: `reduce_${op}`,
    grid: [rows],
    reduce: [length],
    accumulators: [{ op, value: load(type, 0, index) }],
    stores: [{ buffer: 1, index: i, value: accumulator(type, 0) }],
  };
}

function foldCase(op: ReduceOp, type: ScalarType): BackendCase {
  return {
    name: `reduce ${op} of ${type}, rows and columns of lengths around vector widths`,
    run(backend) {
      for (const rows of [1, 3, 8, 20]) {
        for (const length of [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 100]) {
          for (const byColumn of [false, true]) {
            const x = sample(type, rows * length);
            const program = programOf({
              inputs: [{ type, size: rows * length }],
              outputs: [{ type, size: rows }],
              steps: [fold(op, type, rows, length, byColumn)],
            });
            const [actual] = runProgram(backend, program, [x]);
            const expected = Array.from({ length: rows }, (_, row) => {
              let state = identityOf(op, type);
              for (let k = 0; k < length; k++) {
                const next = binaryOps[op](Number(state), x[byColumn ? k * rows + row : row * length + k]!, type);
                state = type === "f32" ? next : wrap(type, next);
              }
              return Number(state);
            });
            const what = `reduce ${op} of ${type}[${rows},${length}] ${byColumn ? "by column" : "by row"}`;
            if (type === "f32" && (op === "add" || op === "mul")) expectClose(actual!, expected, 1e-6, what);
            else expectSame(actual!, expected, what);
          }
        }
      }
    },
  };
}

function sample(type: ScalarType, size: number): Data {
  const x = noise(size, size + 1);
  if (type === "f32") return x.map((v) => Math.fround(v + (v < 0 ? -1 : 1) * 0.5));
  if (type === "bool") return Uint32Array.from(x, (v) => (v > -0.9 ? 1 : 0));
  return dataOf(
    type,
    Array.from(x, (v) => (type === "i32" ? Math.trunc(v * 2 ** 31) : Math.trunc((v + 1) * 2 ** 31))),
  );
}

const empty: BackendCase = {
  name: "reduce nothing gives the identity",
  run(backend) {
    for (const [op, type] of folds) {
      const rows = 3;
      const kernel: Kernel = {
        name: "empty",
        grid: [rows],
        reduce: [0],
        accumulators: [{ op, value: load(type, 0, i32(0)) }],
        stores: [{ buffer: 1, index: gridIndex(0, rows), value: accumulator(type, 0) }],
      };
      const program = programOf({ inputs: [{ type, size: 0 }], outputs: [{ type, size: rows }], steps: [kernel] });
      const [actual] = runProgram(backend, program, [dataOf(type, [])]);
      expectSame(actual!, new Array(rows).fill(Number(identityOf(op, type))), `empty ${op} of ${type}`);
    }
  },
};

/** Runs one full fold of a vector. */
const whole = (op: ReduceOp, type: ScalarType, value: (x: Expr) => Expr, size: number): Kernel => ({
  name: `reduce_${op}`,
  grid: [],
  reduce: [size],
  accumulators: [{ op, value: value(load(type, 0, reduceIndex(0, size))) }],
  stores: [{ buffer: 1, index: i32(0), value: accumulator(type, 0) }],
});

const longSums: BackendCase = {
  name: "sums of a million f32 are accurate to 1e-6",
  run(backend) {
    const size = 1_000_000;
    const same = (x: Expr): Expr => x;
    const square = (x: Expr): Expr => mul(x, x);
    const fromMean = (x: Expr): Expr => square(binary("sub", x, constant("f32", 1000.5)));
    const cases: [string, (n: number) => number, (x: Expr) => Expr, (x: number) => number][] = [
      ["0.1", () => 0.1, same, (x) => x],
      ["1000 and 1001 in turn", (n) => 1000 + (n % 2), same, (x) => x],
      ["squares about the mean", (n) => 1000 + (n % 2), fromMean, (x) => (x - 1000.5) ** 2],
      ["1e4 and then 1e-4", (n) => (n === 0 ? 1e4 : 1e-4), same, (x) => x],
    ];
    const program = (value: (x: Expr) => Expr) =>
      programOf({
        inputs: [{ type: "f32", size }],
        outputs: [{ type: "f32", size: 1 }],
        steps: [whole("add", "f32", value, size)],
      });
    for (const [name, element, value, exactly] of cases) {
      const x = Float32Array.from({ length: size }, (_, n) => element(n));
      const [actual] = runProgram(backend, program(value), [x]);
      let exact = 0;
      for (const v of x) exact += exactly(v);
      expectClose(actual!, [exact], 1e-6, `sum of ${name}`);
    }
  },
};

const columnSums: BackendCase = {
  name: "sums over long columns are accurate to 1e-6",
  run(backend) {
    const [rows, columns] = [20_000, 6];
    const x = Float32Array.from({ length: rows * columns }, (_, n) => 0.1 + (n % columns));
    const program = programOf({
      inputs: [{ type: "f32", size: rows * columns }],
      outputs: [{ type: "f32", size: columns }],
      steps: [fold("add", "f32", columns, rows, true)],
    });
    const [actual] = runProgram(backend, program, [x]);
    expectClose(
      actual!,
      Array.from({ length: columns }, (_, c) => rows * Math.fround(0.1 + c)),
      1e-6,
      "column sums",
    );
  },
};

const specialValues: BackendCase = {
  name: "max and min pass NaN on and order −0 before 0; sums keep infinities",
  run(backend) {
    const rows: readonly number[][] = [
      [1, Number.NaN, 3, 2, 5],
      [-0, 0, -0, -0, -0],
      [0, -0, 0, 0, 0],
      [-1, Number.NEGATIVE_INFINITY, -3, -4, -5],
      [1, Number.POSITIVE_INFINITY, 1, 1, 1],
    ];
    const x = Float32Array.from(rows.flat());
    for (const op of ["max", "min", "add"] as const) {
      const program = programOf({
        inputs: [{ type: "f32", size: 25 }],
        outputs: [{ type: "f32", size: 5 }],
        steps: [fold(op, "f32", 5, 5)],
      });
      const [actual] = runProgram(backend, program, [x]);
      if (op === "add") {
        // The sign of a sum of zeros is not fixed: the identity is +0.
        expectSame(
          actual!.map((v) => (v === 0 ? 0 : v)),
          [Number.NaN, 0, 0, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
          op,
        );
      } else {
        const best = op === "max" ? Math.max : Math.min;
        expectSame(
          actual!,
          rows.map((row) => best(...row)),
          op,
        );
      }
    }
  },
};

const several: BackendCase = {
  name: "several accumulators in one kernel, with an epilogue that uses them all",
  run(backend) {
    const [rows, length] = [9, 50];
    const x = noise(rows * length, 5);
    const [i, r] = [gridIndex(0, rows), reduceIndex(0, length)];
    const element = load("f32", 0, add(mul(i, i32(length)), r));
    const [sum, squares, largest] = [accumulator("f32", 0), accumulator("f32", 1), accumulator("f32", 2)];
    const n = constant("f32", length);
    const mean = binary("div", sum, n);
    const variance = binary("sub", binary("div", squares, n), mul(mean, mean));
    const program = programOf({
      inputs: [{ type: "f32", size: rows * length }],
      outputs: [
        { type: "f32", size: rows },
        { type: "f32", size: rows },
      ],
      steps: [
        {
          name: "moments",
          grid: [rows],
          reduce: [length],
          accumulators: [
            { op: "add", value: element },
            { op: "add", value: mul(element, element) },
            { op: "max", value: element },
          ],
          stores: [
            { buffer: 1, index: i, value: variance },
            { buffer: 2, index: i, value: binary("sub", largest, mean) },
          ],
        },
      ],
    });
    const [v, m] = runProgram(backend, program, [x]);
    const row = (k: number): number[] => Array.from(x.subarray(k * length, (k + 1) * length));
    const means = Array.from({ length: rows }, (_, k) => row(k).reduce((a, b) => a + b) / length);
    expectClose(
      v!,
      means.map((mu, k) => row(k).reduce((a, b) => a + b * b, 0) / length - mu * mu),
      1e-5,
      "variance",
    );
    expectClose(
      m!,
      means.map((mu, k) => Math.max(...row(k)) - mu),
      1e-5,
      "largest − mean",
    );
  },
};

const manyAxes: BackendCase = {
  name: "two reduce loops around a grid axis, with a function inside the sum",
  run(backend) {
    const [a, b, c] = [5, 6, 7];
    const x = noise(a * b * c, 3);
    const [i, r0, r1] = [gridIndex(0, b), reduceIndex(0, a), reduceIndex(1, c)];
    const index = add(add(mul(r0, i32(b * c)), mul(i, i32(c))), r1);
    const program = programOf({
      inputs: [{ type: "f32", size: a * b * c }],
      outputs: [{ type: "f32", size: b }],
      steps: [
        {
          name: "sumExp",
          grid: [b],
          reduce: [a, c],
          accumulators: [{ op: "add", value: math("exp", load("f32", 0, index)) }],
          stores: [{ buffer: 1, index: i, value: math("log", accumulator("f32", 0)) }],
        },
      ],
    });
    const [actual] = runProgram(backend, program, [x]);
    const exact = new Array<number>(b).fill(0);
    x.forEach((v, n) => {
      exact[Math.floor(n / c) % b]! += Math.exp(v);
    });
    expectClose(actual!, exact.map(Math.log), 1e-6, "log of sums of exp");
  },
};

const folds: readonly (readonly [ReduceOp, ScalarType])[] = [
  ...(["add", "mul", "max", "min"] as const).flatMap((op) =>
    (["f32", "i32", "u32"] as const).map((type) => [op, type] as const),
  ),
  ...(["and", "or"] as const).flatMap((op) => (["i32", "u32", "bool"] as const).map((type) => [op, type] as const)),
];

export const reductionCases: readonly BackendCase[] = [
  ...folds.map(([op, type]) => foldCase(op, type)),
  empty,
  longSums,
  columnSums,
  specialValues,
  several,
  manyAxes,
];
