/** Matrix products: all layouts, sizes around tiles, batches, and what is fused before and after. */
import { accumulator, binary, constant, gridIndex, load, reduceIndex } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import type { Kernel } from "../../ir/kernel.ts";
import { expectClose, expectSame, noise } from "./expect.cases.ts";
import { type BackendCase, programOf, runProgram } from "./runOnce.cases.ts";

const i32 = (x: number): Expr => constant("i32", x);
const add = (x: Expr, y: Expr): Expr => binary("add", x, y);
const mul = (x: Expr, y: Expr): Expr => binary("mul", x, y);
/** Row-major number of (row, column) in a matrix with this many columns. */
const at = (row: Expr, column: Expr, columns: number): Expr => add(mul(row, i32(columns)), column);

const sizes: readonly (readonly [m: number, n: number, k: number])[] = [
  [1, 1, 1],
  [3, 5, 7],
  [4, 4, 4],
  [8, 16, 3],
  [32, 20, 10],
  [1, 33, 40],
  [40, 1, 9],
  [17, 33, 65],
  [64, 64, 64],
  [70, 130, 50],
];

/** out[i,j] = Σ a·b with either operand transposed in memory. */
function product(m: number, n: number, k: number, transposed: { a?: boolean; b?: boolean }): Kernel {
  const [i, j, r] = [gridIndex(0, m), gridIndex(1, n), reduceIndex(0, k)];
  const a = load("f32", 0, transposed.a ? at(r, i, m) : at(i, r, k));
  const b = load("f32", 1, transposed.b ? at(j, r, k) : at(r, j, n));
  return {
    name: "dotGeneral",
    grid: [m, n],
    reduce: [k],
    accumulators: [{ op: "add", value: mul(a, b) }],
    stores: [{ buffer: 2, index: at(i, j, n), value: accumulator("f32", 0) }],
  };
}

function multiply(
  a: Float32Array,
  b: Float32Array,
  m: number,
  n: number,
  k: number,
  transposed: { a?: boolean; b?: boolean } = {},
): Float64Array {
  const out = new Float64Array(m * n);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < n; j++) {
      for (let r = 0; r < k; r++)
        out[i * n + j]! += a[transposed.a ? r * m + i : i * k + r]! * b[transposed.b ? j * k + r : r * n + j]!;
    }
  }
  return out;
}

function layoutCase(name: string, transposed: { a?: boolean; b?: boolean }): BackendCase {
  return {
    name: `matrix product ${name}, sizes around tiles`,
    run(backend) {
      for (const [m, n, k] of sizes) {
        const [a, b] = [noise(m * k, m + 1), noise(k * n, n + 7)];
        const program = programOf({
          inputs: [
            { type: "f32", size: m * k },
            { type: "f32", size: k * n },
          ],
          outputs: [{ type: "f32", size: m * n }],
          steps: [product(m, n, k, transposed)],
        });
        const [actual] = runProgram(backend, program, [a, b]);
        expectClose(actual!, multiply(a, b, m, n, k, transposed), 2e-6, `[${m},${k}] @ [${k},${n}]`);
      }
    },
  };
}

const fused: BackendCase = {
  name: "matrix product with relu before, bias and relu after, and two stores",
  run(backend) {
    const zero = constant("f32", 0);
    for (const [m, n, k] of sizes) {
      const [x, w, bias] = [noise(m * k, 2), noise(k * n, 3), noise(n, 4)];
      const [i, j, r] = [gridIndex(0, m), gridIndex(1, n), reduceIndex(0, k)];
      const before = add(accumulator("f32", 0), load("f32", 2, j));
      const program = programOf({
        inputs: [
          { type: "f32", size: m * k },
          { type: "f32", size: k * n },
          { type: "f32", size: n },
        ],
        outputs: [
          { type: "f32", size: m * n },
          { type: "bool", size: m * n },
        ],
        steps: [
          {
            name: "max_dotGeneral_add_max",
            grid: [m, n],
            reduce: [k],
            accumulators: [
              { op: "add", value: mul(binary("max", load("f32", 0, at(i, r, k)), zero), load("f32", 1, at(r, j, n))) },
            ],
            stores: [
              { buffer: 3, index: at(i, j, n), value: binary("max", before, zero) },
              { buffer: 4, index: at(i, j, n), value: binary("gt", before, zero) },
            ],
          },
        ],
      });
      const [y, positive] = runProgram(backend, program, [x, w, bias]);
      const exact = multiply(
        x.map((v) => Math.max(v, 0)),
        w,
        m,
        n,
        k,
      ).map((v, e) => v + bias[e % n]!);
      expectClose(
        y!,
        exact.map((v) => Math.max(v, 0)),
        2e-6,
        `relu(relu(x)[${m},${k}] @ w[${k},${n}] + b)`,
      );
      expectSame(
        positive!,
        Array.from(y!, (v) => Number(v > 0)),
        "mask",
      );
    }
  },
};

const transposedStore: BackendCase = {
  name: "matrix product stored transposed",
  run(backend) {
    const [m, n, k] = [12, 19, 23];
    const [a, b] = [noise(m * k, 8), noise(k * n, 9)];
    const kernel = product(m, n, k, {});
    const stores = [{ buffer: 2, index: at(gridIndex(1, n), gridIndex(0, m), m), value: accumulator("f32", 0) }];
    const program = programOf({
      inputs: [
        { type: "f32", size: m * k },
        { type: "f32", size: k * n },
      ],
      outputs: [{ type: "f32", size: m * n }],
      steps: [{ ...kernel, stores }],
    });
    const [actual] = runProgram(backend, program, [a, b]);
    const exact = multiply(a, b, m, n, k);
    expectClose(
      actual!,
      exact.map((_, e) => exact[(e % m) * n + Math.floor(e / m)]!),
      2e-6,
      "(a @ b)ᵀ",
    );
  },
};

const batched: BackendCase = {
  name: "batched matrix product with two summed axes",
  run(backend) {
    // out[b,i,j] = Σ_{p,q} x[b,i,p,q]·y[p,b,j,q]
    const [B, m, n, p, q] = [3, 5, 6, 4, 7];
    const [x, y] = [noise(B * m * p * q, 11), noise(p * B * n * q, 12)];
    const [b, i, j, r, s] = [gridIndex(0, B), gridIndex(1, m), gridIndex(2, n), reduceIndex(0, p), reduceIndex(1, q)];
    const left = load("f32", 0, at(at(at(b, i, m), r, p), s, q));
    const right = load("f32", 1, at(at(at(r, b, B), j, n), s, q));
    const program = programOf({
      inputs: [
        { type: "f32", size: x.length },
        { type: "f32", size: y.length },
      ],
      outputs: [{ type: "f32", size: B * m * n }],
      steps: [
        {
          name: "dotGeneral",
          grid: [B, m, n],
          reduce: [p, q],
          accumulators: [{ op: "add", value: mul(left, right) }],
          stores: [{ buffer: 2, index: at(at(b, i, m), j, n), value: accumulator("f32", 0) }],
        },
      ],
    });
    const [actual] = runProgram(backend, program, [x, y]);
    const exact = Float64Array.from({ length: B * m * n }, (_, e) => {
      const [bb, ii, jj] = [Math.floor(e / (m * n)), Math.floor(e / n) % m, e % n];
      let sum = 0;
      for (let pp = 0; pp < p; pp++)
        for (let qq = 0; qq < q; qq++)
          sum += x[((bb * m + ii) * p + pp) * q + qq]! * y[((pp * B + bb) * n + jj) * q + qq]!;
      return sum;
    });
    expectClose(actual!, exact, 2e-6, "batched product");
  },
};

const integers: BackendCase = {
  name: "matrix product of i32 wraps around",
  run(backend) {
    const [m, n, k] = [6, 9, 13];
    const a = Int32Array.from({ length: m * k }, (_, e) => Math.imul(e + 1, 0x9e3779b1));
    const b = Int32Array.from({ length: k * n }, (_, e) => Math.imul(e + 5, 0x85ebca6b));
    const [i, j, r] = [gridIndex(0, m), gridIndex(1, n), reduceIndex(0, k)];
    const program = programOf({
      inputs: [
        { type: "i32", size: m * k },
        { type: "i32", size: k * n },
      ],
      outputs: [{ type: "i32", size: m * n }],
      steps: [
        {
          name: "dotGeneral",
          grid: [m, n],
          reduce: [k],
          accumulators: [{ op: "add", value: mul(load("i32", 0, at(i, r, k)), load("i32", 1, at(r, j, n))) }],
          stores: [{ buffer: 2, index: at(i, j, n), value: accumulator("i32", 0) }],
        },
      ],
    });
    const [actual] = runProgram(backend, program, [a, b]);
    const expected = Int32Array.from({ length: m * n }, (_, e) => {
      let sum = 0;
      for (let s = 0; s < k; s++) sum = (sum + Math.imul(a[Math.floor(e / n) * k + s]!, b[s * n + (e % n)]!)) | 0;
      return sum;
    });
    expectSame(actual!, expected, "i32 product");
  },
};

const long: BackendCase = {
  name: "matrix product over a long axis is accurate to 1e-6",
  run(backend) {
    const [m, n, k] = [2, 3, 50_000];
    const a = Float32Array.from({ length: m * k }, () => 0.1);
    const b = Float32Array.from({ length: k * n }, () => 1.1);
    const program = programOf({
      inputs: [
        { type: "f32", size: m * k },
        { type: "f32", size: k * n },
      ],
      outputs: [{ type: "f32", size: m * n }],
      steps: [product(m, n, k, {})],
    });
    const [actual] = runProgram(backend, program, [a, b]);
    expectClose(actual!, new Array(m * n).fill(k * a[0]! * b[0]!), 1e-6, "50,000 terms");
  },
};

export const matmulCases: readonly BackendCase[] = [
  layoutCase("a @ b", {}),
  layoutCase("aᵀ @ b", { a: true }),
  layoutCase("a @ bᵀ", { b: true }),
  layoutCase("aᵀ @ bᵀ", { a: true, b: true }),
  fused,
  transposedStore,
  batched,
  integers,
  long,
];
