/** Ways through memory: contiguous, broadcast, transposed, strided, reversed, gathered, split by division; sizes that leave a tail. */
import { binary, constant, convert, gridIndex, load, select, unary } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import { unflatIndex } from "../../ir/flatIndex.ts";
import { expectSame, noise } from "./expect.cases.ts";
import { type BackendCase, type BufferSpec, type Data, programOf, runProgram } from "./runOnce.cases.ts";

const i32 = (x: number): Expr => constant("i32", x);
const add = (x: Expr, y: Expr): Expr => binary("add", x, y);
const mul = (x: Expr, y: Expr): Expr => binary("mul", x, y);

/** A map over a grid into one row-major output. */
function mapCase(
  name: string,
  grid: readonly number[],
  inputs: readonly Data[],
  value: (index: readonly Expr[]) => Expr,
  expected: (index: readonly number[]) => number,
  options: { large?: boolean } = {},
): BackendCase {
  return {
    name,
    ...options,
    run(backend) {
      const index = grid.map((size, axis) => gridIndex(axis, size));
      const size = grid.reduce((a, b) => a * b, 1);
      const flat = index.reduce((sum, i, axis) => add(mul(sum, i32(grid[axis]!)), i), i32(0));
      const result = value(index);
      const program = programOf({
        inputs: inputs.map(specOf),
        outputs: [{ type: result.type, size }],
        steps: [
          {
            name: "map",
            grid,
            reduce: [],
            accumulators: [],
            stores: [{ buffer: inputs.length, index: flat, value: result }],
          },
        ],
      });
      const [actual] = runProgram(backend, program, inputs);
      const point = grid.map(() => 0);
      for (let n = 0; n < size; n++) {
        let rest = n;
        for (let axis = grid.length - 1; axis >= 0; axis--) {
          point[axis] = rest % grid[axis]!;
          rest = Math.floor(rest / grid[axis]!);
        }
        if (!Object.is(actual![n], expected(point)))
          throw new Error(`${name}: element [${point}] is ${actual![n]}, expected ${expected(point)}`);
      }
    },
  };
}

function specOf(data: Data): BufferSpec {
  return { type: data instanceof Float32Array ? "f32" : data instanceof Int32Array ? "i32" : "u32", size: data.length };
}

const x = noise(600, 21);
const y = noise(600, 22);
const f = Math.fround;

const tails: BackendCase[] = [1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 65, 257].map((n) =>
  mapCase(
    `elementwise over ${n}`,
    [n],
    [x, y],
    ([i]) => add(mul(load("f32", 0, i!), load("f32", 1, i!)), constant("f32", 1)),
    ([i]) => f(f(x[i!]! * y[i!]!) + 1),
  ),
);

const gathered = Int32Array.from({ length: 40 }, (_, n) => (n * 17) % 60);

const several: BackendCase = {
  name: "several stores, of other types and into other orders, from one map",
  run(backend) {
    const [m, n] = [7, 12];
    const [i, j] = [gridIndex(0, m), gridIndex(1, n)];
    const index = add(mul(i, i32(n)), j);
    const a = load("f32", 0, index);
    const b = load("f32", 1, j);
    const sum = add(a, b);
    const program = programOf({
      inputs: [
        { type: "f32", size: 600 },
        { type: "f32", size: 600 },
      ],
      outputs: [
        { type: "f32", size: m * n },
        { type: "bool", size: m * n },
        { type: "i32", size: m * n },
        { type: "f32", size: m * n },
      ],
      steps: [
        {
          name: "several",
          grid: [m, n],
          reduce: [],
          accumulators: [],
          stores: [
            { buffer: 2, index, value: sum },
            { buffer: 3, index, value: binary("gt", sum, constant("f32", 0)) },
            { buffer: 4, index, value: convert("i32", mul(sum, constant("f32", 100))) },
            { buffer: 5, index: add(mul(j, i32(m)), i), value: mul(sum, sum) },
          ],
        },
      ],
    });
    const [s, positive, whole, squares] = runProgram(backend, program, [x, y]);
    const sums = Array.from({ length: m * n }, (_, e) => f(x[e]! + y[e % n]!));
    expectSame(s!, sums, "sum");
    expectSame(
      positive!,
      sums.map((v) => Number(v > 0)),
      "sum > 0",
    );
    expectSame(
      whole!,
      sums.map((v) => Math.trunc(f(v * 100)) + 0),
      "whole",
    );
    expectSame(
      squares!,
      sums.map((_, e) => f(sums[(e % m) * n + Math.floor(e / m)]! ** 2)),
      "squares, transposed",
    );
  },
};

const transposedConcatenation: BackendCase = {
  name: "a concatenation of transposed arrays, stored in both orders",
  run(backend) {
    const [m, n] = [3, 8];
    const [i, j] = [gridIndex(0, m), gridIndex(1, n)];
    const at = (row: Expr): Expr => load("f32", 0, add(mul(row, i32(m)), i));
    const value = select(
      binary("lt", j, i32(4)),
      at(binary("min", j, i32(3))),
      at(binary("max", binary("sub", j, i32(4)), i32(0))),
    );
    const index = add(mul(i, i32(n)), j);
    const program = programOf({
      inputs: [{ type: "f32", size: 600 }],
      outputs: [
        { type: "f32", size: m * n },
        { type: "f32", size: m * n },
        { type: "f32", size: m * n },
      ],
      steps: [
        {
          name: "concatenate_add_neg",
          grid: [m, n],
          reduce: [],
          accumulators: [],
          stores: [
            { buffer: 1, index, value },
            { buffer: 2, index: add(mul(j, i32(m)), i), value },
            { buffer: 3, index, value: unary("neg", add(value, constant("f32", 1))) },
          ],
        },
      ],
    });
    const [plain, transposed, negative] = runProgram(backend, program, [x]);
    const expected = Array.from({ length: m * n }, (_, e) => x[((e % n) % 4) * m + Math.floor(e / n)]!);
    expectSame(plain!, expected, "concatenation");
    expectSame(
      transposed!,
      expected.map((_, e) => expected[(e % m) * n + Math.floor(e / m)]!),
      "transposed",
    );
    expectSame(
      negative!,
      expected.map((v) => -f(v + 1)),
      "negative",
    );
  },
};

const scalar: BackendCase = {
  name: "a kernel without loops",
  run(backend) {
    const program = programOf({
      inputs: [{ type: "f32", size: 600 }],
      outputs: [{ type: "f32", size: 1 }],
      steps: [
        {
          name: "scalar",
          grid: [],
          reduce: [],
          accumulators: [],
          stores: [{ buffer: 1, index: i32(0), value: mul(load("f32", 0, i32(3)), constant("f32", 2)) }],
        },
      ],
    });
    const [actual] = runProgram(backend, program, [x]);
    expectSame(actual!, [x[3]! * 2], "scalar");
  },
};

export const accessCases: readonly BackendCase[] = [
  ...tails,
  scalar,
  several,
  transposedConcatenation,
  mapCase(
    "bias over rows and columns",
    [9, 20],
    [x, y],
    ([i, j]) => add(load("f32", 0, j!), load("f32", 1, i!)),
    ([i, j]) => f(x[j!]! + y[i!]!),
  ),
  mapCase(
    "transpose",
    [13, 21],
    [x],
    ([i, j]) => load("f32", 0, add(mul(j!, i32(13)), i!)),
    ([i, j]) => x[j! * 13 + i!]!,
  ),
  mapCase(
    "strided",
    [40],
    [x],
    ([i]) => load("f32", 0, add(mul(i!, i32(3)), i32(2))),
    ([i]) => x[i! * 3 + 2]!,
  ),
  mapCase(
    "reversed",
    [50],
    [x],
    ([i]) => load("f32", 0, binary("sub", i32(49), i!)),
    ([i]) => x[49 - i!]!,
  ),
  mapCase(
    "inner slice",
    [6, 11],
    [x],
    ([i, j]) => load("f32", 0, add(add(mul(i!, i32(20)), j!), i32(45))),
    ([i, j]) => x[i! * 20 + j! + 45]!,
  ),
  mapCase(
    "shifted neighbours",
    [100],
    [x],
    ([i]) => binary("sub", load("f32", 0, add(i!, i32(1))), load("f32", 0, i!)),
    ([i]) => f(x[i! + 1]! - x[i!]!),
  ),
  mapCase(
    "gather",
    [40],
    [x, gathered],
    ([i]) => load("f32", 0, load("i32", 1, i!)),
    ([i]) => x[gathered[i!]!]!,
  ),
  mapCase(
    "indices split by division",
    [105],
    [x],
    ([i]) => {
      const [a, b, c] = unflatIndex(i!, [3, 5, 7]);
      return load("f32", 0, add(add(mul(c!, i32(15)), mul(a!, i32(5))), b!));
    },
    ([i]) => x[(i! % 7) * 15 + Math.floor(i! / 35) * 5 + (Math.floor(i! / 7) % 5)]!,
  ),
  mapCase(
    "concatenation by select with clamped indices",
    [50],
    [x, y],
    ([i]) =>
      select(
        binary("lt", i!, i32(18)),
        load("f32", 0, binary("min", i!, i32(17))),
        load("f32", 1, binary("max", binary("sub", i!, i32(18)), i32(0))),
      ),
    ([i]) => (i! < 18 ? x[i!]! : y[i! - 18]!),
  ),
  mapCase(
    "a reversed flat index split by division, in the condition and in both indices of a concatenation",
    [24],
    [x],
    ([i]) => {
      const back = binary("sub", i32(23), i!);
      const [row, column] = [binary("div", back, i32(3)), binary("rem", back, i32(3))];
      const at = (r: Expr): Expr => load("f32", 0, add(mul(r, i32(3)), column));
      const below = binary("lt", row, i32(4));
      return select(below, at(binary("min", row, i32(3))), at(binary("max", binary("sub", row, i32(4)), i32(0))));
    },
    ([i]) => {
      const [row, column] = [Math.floor((23 - i!) / 3), (23 - i!) % 3];
      return x[(row < 4 ? row : row - 4) * 3 + column]!;
    },
  ),
  mapCase(
    "iota as f32",
    [5, 9],
    [],
    ([, j]) => convert("f32", j!),
    ([, j]) => j!,
  ),
  mapCase(
    "a constant",
    [33],
    [],
    () => constant("f32", 2.5),
    () => 2.5,
  ),
  mapCase(
    "five loops",
    [2, 3, 4, 3, 5],
    [x, y],
    ([a, b, c, d, e]) =>
      add(load("f32", 0, add(add(mul(a!, i32(180)), mul(c!, i32(15))), e!)), load("f32", 1, add(mul(b!, i32(3)), d!))),
    ([a, b, c, d, e]) => f(x[a! * 180 + c! * 15 + e!]! + y[b! * 3 + d!]!),
  ),
  mapCase(
    "4.3 million points, more than one dispatch dimension holds",
    [4_300_000],
    [],
    ([i]) => binary("rem", i!, i32(1013)),
    ([i]) => i! % 1013,
    { large: true },
  ),
  mapCase(
    "3.2 million points in two loops",
    [3200, 1000],
    [x],
    ([i, j]) => add(load("f32", 0, binary("rem", i!, i32(600))), convert("f32", j!)),
    ([i, j]) => f(x[i! % 600]! + j!),
    { large: true },
  ),
];
