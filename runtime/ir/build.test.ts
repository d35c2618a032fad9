import { describe, expect, test } from "vitest";
import { binary, bitcast, constant, convert, gridIndex, load, math, reduceIndex, select, unary } from "./build.ts";
import type { Expr } from "./expr.ts";
import { withInterning } from "./intern.ts";

const i32 = (x: number): Expr => constant("i32", x);
const f32 = (x: number): Expr => constant("f32", x);
const add = (x: Expr, y: Expr): Expr => binary("add", x, y);
const mul = (x: Expr, y: Expr): Expr => binary("mul", x, y);
const div = (x: Expr, n: number): Expr => binary("div", x, i32(n));
const rem = (x: Expr, n: number): Expr => binary("rem", x, i32(n));
const x = load("f32", 0, gridIndex(0, 10));
const y = load("f32", 1, gridIndex(0, 10));

describe("constructors", () => {
  test("equal expressions are one object", () => {
    expect(add(x, y)).toBe(add(x, y));
    expect(add(x, y)).not.toBe(add(y, x));
    expect(f32(0)).not.toBe(f32(-0));
    expect(f32(Number.NaN)).toBe(f32(Number.NaN));
    expect(load("f32", 0, gridIndex(0, 10))).toBe(x);
  });

  test("a compilation has a table of its own", () => {
    const outside = f32(3);
    expect(withInterning(() => f32(3))).not.toBe(outside);
    expect(f32(3)).toBe(outside);
  });

  test("ids ascend from parts to wholes, also after the table has grown", () => {
    withInterning(() => {
      let sum = x;
      for (let n = 0; n < 2000; n++) {
        const next = binary("sub", sum, f32(n + 1));
        expect(next.id).toBeGreaterThan(sum.id);
        sum = next;
      }
      expect(binary("sub", x, f32(1))).toBe(binary("sub", x, f32(1)));
    });
  });

  test("constants fold exactly in their type", () => {
    expect(add(f32(0.1), f32(0.2))).toBe(f32(Math.fround(Math.fround(0.1) + Math.fround(0.2))));
    expect(mul(i32(65537), i32(65537))).toBe(i32(131073));
    expect(binary("sub", constant("u32", 0), constant("u32", 1))).toBe(constant("u32", 4294967295));
    expect(binary("div", i32(7), i32(0))).toBe(i32(-1));
    expect(binary("rem", i32(-7), i32(4))).toBe(i32(-3));
    expect(binary("shl", constant("u32", 1), constant("u32", 32))).toBe(constant("u32", 0));
    expect(binary("shrArith", i32(-8), i32(40))).toBe(i32(-1));
    expect(convert("i32", f32(3e9))).toBe(i32(2 ** 31 - 1));
    expect(convert("i32", f32(Number.NaN))).toBe(i32(0));
    expect(bitcast("u32", f32(1))).toBe(constant("u32", 0x3f800000));
    const oneOrZero = convert("f32", binary("lt", gridIndex(0, 4), constant("i32", 2)));
    expect(bitcast("u32", oneOrZero)).toMatchObject({ kind: "convert", op: "bitcast" });
    expect(math("exp", f32(1))).toBe(f32(Math.E));
    expect(unary("roundEven", f32(2.5))).toBe(f32(2));
    expect(unary("roundEven", f32(-0.5))).toBe(f32(-0));
  });

  test("float rules hold for −0, NaN and infinities", () => {
    expect(add(x, f32(-0))).toBe(x);
    expect(add(x, f32(0))).not.toBe(x);
    expect(binary("sub", x, f32(0))).toBe(x);
    expect(mul(x, f32(1))).toBe(x);
    expect(mul(x, f32(0))).not.toBe(f32(0));
    expect(mul(x, f32(-1))).toBe(unary("neg", x));
    expect(binary("div", x, f32(32))).toBe(mul(x, f32(1 / 32)));
    expect(binary("div", x, f32(3))).not.toBe(mul(x, f32(1 / 3)));
    expect(binary("eq", x, x)).not.toBe(constant("bool", true));
    expect(add(x, unary("neg", y))).toBe(binary("sub", x, y));
  });

  test("bool arithmetic and comparisons become and, or, xor, not", () => {
    const p = binary("lt", x, y);
    const q = binary("gt", x, y);
    expect(mul(p, q)).toBe(binary("and", p, q));
    expect(binary("ne", p, q)).toBe(binary("xor", p, q));
    expect(convert("bool", convert("f32", p))).toBe(p);
    expect(convert("bool", x)).toBe(binary("ne", x, f32(0)));
    expect(select(unary("not", p), x, y)).toBe(select(p, y, x));
    expect(select(constant("bool", true), x, y)).toBe(x);
  });

  test("wrong types are refused", () => {
    expect(() => add(x, i32(1))).toThrow("Cannot build add of f32 and i32: the types must be equal");
    expect(() => binary("xor", x, y)).toThrow("Cannot build xor of f32");
    expect(() => unary("sqrt", i32(4))).toThrow("Cannot build sqrt of i32");
    expect(() => select(x, x, y)).toThrow("must be bool");
    expect(() => math("exp", i32(1))).toThrow("it is defined for f32");
    expect(() => math("pow", x)).toThrow("it has 2");
    expect(() => load("f32", 0, x)).toThrow("must be i32");
    expect(() => constant("i32", 1.5)).toThrow("must be whole");
  });
});

describe("index arithmetic", () => {
  const i = gridIndex(0, 6);
  const j = gridIndex(1, 4);
  const k = gridIndex(2, 5);

  test("a loop of one step has the index 0", () => {
    expect(gridIndex(3, 1)).toBe(i32(0));
    expect(reduceIndex(0, 1)).toBe(i32(0));
  });

  test("sums have one form", () => {
    expect(add(mul(i, i32(20)), add(mul(j, i32(5)), k))).toBe(add(k, mul(add(mul(i, i32(4)), j), i32(5))));
    expect(binary("sub", add(i, j), j)).toBe(i);
    expect(add(add(i, i32(3)), i32(-3))).toBe(i);
  });

  test("a flat index splits into the indices it was made of", () => {
    const flat = add(mul(i, i32(20)), add(mul(j, i32(5)), k));
    expect(div(flat, 20)).toBe(i);
    expect(rem(div(flat, 5), 4)).toBe(j);
    expect(rem(flat, 5)).toBe(k);
  });

  test("a split index joins into the flat one", () => {
    const flat = gridIndex(0, 120);
    const back = add(mul(div(flat, 20), i32(20)), add(mul(rem(div(flat, 5), 4), i32(5)), rem(flat, 5)));
    expect(back).toBe(flat);
    const shifted = add(flat, i32(7));
    expect(add(mul(div(shifted, 20), i32(20)), rem(shifted, 20))).toBe(shifted);
  });

  test("bounds decide what they can", () => {
    expect(rem(add(i, i32(3)), 9)).toBe(add(i, i32(3)));
    expect(div(i, 6)).toBe(i32(0));
    expect(binary("lt", i, i32(6))).toBe(constant("bool", true));
    expect(binary("ge", i, i32(6))).toBe(constant("bool", false));
    expect(binary("max", i, i32(0))).toBe(i);
    expect(binary("min", add(i, j), i32(8))).toBe(add(i, j));
    expect(div(add(i, i32(-3)), 2)).toBe(binary("div", add(i, i32(-3)), i32(2)));
  });

  test("every simplified quotient and remainder has the value of the written one", () => {
    // i·a + j·b + c over the whole grid, against plain arithmetic
    const at = (e: Expr, vi: number, vj: number): number => {
      if (e.kind === "const") return Number(e.value);
      if (e.kind === "index") return e.axis.position === 0 ? vi : vj;
      if (e.kind !== "binary") throw new Error(e.kind);
      const [p, q] = [at(e.args[0], vi, vj), at(e.args[1], vi, vj)];
      return { add: p + q, sub: p - q, mul: p * q, div: Math.trunc(p / q), rem: p % q }[e.op as "add"];
    };
    for (const a of [1, 4, 5, 8, 12]) {
      for (const b of [-1, 1, 2, 3, 6]) {
        for (const c of [-4, 0, 3, 17]) {
          for (const n of [2, 3, 4, 8, 12]) {
            const flat = add(add(mul(i, i32(a)), mul(j, i32(b))), i32(c));
            const q = div(flat, n);
            const r = rem(flat, n);
            const qr = rem(div(flat, n), 2);
            for (let vi = 0; vi < 6; vi++) {
              for (let vj = 0; vj < 4; vj++) {
                const value = vi * a + vj * b + c;
                expect(at(q, vi, vj) + 0).toBe(Math.trunc(value / n) + 0);
                expect(at(r, vi, vj) + 0).toBe((value % n) + 0);
                expect(at(qr, vi, vj) + 0).toBe((Math.trunc(value / n) % 2) + 0);
              }
            }
          }
        }
      }
    }
  });
});
