/** Every operation on every type, over values that are easy to get wrong. What is expected comes from ir/scalar.ts. */
import { binary, bitcast, constant, convert, gridIndex, load, select, unary } from "../../ir/build.ts";
import type { BinaryOp, ScalarType, UnaryOp } from "../../ir/expr.ts";
import { binaryOps, bitcastScalar, convertScalar, unaryOps, wrap } from "../../ir/scalar.ts";
import type { Backend } from "../backend.ts";
import { expectSame, expectUlps } from "./expect.cases.ts";
import { type BackendCase, type Data, dataOf, programOf, runProgram } from "./runOnce.cases.ts";

const special: Readonly<Record<ScalarType, readonly number[]>> = {
  f32: [
    0,
    -0,
    1,
    -1,
    0.5,
    -0.5,
    1.5,
    2.5,
    -2.5,
    3,
    7.25,
    1e-20,
    -1e20,
    8388609,
    2147483648,
    -2147483904,
    4294967296,
    Infinity,
    -Infinity,
    NaN,
  ].map(Math.fround),
  i32: [0, 1, -1, 2, -2, 3, 7, -7, 31, 32, 33, 255, 65537, -65536, 123456789, 2147483647, -2147483648, -2147483647],
  u32: [0, 1, 2, 3, 7, 31, 32, 33, 64, 255, 65537, 123456789, 2147483647, 2147483648, 4294967294, 4294967295],
  bool: [0, 1],
};

const floatUnary: readonly UnaryOp[] = ["neg", "abs", "floor", "ceil", "roundEven", "trunc", "sqrt"];
const intUnary: readonly UnaryOp[] = ["neg", "abs", "not", "popcount", "clz"];
const arithmetic: readonly BinaryOp[] = ["add", "sub", "mul", "div", "rem", "min", "max"];
const bitwise: readonly BinaryOp[] = ["and", "or", "xor", "shl", "shrLogical", "shrArith"];
const comparisons: readonly BinaryOp[] = ["eq", "ne", "lt", "le", "gt", "ge"];
const logic: readonly BinaryOp[] = ["and", "or", "xor", ...comparisons];

/** GPUs divide and take roots within a few units of the last place (WGSL 15.7.4). */
const inexact: Readonly<Partial<Record<UnaryOp | BinaryOp, number>>> = { div: 2.5, sqrt: 3, rem: 16 };

function compare(
  backend: Backend,
  op: UnaryOp | BinaryOp,
  type: ScalarType,
  actual: Data,
  expected: number[],
  what: string,
): void {
  const allowed = backend.name === "webgpu" && type === "f32" ? inexact[op] : undefined;
  if (allowed) expectUlps(actual, expected, allowed, what);
  else if (backend.name === "webgpu" && type === "f32")
    expectSame(withoutSubnormals(actual), withoutSubnormals(expected), what);
  else expectSame(actual, expected, what);
}

function unaryCase(op: UnaryOp, type: ScalarType): BackendCase {
  return {
    name: `${op} of ${type}`,
    run(backend) {
      const values = special[type];
      const n = values.length;
      const i = gridIndex(0, n);
      const value = unary(op, load(type, 0, i));
      const program = programOf({
        inputs: [{ type, size: n }],
        outputs: [{ type, size: n }],
        steps: [{ name: op, grid: [n], reduce: [], accumulators: [], stores: [{ buffer: 1, index: i, value }] }],
      });
      const [actual] = runProgram(backend, program, [dataOf(type, values)]);
      const expected = values.map((x) => Number(wrap(type, unaryOps[op](x, type))));
      compare(backend, op, type, actual!, expected, `${op} of ${values.join()}`);
    },
  };
}

function binaryCase(op: BinaryOp, type: ScalarType): BackendCase {
  return {
    name: `${op} of ${type}`,
    run(backend) {
      const values = special[type];
      const n = values.length;
      const [i, j] = [gridIndex(0, n), gridIndex(1, n)];
      const index = binary("add", binary("mul", i, constant("i32", n)), j);
      const value = binary(op, load(type, 0, i), load(type, 1, j));
      const program = programOf({
        inputs: [
          { type, size: n },
          { type, size: n },
        ],
        outputs: [{ type: value.type, size: n * n }],
        steps: [{ name: op, grid: [n, n], reduce: [], accumulators: [], stores: [{ buffer: 2, index, value }] }],
      });
      const [actual] = runProgram(backend, program, [dataOf(type, values), dataOf(type, values)]);
      values.forEach((x, row) => {
        const expected = values.map((y) => Number(wrap(value.type, binaryOps[op](x, y, type))));
        compare(
          backend,
          op,
          value.type,
          actual!.slice(row * n, row * n + n),
          expected,
          `${x} ${op} [${values.join()}]`,
        );
      });
    },
  };
}

/** The same operations once more where one side is a constant, which backends may treat apart. */
function constantCase(op: BinaryOp, type: ScalarType, constants: readonly number[]): BackendCase {
  return {
    name: `${op} of ${type} and a constant`,
    run(backend) {
      const values = special[type];
      const n = values.length;
      for (const c of constants) {
        const i = gridIndex(0, n);
        const value = binary(op, load(type, 0, i), constant(type, c));
        const program = programOf({
          inputs: [{ type, size: n }],
          outputs: [{ type: value.type, size: n }],
          steps: [{ name: op, grid: [n], reduce: [], accumulators: [], stores: [{ buffer: 1, index: i, value }] }],
        });
        const [actual] = runProgram(backend, program, [dataOf(type, values)]);
        const expected = values.map((x) => Number(wrap(value.type, binaryOps[op](x, c, type))));
        compare(backend, op, value.type, actual!, expected, `[${values.join()}] ${op} ${c}`);
      }
    },
  };
}

function conversionCase(op: "convert" | "bitcast", from: ScalarType, to: ScalarType): BackendCase {
  return {
    name: `${op} ${from} to ${to}`,
    run(backend) {
      // NaN bits are not kept by every engine when a value passes through a float register.
      const values =
        op === "bitcast" ? special[from].filter((x) => !Number.isNaN(x) && !isNaNBits(x, from, to)) : special[from];
      const n = values.length;
      const i = gridIndex(0, n);
      const x = load(from, 0, i);
      const program = programOf({
        inputs: [{ type: from, size: n }],
        outputs: [{ type: to, size: n }],
        steps: [
          {
            name: op,
            grid: [n],
            reduce: [],
            accumulators: [],
            stores: [{ buffer: 1, index: i, value: op === "bitcast" ? bitcast(to, x) : convert(to, x) }],
          },
        ],
      });
      const [actual] = runProgram(backend, program, [dataOf(from, values)]);
      const expected = values.map((value) => {
        if (op === "bitcast") return bitcastScalar(to, value, from);
        return Number(convertScalar(to, from === "bool" ? value !== 0 : value, from));
      });
      if (backend.name === "webgpu") expectSame(flushed(actual!), flushed(expected), `${op} of ${values.join()}`);
      else expectSame(actual!, expected, `${op} of ${values.join()}`);
    },
  };
}

function isNaNBits(x: number, from: ScalarType, to: ScalarType): boolean {
  return to === "f32" && from !== "f32" && Number.isNaN(bitcastScalar("f32", x, from));
}

/** GPUs may take numbers below the smallest normal one for zero. */
function flushed(values: ArrayLike<number>): number[] {
  return Array.from(values, (x) => (Math.abs(x) < 2 ** -126 ? 0 : x));
}

/** The same numbers, where subnormal ones became zeros of their sign. */
function withoutSubnormals(values: ArrayLike<number>): number[] {
  return Array.from(values, (x) => (Math.abs(x) < 2 ** -126 ? x * 0 : x));
}

const selectCase: BackendCase = {
  name: "select of f32, i32 and bool by loaded and computed conditions",
  run(backend) {
    const condition = Uint32Array.from([0, 1, 7, 0, 4294967295]); // any word but 0 is true
    const x = Float32Array.from([1, 2, Number.NaN, -0, 5]);
    const y = Float32Array.from([-1, -2, -3, -4, Number.POSITIVE_INFINITY]);
    const i = gridIndex(0, 5);
    const [c, a, b] = [load("bool", 0, i), load("f32", 1, i), load("f32", 2, i)];
    const less = binary("lt", a, b);
    const program = programOf({
      inputs: [
        { type: "bool", size: 5 },
        { type: "f32", size: 5 },
        { type: "f32", size: 5 },
      ],
      outputs: [
        { type: "f32", size: 5 },
        { type: "bool", size: 5 },
        { type: "i32", size: 5 },
      ],
      steps: [
        {
          name: "select",
          grid: [5],
          reduce: [],
          accumulators: [],
          stores: [
            { buffer: 3, index: i, value: select(c, a, b) },
            { buffer: 4, index: i, value: select(c, less, unary("not", less)) },
            { buffer: 5, index: i, value: select(less, i, constant("i32", -1)) },
          ],
        },
      ],
    });
    const [f, p, n] = runProgram(backend, program, [condition, x, y]);
    expectSame(f!, [-1, 2, Number.NaN, -4, 5], "select of f32");
    expectSame(p!, [1, 0, 0, 1, 1], "select of bool");
    expectSame(n!, [-1, -1, -1, -1, 4], "select of i32");
  },
};

export const operationCases: readonly BackendCase[] = [
  ...floatUnary.map((op) => unaryCase(op, "f32")),
  ...intUnary.map((op) => unaryCase(op, "i32")),
  ...intUnary.map((op) => unaryCase(op, "u32")),
  unaryCase("not", "bool"),
  ...[...arithmetic, ...comparisons].map((op) => binaryCase(op, "f32")),
  ...[...arithmetic, ...bitwise, ...comparisons].map((op) => binaryCase(op, "i32")),
  ...[...arithmetic, ...bitwise, ...comparisons].map((op) => binaryCase(op, "u32")),
  ...logic.map((op) => binaryCase(op, "bool")),
  ...arithmetic.map((op) => constantCase(op, "f32", [0, -0, 2, -3, Number.POSITIVE_INFINITY, Number.NaN])),
  ...arithmetic.map((op) => constantCase(op, "i32", [0, 1, -1, 2, 7, -8, -2147483648])),
  ...[...arithmetic, ...bitwise].map((op) => constantCase(op, "u32", [0, 1, 2, 7, 31, 32, 4294967295])),
  ...bitwise.map((op) => constantCase(op, "i32", [0, 1, 5, 31, 32, -1])),
  ...(["i32", "u32"] as const).map((to) => conversionCase("convert", "f32", to)),
  ...(["i32", "u32", "bool"] as const).map((from) => conversionCase("convert", from, "f32")),
  ...(["f32", "i32", "u32"] as const).map((from) => conversionCase("convert", from, "bool")),
  ...(["i32", "u32"] as const).map((to) => conversionCase("convert", "bool", to)),
  conversionCase("convert", "i32", "u32"),
  conversionCase("convert", "u32", "i32"),
  conversionCase("bitcast", "f32", "u32"),
  conversionCase("bitcast", "f32", "i32"),
  conversionCase("bitcast", "u32", "f32"),
  conversionCase("bitcast", "i32", "f32"),
  conversionCase("bitcast", "i32", "u32"),
  selectCase,
];
