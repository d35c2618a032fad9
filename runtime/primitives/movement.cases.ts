/** Samples of the primitives that move elements, for the laws. */
import { arrayOf, randomArray } from "../test/hostArrays.ts";
import type { Sample } from "../test/laws.ts";

const f = (...shape: number[]) => randomArray(shape);
const i = (...shape: number[]) => randomArray(shape, { dtype: "int32" });

/** Places 0, 0, 0, … among which one has most, some none, and some are outside. */
const spread = (n: number) => Array.from({ length: n }, (_, k) => (k % 3 === 0 ? 1 : ((k * 7) % 9) - 2));

/** Samples by the name of the primitive. */
export const movementSamples: Readonly<Record<string, readonly Sample[]>> = {
  broadcastInDim: [
    { operands: [f(3)], params: { shape: [2, 3], broadcastDimensions: [1] } },
    { operands: [f()], params: { shape: [2, 3], broadcastDimensions: [] } },
    { operands: [f(2, 1)], params: { shape: [2, 4, 3], broadcastDimensions: [0, 2] } },
    { operands: [f(1, 3)], params: { shape: [1, 3], broadcastDimensions: [0, 1] } },
    { operands: [f(2)], params: { shape: [2, 1], broadcastDimensions: [0] } },
    { operands: [i(2)], params: { shape: [0, 2], broadcastDimensions: [1] } },
  ],
  concatenate: [
    { operands: [f(2, 3), f(1, 3), f(0, 3)], params: { dimension: 0 } },
    { operands: [f(2, 3), f(2, 1)], params: { dimension: 1 } },
    { operands: [i(2), i(3), i(1)], params: { dimension: 0 } },
    { operands: [f(4)], params: { dimension: 0 } },
  ],
  dynamicSlice: [
    { operands: [f(5, 4), arrayOf([3], [], "int32"), arrayOf([-2], [], "int32")], params: { sliceSizes: [2, 3] } },
    { operands: [f(4), arrayOf([9], [], "int32")], params: { sliceSizes: [1] } },
    { operands: [i(3), arrayOf([1], [], "int32")], params: { sliceSizes: [0] } },
    { operands: [f(4, 6), arrayOf([9], [], "int32"), arrayOf([0], [], "int32")], params: { sliceSizes: [1, 6] } },
  ],
  dynamicUpdateSlice: [
    { operands: [f(5, 4), f(2, 3), arrayOf([1], [], "int32"), arrayOf([7], [], "int32")] },
    { operands: [f(4), f(1), arrayOf([2], [], "int32")] },
    { operands: [i(3), i(0), arrayOf([1], [], "int32")] },
    { operands: [f(4, 6), f(1, 6), arrayOf([2], [], "int32"), arrayOf([0], [], "int32")] },
  ],
  foldByPlace: [
    ...(["add", "mul", "max"] as const).flatMap((op) => [
      {
        operands: [f(5, 2), arrayOf([4, 0, 0, 9, -1], [5], "int32")],
        params: { op, size: 6 },
        rtol: 1e-6,
        smooth: op === "add" || op === "mul", // places without rows are infinite
      },
      { operands: [f(34), arrayOf(spread(34), [34], "int32")], params: { op, size: 4 }, rtol: 1e-6 },
    ]),
    { operands: [i(600), arrayOf(spread(600), [600], "int32")], params: { op: "add", size: 3 } },
    { operands: [i(0, 2), arrayOf([], [0], "int32")], params: { op: "max", size: 2 } },
    {
      operands: [randomArray([40], { dtype: "bool" }), arrayOf(spread(40), [40], "int32")],
      params: { op: "min", size: 4 },
    },
  ],
  gather: [
    { operands: [f(5, 3), arrayOf([4, 0, 0], [3], "int32")], params: { axes: [0] } },
    { operands: [f(2, 3, 4), arrayOf([2, 0], [2, 1], "int32")], params: { axes: [1] } },
    { operands: [f(3, 2, 4), arrayOf([0, 2], [2], "int32"), arrayOf([3, 3], [2], "int32")], params: { axes: [0, 2] } },
    { operands: [i(4), arrayOf([-5, 7], [2], "int32")], params: { axes: [0] } },
    { operands: [f(4), arrayOf([2], [], "int32")], params: { axes: [0] } },
  ],
  iota: (["float32", "int32", "uint32"] as const).map((dtype) => ({
    operands: [],
    params: { dtype, shape: [2, 3], dimension: 1 },
  })),
  pad: [
    { operands: [f(3), f()], params: { paddingConfig: [[1, 2, 0]] } },
    { operands: [f(3), f()], params: { paddingConfig: [[1, 2, 2]] } },
    { operands: [f(5), f()], params: { paddingConfig: [[-1, -2, 0]] } },
    { operands: [f(4), f()], params: { paddingConfig: [[-2, 1, 1]] } },
    { operands: [f(4), f()], params: { paddingConfig: [[2, -3, 1]] } },
    {
      operands: [f(4, 3), f()],
      params: {
        paddingConfig: [
          [0, 0, 0],
          [1, 0, 0],
        ],
      },
    },
    {
      operands: [f(2, 3), f()],
      params: {
        paddingConfig: [
          [0, 1, 0],
          [2, -1, 1],
        ],
      },
    },
    { operands: [f(0), f()], params: { paddingConfig: [[1, 1, 1]] } },
    { operands: [i(2), i()], params: { paddingConfig: [[1, 0, 0]] } },
  ],
  randomUnwrap: [
    { operands: [randomArray([3], { dtype: "key<fry>" })] },
    { operands: [randomArray([], { dtype: "key<fry>" })] },
  ],
  randomWrap: [{ operands: [randomArray([3, 2], { dtype: "uint32" })] }],
  reshape: [
    { operands: [f(2, 6)], params: { newSizes: [3, 4] } },
    { operands: [f(2, 3, 4)], params: { newSizes: [6, 4] } },
    { operands: [f(6, 4)], params: { newSizes: [2, 3, 1, 4] } },
    { operands: [f(1)], params: { newSizes: [] } },
    { operands: [f()], params: { newSizes: [1, 1] } },
    { operands: [i(0, 3)], params: { newSizes: [3, 0, 2] } },
  ],
  rev: [
    { operands: [f(2, 3)], params: { dimensions: [1] } },
    { operands: [f(2, 3)], params: { dimensions: [0, 1] } },
    { operands: [i(3)], params: { dimensions: [] } },
  ],
  slice: [
    { operands: [f(5)], params: { startIndices: [1], limitIndices: [4], strides: null } },
    { operands: [f(7)], params: { startIndices: [1], limitIndices: [7], strides: [2] } },
    { operands: [f(7)], params: { startIndices: [0], limitIndices: [6], strides: [4] } },
    { operands: [f(3, 4)], params: { startIndices: [1, 0], limitIndices: [3, 4], strides: [1, 3] } },
    { operands: [i(5)], params: { startIndices: [2], limitIndices: [2], strides: null } },
    { operands: [f(4, 6)], params: { startIndices: [0, 1], limitIndices: [4, 5], strides: null } },
  ],
  optimizationBarrier: [{ operands: [f(2, 3), f(4)] }, { operands: [i(3)] }],
  squeeze: [
    { operands: [f(1, 3, 1)], params: { dimensions: [0, 2] } },
    { operands: [f(1, 3, 1)], params: { dimensions: [2] } },
    { operands: [i(1)], params: { dimensions: [0] } },
  ],
  stopGradient: [{ operands: [arrayOf([1, 2])], smooth: false }],
  transpose: [
    { operands: [f(2, 3)], params: { permutation: [1, 0] } },
    { operands: [f(2, 3, 4)], params: { permutation: [2, 0, 1] } },
    { operands: [i(3)], params: { permutation: [0] } },
  ],
  sort: [
    { operands: [arrayOf([3, -1.5, 2, -4, 0.5, 7], [6])], params: { dimension: 0, numKeys: 1 } },
    { operands: [arrayOf([3, 1, 2, 8, 5, 7], [3, 2])], params: { dimension: 0, numKeys: 1 } },
    { operands: [arrayOf([2, 1, 2, 1, 2], [5], "int32"), f(5)], params: { dimension: 0, numKeys: 1 } },
    { operands: [rolledRow(40, 7), f(2, 40)], params: { dimension: 1, numKeys: 1 } },
    {
      operands: [i(3, 4), f(3, 4), arrayOf([0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1], [3, 4], "bool")],
      params: { dimension: 1, numKeys: 2 },
    },
    {
      operands: [arrayOf([Number.NaN, 0, -0, Number.POSITIVE_INFINITY, -1, Number.NEGATIVE_INFINITY], [6]), i(6)],
      params: { dimension: 0, numKeys: 1 },
      smooth: false,
    },
    { operands: [randomArray([4], { dtype: "uint32" }), f(4)], params: { dimension: 0, numKeys: 1 } },
    { operands: [f(1, 3), f(1, 3)], params: { dimension: 0, numKeys: 2 } },
    { operands: [f(0, 3)], params: { dimension: 1, numKeys: 1 } },
  ],
};

/** Two rows of distinct whole numbers in no order. */
function rolledRow(n: number, step: number): ReturnType<typeof arrayOf> {
  return arrayOf(
    Array.from({ length: 2 * n }, (_, k) => ((k * step) % n) - (k < n ? 0 : 11)),
    [2, n],
  );
}
