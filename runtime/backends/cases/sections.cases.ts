/** Kernels that run as one, on grids of unequal sizes. */
import { accumulator, binary, constant, gridIndex, load, math, reduceIndex } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import type { BufferDecl, Kernel, Program } from "../../ir/kernel.ts";
import { expectClose, noise } from "./expect.cases.ts";
import { type BackendCase, programOf, runProgram } from "./runOnce.cases.ts";

const f32 = (x: number): Expr => constant("f32", x);
const zero = constant("i32", 0);

/** Lengths around vectors, blocks of sums and parts of long sections; some twice. */
const lengths = [1, 3, 4, 5, 16, 19, 20, 20, 64, 511, 512, 529, 1000, 2 ** 15 + 5];

/**
 * out[k] = tanh(x[k]) · scale, for arrays x[k] of all these lengths; the scale is the reciprocal of the sum of all Σ x[k]², each of which is a
 * section as well.
 */
function scaled(sizes: readonly number[]): Program {
  const count = sizes.length;
  const [firstSum, scale] = [2 * count, 3 * count];
  const temporaries = Array.from(
    { length: count + 1 },
    (_, n): BufferDecl => ({ kind: "temporary", type: "f32", size: 1, offset: 256 * n }),
  );
  const sums = sizes.map((size, k): Kernel => {
    const x = load("f32", k, reduceIndex(0, size));
    return {
      name: "sum",
      grid: [],
      reduce: [size],
      accumulators: [{ op: "add", value: binary("mul", x, x) }],
      stores: [{ buffer: firstSum + k, index: zero, value: accumulator("f32", 0) }],
    };
  });
  const total = sizes.map((_, k) => load("f32", firstSum + k, zero)).reduce((a, b) => binary("add", a, b));
  const maps = sizes.map((size, k): Kernel => {
    const i = gridIndex(0, size);
    const value = binary("mul", math("tanh", load("f32", k, i)), load("f32", scale, zero));
    return {
      name: "scale",
      grid: [size],
      reduce: [],
      accumulators: [],
      stores: [{ buffer: count + k, index: i, value }],
    };
  });
  return programOf({
    inputs: sizes.map((size) => ({ type: "f32", size })),
    outputs: sizes.map((size) => ({ type: "f32", size })),
    others: temporaries,
    steps: [
      { kind: "sections", name: "sums", kernels: sums },
      {
        name: "total",
        grid: [],
        reduce: [],
        accumulators: [],
        stores: [{ buffer: scale, index: zero, value: binary("div", f32(1), total) }],
      },
      { kind: "sections", name: "scales", kernels: maps },
    ],
  });
}

export const sectionCases: readonly BackendCase[] = [
  {
    name: "sections of unequal lengths: sums and maps",
    run(backend) {
      const data = lengths.map((length, k) => noise(length, 50 + k));
      const actual = runProgram(backend, scaled(lengths), data);
      const total = data.reduce((sum, x) => sum + x.reduce((own, v) => own + v * v, 0), 0);
      data.forEach((x, k) => {
        expectClose(
          actual[k]! as Float32Array,
          Float64Array.from(x, (v) => Math.tanh(v) / total),
          1e-5,
          `section ${k}`,
        );
      });
    },
  },
  {
    name: "sections of different kinds, some alike but for their buffers",
    run(backend) {
      const [rows, columns] = [6, 9];
      const [i, j] = [gridIndex(0, rows), gridIndex(1, columns)];
      const flat = binary("add", binary("mul", i, constant("i32", columns)), j);
      const biased = (x: number, bias: number, to: number): Kernel => ({
        name: "bias",
        grid: [rows, columns],
        reduce: [],
        accumulators: [],
        stores: [{ buffer: to, index: flat, value: binary("add", load("f32", x, flat), load("f32", bias, j)) }],
      });
      const n = 40;
      const k = gridIndex(0, n);
      const backwards = binary("sub", constant("i32", n - 1), k);
      const reversed: Kernel = {
        name: "reverse",
        grid: [n],
        reduce: [],
        accumulators: [],
        stores: [{ buffer: 7, index: k, value: load("f32", 4, backwards) }],
      };
      const program = programOf({
        inputs: [rows * columns, columns, rows * columns, columns, n].map((size) => ({ type: "f32", size })),
        outputs: [rows * columns, rows * columns, n].map((size) => ({ type: "f32", size })),
        steps: [{ kind: "sections", name: "mixed", kernels: [biased(0, 1, 5), biased(2, 3, 6), reversed] }],
      });
      const data = program.inputs.map((number) => noise(program.buffers[number]!.size, 90 + number));
      const [first, second, third] = runProgram(backend, program, data);
      const bias = (x: Float32Array, b: Float32Array): Float64Array =>
        Float64Array.from(x, (v, at) => v + b[at % columns]!);
      expectClose(first as Float32Array, bias(data[0]!, data[1]!), 1e-6, "first");
      expectClose(second as Float32Array, bias(data[2]!, data[3]!), 1e-6, "second");
      expectClose(third as Float32Array, Float64Array.from(data[4]!).reverse(), 0, "third");
    },
  },
];
