/** Long and wide programs: compiled in linear time, without a recursion that could overflow the stack. */
import { describe, expect, test } from "vitest";
import { dataOf, runProgram } from "../backends/cases/runOnce.cases.ts";
import { createReferenceBackend } from "../backends/reference/index.ts";
import type { JaxArray } from "../core/array.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import type { Program } from "../ir/kernel.ts";
import { kernelsOf } from "../ir/kernelsOf.ts";
import { verifyProgram } from "../ir/verify.ts";
import { add, concatenate, max, mul, reduceSum, sub, tanh } from "../primitives/index.ts";
import { compile } from "./compile.ts";
import { buffersOf, dense, f32, matmul, traced } from "./traced.cases.ts";

const backend = createReferenceBackend();

function compiled(jaxpr: Jaxpr, buffersPerKernel = Number.POSITIVE_INFINITY): Program {
  const { program } = compile(jaxpr, { buffersPerKernel });
  verifyProgram(program);
  for (const kernel of kernelsOf(program.steps)) expect(buffersOf(kernel)).toBeLessThanOrEqual(buffersPerKernel);
  return program;
}

/** f applied n times. */
function repeat(x: JaxArray, n: number, f: (x: JaxArray, k: number) => JaxArray): JaxArray {
  for (let k = 0; k < n; k++) x = f(x, k);
  return x;
}

function secondsOf(body: () => void): number {
  const start = performance.now();
  body();
  return (performance.now() - start) / 1000;
}

describe("deep programs", () => {
  test("a chain of 2,000 elementwise equations", () => {
    const jaxpr = traced((x) => repeat(x, 2000, (y, k) => (k % 2 ? add(y, 1) : sub(y, 0.5))), f32(3));
    const program = compiled(jaxpr);
    expect(kernelsOf(program.steps).length).toBeLessThan(8);
    const [y] = runProgram(backend, program, [dataOf("f32", [0, 1, 2])]);
    expect(Array.from(y!)).toEqual([500, 501, 502]);
  });

  test("a chain in which every value is used twice", () => {
    const jaxpr = traced((x) => repeat(x, 1000, (y) => mul(add(y, y), 0.5)), f32(4));
    const [y] = runProgram(backend, compiled(jaxpr), [dataOf("f32", [1, 2, 3, 4])]);
    expect(Array.from(y!)).toEqual([1, 2, 3, 4]);
  });

  test("a chain in which every value is an output too", () => {
    const jaxpr = traced((x) => {
      const all = [x];
      for (let k = 0; k < 300; k++) all.push(add(all.at(-1)!, 1));
      return all.slice(1);
    }, f32(2));
    const outputs = runProgram(backend, compiled(jaxpr), [dataOf("f32", [0, 10])]);
    expect(Array.from(outputs.at(-1)!)).toEqual([300, 310]);
  });

  test("200 chained tanh", () => {
    const program = compiled(traced((x) => repeat(x, 200, (y) => tanh(mul(y, 1.01))), f32(5)));
    expect(kernelsOf(program.steps).length).toBeLessThan(12);
  });

  test("64 dense layers are 64 kernels", () => {
    const avals = Array.from({ length: 64 }, () => [f32(8, 8), f32(8)]).flat();
    const mlp = (x: JaxArray, ...w: JaxArray[]): JaxArray =>
      repeat(x, 64, (y, k) => dense(y, w[2 * k]!, w[2 * k + 1]!));
    expect(compiled(traced(mlp, f32(4, 8), ...avals)).steps).toHaveLength(64);
  });

  test("time grows with length, not with its square", () => {
    const chain = (n: number): Jaxpr =>
      traced((x) => repeat(x, n, (y, k) => (k % 3 ? max(y, k) : add(y, x))), f32(4, 4));
    const [short, long] = [chain(300), chain(4800)];
    compiled(short);
    const one = Math.min(
      ...[1, 2, 3].map(() => secondsOf(() => compile(short, { buffersPerKernel: Number.POSITIVE_INFINITY }))),
    );
    const sixteen = secondsOf(() => compile(long, { buffersPerKernel: Number.POSITIVE_INFINITY }));
    expect(sixteen / one).toBeLessThan(80);
  });
});

describe("wide programs", () => {
  test("a sum of 500 inputs, with and without a limit of buffers", () => {
    const inputs = Array.from({ length: 500 }, () => f32(2));
    const jaxpr = traced((first, ...rest) => rest.reduce((sum, x) => add(sum, x), first!), ...inputs);
    const data = inputs.map((_, n) => dataOf("f32", [n, 1]));
    expect(compiled(jaxpr).steps).toHaveLength(1);
    for (const limit of [Number.POSITIVE_INFINITY, 8]) {
      const [sum] = runProgram(backend, compiled(jaxpr, limit), data);
      expect(Array.from(sum!)).toEqual([(499 * 500) / 2, 500]);
    }
  });

  test("500 sums of one input", () => {
    const jaxpr = traced((x) => Array.from({ length: 500 }, (_, k) => reduceSum(mul(x, k), { axes: [0] })), f32(3));
    const outputs = runProgram(backend, compiled(jaxpr), [dataOf("f32", [1, 2, 3])]);
    expect(outputs.map((x) => x[0])).toEqual(Array.from({ length: 500 }, (_, k) => 6 * k));
  });

  test("a concatenation of 40 arrays with 8 buffers per kernel", () => {
    const inputs = Array.from({ length: 40 }, (_, k) => f32(1 + (k % 3), 2));
    const jaxpr = traced((...xs) => concatenate(...xs, { dimension: 0 }), ...inputs);
    const data = inputs.map(({ shape }, k) => dataOf("f32", new Array(shape[0]! * 2).fill(k)));
    const [joined] = runProgram(backend, compiled(jaxpr, 8), data);
    expect(Array.from(joined!)).toEqual(data.flatMap((x) => Array.from(x)));
  });

  test("empty arrays are never loaded", () => {
    const jaxpr = traced((x, none) => add(concatenate(tanh(tanh(none)), x, none, { dimension: 0 }), 1), f32(2), f32(0));
    const [y] = runProgram(backend, compiled(jaxpr), [dataOf("f32", [1, 2]), dataOf("f32", [])]);
    expect(Array.from(y!)).toEqual([2, 3]);
  });

  test("a product with a concatenation of 20 arrays with 4 buffers per kernel", () => {
    const inputs = Array.from({ length: 20 }, () => f32(1, 3));
    const jaxpr = traced((w, ...xs) => matmul(concatenate(...xs, { dimension: 0 }), w), f32(3, 2), ...inputs);
    const data = inputs.map((_, k) => dataOf("f32", [k, 1, 2]));
    const [y] = runProgram(backend, compiled(jaxpr, 4), [dataOf("f32", [1, 2, 3, 4, 5, 6]), ...data]);
    expect(Array.from(y!)).toEqual(data.flatMap(([k]) => [k! + 13, 2 * k! + 16]));
  });
});
