/** What is stored, and what shares a kernel. */
import { describe, expect, test } from "vitest";
import type { JaxArray } from "../core/array.ts";
import type { Kernel } from "../ir/kernel.ts";
import {
  add,
  div,
  exp,
  max,
  mul,
  pow,
  reduceMax,
  reduceSum,
  reshape,
  square,
  sub,
  tanh,
  transpose,
} from "../primitives/index.ts";
import type { Aval } from "../types/aval.ts";
import { compile } from "./compile.ts";
import { dense, f32, matmul, spread, traced } from "./traced.cases.ts";

function kernels(f: (...inputs: JaxArray[]) => JaxArray | readonly JaxArray[], ...avals: Aval[]): readonly Kernel[] {
  return compile(traced(f, ...avals), { buffersPerKernel: Number.POSITIVE_INFINITY }).program
    .steps as readonly Kernel[];
}

const shape = ({ grid, reduce, accumulators, stores }: Kernel): string =>
  `[${grid}] over [${reduce}]: ${accumulators.length} accumulators, ${stores.length} stores`;

describe("roots", () => {
  test("a chain that is used twice is computed once, in the kernel of both users", () => {
    const f = (x: JaxArray): JaxArray[] => {
      const t = tanh(exp(x));
      return [add(t, 1), mul(t, 2)];
    };
    expect(kernels(f, f32(100)).map(shape)).toEqual(["[100] over []: 0 accumulators, 2 stores"]);
  });

  test("a costly map that a product reads many times is stored, a cheap one is not", () => {
    expect(kernels((x, w) => matmul(tanh(x), w), f32(32, 10), f32(10, 20))).toHaveLength(2);
    expect(kernels((x, w) => matmul(mul(x, 2), w), f32(32, 10), f32(10, 20))).toHaveLength(1);
  });

  test("what follows a reduction is stored in its kernel, not recomputed by the next product", () => {
    const f = (x: JaxArray, w1: JaxArray, b: JaxArray, w2: JaxArray): JaxArray => matmul(dense(x, w1, b), w2);
    const [first, second] = kernels(f, f32(32, 10), f32(10, 20), f32(20), f32(20, 5));
    expect(first!.name).toBe("dotGeneral_add_max");
    expect(second!.name).toBe("dotGeneral");
  });

  test("a costly scalar is computed before, a cheap one in each kernel", () => {
    const scaled = (f: (s: JaxArray) => JaxArray) => (x: JaxArray, s: JaxArray) => mul(x, f(s));
    expect(
      kernels(
        scaled((s) => pow(s, s)),
        f32(100),
        f32(),
      ),
    ).toHaveLength(2);
    expect(
      kernels(
        scaled((s) => add(mul(s, 3), 1)),
        f32(100),
        f32(),
      ),
    ).toHaveLength(1);
  });
});

describe("groups", () => {
  test("two sums over the same rows are one kernel", () => {
    const moments = (x: JaxArray): JaxArray[] => [
      reduceSum(x, { axes: [1] }),
      reduceSum(square(x), { axes: [1] }),
      reduceMax(x, { axes: [1] }),
    ];
    expect(kernels(moments, f32(8, 50)).map(shape)).toEqual(["[8] over [50]: 3 accumulators, 3 stores"]);
  });

  test("layer norm is two kernels for the moments and one for the rows", () => {
    const norm = (x: JaxArray): JaxArray => {
      const mean = div(reduceSum(x, { axes: [1] }), 50);
      const centred = sub(x, spread(mean, x.shape, [0]));
      const variance = div(reduceSum(square(centred), { axes: [1] }), 50);
      return mul(centred, spread(pow(add(variance, 1e-5), spread(variance, [8], [0])), x.shape, [0]));
    };
    expect(kernels(norm, f32(8, 50))).toHaveLength(3);
  });

  test("sums of unlike arrays or shapes stay apart", () => {
    expect(
      kernels((x, y) => [reduceSum(x, { axes: [1] }), reduceSum(y, { axes: [1] })], f32(8, 50), f32(8, 50)),
    ).toHaveLength(2);
    expect(kernels((x) => [reduceSum(x, { axes: [1] }), reduceSum(x, { axes: [0] })], f32(8, 8))).toHaveLength(2);
  });

  test("an epilogue may be reshaped and transposed", () => {
    const f = (x: JaxArray, w: JaxArray): JaxArray => {
      const y = max(matmul(x, w), 0);
      return add(transpose(reshape(y, { newSizes: [4, 2, 6] }), { permutation: [2, 0, 1] }), 1);
    };
    expect(kernels(f, f32(8, 5), f32(5, 6)).map(({ name }) => name)).toEqual(["dotGeneral_max_add"]);
  });

  test("a reader at another element of the same array waits for its own kernel", () => {
    const f = (x: JaxArray): JaxArray => {
      const y = matmul(x, x);
      return add(y, transpose(y, { permutation: [1, 0] }));
    };
    expect(kernels(f, f32(6, 6))).toHaveLength(2);
  });

  test("a product waits for a sum that only its epilogue needs", () => {
    const f = (x: JaxArray, w: JaxArray, v: JaxArray): JaxArray =>
      mul(matmul(x, w), spread(reduceSum(v, { axes: [0] }), [8, 6], []));
    expect(kernels(f, f32(8, 5), f32(5, 6), f32(99)).map(({ name }) => name)).toEqual(["reduceSum", "dotGeneral_mul"]);
  });
});
