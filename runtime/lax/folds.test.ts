import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { DeviceArray, JaxArray } from "../core/array.ts";
import { jax, jnp, lax } from "../index.ts";
import type { DType } from "../types/dtype.ts";

type Numbers = (number | "nan" | "inf" | "-inf")[];

// Made with real JAX by folds.fixtures.py
const fixtures = JSON.parse(readFileSync(new URL("./folds.fixtures.json", import.meta.url), "utf8")) as {
  x: Numbers;
  f: Numbers;
  folds: [
    axes: number[],
    sum: Numbers,
    product: Numbers,
    norm: Numbers,
    xor: Numbers,
    largest: Numbers,
    owners: Numbers,
  ][];
  special: Numbers;
  precision: [exponent: number, mantissa: number, expected: Numbers][];
  mulhi: [dtype: DType, a: Numbers, b: Numbers, expected: Numbers][];
  image: Numbers;
  patches: [
    spec: [string, string, string],
    strides: number[],
    padding: "SAME" | [number, number][],
    dilation: number[] | null,
    shape: number[],
    patches: Numbers,
    kernelShape: number[],
    kernel: Numbers,
    localShape: number[],
    local: Numbers,
  ][];
  shapes: Record<string, number[]> & { permutations: number[][] };
  applied: Numbers;
};

const number = (v: number | string): number => Number(String(v).replace("inf", "Infinity").replace("nan", "NaN"));
const array = (data: Numbers, dtype: DType, shape: readonly number[] = [data.length]): JaxArray =>
  jnp.array(data.map(number), { dtype }).reshape(shape);

function expectNumbers(x: JaxArray, expected: Numbers, digits = 5): void {
  const { host } = x as DeviceArray;
  expect(host.length).toBe(expected.length);
  expected.forEach((v, i) => {
    if (digits === 0) expect([i, host[i]]).toEqual([i, number(v)]);
    else expect(host[i]).toBeCloseTo(number(v), digits);
  });
}

test("reduce folds as JAX does, by kernels and by halves, one array and several", () => {
  const x = array(fixtures.x, "int32", [2, 5, 3]);
  const operands = array(fixtures.f, "float32", [2, 5, 3]);
  for (const [dimensions, sum, product, norm, xor, largest, owners] of fixtures.folds) {
    const options = { operands, dimensions };
    expectNumbers(lax.reduce({ ...options, initValues: 0, computation: lax.add }), sum);
    expectNumbers(lax.reduce({ ...options, initValues: 2, computation: lax.mul }), product);
    const hypot = (a: JaxArray, b: JaxArray) => lax.sqrt(a.mul(a).add(b.mul(b)));
    expectNumbers(lax.reduce({ ...options, initValues: 0, computation: hypot }), norm);
    expectNumbers(lax.reduceXor(x, dimensions), xor, 0);
    const [values, places] = lax.reduce({
      operands: [operands, x],
      initValues: [-Infinity, 0],
      // as in JAX the computation sees scalars
      computation: ([a, i]: JaxArray[], [b, j]: JaxArray[]) =>
        lax.cond(
          a!.greater(b!),
          () => [a, i],
          () => [b, j],
        ),
      dimensions,
    });
    expectNumbers(values!, largest);
    expectNumbers(places!, owners, 0);
  }
});

test("reduce is differentiated and batched, and refuses what does not fit", () => {
  const x = jnp.array(
    [
      [3, 4],
      [6, 8],
    ],
    { dtype: "float32" },
  );
  const norm = (v: JaxArray) =>
    lax.reduce({
      operands: v,
      initValues: 0,
      computation: (a: JaxArray, b: JaxArray) => jnp.hypot(a, b),
      dimensions: [0],
    });
  expectNumbers(jax.vmap(norm)(x), [5, 10]);
  expectNumbers(jax.grad(norm)(x.at(0).get() as JaxArray), [0.6, 0.8]);
  expectNumbers(norm(jnp.zeros([0, 2])), [0, 0]);
  const options = { operands: x, initValues: 0, computation: lax.add };
  expect(() => lax.reduce({ ...options, dimensions: [2] })).toThrow(RangeError);
  expect(() => lax.reduce({ ...options, dimensions: [0, 0] })).toThrow("named twice");
  expect(() => lax.reduce({ ...options, operands: [x, x.at(0).get()], initValues: [0, 0], dimensions: [0] })).toThrow(
    "one shape",
  );
  expect(() => lax.reduce({ ...options, initValues: [], dimensions: [0] })).toThrow("each array needs one");
  expect(() =>
    lax.reduce({ ...options, computation: (a: JaxArray, b: JaxArray) => lax.lt(a, b), dimensions: [0] }),
  ).toThrow("dtypes must stay");
  expect(() => lax.reduceXor(x, [0])).toThrow("bool or integers");
});

test("reducePrecision rounds as JAX does, its derivatives too", () => {
  const x = array(fixtures.special, "float32");
  for (const [e, m, expected] of fixtures.precision) expectNumbers(lax.reducePrecision(x, e, m), expected, 0);
  // jax.grad(lambda v: lax.reduce_precision(v, 5, 2) * 1.2345)(1.3), and the tangent of jax.jvp of 1.2345
  expect(Number(jax.grad((v: JaxArray) => lax.reducePrecision(v, 5, 2).mul(1.2345))(1.3))).toBe(1.25);
  expect(Number(jax.jvp((v: JaxArray) => lax.reducePrecision(v, 5, 2), [1.3], [1.2345])[1])).toBe(1.25);
  expect(lax.reducePrecision(x.astype("bfloat16"), 5, 2).dtype).toBe("bfloat16");
  expect(() => lax.reducePrecision(x, 0, 3)).toThrow("a whole number ≥ 1");
  expect(() => lax.reducePrecision(jnp.array([1]), 5, 3)).toThrow("it must be a float");
});

test("mulhi gives the upper half for every integer dtype; lax.nextafter the neighbour", () => {
  for (const [dtype, a, b, expected] of fixtures.mulhi)
    expectNumbers(lax.mulhi(array(a, dtype), array(b, dtype)), expected, 0);
  expect(() => lax.mulhi(jnp.zeros([2]), jnp.zeros([2]))).toThrow("it must be of integers");
  expect(() => lax.mulhi(jnp.int8([1, 2]), jnp.int8([1, 2, 3]))).toThrow("both must be alike");
  expect(String(lax.nextafter(jnp.float32([1, 1, 0]), jnp.float32([2, 0, -1])))).toBe(
    "[ 1.0000001e+00  9.9999994e-01 -1.4012985e-45]",
  );
});

test("patches and local convolutions are those of JAX", () => {
  const lhs = array(fixtures.image, "float32", [2, 6, 5, 3]);
  for (const [
    dimensionNumbers,
    windowStrides,
    padding,
    rhsDilation,
    shape,
    patches,
    kernelShape,
    kernel,
    localShape,
    local,
  ] of fixtures.patches) {
    const options = { lhs, filterShape: [3, 2], windowStrides, padding, rhsDilation, dimensionNumbers };
    const found = lax.convGeneralDilatedPatches(options);
    expect(found.shape).toEqual(shape);
    expectNumbers(found, patches);
    const rhs = array(kernel, "float32", kernelShape);
    const convolved = lax.convGeneralDilatedLocal({ ...options, rhs });
    expect(convolved.shape).toEqual(localShape);
    expectNumbers(convolved, local, 3);
  }
});

test("shapes of convolutions and windows are those of JAX", () => {
  const { general, pads, transpose, window, permutations } = fixtures.shapes;
  const shapes = {
    lhsShape: [2, 7, 9, 3],
    rhsShape: [3, 2, 3, 4],
    dimensionNumbers: ["NHWC", "HWIO", "NCHW"],
  } as const;
  expect(lax.convGeneralShapeTuple({ ...shapes, windowStrides: [2, 1], padding: "SAME" })).toEqual(general);
  expect(
    lax.convGeneralShapeTuple({
      ...shapes,
      windowStrides: [2, 3],
      padding: [
        [1, 0],
        [2, 2],
      ],
    }),
  ).toEqual(pads);
  expect(lax.convTransposeShapeTuple({ ...shapes, windowStrides: [2, 3], padding: "VALID" })).toEqual(transpose);
  const windows = {
    windowDimensions: [3, 2],
    windowStrides: [2, 1],
    padding: [
      [1, 1],
      [0, 1],
    ] as const,
  };
  expect(
    lax.reduceWindowShapeTuple({ operandShape: [8, 9], ...windows, baseDilation: [2, 1], windowDilation: [1, 3] }),
  ).toEqual(window);
  expect(lax.convGeneralPermutations(["NHWC", "OIWH", "CWNH"])).toEqual(permutations);
  expect(lax.broadcastShapes([0], [1], [4, 1])).toEqual([4, 0]);
  expect(() => lax.broadcastShapes([2], [3])).toThrow("the sizes 2 and 3");
  expect(() => lax.broadcastLike(jnp.zeros([3]), jnp.zeros([2]))).toThrow("sizes must be equal or 1");
});

test("scatterApply applies as often as places are named, and leaves out boxes that do not fit", () => {
  const operand = jnp.arange(10, { dtype: "float32" }).reshape([2, 5]);
  const scatterIndices = jnp.array([
    [0, 1],
    [1, 0],
    [0, 1],
    [5, 0],
    [1, 3],
  ]);
  const dimensionNumbers = { updateWindowDims: [1], insertedWindowDims: [0], scatterDimsToOperandDims: [0, 1] };
  const options = { operand, scatterIndices, dimensionNumbers, updateShape: [5, 2] };
  expectNumbers(lax.scatterApply({ ...options, func: (v) => v.mul(2).add(1) }), fixtures.applied);
});
