/** Samples of the reductions and of dotGeneral, for the laws. */
import { arrayOf, randomArray } from "../test/hostArrays.ts";
import type { Sample } from "../test/laws.ts";
import type { DType } from "../types/dtype.ts";

const f = (shape: readonly number[], seed = 1) => randomArray(shape, { seed });
/** f32 sums may be grouped in any way. */
const rtol = 1e-6;

const overAxes = (dtypes: readonly DType[], options: { low?: number; high?: number } = {}): Sample[] =>
  dtypes.flatMap((dtype) => [
    { operands: [randomArray([2, 3], { dtype, ...options })], params: { axes: [0] }, rtol },
    { operands: [randomArray([2, 3, 4], { dtype, seed: 3, ...options })], params: { axes: [0, 2] }, rtol },
    { operands: [randomArray([2, 3], { dtype, ...options })], params: { axes: [0, 1] }, rtol },
    { operands: [randomArray([2, 3], { dtype, ...options })], params: { axes: [] }, rtol },
    { operands: [randomArray([0, 3], { dtype, ...options })], params: { axes: [0] }, rtol },
  ]);
/** The extreme of no elements is the same for all of them: it has no slope to compare with. */
const extremes = overAxes(["float32", "int32", "uint32", "bool"]).map((sample) => ({
  ...sample,
  smooth: !sample.operands[0]!.shape.includes(0),
}));
const withNaN: Sample = {
  operands: [arrayOf([1, Number.NaN, 3, -Infinity, Infinity, 2], [3, 2])],
  params: { axes: [1] },
  smooth: false,
};

/** Prefixes of short rows, and of one that is cut into blocks. */
const cumulative = (dtypes: readonly DType[], options: { low?: number; high?: number } = {}): Sample[] =>
  dtypes.flatMap((dtype) => [
    { operands: [randomArray([5], { dtype, ...options })], params: { axis: 0, reverse: false }, rtol },
    { operands: [randomArray([2, 3], { dtype, seed: 3, ...options })], params: { axis: 1, reverse: true }, rtol },
    { operands: [randomArray([0, 3], { dtype, ...options })], params: { axis: 0, reverse: false }, rtol },
    // Longer than a block: no derivatives, which do not know of blocks.
    {
      operands: [randomArray([40], { dtype, seed: 4, ...options })],
      params: { axis: 0, reverse: dtype === "int32" },
      rtol: 1e-5,
      smooth: false,
    },
  ]);
const withInfinities: Sample = {
  operands: [arrayOf([-Infinity, -Infinity, 1, 2, Infinity, 3, Number.NaN, 1], [8])],
  params: { axis: 0, reverse: false },
  rtol,
  smooth: false,
};

const matrix = (
  lhs: readonly number[],
  rhs: readonly number[],
  dimensionNumbers: unknown,
  dtype: DType = "float32",
): Sample => ({
  operands: [randomArray(lhs, { dtype, seed: 2 }), randomArray(rhs, { dtype, seed: 7 })],
  params: { dimensionNumbers, preferredElementType: null },
  rtol,
});

/** Samples by the name of the primitive. */
export const reductionSamples: Readonly<Record<string, readonly Sample[]>> = {
  cumlogsumexp: [...cumulative(["float32"]), withInfinities],
  cummax: [...cumulative(["float32", "int32"]), withInfinities],
  cummin: [...cumulative(["float32", "uint32"]), withInfinities],
  cumprod: cumulative(["float32", "int32"], { low: 0.5, high: 1.5 }),
  cumsum: cumulative(["float32", "int32"]),
  dotGeneral: [
    matrix(
      [2, 3],
      [3, 5],
      [
        [[1], [0]],
        [[], []],
      ],
    ),
    matrix(
      [3],
      [3],
      [
        [[0], [0]],
        [[], []],
      ],
    ),
    matrix(
      [2],
      [3],
      [
        [[], []],
        [[], []],
      ],
    ),
    matrix(
      [3, 2],
      [5, 3],
      [
        [[0], [1]],
        [[], []],
      ],
    ),
    matrix(
      [4, 2, 3],
      [4, 3, 5],
      [
        [[2], [1]],
        [[0], [0]],
      ],
    ),
    matrix(
      [2, 4, 3],
      [3, 5, 4],
      [
        [[2], [0]],
        [[1], [2]],
      ],
    ),
    matrix(
      [2, 3, 4, 5],
      [5, 2, 3, 6],
      [
        [
          [1, 3],
          [2, 0],
        ],
        [[0], [1]],
      ],
    ),
    matrix(
      [2, 3, 4],
      [4, 3],
      [
        [
          [2, 1],
          [0, 1],
        ],
        [[], []],
      ],
    ),
    matrix(
      [2, 0],
      [0, 3],
      [
        [[1], [0]],
        [[], []],
      ],
    ),
    matrix(
      [2, 3],
      [3, 5],
      [
        [[1], [0]],
        [[], []],
      ],
      "int32",
    ),
    {
      ...matrix(
        [2, 3],
        [3, 5],
        [
          [[1], [0]],
          [[], []],
        ],
        "int32",
      ),
      params: {
        dimensionNumbers: [
          [[1], [0]],
          [[], []],
        ],
        preferredElementType: "float32",
      },
    },
  ],
  reduceAnd: overAxes(["bool", "int32", "uint32"]),
  reduceMax: [...extremes, withNaN],
  reduceMin: [...extremes, withNaN],
  reduceOr: overAxes(["bool", "int32", "uint32"]),
  reduceProd: [
    ...overAxes(["float32"], { low: 0.5, high: 1.5 }),
    ...overAxes(["int32", "uint32"], { low: 0, high: 3 }),
    { operands: [arrayOf([2, 0, 3, 0, 0, 5], [2, 3])], params: { axes: [1] } },
  ],
  reduceSum: [
    ...overAxes(["float32", "int32", "uint32"]),
    { operands: [f([1000])], params: { axes: [0] }, rtol: 1e-5 },
  ],
};
