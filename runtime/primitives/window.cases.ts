/** Samples of convolutions and of reductions over windows, for the laws. */
import { arrayOf, randomArray } from "../test/hostArrays.ts";
import type { Sample } from "../test/laws.ts";
import type { DType } from "../types/dtype.ts";

const rtol = 1e-6;

const layouts = {
  nhc: { lhs: [0, 2, 1], rhs: [2, 1, 0], out: [0, 2, 1] },
  nhwc: { lhs: [0, 3, 1, 2], rhs: [3, 2, 0, 1], out: [0, 3, 1, 2] },
  nchw: { lhs: [0, 1, 2, 3], rhs: [0, 1, 2, 3], out: [0, 1, 2, 3] },
  mixed: { lhs: [2, 0, 3, 1], rhs: [1, 3, 2, 0], out: [3, 1, 0, 2] },
  nc: { lhs: [0, 1], rhs: [1, 0], out: [1, 0] },
} as const;

function conv(
  lhs: readonly number[],
  rhs: readonly number[],
  layout: keyof typeof layouts,
  options: Readonly<Record<string, unknown>> = {},
  dtype: DType = "float32",
): Sample {
  const ones = layouts[layout].lhs.slice(2).map(() => 1);
  const params = {
    windowStrides: ones,
    padding: ones.map(() => [0, 0]),
    lhsDilation: ones,
    rhsDilation: ones,
    dimensionNumbers: layouts[layout],
    featureGroupCount: 1,
    batchGroupCount: 1,
    preferredElementType: null,
    ...options,
  };
  return { operands: [randomArray(lhs, { dtype, seed: 2 }), randomArray(rhs, { dtype, seed: 7 })], params, rtol };
}

const windows = (shape: readonly number[], options: Readonly<Record<string, unknown>> = {}) => ({
  windowDimensions: shape,
  windowStrides: shape.map(() => 1),
  padding: shape.map(() => [0, 0]),
  baseDilation: shape.map(() => 1),
  windowDilation: shape.map(() => 1),
  ...options,
});
const overlapping = windows([3, 1], {
  windowStrides: [2, 1],
  padding: [
    [1, 2],
    [0, 0],
  ],
});
const dilated = windows([2, 2], {
  windowStrides: [1, 2],
  padding: [
    [1, 0],
    [-1, 2],
  ],
  baseDilation: [2, 1],
  windowDilation: [1, 2],
});

/** 0 … 99 in disorder: no two elements are so near that a small step exchanges them. */
const apart = (shape: readonly number[]) => {
  const size = shape.reduce((a, b) => a * b, 1);
  return arrayOf(
    Array.from({ length: size }, (_, k) => (k * 37) % 101),
    shape,
  );
};
const extremes: Sample[] = [
  { operands: [apart([5, 2])], params: overlapping },
  { operands: [apart([3, 4])], params: dilated },
  { operands: [randomArray([4], { dtype: "int32" })], params: windows([2]) },
  {
    operands: [arrayOf([1, Number.NaN, 3, -Infinity, 2, 2])],
    params: windows([2], { windowStrides: [2] }),
    smooth: false,
  },
];

/** Samples by the name of the primitive. */
export const windowSamples: Readonly<Record<string, readonly Sample[]>> = {
  convGeneralDilated: [
    conv([2, 5, 3], [3, 3, 4], "nhc", { padding: [[1, 1]] }),
    conv([2, 6, 4], [2, 2, 4], "nhc", { windowStrides: [2], padding: [[0, 3]], featureGroupCount: 2 }),
    conv([4, 5, 2], [2, 2, 4], "nhc", { padding: [[1, 0]], batchGroupCount: 2 }),
    conv([1, 4, 5, 2], [3, 2, 2, 3], "nhwc", {
      windowStrides: [1, 2],
      padding: [
        [2, 1],
        [-1, 2],
      ],
      lhsDilation: [2, 1],
      rhsDilation: [1, 2],
    }),
    conv([2, 2, 4, 3], [3, 2, 2, 3], "nchw"),
    conv([3, 3, 2, 4], [2, 3, 2, 3], "mixed", {
      padding: [
        [1, 1],
        [0, 1],
      ],
    }),
    conv([2, 3], [3, 4], "nc"),
    conv([1, 2, 3], [4, 3, 2], "nhc"),
    conv([1, 5, 2], [3, 2, 2], "nhc", {}, "int32"),
    conv([1, 5, 2], [3, 2, 2], "nhc", { preferredElementType: "float32" }, "int32"),
  ],
  reduceWindowMax: extremes,
  reduceWindowMin: extremes,
  reduceWindowSum: [
    { operands: [randomArray([5, 2])], params: overlapping, rtol },
    { operands: [randomArray([3, 4])], params: dilated, rtol },
    { operands: [randomArray([4], { dtype: "int32" })], params: windows([2]) },
  ],
  selectAndGather: [
    { operands: [randomArray([5, 2]), apart([5, 2])], params: { ...overlapping, select: "max" }, rtol },
    { operands: [randomArray([3, 4]), apart([3, 4])], params: { ...dilated, select: "min" }, rtol },
  ],
  selectAndScatter: [
    { operands: [randomArray([3, 2]), apart([5, 2])], params: { ...overlapping, select: "max" }, rtol },
    { operands: [randomArray([5, 2]), apart([3, 4])], params: { ...dilated, select: "min" }, rtol },
  ],
};
