import { describe, expect, test } from "vitest";
import { erfInv } from "./erfInv.ts";
import { binaryOps, bitcastScalar, convertScalar, mathOps, roundEven, unaryOps, wrap } from "./scalar.ts";

describe("scalars", () => {
  test("halves round to even, and zeros keep their sign", () => {
    const values = [
      0.5,
      1.5,
      2.5,
      -0.5,
      -1.5,
      -2.5,
      0.49999997,
      8388609,
      -0,
      0.2,
      -0.2,
      Number.NaN,
      Number.NEGATIVE_INFINITY,
    ];
    expect(values.map(roundEven)).toEqual([
      0,
      2,
      2,
      -0,
      -2,
      -2,
      0,
      8388609,
      -0,
      0,
      -0,
      Number.NaN,
      Number.NEGATIVE_INFINITY,
    ]);
  });

  test("integer division and shifts have a value for every operand", () => {
    expect(wrap("i32", binaryOps.div(-(2 ** 31), -1, "i32"))).toBe(-(2 ** 31));
    expect(wrap("i32", binaryOps.rem(-(2 ** 31), -1, "i32"))).toBe(0);
    expect(wrap("u32", binaryOps.div(5, 0, "u32"))).toBe(4294967295);
    expect(binaryOps.rem(-5, 0, "i32")).toBe(-5);
    expect(wrap("u32", binaryOps.mul(4294967295, 4294967295, "u32"))).toBe(1);
    expect(binaryOps.shl(1, 32, "i32")).toBe(0);
    expect(binaryOps.shrArith(-8, -1, "i32")).toBe(-1);
    expect(unaryOps.popcount(-1, "i32")).toBe(32);
  });

  test("f32 becomes an integer by truncation and saturation", () => {
    expect([1.9, -1.9, 3e9, -3e9, Number.NaN].map((x) => convertScalar("i32", x, "f32"))).toEqual([
      1, -1, 2147483647, -2147483648, 0,
    ]);
    expect([1.9, -1.9, 5e9, Number.POSITIVE_INFINITY].map((x) => Number(convertScalar("u32", x, "f32")) + 0)).toEqual([
      1, 0, 4294967295, 4294967295,
    ]);
    expect(convertScalar("f32", 16777217, "i32")).toBe(16777216);
    expect(convertScalar("bool", Number.NaN, "f32")).toBe(true);
  });

  test("bits stay in a bitcast", () => {
    expect(bitcastScalar("u32", -0, "f32")).toBe(0x80000000);
    expect(bitcastScalar("f32", 0x7f800000, "i32")).toBe(Number.POSITIVE_INFINITY);
  });

  test("pow has the special cases of IEEE 754", () => {
    expect(mathOps.pow(1, Number.NaN)).toBe(1);
    expect(mathOps.pow(-1, Number.POSITIVE_INFINITY)).toBe(1);
    expect(mathOps.pow(Number.NaN, 0)).toBe(1);
    expect(mathOps.pow(-2, 0.5)).toBeNaN();
  });

  test("erfInv() has the values of scipy.special.erfinv", () => {
    // scipy.special.erfinv([1e-9, 0.1, 0.5, 0.9, 0.999, 0.9999999, -0.3])
    const x = [1e-9, 0.1, 0.5, 0.9, 0.999, 0.9999999, -0.3];
    const expected = [
      8.86226925452758e-10, 0.08885599049425769, 0.4769362762044699, 1.1630871536766743, 2.326753765513524,
      3.766562581638471, -0.2724627147267544,
    ];
    x.forEach((value, n) => {
      expect(Math.abs(erfInv(value) / expected[n]! - 1)).toBeLessThan(1e-14);
    });
    expect([erfInv(1), erfInv(-1), erfInv(0), erfInv(1.5)]).toEqual([Infinity, -Infinity, 0, Number.NaN]);
  });
});
