/** Programs of several kernels: temporaries that share the arena, constants, updates in place, zero sizes, long programs, many calls. */
import { accumulator, binary, constant, gridIndex, load, math, reduceIndex } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import type { BufferDecl, Kernel } from "../../ir/kernel.ts";
import type { Allocation, Backend } from "../backend.ts";
import { expectClose, expectSame, noise } from "./expect.cases.ts";
import { type BackendCase, bytesOf, fromBytes, programOf, runProgram } from "./runOnce.cases.ts";

const i32 = (x: number): Expr => constant("i32", x);
const f32 = (x: number): Expr => constant("f32", x);
const add = (x: Expr, y: Expr): Expr => binary("add", x, y);
const mul = (x: Expr, y: Expr): Expr => binary("mul", x, y);

/** out[i] = value(i) over n elements. */
function map(n: number, buffer: number, value: (i: Expr) => Expr): Kernel {
  const i = gridIndex(0, n);
  return { name: "map", grid: [n], reduce: [], accumulators: [], stores: [{ buffer, index: i, value: value(i) }] };
}

const temporary = (size: number, offset: number, type: BufferDecl["type"] = "f32"): BufferDecl => ({
  kind: "temporary",
  type,
  size,
  offset,
});

const softmax: BackendCase = {
  name: "softmax in three kernels through temporaries",
  run(backend) {
    const [rows, n] = [11, 37];
    const x = noise(rows * n, 31).map((v) => v * 10);
    const [i, j, r] = [gridIndex(0, rows), gridIndex(1, n), reduceIndex(0, n)];
    const shifted = (column: Expr): Expr =>
      math("exp", binary("sub", load("f32", 0, add(mul(i, i32(n)), column)), load("f32", 2, i)));
    const program = programOf({
      inputs: [{ type: "f32", size: rows * n }],
      outputs: [{ type: "f32", size: rows * n }],
      others: [temporary(rows, 0), temporary(rows, 256)],
      steps: [
        {
          name: "reduceMax",
          grid: [rows],
          reduce: [n],
          accumulators: [{ op: "max", value: load("f32", 0, add(mul(i, i32(n)), r)) }],
          stores: [{ buffer: 2, index: i, value: accumulator("f32", 0) }],
        },
        {
          name: "exp_reduceSum",
          grid: [rows],
          reduce: [n],
          accumulators: [{ op: "add", value: shifted(r) }],
          stores: [{ buffer: 3, index: i, value: accumulator("f32", 0) }],
        },
        {
          name: "exp_div",
          grid: [rows, n],
          reduce: [],
          accumulators: [],
          stores: [{ buffer: 1, index: add(mul(i, i32(n)), j), value: binary("div", shifted(j), load("f32", 3, i)) }],
        },
      ],
    });
    const [actual] = runProgram(backend, program, [x]);
    const exact = new Float64Array(rows * n);
    for (let row = 0; row < rows; row++) {
      const part = Array.from(x.subarray(row * n, row * n + n));
      const top = Math.max(...part);
      const total = part.reduce((sum, v) => sum + Math.exp(v - top), 0);
      part.forEach((v, k) => {
        exact[row * n + k] = Math.exp(v - top) / total;
      });
    }
    expectClose(actual!, exact, 1e-6, "softmax");
  },
};

const sharedArena: BackendCase = {
  name: "temporaries that do not live together share a place",
  run(backend) {
    const n = 100;
    const x = noise(n, 32);
    // b2 and b4 share offset 0, b3 lives beside both.
    const program = programOf({
      inputs: [{ type: "f32", size: n }],
      outputs: [{ type: "f32", size: n }],
      others: [temporary(n, 0), temporary(n, 512), temporary(n, 0)],
      steps: [
        map(n, 2, (i) => add(load("f32", 0, i), f32(1))),
        map(n, 3, (i) => mul(load("f32", 2, binary("sub", i32(n - 1), i)), f32(2))),
        map(n, 4, (i) => add(load("f32", 3, i), load("f32", 0, i))),
        map(n, 1, (i) => mul(load("f32", 4, i), load("f32", 3, binary("sub", i32(n - 1), i)))),
      ],
    });
    const [actual] = runProgram(backend, program, [x]);
    const f = Math.fround;
    const b3 = (i: number): number => f(f(x[n - 1 - i]! + 1) * 2);
    expectSame(
      actual!,
      Array.from(x, (v, i) => f(f(b3(i) + v) * b3(n - 1 - i))),
      "chain",
    );
  },
};

const inPlace: BackendCase = {
  name: "a buffer loaded and stored at the same index is updated in place",
  run(backend) {
    const n = 77;
    const x = noise(n, 33);
    const program = programOf({
      inputs: [{ type: "f32", size: n }],
      outputs: [{ type: "f32", size: n }],
      steps: [
        map(n, 1, (i) => mul(load("f32", 0, i), f32(3))),
        map(n, 1, (i) => add(load("f32", 1, i), f32(1))),
        map(n, 1, (i) => mul(load("f32", 1, i), load("f32", 1, i))),
      ],
    });
    const [actual] = runProgram(backend, program, [x]);
    const f = Math.fround;
    expectSame(
      actual!,
      Array.from(x, (v) => f(f(f(v * 3) + 1) ** 2)),
      "(3x + 1)²",
    );
  },
};

const constants: BackendCase = {
  name: "constant buffers of every type",
  run(backend) {
    const n = 5;
    const others: BufferDecl[] = [
      {
        kind: "constant",
        type: "f32",
        size: n,
        data: Float32Array.from([1, -0, Number.POSITIVE_INFINITY, 2.5, Number.NaN]),
      },
      { kind: "constant", type: "i32", size: n, data: Int32Array.from([1, -2, 3, -4, 5]) },
      { kind: "constant", type: "bool", size: n, data: Uint32Array.from([1, 0, 0, 1, 1]) },
    ];
    const i = gridIndex(0, n);
    const program = programOf({
      outputs: [
        { type: "f32", size: n },
        { type: "i32", size: n },
        { type: "bool", size: n },
      ],
      others,
      steps: [
        {
          name: "constants",
          grid: [n],
          reduce: [],
          accumulators: [],
          stores: [
            { buffer: 0, index: i, value: load("f32", 3, i) },
            { buffer: 1, index: i, value: mul(load("i32", 4, i), i32(-1)) },
            { buffer: 2, index: i, value: load("bool", 5, binary("sub", i32(4), i)) },
          ],
        },
      ],
    });
    for (let call = 0; call < 2; call++) {
      const [f, w, b] = runProgram(backend, program, []);
      expectSame(f!, [1, -0, Number.POSITIVE_INFINITY, 2.5, Number.NaN], "f32");
      expectSame(w!, [-1, 2, -3, 4, -5], "i32");
      expectSame(b!, [1, 1, 0, 0, 1], "bool");
    }
  },
};

const zeroSize: BackendCase = {
  name: "buffers and grids of size 0",
  run(backend) {
    const program = programOf({
      inputs: [{ type: "f32", size: 0 }],
      outputs: [
        { type: "f32", size: 0 },
        { type: "f32", size: 2 },
      ],
      steps: [map(0, 1, () => add(load("f32", 0, i32(0)), f32(1))), map(2, 2, () => f32(4))],
    });
    const [nothing, four] = runProgram(backend, program, [new Float32Array(0)]);
    expectSame(nothing!, [], "nothing");
    expectSame(four!, [4, 4], "four");
  },
};

const noKernels: BackendCase = {
  name: "a program without kernels",
  run(backend) {
    const executable = backend.prepare(programOf({ outputs: [], steps: [] }));
    backend.dispatch(executable, [], []);
  },
};

const long: BackendCase = {
  name: "300 kernels in one program",
  run(backend) {
    const n = 64;
    const x = Float32Array.from({ length: n }, (_, k) => k);
    const kernels = Array.from({ length: 300 }, (_, k) =>
      map(n, 1, (i) => add(load("f32", k === 0 ? 0 : 1, i), f32(1))),
    );
    const program = programOf({
      inputs: [{ type: "f32", size: n }],
      outputs: [{ type: "f32", size: n }],
      steps: kernels,
    });
    const [actual] = runProgram(backend, program, [x]);
    expectSame(
      actual!,
      Array.from(x, (v) => v + 300),
      "x + 300",
    );
  },
};

const deep: BackendCase = {
  name: "an expression 500 operations deep, and one with 200 shared parts",
  run(backend) {
    const n = 10;
    const x = Float32Array.from({ length: n }, (_, k) => k);
    const chain = (x0: Expr): Expr => {
      let value = x0;
      for (let k = 0; k < 500; k++) value = k % 2 ? mul(value, f32(-1.5)) : binary("max", value, f32(-k));
      return value;
    };
    const doubled = (x0: Expr): Expr => {
      let value = x0;
      for (let k = 0; k < 200; k++) value = mul(add(value, value), f32(0.5));
      return value;
    };
    const program = programOf({
      inputs: [{ type: "f32", size: n }],
      outputs: [
        { type: "f32", size: n },
        { type: "f32", size: n },
      ],
      steps: [
        map(n, 1, (i) => binary("min", chain(load("f32", 0, i)), f32(1e30))),
        map(n, 2, (i) => doubled(load("f32", 0, i))),
      ],
    });
    const [deepest, same] = runProgram(backend, program, [x]);
    const expected = Array.from(x, (v) => {
      for (let k = 0; k < 500; k++) v = k % 2 ? Math.fround(v * -1.5) : Math.max(v, -k);
      return Math.min(v, Math.fround(1e30));
    });
    expectSame(deepest!, expected, "chain");
    expectSame(same!, x, "doubled and halved");
  },
};

const manyCalls: BackendCase = {
  name: "2,000 calls queued without a read, outputs of one the inputs of the next",
  run(backend) {
    const n = 50;
    const program = programOf({
      inputs: [{ type: "f32", size: n }],
      outputs: [{ type: "f32", size: n }],
      steps: [map(n, 1, (i) => add(load("f32", 0, i), f32(1)))],
    });
    const executable = backend.prepare(program);
    const start = backend.bytesInUse;
    let current = upload(backend, new Float32Array(n));
    for (let call = 0; call < 2000; call++) {
      const next = backend.alloc(n * 4);
      backend.dispatch(executable, [current], [next]);
      backend.free(current); // the queued program still sees it
      current = next;
    }
    expectSame(fromBytes("f32", backend.read(current)), new Array(n).fill(2000), "2,000 × + 1");
    backend.free(current);
    if (backend.bytesInUse !== start)
      throw new Error(`bytesInUse was ${start} before the calls and is ${backend.bytesInUse} after them`);
  },
};

const sameInput: BackendCase = {
  name: "one allocation as two inputs, and one executable on other allocations",
  run(backend) {
    const n = 20;
    const program = programOf({
      inputs: [
        { type: "f32", size: n },
        { type: "f32", size: n },
      ],
      outputs: [{ type: "f32", size: n }],
      steps: [map(n, 2, (i) => add(load("f32", 0, i), mul(load("f32", 1, i), f32(10))))],
    });
    const executable = backend.prepare(program);
    const [a, b] = [upload(backend, noise(n, 1)), upload(backend, noise(n, 2))];
    const [first, second] = [backend.alloc(n * 4), backend.alloc(n * 4)];
    backend.dispatch(executable, [a, a], [first]);
    backend.dispatch(executable, [a, b], [second]);
    const f = Math.fround;
    const [x, y] = [noise(n, 1), noise(n, 2)];
    expectSame(
      fromBytes("f32", backend.read(second)),
      Array.from(x, (v, k) => f(v + f(y[k]! * 10))),
      "x + 10y",
    );
    expectSame(
      fromBytes("f32", backend.read(first)),
      Array.from(x, (v) => f(v + f(v * 10))),
      "x + 10x",
    );
    for (const allocation of [a, b, first, second]) backend.free(allocation);
  },
};

const listing: BackendCase = {
  name: "a prepared program has its generated code as text",
  run(backend) {
    const program = programOf({ outputs: [{ type: "f32", size: 3 }], steps: [map(3, 0, () => f32(1))] });
    const executable = backend.prepare(program);
    if (executable.program !== program) throw new Error("executable.program is not the program that was prepared");
    if (executable.text.length === 0) throw new Error("executable.text is empty");
  },
};

function upload(backend: Backend, data: Float32Array): Allocation {
  const allocation = backend.alloc(data.byteLength);
  backend.write(allocation, bytesOf(data));
  return allocation;
}

export const programCases: readonly BackendCase[] = [
  softmax,
  sharedArena,
  inPlace,
  constants,
  zeroSize,
  noKernels,
  long,
  deep,
  manyCalls,
  sameInput,
  listing,
];
