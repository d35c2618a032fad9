/** Samples of complex numbers for the laws, by the name of the primitive. */
import { randomArray } from "../test/hostArrays.ts";
import type { Sample } from "../test/laws.ts";

const c = (shape: readonly number[], seed = 1, low = -2, high = 2) =>
  randomArray(shape, { dtype: "complex64", low, high, seed });
const f = (shape: readonly number[], seed = 1) => randomArray(shape, { low: -2, high: 2, seed });
/** Both parts positive: away from zeros and cuts. */
const quarter = (seed: number) => c([2, 3], seed, 0.5, 2);
const math = 5e-6;

const one = (rtol = math): Sample[] => [{ operands: [quarter(1)], rtol }];
const two = (rtol = math): Sample[] => [
  { operands: [quarter(1), quarter(5)], rtol },
  { operands: [c([], 3, 0.5, 2), quarter(5)], rtol },
];

export const complexSamples: Readonly<Record<string, readonly Sample[]>> = {
  complex: [{ operands: [f([2, 3]), f([2, 3], 2)] }, { operands: [f([2, 3]), f([], 2)] }],
  real: [{ operands: [c([2, 3])] }],
  imag: [{ operands: [c([2, 3])] }],
  conj: [{ operands: [c([2, 3])] }],
  abs: one(),
  add: two(0),
  mul: two(),
  div: two(),
  exp: one(),
  log: one(),
  sqrt: one(),
  sin: one(),
  tanh: one(),
  pow: [{ operands: [quarter(1), quarter(5)], rtol: 2e-5 }],
  integerPow: [{ operands: [quarter(1)], params: { y: -2 }, rtol: math }],
  selectN: [{ operands: [randomArray([2, 3], { dtype: "bool" }), c([2, 3]), c([2, 3], 2)] }],
  transpose: [{ operands: [c([2, 3])], params: { permutation: [1, 0] } }],
  reduceSum: [{ operands: [c([2, 3])], params: { axes: [1] }, rtol: math }],
  reduceProd: [{ operands: [c([2, 3])], params: { axes: [1] }, rtol: math }],
  cumprod: [{ operands: [c([2, 3])], params: { axis: 1, reverse: true }, rtol: math }],
  dotGeneral: [
    {
      operands: [c([2, 3]), c([3, 2], 2)],
      params: {
        dimensionNumbers: [
          [[1], [0]],
          [[], []],
        ],
        preferredElementType: null,
      },
      rtol: 1e-5,
    },
  ],
};
