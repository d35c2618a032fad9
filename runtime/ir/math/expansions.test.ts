import { describe, expect, test } from "vitest";
import { constant, load } from "../build.ts";
import type { Expr, MathOp } from "../expr.ts";
import { mathOps } from "../scalar.ts";
import { evaluateF32 } from "./evaluateF32.cases.ts";
import { expansions } from "./expand.ts";

const argument = (n: number): Expr => load("f32", n, constant("i32", 0));

function evaluate(op: MathOp, ...inputs: readonly number[][]): Float32Array {
  const columns = inputs.map((column) => Float32Array.from(column));
  return evaluateF32(expansions[op](...columns.map((_, n) => argument(n))), columns);
}

/** The distance between neighbouring f32 values around x. */
function ulpOf(x: number): number {
  const size = Math.abs(x);
  return size < 2 ** -126 ? 2 ** -149 : 2 ** (Math.floor(Math.log2(size)) - 23);
}

/** The largest error in units of the last place, against float64; infinities and NaN must agree. */
function worstError(op: MathOp, ...inputs: readonly number[][]): number {
  const got = evaluate(op, ...inputs);
  let worst = 0;
  got.forEach((value, i) => {
    const args = inputs.map((column) => Math.fround(column[i]!));
    const want = mathOps[op](...args);
    const nearest = Math.fround(want);
    if (!Number.isFinite(nearest)) {
      if (!Object.is(nearest, value)) throw new Error(`${op}(${args}) is ${nearest}, got ${value}`);
    } else if (nearest === 0 && !Object.is(nearest, value) && want === 0) {
      throw new Error(`${op}(${args}) is ${Object.is(nearest, -0) ? "-0" : "0"}, got ${value}`);
    } else {
      worst = Math.max(worst, Math.abs(value - want) / ulpOf(want));
    }
  });
  return worst;
}

function linear(from: number, to: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => from + ((to - from) * i) / (count - 1));
}

/** Every exponent and both signs, NaN and subnormals among them. */
function allExponents(count: number): number[] {
  const words = Uint32Array.from({ length: count }, (_, i) => Math.floor((2 ** 32 / count) * i) ^ (i & 0xfff));
  return [...new Float32Array(words.buffer)];
}

const special = [
  0,
  -0,
  Infinity,
  -Infinity,
  Number.NaN,
  1,
  -1,
  0.5,
  -0.5,
  1e-45,
  -1e-45,
  1e-39,
  -1e-39,
  2 ** -126,
  3.4028234e38,
  -3.4028234e38,
];

// Bounds are what was measured on 600,000 points each, rounded up.
const bounds: readonly [MathOp, number, readonly number[]][] = [
  ["exp", 1, linear(-104, 89, 60000)],
  ["expm1", 1.5, [...linear(-20, 89, 20000), ...linear(-1.5, 1.5, 40000)]],
  ["log", 0.9, linear(0.3, 3, 60000)],
  ["log1p", 1.5, linear(-0.99999, 3, 60000)],
  ["tanh", 1.4, linear(-11, 11, 60000)],
  ["sin", 1.8, [...linear(-1e5, 1e5, 20000), ...linear(-7, 7, 20000)]],
  ["cos", 1.8, [...linear(-1e5, 1e5, 20000), ...linear(-7, 7, 20000)]],
];

describe.each(bounds)("%s", (op, bound, points) => {
  test(`is within ${bound} ulp where it varies`, () => expect(worstError(op, [...points])).toBeLessThan(bound));
  test(`is within ${bound} ulp at all exponents`, () =>
    expect(worstError(op, allExponents(30011))).toBeLessThan(bound));
  test("is right at zeros, infinities, NaN and subnormals", () => expect(worstError(op, special)).toBeLessThan(bound));
});

test("exp() overflows and underflows where float64 rounds to it", () => {
  expect([...evaluate("exp", [88.72283, 88.72284, -103.97208, -103.97209])]).toEqual([
    3.402798519021476e38,
    Infinity,
    1.401298464324817e-45,
    0,
  ]);
});

test("sin() and cos() reduce the arguments that come closest to multiples of π/2", () => {
  // 16367173·2⁷² is within 2⁻²⁹ of one, closest of all f32.
  const hard = [16367173 * 2 ** 72, 10608983 * 2 ** 26, 13176795 * 2 ** 14, 710, 355, 3.1415927, 1.5707964, 4.712389];
  expect(worstError("sin", hard)).toBeLessThan(1.8);
  expect(worstError("cos", hard)).toBeLessThan(1.8);
});

describe("pow", () => {
  const random = (seed: number): (() => number) => {
    let state = seed;
    return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  };
  const next = random(7);
  const column = (f: () => number): number[] => Array.from({ length: 20000 }, f);

  test.each([
    ["bases of all sizes", column(() => Math.exp((next() - 0.5) * 170)), column(() => (next() - 0.5) * 4)],
    ["large exponents", column(() => next() * 3), column(() => (next() - 0.5) * 200)],
    ["bases near 1", column(() => 1 + (next() - 0.5) * 0.01), column(() => (next() - 0.5) * 20000)],
    ["decay rates", column(() => 0.9 + 0.0999 * Math.round(next())), column(() => Math.floor(next() * 1000))],
    ["whole exponents of negative bases", column(() => -4 * next()), column(() => Math.floor(next() * 30 - 15))],
  ])("is within 1.2 ulp: %s", (_, x, y) => expect(worstError("pow", x, y)).toBeLessThan(1.2));

  test("has the special cases of C", () => {
    const values = [
      0,
      -0,
      1,
      -1,
      Infinity,
      -Infinity,
      Number.NaN,
      2,
      -2,
      0.5,
      -0.5,
      3,
      -3,
      1e-40,
      -1e-40,
      2 ** 24 + 2,
      2 ** 24,
      3.4e38,
      -3.4e38,
      1.5,
      -1.5,
    ];
    const x = values.flatMap((a) => values.map(() => a));
    const y = values.flatMap(() => values);
    expect(worstError("pow", x, y)).toBeLessThan(1.2);
  });
});

describe("erfInv", () => {
  test("is exact at 0 and ±1 and NaN beyond", () => {
    expect([...evaluate("erfInv", [0, -0, 1, -1, 1.5, -2, Number.NaN])]).toEqual([
      0,
      -0,
      Infinity,
      -Infinity,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ]);
  });

  test("is within 3 ulp of JAX's, which uses the same approximation", () => {
    // jax.lax.erf_inv(x) of jax 0.10.2 on CPU, printed with float(): see the values of x.
    const jax: readonly [number, number][] = [
      [-0.99, -1.8213867],
      [-0.9, -1.163087],
      [-0.81, -0.9267194],
      [-0.72, -0.7639011],
      [-0.63, -0.6339024],
      [-0.54, -0.52244365],
      [-0.45, -0.42268026],
      [-0.36, -0.33071306],
      [-0.27, -0.24404064],
      [-0.18, -0.16089861],
      [-0.09, -0.07993032],
      [0.0, 0.0],
      [0.09, 0.07993032],
      [0.18, 0.16089861],
      [0.27, 0.24404064],
      [0.36, 0.33071306],
      [0.45, 0.42268026],
      [0.54, 0.52244365],
      [0.63, 0.6339024],
      [0.72, 0.7639011],
      [0.81, 0.9267194],
      [0.9, 1.163087],
      [0.99, 1.8213867],
      [0.999, 2.3267577],
      [-0.9999, -2.7510269],
      [0.99999, 3.123205],
      [-0.999999, -3.4570746],
      [0.99999994, 3.8325067],
      [0.001, 0.0008862271],
      [-1e-6, -8.862268e-7],
      [1e-30, 8.862268e-31],
      [0.9966, 2.0711493],
      [0.9967, 2.0777032],
    ];
    const got = new Int32Array(
      evaluate(
        "erfInv",
        jax.map(([x]) => x),
      ).buffer,
    );
    const want = new Int32Array(Float32Array.from(jax, ([, y]) => y).buffer);
    got.forEach((word, i) => {
      expect(Math.abs(word - want[i]!), `erfInv(${jax[i]![0]})`).toBeLessThanOrEqual(3);
    });
  });

  test("stays near the true function", () => {
    const points = linear(-0.99, 0.99, 2001);
    const got = evaluate("erfInv", points);
    points.forEach((x, i) => {
      const want = mathOps.erfInv(Math.fround(x));
      expect(Math.abs(got[i]! - want)).toBeLessThanOrEqual(1e-6 * Math.abs(want));
    });
  });
});
