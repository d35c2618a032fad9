/** Kernels of awkward sizes and strides against the reference backend: tails, unaligned vectors, blocks, packed operands. */
import { describe, expect, test } from "vitest";
import {
  accumulator,
  binary,
  bitcast,
  constant,
  convert,
  gridIndex,
  load,
  reduceIndex,
  select,
  unary,
} from "../../ir/build.ts";
import type { BinaryOp, Expr } from "../../ir/expr.ts";
import { flatIndex } from "../../ir/flatIndex.ts";
import type { Kernel, Program, ReduceOp } from "../../ir/kernel.ts";
import { expectClose, expectSame, noise } from "../cases/expect.cases.ts";
import { type BufferSpec, type Data, programOf, runProgram } from "../cases/runOnce.cases.ts";
import { createReferenceBackend } from "../reference/index.ts";
import { createWasmBackend } from "./index.ts";

const wasm = createWasmBackend();
const reference = createReferenceBackend();
const i32 = (x: number): Expr => constant("i32", x);
const f32 = (x: number): Expr => constant("f32", x);
const add = (x: Expr, y: Expr): Expr => binary("add", x, y);
const sub = (x: Expr, y: Expr): Expr => binary("sub", x, y);
const mul = (x: Expr, y: Expr): Expr => binary("mul", x, y);

function floats(n: number, seed = 1): Float32Array {
  return noise(Math.max(n, 1), seed);
}

function program(
  inputs: readonly Data[],
  outputs: readonly BufferSpec[],
  kernels: readonly Partial<Kernel>[],
): Program {
  return programOf({
    inputs: inputs.map((data) => ({ type: typeOf(data), size: data.length })),
    outputs,
    steps: kernels.map((kernel) => ({ name: "k", grid: [], reduce: [], accumulators: [], stores: [], ...kernel })),
  });
}

const typeOf = (data: Data): "f32" | "i32" | "u32" =>
  data instanceof Float32Array ? "f32" : data instanceof Int32Array ? "i32" : "u32";

/** Runs on both backends: elements that are sums may differ by rounding, all others not at all. */
function compare(checked: Program, inputs: readonly Data[], what: string, tolerance = 0): void {
  const actual = runProgram(wasm, checked, inputs);
  const wanted = runProgram(reference, checked, inputs);
  wanted.forEach((data, n) => {
    if (tolerance > 0) expectClose(actual[n]!, data, tolerance, what);
    else expectSame(actual[n]!, data, what);
  });
}

const sizes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 15, 16, 17, 20, 31, 33];

describe("maps", () => {
  test("of every size, at unaligned, strided, reversed and repeated places", () => {
    for (const n of sizes) {
      const i = gridIndex(0, n);
      const [a, b, c] = [floats(n + 3, 2), floats(2 * n + 1, 3), floats(n, 4)];
      const value = add(
        sub(
          load("f32", 0, add(i, i32(3))),
          mul(load("f32", 1, add(mul(i, i32(2)), i32(1))), load("f32", 2, sub(i32(n - 1), i))),
        ),
        load("f32", 0, i32(0)),
      );
      const checked = program(
        [a, b, c],
        [{ type: "f32", size: n }],
        [{ grid: [n], stores: [{ buffer: 3, index: i, value }] }],
      );
      compare(checked, [a, b, c], `size ${n}`);
    }
  });

  test("over two loops, rows and columns broadcast, stored as they are and transposed", () => {
    for (const m of [1, 3, 4, 7, 16]) {
      for (const n of sizes) {
        const [i, j] = [gridIndex(0, m), gridIndex(1, n)];
        const inputs = [floats(m * n, 5), floats(m, 6), floats(n, 7)];
        const flat = add(mul(i, i32(n)), j);
        const value = mul(add(load("f32", 0, flat), load("f32", 1, i)), load("f32", 2, j));
        const stores = [
          { buffer: 3, index: flat, value },
          { buffer: 4, index: add(mul(j, i32(m)), i), value: unary("abs", value) },
        ];
        const size = { type: "f32", size: m * n } as const;
        compare(program(inputs, [size, size], [{ grid: [m, n], stores }]), inputs, `${m}×${n}`);
      }
    }
  });

  test("transposed, in squares of four and what is left beside them", () => {
    for (const [m, n] of [
      [4, 4],
      [4, 9],
      [6, 8],
      [70, 5],
      [13, 70],
      [64, 130],
    ] as const) {
      const [i, j] = [gridIndex(0, n), gridIndex(1, m)];
      const inputs = [floats(m * n, 5), floats(m * n, 6)];
      const place = add(mul(i, i32(m)), j);
      const value = sub(load("f32", 0, add(mul(j, i32(n)), i)), load("f32", 1, place));
      const stores = [{ buffer: 2, index: place, value }];
      compare(program(inputs, [{ type: "f32", size: m * n }], [{ grid: [n, m], stores }]), inputs, `${m}×${n}`);
    }
  });

  test("backwards through an array at the beginning of memory", () => {
    const n = 6001;
    const i = gridIndex(0, n);
    const x = floats(n, 3);
    const stores = [{ buffer: 1, index: sub(i32(n - 1), i), value: mul(load("f32", 0, sub(i32(n - 1), i)), f32(2)) }];
    const checked = program([x], [{ type: "f32", size: n }], [{ grid: [n], stores }]);
    const [actual] = runProgram(createWasmBackend(), checked, [x]);
    expectSame(
      actual!,
      x.map((value) => value * 2),
      "reversed twice",
    );
    const ids = Int32Array.from({ length: n }, (_, k) => (k * 7) % n);
    const from = sub(i32(n - 1), binary("min", binary("max", load("i32", 1, i), i32(0)), i32(n - 1)));
    const gather = program(
      [x, ids],
      [{ type: "f32", size: n }],
      [{ grid: [n], stores: [{ buffer: 2, index: i, value: load("f32", 0, from) }] }],
    );
    const [gathered] = runProgram(createWasmBackend(), gather, [x, ids]);
    expectSame(
      gathered!,
      [...ids].map((id) => x[n - 1 - id]!),
      "gathered",
    );
  });

  test("in place: an output that reuses its input's memory", () => {
    for (const n of sizes) {
      const i = gridIndex(0, n);
      const data = floats(n, 8);
      const checked = program(
        [data],
        [{ type: "f32", size: n }],
        [{ grid: [n], stores: [{ buffer: 1, index: i, value: add(mul(load("f32", 0, i), f32(3)), f32(1)) }] }],
      );
      const executable = wasm.prepare(checked);
      const allocation = wasm.alloc(n * 4);
      wasm.write(allocation, new Uint8Array(data.buffer, 0, n * 4));
      wasm.dispatch(executable, [allocation], [allocation]);
      const actual = new Float32Array(wasm.read(allocation).buffer);
      expectSame(
        actual,
        [...data].slice(0, n).map((x) => Math.fround(Math.fround(x * 3) + 1)),
        `size ${n}`,
      );
      wasm.free(allocation);
    }
  });

  test("swapping two arrays in place loads both before it stores", () => {
    const n = 13;
    const i = gridIndex(0, n);
    const [a, b] = [floats(n, 1), floats(n, 2)];
    const size = { type: "f32", size: n } as const;
    const stores = [
      { buffer: 2, index: i, value: load("f32", 1, i) },
      { buffer: 3, index: i, value: load("f32", 0, i) },
    ];
    const executable = wasm.prepare(program([a, b], [size, size], [{ grid: [n], stores }]));
    const [x, y] = [a, b].map((data) => {
      const allocation = wasm.alloc(n * 4);
      wasm.write(allocation, new Uint8Array(data.buffer));
      return allocation;
    });
    wasm.dispatch(executable, [x!, y!], [x!, y!]);
    expectSame(new Float32Array(wasm.read(x!).buffer), b, "first");
    expectSame(new Float32Array(wasm.read(y!).buffer), a, "second");
  });

  test("gathering by loaded indices, of rows and of single elements", () => {
    const [rows, width, count] = [9, 7, 11];
    const table = floats(rows * width, 3);
    const ids = Int32Array.from({ length: count }, (_, n) => (n * 5) % rows);
    const [i, j] = [gridIndex(0, count), gridIndex(1, width)];
    const id = binary("min", binary("max", load("i32", 1, i), i32(0)), i32(rows - 1));
    const out = { type: "f32", size: count * width } as const;
    const byRow = { buffer: 2, index: add(mul(i, i32(width)), j), value: load("f32", 0, add(mul(id, i32(width)), j)) };
    compare(program([table, ids], [out], [{ grid: [count, width], stores: [byRow] }]), [table, ids], "rows");
    const single = { buffer: 2, index: i, value: load("f32", 0, id) };
    compare(
      program([table, ids], [{ type: "f32", size: count }], [{ grid: [count], stores: [single] }]),
      [table, ids],
      "elements",
    );
  });

  test("scattering to computed places", () => {
    for (const n of [4, 8, 13]) {
      const x = floats(n, 4);
      const i = gridIndex(0, n);
      const place = binary("rem", add(mul(i, i32(5)), i32(2)), i32(n)); // 5 is prime to n
      const stores = [{ buffer: 1, index: place, value: load("f32", 0, i) }];
      compare(program([x], [{ type: "f32", size: n }], [{ grid: [n], stores }]), [x], `size ${n}`);
    }
  });

  test("integers, bools and bits in vectors and in tails", () => {
    for (const n of [4, 7, 19]) {
      const i = gridIndex(0, n);
      const a = Int32Array.from({ length: n }, (_, k) => Math.imul(k - 3, 0x2545f491));
      const b = Int32Array.from({ length: n }, (_, k) => [1, -1, 0, 7, 31, 32, -5][k % 7]!);
      const [x, y] = [load("i32", 0, i), load("i32", 1, i)];
      const bits = (op: BinaryOp): Expr => binary(op, bitcast("u32", x), bitcast("u32", y));
      const ints = (["div", "rem", "min", "max", "shl", "shrArith", "mul"] as const).map((op) => binary(op, x, y));
      const words = (["div", "rem", "min", "max", "shrLogical", "xor"] as const).map(bits);
      const flags = [binary("lt", x, y), binary("and", binary("ge", x, y), unary("not", binary("eq", y, i32(7))))];
      const values = [...ints, ...words, ...flags, select(flags[0]!, x, y), add(x, i), convert("f32", flags[1]!)];
      const stores = values.map((value, k) => ({ buffer: 2 + k, index: i, value }));
      const outputs = values.map(({ type }) => ({ type, size: n }));
      compare(program([a, b], outputs, [{ grid: [n], stores }]), [a, b], `size ${n}`);
    }
  });
});

/** Σ or another fold of a [a,b,c] array over some of its axes. */
function foldProgram(op: ReduceOp, shape: readonly number[], over: readonly number[], data: Data): Program {
  const type = typeOf(data);
  const kept = shape.flatMap((_, axis) => (over.includes(axis) ? [] : [axis]));
  const index = shape.map((size, axis) =>
    over.includes(axis) ? reduceIndex(over.indexOf(axis), size) : gridIndex(kept.indexOf(axis), size),
  );
  const grid = kept.map((axis) => shape[axis]!);
  const size = grid.reduce((a, b) => a * b, 1);
  const place = flatIndex(
    grid.map((n, position) => gridIndex(position, n)),
    grid,
  );
  return program(
    [data],
    [{ type, size }],
    [
      {
        grid,
        reduce: over.map((axis) => shape[axis]!),
        accumulators: [{ op, value: load(type, 0, flatIndex(index, shape)) }],
        stores: [{ buffer: 1, index: place, value: accumulator(type, 0) }],
      },
    ],
  );
}

describe("folds", () => {
  test.each([
    [[0]],
    [[1]],
    [[2]],
    [[0, 1]],
    [[0, 2]],
    [[1, 2]],
    [[0, 1, 2]],
  ])("over axes %j of arrays of many shapes", (over) => {
    for (const shape of [
      [1, 1, 1],
      [2, 3, 4],
      [5, 4, 3],
      [3, 7, 9],
      [4, 8, 16],
      [1, 40, 5],
      [17, 2, 6],
    ]) {
      const n = shape.reduce((a, b) => a * b, 1);
      const data = floats(n, n);
      const positive = data.map((x) => x + 1.5);
      compare(foldProgram("add", shape, over, positive), [positive], `sum of ${shape}`, 1e-6);
      compare(foldProgram("max", shape, over, data), [data], `max of ${shape}`);
      const ints = Int32Array.from(data, (x) => Math.round(x * 1e9));
      for (const op of ["add", "mul", "min", "and", "or"] as const)
        compare(foldProgram(op, shape, over, ints), [ints], `${op} of ${shape}`);
    }
  });

  test("maximum and minimum are NaN if an element is", () => {
    const data = floats(37);
    data[30] = Number.NaN;
    for (const op of ["max", "min"] as const) compare(foldProgram(op, [1, 1, 37], [2], data), [data], op);
  });

  test("long sums with a rest in blocks, by row, by column and of everything", () => {
    for (const [shape, over] of [
      [[3, 1, 5003], [2]],
      [[1, 5003, 6], [1]],
      [[1, 5003, 3], [1]],
      [
        [7, 301, 11],
        [0, 1, 2],
      ],
      [
        [130, 3, 130],
        [0, 2],
      ],
    ] as const) {
      const data = Float32Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, k) => 0.1 + (k % 7) * 0.001);
      compare(foldProgram("add", shape, over, data), [data], `sum of ${shape} over ${over}`, 4e-7);
    }
  });

  test("several accumulators with an epilogue", () => {
    for (const [m, n] of [
      [4, 9],
      [13, 64],
      [32, 20],
    ] as const) {
      const x = floats(m * n, 9);
      const [i, r] = [gridIndex(0, m), reduceIndex(0, n)];
      const element = load("f32", 0, add(mul(i, i32(n)), r));
      const [sum, squares] = [accumulator("f32", 0), accumulator("f32", 1)];
      const mean = mul(sum, f32(1 / n));
      const kernel = {
        grid: [m],
        reduce: [n],
        accumulators: [
          { op: "add" as const, value: element },
          { op: "add" as const, value: mul(element, element) },
          { op: "max" as const, value: element },
        ],
        stores: [
          { buffer: 1, index: i, value: mean },
          { buffer: 2, index: i, value: add(sub(mul(squares, f32(1 / n)), mul(mean, mean)), accumulator("f32", 2)) },
        ],
      };
      const size = { type: "f32", size: m } as const;
      compare(program([x], [size, size], [kernel]), [x], `${m}×${n}`, 2e-6);
    }
  });
});

/** C = A·B in any of the four layouts, with a batch, a prologue and an epilogue. */
function matmul(
  batch: number,
  m: number,
  k: number,
  n: number,
  transposeA: boolean,
  transposeB: boolean,
): { checked: Program; inputs: Data[] } {
  const [b, i, j, r] = [gridIndex(0, batch), gridIndex(1, m), gridIndex(2, n), reduceIndex(0, k)];
  const inputs = [floats(batch * m * k, m), floats(batch * k * n, n), floats(n, 3)];
  const left = flatIndex(transposeA ? [b, r, i] : [b, i, r], transposeA ? [batch, k, m] : [batch, m, k]);
  const right = flatIndex(transposeB ? [b, j, r] : [b, r, j], transposeB ? [batch, n, k] : [batch, k, n]);
  const kernel = {
    grid: [batch, m, n],
    reduce: [k],
    accumulators: [
      { op: "add" as const, value: mul(binary("max", load("f32", 0, left), f32(0)), load("f32", 1, right)) },
    ],
    stores: [
      { buffer: 3, index: flatIndex([b, i, j], [batch, m, n]), value: add(accumulator("f32", 0), load("f32", 2, j)) },
    ],
  };
  return { checked: program(inputs, [{ type: "f32", size: batch * m * n }], [kernel]), inputs };
}

test("column sums over many rows, in blocks, of floats and of integers", () => {
  const [rows, columns] = [640, 530];
  const data = Float32Array.from({ length: rows * columns }, (_, n) => 0.1 + (n % 13) * 0.01);
  const ints = Int32Array.from(data, (x) => Math.round(x * 1e6));
  for (const [input, op] of [
    [data, "add"],
    [data, "max"],
    [ints, "add"],
  ] as const) {
    const type = typeOf(input);
    const [j, r] = [gridIndex(0, columns), reduceIndex(0, rows)];
    const kernel = {
      grid: [columns],
      reduce: [rows],
      accumulators: [{ op, value: load(type, 0, add(mul(r, i32(columns)), j)) }],
      stores: [{ buffer: 1, index: j, value: accumulator(type, 0) }],
    };
    const [actual] = runProgram(wasm, program([input], [{ type, size: columns }], [kernel]), [input]);
    const exact = Float64Array.from({ length: columns }, (_, column) => {
      let folded = op === "max" ? -Infinity : 0;
      for (let row = 0; row < rows; row++) {
        const x = input[row * columns + column]!;
        folded = op === "max" ? Math.max(folded, x) : folded + x;
      }
      return folded;
    });
    expectClose(actual!, exact, op === "add" && type === "f32" ? 1e-6 : 0, `${op} of ${type}`);
  }
});

describe("matrix products", () => {
  const layouts = [
    [false, false],
    [true, false],
    [false, true],
    [true, true],
  ] as const;

  test.each(layouts)("of small sizes, left transposed: %s, right transposed: %s", (transposeA, transposeB) => {
    for (const m of [1, 2, 5, 8, 13]) {
      for (const k of [1, 3, 4, 10, 33]) {
        for (const n of [1, 3, 4, 5, 8, 10, 21]) {
          const { checked, inputs } = matmul(1, m, k, n, transposeA, transposeB);
          compare(checked, inputs, `${m}×${k}×${n}`, 1e-6);
        }
      }
    }
  });

  test.each(
    layouts,
  )("large enough for packing and blocks, left transposed: %s, right transposed: %s", (transposeA, transposeB) => {
    for (const [batch, m, k, n] of [
      [1, 70, 300, 77],
      [2, 45, 130, 203],
      [1, 37, 520, 261],
      [1, 300, 450, 33],
    ] as const) {
      const { checked, inputs } = matmul(batch, m, k, n, transposeA, transposeB);
      const [actual] = runProgram(wasm, checked, inputs);
      expectClose(
        actual!,
        exactProduct(batch, m, k, n, transposeA, transposeB, inputs),
        1e-6,
        `${batch}×${m}×${k}×${n}`,
      );
    }
  });
});

function exactProduct(
  batch: number,
  m: number,
  k: number,
  n: number,
  transposeA: boolean,
  transposeB: boolean,
  inputs: readonly Data[],
): Float64Array {
  const [a, b, bias] = inputs as [Data, Data, Data];
  const product = new Float64Array(batch * m * n);
  for (let p = 0; p < batch; p++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = bias[j]!;
        for (let r = 0; r < k; r++) {
          const left = a[p * m * k + (transposeA ? r * m + i : i * k + r)]!;
          sum += Math.max(left, 0) * b[p * k * n + (transposeB ? j * k + r : r * n + j)]!;
        }
        product[(p * m + i) * n + j] = sum;
      }
    }
  }
  return product;
}

test("a convolution with a border, as nested reductions over clamped indices", () => {
  const [height, width, channels, filters] = [6, 7, 3, 5];
  const [y, x, o] = [gridIndex(0, height), gridIndex(1, width), gridIndex(2, filters)];
  const [dy, dx, c] = [reduceIndex(0, 3), reduceIndex(1, 3), reduceIndex(2, channels)];
  const inside = (at: Expr, size: number): Expr => binary("and", binary("ge", at, i32(0)), binary("lt", at, i32(size)));
  const clamped = (at: Expr, size: number): Expr => binary("min", binary("max", at, i32(0)), i32(size - 1));
  const [row, column] = [sub(add(y, dy), i32(1)), sub(add(x, dx), i32(1))];
  const pixel = load("f32", 0, flatIndex([clamped(row, height), clamped(column, width), c], [height, width, channels]));
  const weight = load("f32", 1, flatIndex([dy, dx, c, o], [3, 3, channels, filters]));
  const value = mul(select(binary("and", inside(row, height), inside(column, width)), pixel, f32(0)), weight);
  const inputs = [floats(height * width * channels, 1), floats(9 * channels * filters, 2)];
  const kernel = {
    grid: [height, width, filters],
    reduce: [3, 3, channels],
    accumulators: [{ op: "add" as const, value }],
    stores: [{ buffer: 2, index: flatIndex([y, x, o], [height, width, filters]), value: accumulator("f32", 0) }],
  };
  compare(program(inputs, [{ type: "f32", size: height * width * filters }], [kernel]), inputs, "convolution", 1e-6);
});

test("a small kernel's listing: pointers that step, copies of the body, a rest in vectors, then in single elements", () => {
  const n = 70;
  const i = gridIndex(0, n);
  const value = mul(add(load("f32", 0, i), load("f32", 1, i32(0))), f32(0.5));
  const checked = program(
    [floats(n), floats(1)],
    [{ type: "f32", size: n }],
    [{ name: "mean", grid: [n], stores: [{ buffer: 2, index: i, value }] }],
  );
  const listing = wasm.prepare(checked).text.replaceAll(/\[\d+\]/g, "[argument]");
  expect(listing).toBe(`func k0_mean()
  b1 = i32.load [argument]
  x = v128.load32_splat [b1]
  b0 = i32.load [argument]
  b0_1 = b0
  const = vector(0x3f000000, 0x3f000000, 0x3f000000, 0x3f000000)
  b2 = i32.load [argument]
  b2_1 = b2
  b0End = (b0 + 256)
  loop i0 in 0 … 64 by 16
    v128.store [b2_1] = f32x4.mul(f32x4.add(v128.load [b0_1], x), const)
    v128.store [b2_1 + 16] = f32x4.mul(f32x4.add(v128.load [b0_1 + 16], x), const)
    v128.store [b2_1 + 32] = f32x4.mul(f32x4.add(v128.load [b0_1 + 32], x), const)
    v128.store [b2_1 + 48] = f32x4.mul(f32x4.add(v128.load [b0_1 + 48], x), const)
    b0_1 = (b0_1 + 64)
    b2_1 = (b2_1 + 64)
  while i32.ne(b0_1, b0End)
  v128.store [b2 + 256] = f32x4.mul(f32x4.add(v128.load [b0 + 256], x), const)
  x_1 = f32.load [b1]
  f32.store [b2 + 272] = f32.mul(f32.add(f32.load [b0 + 272], x_1), 0.5)
  f32.store [b2 + 276] = f32.mul(f32.add(f32.load [b0 + 276], x_1), 0.5)

func run()
  call k0_mean()`);
});
