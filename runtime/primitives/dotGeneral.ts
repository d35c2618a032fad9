/** `dotGeneral`: every matrix product. Some axes are multiplied and summed (contracting), some go along (batch), the rest is free. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Linear, type Primitive } from "../core/primitive.ts";
import { binary, constant, convert } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { scalarType } from "../ir/scalarType.ts";
import { reduction, type Tensor, tensor } from "../ir/tensor.ts";
import { type Aval, aval, printAval } from "../types/aval.ts";
import { type DType, isComplex, isDType, partOf } from "../types/dtype.ts";
import { addAny } from "./addAny.ts";
import { add, sub } from "./arithmetic.ts";
import { partsOf, withoutImaginary } from "./complexParts.ts";
import { checkKind, checkSameDType } from "./elementwise.ts";
import { transpose } from "./transpose.ts";

/** `[[lhs, rhs] contracting axes, [lhs, rhs] batch axes]`; the k-th of one side goes with the k-th of the other. */
export type DimensionNumbers = readonly [
  contracting: readonly [lhs: readonly number[], rhs: readonly number[]],
  batch: readonly [lhs: readonly number[], rhs: readonly number[]],
];
export type DotGeneralParams = {
  readonly dimensionNumbers: DimensionNumbers;
  /** Dtype of products, sums and result; null: that of the operands. */
  readonly preferredElementType: DType | null;
};

/**
 * out[batch, lhs free, rhs free] = Σ lhs[batch, free, contracting] · rhs[batch, free, contracting].
 * f32[2,3], f32[3,5], [[[1], [0]], [[], []]] → f32[2,5].
 */
export const dotGeneral: Primitive<[lhs: ArrayLike, rhs: ArrayLike], DotGeneralParams, JaxArray> = definePrimitive({
  name: "dotGeneral",
  shard([lhs, rhs], { dimensionNumbers }) {
    const [l, r] = sides(dimensionNumbers, lhs!.shape.length, rhs!.shape.length);
    const labels = ({ shape }: Aval, side: typeof l, free: string): string[] =>
      shape.map((_, axis) => {
        if (side.batch.includes(axis)) return `batch ${side.batch.indexOf(axis)}`;
        if (side.contracting.includes(axis)) return `sum ${side.contracting.indexOf(axis)}`;
        return `${free} ${side.free.indexOf(axis)}`;
      });
    const result = [...l.batch.keys()].map((k) => `batch ${k}`);
    for (const k of l.free.keys()) result.push(`left ${k}`);
    for (const k of r.free.keys()) result.push(`right ${k}`);
    return { operands: [labels(lhs!, l, "left"), labels(rhs!, r, "right")], results: [result], over: "sum" };
  },
  shape([lhs, rhs], { dimensionNumbers, preferredElementType }) {
    check(lhs!, rhs!, dimensionNumbers);
    if (preferredElementType !== null && !isDType(preferredElementType)) {
      throw new TypeError(
        `Cannot dotGeneral with preferredElementType ${String(preferredElementType)}: there is no such dtype`,
      );
    }
    const [l, r] = sides(dimensionNumbers, lhs!.shape.length, rhs!.shape.length);
    const size = (a: Aval, axes: readonly number[]) => axes.map((axis) => a.shape[axis]!);
    const shape = [...size(lhs!, l.batch), ...size(lhs!, l.free), ...size(rhs!, r.free)];
    return [aval(shape, preferredElementType ?? lhs!.dtype, lhs!.weakType && rhs!.weakType)];
  },
  lower([lhs, rhs], { dimensionNumbers }, [out]) {
    const [l, r] = sides(dimensionNumbers, lhs!.shape.length, rhs!.shape.length);
    const type = scalarType[out!.dtype];
    const sizes = l.contracting.map((axis) => lhs!.shape[axis]!);
    const product = (index: readonly Expr[], summed: readonly Expr[]): Expr => {
      const batch = index.slice(0, l.batch.length);
      const left = index.slice(l.batch.length, l.batch.length + l.free.length);
      const right = index.slice(l.batch.length + l.free.length);
      return binary(
        "mul",
        convert(type, read(lhs!, l, batch, left, summed)),
        convert(type, read(rhs!, r, batch, right, summed)),
      );
    };
    if (sizes.length === 0) return [tensor(out!.shape, type, (index) => product(index, []))];
    return [reduction("add", out!.shape, type, sizes, product)];
  },
  parts([lhs, rhs], { dimensionNumbers, preferredElementType }, [out]) {
    const product = (x: JaxArray, y: JaxArray) =>
      dotGeneral(x, y, {
        dimensionNumbers,
        preferredElementType: preferredElementType && partOf(preferredElementType),
      });
    if (!("re" in lhs!)) return [withoutImaginary(product(lhs!, rhs as JaxArray))];
    const { re, im } = partsOf(rhs!);
    const real = sub(product(lhs.re, re), product(lhs.im, im));
    if (!isComplex(out!.dtype)) return [real];
    return [{ re: real, im: add(product(lhs.re, im), product(lhs.im, re)) }];
  },
  jvp([lhs, rhs], [dl, dr], params) {
    const left = dl ? dotGeneral(dl, rhs!, params) : null;
    const right = dr ? dotGeneral(lhs!, dr, params) : null;
    return [[dotGeneral(lhs!, rhs!, params)], [left && right ? addAny(left, right) : (left ?? right!)]];
  },
  transpose([ct], [lhs, rhs], params) {
    if (isLinear(lhs!)) return [transposeSide(ct!, lhs, rhs as JaxArray, params, "lhs"), null];
    return [null, transposeSide(ct!, rhs as Linear, lhs!, params, "rhs")];
  },
  batch([lhs, rhs], [bl, br], { dimensionNumbers, preferredElementType }) {
    const [[lc, rc], [lb, rb]] = dimensionNumbers;
    const over = (axes: readonly number[], b: number | null) =>
      axes.map((axis) => (b === null || axis < b ? axis : axis + 1));
    const contracting = [over(lc, bl!), over(rc, br!)] as const;
    if (bl !== null && br !== null) {
      const batch = [
        [bl!, ...over(lb, bl!)],
        [br!, ...over(rb, br!)],
      ] as const;
      return [[dotGeneral(lhs!, rhs!, { dimensionNumbers: [contracting, batch], preferredElementType })], [0]];
    }
    // one side only: its batch axis is one more free axis
    const dims: DimensionNumbers = [contracting, [over(lb, bl!), over(rb, br!)]];
    const [l, r] = sides(dims, lhs!.ndim, rhs!.ndim);
    const axis = l.batch.length + (bl !== null ? l.free.indexOf(bl!) : l.free.length + r.free.indexOf(br!));
    return [[dotGeneral(lhs!, rhs!, { dimensionNumbers: dims, preferredElementType })], [axis]];
  },
  printParams: ({ dimensionNumbers, preferredElementType }) => ({
    dimensionNumbers: printDimensionNumbers(dimensionNumbers),
    preferredElementType,
  }),
});

/** Lists within tuples, as JAX writes them. */
function printDimensionNumbers([[lc, rc], [lb, rb]]: DimensionNumbers): string {
  const list = (axes: readonly number[]) => `[${axes.join(", ")}]`;
  return `((${list(lc)}, ${list(rc)}), (${list(lb)}, ${list(rb)}))`;
}

/** The axes of one operand by their part in the product. */
interface Side {
  readonly batch: readonly number[];
  readonly free: readonly number[];
  readonly contracting: readonly number[];
}

function sides([contracting, batch]: DimensionNumbers, lhsRank: number, rhsRank: number): [Side, Side] {
  const side = (k: 0 | 1, rank: number): Side => ({
    batch: batch[k],
    contracting: contracting[k],
    free: range(rank).filter((axis) => !batch[k].includes(axis) && !contracting[k].includes(axis)),
  });
  return [side(0, lhsRank), side(1, rhsRank)];
}

function range(n: number, start = 0): number[] {
  return Array.from({ length: n }, (_, k) => start + k);
}

function read(x: Tensor, side: Side, batch: readonly Expr[], free: readonly Expr[], summed: readonly Expr[]): Expr {
  const at = x.shape.map(() => constant("i32", 0));
  for (const [k, axis] of side.batch.entries()) at[axis] = batch[k]!;
  for (const [k, axis] of side.free.entries()) at[axis] = free[k]!;
  for (const [k, axis] of side.contracting.entries()) at[axis] = summed[k]!;
  return x.at(at);
}

/** The cotangent of one operand: the result's cotangent times the other operand, summed over the other's free axes. */
function transposeSide(
  ct: JaxArray,
  operand: Linear,
  other: JaxArray,
  { dimensionNumbers }: DotGeneralParams,
  which: "lhs" | "rhs",
): JaxArray {
  const rank = operand.aval.shape.length;
  const isLeft = which === "lhs";
  const [l, r] = sides(dimensionNumbers, isLeft ? rank : other.ndim, isLeft ? other.ndim : rank);
  const [mine, its] = isLeft ? [l, r] : [r, l];
  const n = mine.batch.length;
  const itsFree = range(its.free.length, isLeft ? n + mine.free.length : n);
  const product = dotGeneral(ct, other, {
    dimensionNumbers: [
      [itsFree, its.free],
      [range(n), its.batch],
    ],
    preferredElementType: operand.aval.dtype,
  });
  // axes of the product: batch, my free, the other's contracting axes in their order
  const byOther = its.contracting.map((_, k) => k).sort((a, b) => its.contracting[a]! - its.contracting[b]!);
  const order = [...mine.batch, ...mine.free, ...byOther.map((k) => mine.contracting[k]!)];
  const permutation = range(rank).map((axis) => order.indexOf(axis));
  return permutation.every((axis, k) => axis === k) ? product : transpose(product, { permutation });
}

function check(lhs: Aval, rhs: Aval, [[lc, rc], [lb, rb]]: DimensionNumbers): void {
  const wish = `Cannot dotGeneral ${printAval(lhs)} and ${printAval(rhs)} contracting [${lc}] with [${rc}], batch [${lb}] with [${rb}]`;
  checkKind("dotGeneral", [lhs, rhs], ["float", "int", "uint", "complex"]);
  checkSameDType("dotGeneral", [lhs, rhs]);
  for (const [name, x, axes] of [
    ["lhs", lhs, [...lc, ...lb]],
    ["rhs", rhs, [...rc, ...rb]],
  ] as const) {
    for (const axis of axes) {
      if (!(axis in x.shape)) throw new RangeError(`${wish}: the ${name} has no axis ${axis}`);
    }
    if (new Set(axes).size !== axes.length) throw new TypeError(`${wish}: an axis of the ${name} is named twice`);
  }
  for (const [kind, left, right] of [
    ["contracting", lc, rc],
    ["batch", lb, rb],
  ] as const) {
    if (left.length !== right.length) throw new TypeError(`${wish}: both sides need the same number of ${kind} axes`);
    left.forEach((axis, k) => {
      const [m, n] = [lhs.shape[axis], rhs.shape[right[k]!]];
      if (m !== n)
        throw new TypeError(
          `${wish}: ${kind} axis ${axis} of the lhs must match axis ${right[k]} of the rhs, got ${m} and ${n}`,
        );
    });
  }
}
