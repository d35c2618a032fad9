/** Samples of the elementwise primitives for the laws. */

import { arrayOf, randomArray } from "../test/hostArrays.ts";
import type { Sample } from "../test/laws.ts";
import type { DType } from "../types/dtype.ts";

const f = (shape: readonly number[], low = -2, high = 2, seed = 1) => randomArray(shape, { low, high, seed });
/** No subnormal numbers, nor any that come from these: devices may take them for 0. */
const special = arrayOf([0, -0, 1, -1, 1.5, -2.5, 0.5, Number.NaN, Infinity, -Infinity, 4e37, 1e-30]);
/** Accuracy of what is expanded into basic operations, against float64. */
const math = 3e-6;

/** Positive numbers, at a distance from 0. */
const positive: Sample[] = [
  { operands: [f([2, 3], 0.5, 3)], rtol: math },
  { operands: [f([], 0.5, 3)], rtol: math },
];
const anywhere: Sample[] = [
  { operands: [f([2, 3])], rtol: math },
  { operands: [f([])], rtol: math },
];
const exactly = (samples: readonly Sample[]): Sample[] =>
  samples.map(({ operands, params }) => ({ operands, ...(params && { params }) }));
const edges: Sample = { operands: [special], smooth: false, rtol: math };
const integers = (...dtypes: DType[]): Sample[] =>
  dtypes.map((dtype) => ({ operands: [randomArray([2, 3], { dtype })] }));

/** Two operands: alike, a scalar at each side, special values against each other. */
function pairs(low: readonly [number, number] = [-2, -2], high: readonly [number, number] = [2, 2]): Sample[] {
  const a = f([2, 3], low[0], high[0], 1);
  const b = f([2, 3], low[1], high[1], 5);
  return [
    { operands: [a, b] },
    { operands: [f([], low[0], high[0], 3), b] },
    { operands: [a, f([], low[1], high[1], 4)] },
    { operands: [f([], low[0], high[0], 3), f([], low[1], high[1], 4)] },
  ];
}
const grid = {
  operands: [
    arrayOf(
      [...special.host].flatMap((x) => [...special.host].map(() => x)),
      [12, 12],
    ),
    arrayOf(
      [...special.host].flatMap(() => [...special.host]),
      [12, 12],
    ),
  ],
  smooth: false,
};
const integerPairs = (...dtypes: DType[]): Sample[] =>
  dtypes.map((dtype) => ({
    operands: [randomArray([2, 3], { dtype }), randomArray([2, 3], { dtype, low: dtype === "bool" ? 0 : 1, seed: 9 })],
  }));

/** Samples by the name of the primitive. */
export const elementwiseSamples: Readonly<Record<string, readonly Sample[]>> = {
  abs: [...exactly(positive), edges, ...integers("int32", "uint32")],
  acos: [{ operands: [f([2, 3], -0.9, 0.9)], rtol: math }, edges],
  acosh: [{ operands: [f([2, 3], 1.1, 3)], rtol: math }, edges],
  add: [...pairs(), grid, ...integerPairs("int32", "uint32")],
  addAny: [{ operands: [f([2, 3]), f([2, 3], -2, 2, 4)] }],
  and: integerPairs("int32", "uint32", "bool"),
  asin: [{ operands: [f([2, 3], -0.9, 0.9)], rtol: math }, edges],
  asinh: [...anywhere, edges],
  atan: [...anywhere, edges],
  atan2: [...pairs([-2, 0.5], [2, 3]).map((sample) => ({ ...sample, rtol: math })), { ...grid, rtol: math }],
  atanh: [{ operands: [f([2, 3], -0.9, 0.9)], rtol: math }, edges],
  besselI0e: [...positive, edges],
  besselI1e: [...positive, edges],
  bitcastConvertType: [
    { operands: [special], params: { newDtype: "int32" } },
    { operands: [randomArray([2, 3], { dtype: "uint32" })], params: { newDtype: "int32" } },
  ],
  cbrt: [...positive, edges],
  ceil: [{ operands: [arrayOf([0.3, 1.6, -2.4])] }, edges],
  clamp: [
    { operands: [f([2, 3], -1, -0.5), f([2, 3], -0.4, 0.4), f([2, 3], 0.5, 1)] },
    { operands: [f([], 0.5, 1), f([2, 3], -0.4, 0.4), f([], 1.5, 2)] },
    { operands: [f([], -3, -2), f([2, 3], 1.5, 2), f([], 1, 1.4)] },
    { operands: [arrayOf([-1], []), special, arrayOf([1], [])], smooth: false },
    { operands: [arrayOf([-5], [], "int32"), randomArray([4], { dtype: "int32" }), arrayOf([5], [], "int32")] },
  ],
  clz: integers("int32", "uint32"),
  convertElementType: [
    ...(["float32", "int32", "uint32", "bool"] as const).flatMap((newDtype) =>
      (["float32", "int32", "uint32", "bool"] as const).map((dtype) => ({
        operands: [
          randomArray([2, 3], { dtype, ...(dtype === "float32" && newDtype === "uint32" && { low: 0, high: 9 }) }),
        ],
        params: { newDtype, weakType: false },
        smooth: newDtype === "float32",
      })),
    ),
    { operands: [special], params: { newDtype: "int32", weakType: false }, smooth: false },
  ],
  copy: [...exactly(anywhere), ...integers("int32", "bool")],
  cos: [...anywhere, edges],
  cosh: [...anywhere, edges],
  digamma: [{ operands: [f([2, 3], 0.6, 3)], rtol: 1e-5 }],
  div: [...pairs([-2, 0.5], [2, 3]), grid, ...integerPairs("int32", "uint32")],
  eq: [grid, ...integerPairs("int32", "uint32", "bool")],
  erf: [...anywhere, { operands: [f([2, 3], -3, 3)], rtol: math }, edges],
  erfc: [...anywhere, { operands: [f([2, 3], -3, 3)], rtol: math }, edges],
  erfInv: [{ operands: [f([2, 3], -0.8, 0.8)], rtol: math }, edges],
  exp: [...anywhere, edges],
  expm1: [...anywhere, { operands: [arrayOf([1e-6, -1e-7, 88, -100])], rtol: math, smooth: false }],
  floor: [{ operands: [arrayOf([0.3, 1.6, -2.4])] }, edges],
  ge: [grid, ...integerPairs("int32", "uint32", "bool")],
  gt: [grid, ...integerPairs("int32", "uint32", "bool")],
  integerPow: [-3, -2, -1, 0, 1, 2, 3, 7].map((y) => ({ operands: [f([2, 3], 0.5, 1.5)], params: { y }, rtol: 1e-6 })),
  isFinite: [{ operands: [special] }],
  le: [grid, ...integerPairs("int32", "uint32", "bool")],
  lgamma: [{ operands: [f([2, 3], 3, 5)], rtol: 1e-5 }],
  log: [...positive, edges],
  log1p: [...positive, { operands: [arrayOf([1e-6, -1e-7, 0, -1, -2])], rtol: math, smooth: false }],
  logaddexp: [...pairs().map((sample) => ({ ...sample, rtol: math })), { ...grid, rtol: math }],
  logistic: [...anywhere, edges],
  lt: [grid, ...integerPairs("int32", "uint32", "bool")],
  max: [...pairs([1.1, -1], [2, 0.9]), ...pairs([-1, 1.1], [0.9, 2]), grid, ...integerPairs("int32", "uint32", "bool")],
  min: [...pairs([1.1, -1], [2, 0.9]), ...pairs([-1, 1.1], [0.9, 2]), grid, ...integerPairs("int32", "uint32", "bool")],
  mul: [...pairs(), grid, ...integerPairs("int32", "uint32")],
  ne: [grid, ...integerPairs("int32", "uint32", "bool")],
  neg: [...exactly(anywhere), edges, ...integers("int32", "uint32")],
  not: integers("int32", "uint32", "bool"),
  or: integerPairs("int32", "uint32", "bool"),
  populationCount: integers("int32", "uint32"),
  pow: [
    ...pairs([0.5, -1], [2, 2]).map((sample) => ({ ...sample, rtol: 1e-5 })),
    { operands: [f([3], 0.5, 1.5), arrayOf([2, 0, 3], [3], "int32")], rtol: 1e-5 },
    { ...grid, rtol: 1e-5 },
  ],
  reducePrecision: [
    { operands: [special], params: { exponentBits: 8, mantissaBits: 7 }, smooth: false },
    { operands: [arrayOf([1.2345, -0.3, 1e-6, 7e4])], params: { exponentBits: 5, mantissaBits: 2 }, smooth: false },
  ],
  rem: [...pairs([2.1, 2.6], [2.5, 3]), ...integerPairs("int32", "uint32")],
  round: [
    { operands: [arrayOf([0.3, 1.7, -2.4])] },
    edges,
    { operands: [arrayOf([0.5, 1.5, 2.5, -0.5, -1.5])], smooth: false },
  ],
  rsqrt: [...positive, edges],
  selectN: [
    { operands: [randomArray([2, 3], { dtype: "bool" }), f([2, 3]), f([2, 3], -2, 2, 3)] },
    { operands: [randomArray([2, 3], { dtype: "bool" }), f([]), f([2, 3], -2, 2, 3)] },
    { operands: [arrayOf([1], [], "bool"), f([2, 3]), f([2, 3], -2, 2, 3)] },
    { operands: [randomArray([4], { dtype: "bool" }), f([]), f([])] },
    { operands: [randomArray([6], { dtype: "int32", low: -1, high: 4 }), f([6]), f([6], -2, 2, 3), f([6], -2, 2, 4)] },
  ],
  shiftLeft: integerPairs("int32", "uint32"),
  shiftRightArithmetic: integerPairs("int32", "uint32"),
  shiftRightLogical: integerPairs("int32", "uint32"),
  sign: [...exactly(positive), edges, ...integers("int32", "uint32")],
  sin: [...anywhere, edges],
  sinh: [...anywhere, edges],
  sqrt: [...positive, edges],
  square: [...exactly(anywhere), edges, ...integers("int32", "uint32")],
  sub: [...pairs(), grid, ...integerPairs("int32", "uint32")],
  tan: [{ operands: [f([2, 3], -1, 1)], rtol: math }],
  tanh: [...anywhere, edges],
  threefry2x32: [
    { operands: [1, 2, 3, 4].map((seed) => randomArray([5], { dtype: "uint32", high: 4e9, seed })) },
    {
      operands: [1, 2]
        .map((seed) => randomArray([], { dtype: "uint32", high: 4e9, seed }))
        .concat([3, 4].map((seed) => randomArray([2, 2], { dtype: "uint32", seed }))),
    },
  ],
  xor: integerPairs("int32", "uint32", "bool"),
};
