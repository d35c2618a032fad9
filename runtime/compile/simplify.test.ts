import { expect, test } from "vitest";
import { jit } from "../control/index.ts";
import type { JaxArray } from "../core/array.ts";
import { printJaxpr } from "../core/printJaxpr.ts";
import { add, mul, neg, reduceSum, sub } from "../primitives/index.ts";
import { inline } from "./inline.ts";
import { simplify } from "./simplify.ts";
import { f32, traced } from "./traced.cases.ts";

test("simplify() drops what no output needs, and repeats", () => {
  const jaxpr = traced(
    (x, y) => {
      neg(sub(x, y));
      const sum = reduceSum(add(x, y), { axes: [0] });
      const other = reduceSum(add(x, y), { axes: [0] });
      return [mul(sum, other), add(sum, -0), add(sum, 0)];
    },
    f32(3),
    f32(3),
  );
  expect(printJaxpr(simplify(jaxpr))).toMatchInlineSnapshot(`
    "{ lambda ; a:f32[3] b:f32[3]. let
        c:f32[3] = add a b
        d:f32[] = reduceSum[axes=(0,)] c
        e:f32[] = mul d d
        f:f32[] = add d -0.0:f32[]
        g:f32[] = add d 0.0:f32[]
      in (e, f, g) }"
  `);
});

test("inline() flattens nested jits, and calls one twice under other names", () => {
  const square = jit((x: JaxArray) => mul(x, x));
  const twice = jit((x: JaxArray) => add(square(x), square(neg(x))));
  const inlined = inline(traced((x) => twice(x), f32(2)));
  expect(printJaxpr(inlined)).toMatchInlineSnapshot(`
    "{ lambda ; a:f32[2]. let
        b:f32[2] = mul a a
        c:f32[2] = neg a
        d:f32[2] = mul c c
        e:f32[2] = add b d
      in (e,) }"
  `);
});

test("inline() passes on inputs, literals and captured arrays", () => {
  const f = jit((x: JaxArray, y: JaxArray) => [y, mul(x, 2), x]);
  const inlined = inline(traced((x) => f(x, neg(x)) as JaxArray[], f32(2)));
  expect(printJaxpr(inlined)).toMatchInlineSnapshot(`
    "{ lambda ; a:f32[2]. let
        b:f32[2] = neg a
        c:f32[2] = mul a 2.0:f32[]
      in (b, c, a) }"
  `);
});
