/** Programs of one kernel each, written in the kernel language: what the engines are timed with, without a compiler in between. */
import { accumulator, binary, constant, gridIndex, load, math, reduceIndex } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import type { Kernel, Program } from "../ir/kernel.ts";

const i32 = (x: number): Expr => constant("i32", x);
const f32 = (x: number): Expr => constant("f32", x);
const add = (x: Expr, y: Expr): Expr => binary("add", x, y);
const mul = (x: Expr, y: Expr): Expr => binary("mul", x, y);

/** A program with f32 inputs of the given sizes and one f32 output behind them. */
function programOf(name: string, inputs: readonly number[], output: number, kernel: Omit<Kernel, "name">): Program {
  return {
    name,
    buffers: [
      ...inputs.map((size) => ({ kind: "input", type: "f32", size }) as const),
      { kind: "output", type: "f32", size: output },
    ],
    inputs: inputs.map((_, n) => n),
    outputs: [inputs.length],
    steps: [{ name, ...kernel }],
    arenaBytes: 0,
  };
}

/**
 * C = A·B, f32[m,k] · f32[k,n] → f32[m,n].
 *
 * @param options.transposeA A is stored as f32[k,m]
 * @param options.transposeB B is stored as f32[n,k]
 */
export function matmulProgram(
  m: number,
  k: number,
  n: number,
  options: { transposeA?: boolean; transposeB?: boolean } = {},
): Program {
  const [i, j, r] = [gridIndex(0, m), gridIndex(1, n), reduceIndex(0, k)];
  const at = (row: Expr, column: Expr, columns: number): Expr => add(mul(row, i32(columns)), column);
  const a = load("f32", 0, options.transposeA ? at(r, i, m) : at(i, r, k));
  const b = load("f32", 1, options.transposeB ? at(j, r, k) : at(r, j, n));
  return programOf("matmul", [m * k, k * n], m * n, {
    grid: [m, n],
    reduce: [k],
    accumulators: [{ op: "add", value: mul(a, b) }],
    stores: [{ buffer: 2, index: at(i, j, n), value: accumulator("f32", 0) }],
  });
}

/** y = f(a, b) over n elements. */
export function mapProgram(name: string, n: number, f: (a: Expr, b: Expr) => Expr): Program {
  const i = gridIndex(0, n);
  return programOf(name, [n, n], n, {
    grid: [n],
    reduce: [],
    accumulators: [],
    stores: [{ buffer: 2, index: i, value: f(load("f32", 0, i), load("f32", 1, i)) }],
  });
}

/** Five cheap operations: ((a + b)·a − b)·0.5 + 1. */
export const chainProgram = (n: number): Program =>
  mapProgram("chain", n, (a, b) => add(mul(binary("sub", mul(add(a, b), a), b), f32(0.5)), f32(1)));

/** tanh(a·b) + exp(−a). */
export const tanhExpProgram = (n: number): Program =>
  mapProgram("tanh_exp", n, (a, b) => add(math("tanh", mul(a, b)), math("exp", binary("sub", f32(0), a))));

/** The sum of f32[rows,columns] along the rows (`axis` 1), the columns (0), or of everything. */
export function sumProgram(rows: number, columns: number, axis: 0 | 1 | "all"): Program {
  const row = axis === 1 ? gridIndex(0, rows) : reduceIndex(0, rows);
  const column = axis === 0 ? gridIndex(0, columns) : reduceIndex(axis === 1 ? 0 : 1, columns);
  const grid = axis === "all" ? [] : [axis === 1 ? rows : columns];
  return programOf("sum", [rows * columns], grid[0] ?? 1, {
    grid,
    reduce: axis === "all" ? [rows, columns] : [axis === 1 ? columns : rows],
    accumulators: [{ op: "add", value: load("f32", 0, add(mul(row, i32(columns)), column)) }],
    stores: [{ buffer: 1, index: axis === 1 ? row : axis === 0 ? column : i32(0), value: accumulator("f32", 0) }],
  });
}

/** Bᵀ of f32[rows,columns]. */
export function transposeProgram(rows: number, columns: number): Program {
  const [i, j] = [gridIndex(0, columns), gridIndex(1, rows)];
  return programOf("transpose", [rows * columns], rows * columns, {
    grid: [columns, rows],
    reduce: [],
    accumulators: [],
    stores: [{ buffer: 1, index: add(mul(i, i32(rows)), j), value: load("f32", 0, add(mul(j, i32(columns)), i)) }],
  });
}
