/** Samples of the primitives that repeat or choose jaxprs. */
import type { JaxArray } from "../core/array.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import type { Primitive } from "../core/primitive.ts";
import { add, cos, lt, max, mul, reduceSum, sin, sub, tanh } from "../primitives/index.ts";
import { arrayOf, randomArray } from "../test/hostArrays.ts";
import type { Sample } from "../test/laws.ts";
import { evalJaxpr } from "../transforms/evalJaxpr.ts";
import { type Aval, aval } from "../types/aval.ts";
import { condPrimitive } from "./cond/condPrimitive.ts";
import { scanPrimitive } from "./scan/scanPrimitive.ts";
import { whilePrimitive } from "./while/whilePrimitive.ts";

function jaxprOf(f: (...inputs: any[]) => readonly JaxArray[], ...avals: readonly Aval[]): Jaxpr {
  return traceToJaxpr(f, avals).jaxpr;
}

const pair = aval([2], "float32");
const one = aval([], "float32");
const whole = aval([], "int32");

/** h ← tanh(h w + x); gives h sin(w), whose second factor is the same in each step. */
const recurrence = jaxprOf((w, h, x) => [tanh(add(mul(h, w), x)), mul(h, sin(w))], pair, pair, pair);

/** A counter beside a value, a constant carry, and a carry that is reset. */
const mixed = jaxprOf(
  (w, n, kept, h, _last, x) => [add(n, 1), kept, mul(add(h, x), w), x, reduceSum(mul(h, kept), { axes: [0] })],
  one,
  whole,
  pair,
  pair,
  pair,
  pair,
);

const xs = randomArray([3, 2], { low: -1, high: 1, seed: 3 });
const h = randomArray([2], { low: -1, high: 1, seed: 5 });
const w = randomArray([2], { low: -1, high: 1, seed: 7 });

const scans: readonly Sample[] = [
  {
    operands: [w, h, xs],
    params: { jaxpr: recurrence, length: 3, reverse: false, constants: 1, carries: 1 },
    rtol: 1e-6,
  },
  {
    operands: [w, h, xs],
    params: { jaxpr: recurrence, length: 3, reverse: true, constants: 1, carries: 1 },
    rtol: 1e-6,
  },
  {
    operands: [arrayOf([0.7], []), arrayOf([0], [], "int32"), w, h, h, xs],
    params: { jaxpr: mixed, length: 3, reverse: false, constants: 1, carries: 4 },
    rtol: 1e-6,
  },
  {
    operands: [w, h, randomArray([0, 2])],
    params: { jaxpr: recurrence, length: 0, reverse: false, constants: 1, carries: 1 },
  },
];

const isBelow = jaxprOf((limit, n, _x) => [lt(n, limit)], whole, whole, pair);
const grow = jaxprOf((factor, n, x) => [add(n, 1), sin(mul(x, factor))], pair, whole, pair);
const shrink = jaxprOf((limit, x) => [lt(limit, reduceSum(mul(x, x), { axes: [0] }))], one, pair);
const halve = jaxprOf((x) => [mul(x, 0.5)], pair);

const whiles: readonly Sample[] = [
  {
    operands: [arrayOf([3], [], "int32"), w, arrayOf([0], [], "int32"), h],
    params: { condition: isBelow, body: grow, conditionConstants: 1, bodyConstants: 1 },
    rtol: 1e-6,
    reverse: ([_limit, factor, n, x]) => {
      let carry = [n!, x!];
      for (let trip = 0; trip < 3; trip++) carry = [...evalJaxpr(grow, [], [factor!, ...carry])];
      return carry;
    },
  },
  {
    operands: [arrayOf([0.1], []), arrayOf([2, 1])],
    params: { condition: shrink, body: halve, conditionConstants: 1, bodyConstants: 0 },
    reverse: ([_limit, x]) => [mul(x!, 0.125)],
  },
];

const branches = [
  jaxprOf((x, y) => [mul(sin(x), y), x], pair, pair),
  jaxprOf((_x, y) => [cos(mul(y, y)), y], pair, pair),
  jaxprOf((x, y) => [max(sub(x, y), add(x, y)), x], pair, pair),
];

const conds: readonly Sample[] = [0, 1, 2].map((index) => ({
  operands: [arrayOf([index], [], "int32"), h, arrayOf([0.4, 0.9])],
  params: { branches },
  rtol: 1e-6,
}));

/** Each primitive with its samples. */
export const controlSamples: readonly (readonly [name: string, primitive: Primitive, samples: readonly Sample[]])[] = [
  ["scan", scanPrimitive, scans],
  ["while", whilePrimitive, whiles],
  ["cond", condPrimitive, conds],
];
