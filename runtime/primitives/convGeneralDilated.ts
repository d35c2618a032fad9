/** `convGeneralDilated`: every convolution. A window goes over an image; at each place the products with the kernel are summed. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Keep, type Primitive } from "../core/primitive.ts";
import { type AxisLabel, whole } from "../core/shardRule.ts";
import { binary, constant, convert } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { scalarType } from "../ir/scalarType.ts";
import { type Reduction, reduction, type Tensor } from "../ir/tensor.ts";
import { type Aval, aval } from "../types/aval.ts";
import { type DType, isDType } from "../types/dtype.ts";
import { addAny } from "./addAny.ts";
import {
  type ConvSpecs,
  checkConvolution,
  checkedPlaces,
  dilatedSize,
  gradientPaddingOfKernel,
  gradientPaddingOfOperand,
  mergeAxisInto,
  splitAxis,
} from "./convShapes.ts";
import { paddedTensor } from "./pad.ts";
import { rev } from "./rev.ts";

export type ConvParams = {
  /** Step of the window along each spatial axis, ≥ 1. */
  readonly windowStrides: readonly number[];
  /** Zeros before and behind each spatial axis, after dilation; negative widths cut off. */
  readonly padding: readonly (readonly [low: number, high: number])[];
  /** Distance of the operand's elements along each spatial axis, with zeros between; 1: none. */
  readonly lhsDilation: readonly number[];
  /** Distance of the kernel's elements along each spatial axis. */
  readonly rhsDilation: readonly number[];
  /** Which axis of each array is which. */
  readonly dimensionNumbers: ConvSpecs;
  /** Groups of input features that meet only their own output features. */
  readonly featureGroupCount: number;
  /** Groups of the batch that meet only their own output features. */
  readonly batchGroupCount: number;
  /** Dtype of products, sums and result; null: that of the operands. */
  readonly preferredElementType: DType | null;
};

/**
 * out[n, o, p] = Σ lhs[n, c, p·stride + k·rhsDilation − low] · rhs[o, c, k] over the channels c of o's group and the places k of the
 * window. With `dimensionNumbers` for NHWC: f32[32,28,28,3], f32[3,3,3,16], padding 1 → f32[32,28,28,16].
 */
export const convGeneralDilated: Primitive<[lhs: ArrayLike, rhs: ArrayLike], ConvParams, JaxArray> = definePrimitive({
  name: "convGeneralDilated",
  shard(_, { dimensionNumbers: specs, featureGroupCount, batchGroupCount }) {
    const isPlain = featureGroupCount === 1 && batchGroupCount === 1;
    const space = (k: number): string => `space ${k}`;
    const labels = (axes: readonly number[], batch: AxisLabel, features: AxisLabel, isImage = true): AxisLabel[] =>
      axes.map((_, axis) => {
        const k = axes.indexOf(axis);
        return k === 0 ? batch : k === 1 ? features : isImage ? space(k) : whole;
      });
    const label = (name: string): AxisLabel => (isPlain ? name : whole);
    return {
      operands: [
        labels(specs.lhs, batchGroupCount === 1 ? "image" : whole, label("channel")),
        labels(specs.rhs, label("feature"), label("channel"), false),
      ],
      results: [labels(specs.out, batchGroupCount === 1 ? "image" : whole, label("feature"))],
      over: "sum",
      gathered: new Set(specs.lhs.map((_, k) => space(k))), // windows reach into other parts
    };
  },
  shape([lhs, rhs], params) {
    const { preferredElementType } = params;
    if (preferredElementType !== null && !isDType(preferredElementType)) {
      throw new TypeError(
        `Cannot convolve with preferredElementType ${String(preferredElementType)}: there is no such dtype`,
      );
    }
    checkConvolution(lhs!, rhs!, params);
    return [aval(resultShape(lhs!, rhs!, params), preferredElementType ?? lhs!.dtype, lhs!.weakType && rhs!.weakType)];
  },
  lower: ([lhs, rhs], params, [out], keep) => [lowerConvolution(lhs!, rhs!, params, out!, keep)],
  jvp([lhs, rhs], [dl, dr], params) {
    const left = dl ? convGeneralDilated(dl, rhs!, params) : null;
    const right = dr ? convGeneralDilated(lhs!, dr, params) : null;
    return [[convGeneralDilated(lhs!, rhs!, params)], [left && right ? addAny(left, right) : (left ?? right!)]];
  },
  transpose([ct], [lhs, rhs], params) {
    if (isLinear(lhs!)) return [cotangentOfOperand(ct!, lhs.aval, rhs as JaxArray, params), null];
    return [null, cotangentOfKernel(ct!, lhs!, (rhs as { aval: Aval }).aval, params)];
  },
  batch([lhs, rhs], [bl, br], params) {
    if (bl !== null && br !== null) return batchBoth(lhs!, rhs!, bl!, br!, params);
    return bl !== null ? batchOperand(lhs!, rhs!, bl!, params) : batchKernel(lhs!, rhs!, br!, params);
  },
  printParams: ({ dimensionNumbers: { lhs, rhs, out }, ...others }) => ({
    ...others,
    dimensionNumbers: `((${lhs.join(", ")}), (${rhs.join(", ")}), (${out.join(", ")}))`,
  }),
});

function resultShape(lhs: Aval, rhs: Aval, params: ConvParams): number[] {
  const { dimensionNumbers: specs, windowStrides, padding, lhsDilation, rhsDilation, batchGroupCount } = params;
  const shape = new Array<number>(lhs.shape.length);
  shape[specs.out[0]!] = lhs.shape[specs.lhs[0]!]! / batchGroupCount;
  shape[specs.out[1]!] = rhs.shape[specs.rhs[0]!]!;
  windowStrides.forEach((stride, k) => {
    const [low, high] = padding[k]!;
    const size = dilatedSize(lhs.shape[specs.lhs[k + 2]!]!, lhsDilation[k]!) + low + high;
    const window = dilatedSize(rhs.shape[specs.rhs[k + 2]!]!, rhsDilation[k]!);
    shape[specs.out[k + 2]!] = checkedPlaces(size, window, stride);
  });
  return shape;
}

/** A sum over channels and window, in the order in which they stand in the operand, so that the innermost loop walks along memory. */
function lowerConvolution(lhs: Tensor, rhs: Tensor, params: ConvParams, out: Aval, keep: Keep): Reduction {
  const { windowStrides, rhsDilation, dimensionNumbers: specs, featureGroupCount, batchGroupCount } = params;
  const type = scalarType[out.dtype];
  const image = padded(lhs, params, keep);
  const outputs = rhs.shape[specs.rhs[0]!]!;
  const channels = rhs.shape[specs.rhs[1]!]!;
  // Loops of the sum: 1 is the channels, k + 2 the window along spatial axis k.
  const loops = specs.lhs.map((_, role) => role).filter((role) => role > 0);
  loops.sort((a, b) => specs.lhs[a]! - specs.lhs[b]!);
  const sizes = loops.map((role) => (role === 1 ? channels : rhs.shape[specs.rhs[role]!]!));
  const value = (index: readonly Expr[], summed: readonly Expr[]): Expr => {
    const step = (role: number): Expr => summed[loops.indexOf(role)]!;
    const output = index[specs.out[1]!]!;
    const left = new Array<Expr>(lhs.shape.length);
    const right = new Array<Expr>(rhs.shape.length);
    left[specs.lhs[0]!] = inGroup(output, outputs, batchGroupCount, index[specs.out[0]!]!, out.shape[specs.out[0]!]!);
    left[specs.lhs[1]!] = inGroup(output, outputs, featureGroupCount, step(1), channels);
    right[specs.rhs[0]!] = output;
    right[specs.rhs[1]!] = step(1);
    windowStrides.forEach((stride, k) => {
      const place = times(index[specs.out[k + 2]!]!, stride);
      left[specs.lhs[k + 2]!] = binary("add", place, times(step(k + 2), rhsDilation[k]!));
      right[specs.rhs[k + 2]!] = step(k + 2);
    });
    return binary("mul", convert(type, image.at(left)), convert(type, rhs.at(right)));
  };
  return reduction("add", out.shape, type, sizes, value);
}

/** The operand with zeros between and around its elements. */
function padded(lhs: Tensor, { padding, lhsDilation, dimensionNumbers }: ConvParams, keep: Keep): Tensor {
  if (padding.every(([low, high]) => low === 0 && high === 0) && lhsDilation.every((step) => step === 1)) return lhs;
  const config = lhs.shape.map((_, axis) => {
    const k = dimensionNumbers.lhs.indexOf(axis) - 2;
    return k < 0 ? ([0, 0, 0] as const) : ([...padding[k]!, lhsDilation[k]! - 1] as const);
  });
  return keep(paddedTensor(lhs, constant(lhs.type, 0), config));
}

const times = (x: Expr, by: number): Expr => binary("mul", x, constant("i32", by));

/** The index among all groups of an index within the group that an output feature belongs to. */
function inGroup(output: Expr, outputs: number, groups: number, index: Expr, size: number): Expr {
  if (groups === 1) return index;
  return binary("add", times(binary("div", output, constant("i32", outputs / groups)), size), index);
}

const swapped = ([first, second, ...spatial]: readonly number[]): number[] => [second!, first!, ...spatial];

/** The cotangent spread out by the strides, convolved with the kernel turned round, outputs and inputs exchanged. */
function cotangentOfOperand(ct: JaxArray, lhs: Aval, rhs: JaxArray, params: ConvParams): JaxArray {
  const { dimensionNumbers: specs, featureGroupCount, batchGroupCount } = params;
  const groups = featureGroupCount * batchGroupCount; // one of the two is 1
  const turned = rev(rhs, { dimensions: specs.rhs.slice(2) });
  // With groups: output features (group, own) leave their group behind, inputs become (group, own).
  const [outputs, inputs] = [specs.rhs[0]!, specs.rhs[1]!];
  const kernel = groups === 1 ? turned : mergeAxisInto(splitAxis(turned, outputs, groups), outputs, inputs);
  const image = convGeneralDilated(ct, kernel, {
    windowStrides: params.lhsDilation,
    padding: gradientPaddingOfOperand(lhs, rhs.aval, ct.aval, params),
    lhsDilation: params.windowStrides,
    rhsDilation: params.rhsDilation,
    dimensionNumbers: { lhs: specs.out, rhs: swapped(specs.rhs), out: specs.lhs },
    featureGroupCount: groups,
    batchGroupCount: 1,
    preferredElementType: lhs.dtype,
  });
  if (batchGroupCount === 1) return image;
  // The features are (group, own): the groups belong to the batch.
  const [batch, features] = [specs.lhs[0]!, specs.lhs[1]!];
  return mergeAxisInto(splitAxis(image, features, batchGroupCount), features, batch);
}

/** The operand convolved with the cotangent as its kernel; the batch is what is summed. */
function cotangentOfKernel(ct: JaxArray, lhs: JaxArray, rhs: Aval, params: ConvParams): JaxArray {
  const { dimensionNumbers: specs, featureGroupCount, batchGroupCount } = params;
  return convGeneralDilated(lhs, ct, {
    windowStrides: params.rhsDilation,
    padding: gradientPaddingOfKernel(lhs.aval, rhs, ct.aval, params),
    lhsDilation: params.lhsDilation,
    rhsDilation: params.windowStrides,
    dimensionNumbers: { lhs: swapped(specs.lhs), rhs: swapped(specs.out), out: swapped(specs.rhs) },
    featureGroupCount: batchGroupCount,
    batchGroupCount: featureGroupCount,
    preferredElementType: rhs.dtype,
  });
}

type Batched = readonly [readonly JaxArray[], readonly number[]];

/** Each element of the batch is a group of features of its own (or of the batch, where there are such groups). */
function batchBoth(lhs: JaxArray, rhs: JaxArray, bl: number, br: number, params: ConvParams): Batched {
  const { dimensionNumbers: specs } = params;
  const size = lhs.shape[bl]!;
  const kernel = mergeAxisInto(rhs, br, specs.rhs[0]!);
  const grouped = params.batchGroupCount > 1;
  const image = mergeAxisInto(lhs, bl, specs.lhs[grouped ? 0 : 1]!);
  const result = convGeneralDilated(image, kernel, {
    ...params,
    featureGroupCount: grouped ? 1 : size * params.featureGroupCount,
    batchGroupCount: grouped ? size * params.batchGroupCount : 1,
  });
  return [[splitAxis(result, specs.out[1]!, size)], [specs.out[1]!]];
}

/** A batch of operands is a larger batch; within each group of the batch, if there are some. */
function batchOperand(lhs: JaxArray, rhs: JaxArray, bl: number, params: ConvParams): Batched {
  const { lhs: left, out } = params.dimensionNumbers;
  const { batchGroupCount: groups } = params;
  const size = lhs.shape[bl]!;
  let image = lhs;
  if (groups === 1) image = mergeAxisInto(lhs, bl, left[0]!);
  else {
    // batch axis (group, own) → (group, new, own)
    const batch = left[0]! + (bl <= left[0]! ? 1 : 0);
    const apart = splitAxis(lhs, batch, groups);
    const merged = mergeAxisInto(apart, bl > batch ? bl + 1 : bl, left[0]! + 1);
    image = mergeAxisInto(merged, left[0]!, left[0]!);
  }
  const result = convGeneralDilated(image, rhs, params);
  return [[splitAxis(result, out[0]!, size)], [out[0]!]];
}

/** A batch of kernels gives more output features; within each group, if there are some. */
function batchKernel(lhs: JaxArray, rhs: JaxArray, br: number, params: ConvParams): Batched {
  const { rhs: right, out } = params.dimensionNumbers;
  const groups = params.featureGroupCount * params.batchGroupCount;
  const size = rhs.shape[br]!;
  if (groups === 1) {
    const result = convGeneralDilated(lhs, mergeAxisInto(rhs, br, right[0]!), params);
    return [[splitAxis(result, out[1]!, size)], [out[1]!]];
  }
  // output features (group, own) → (group, new, own) and back
  const outputs = right[0]! + (br <= right[0]! ? 1 : 0);
  const apart = splitAxis(rhs, outputs, groups);
  const merged = mergeAxisInto(apart, br > outputs ? br + 1 : br, right[0]! + 1);
  const result = convGeneralDilated(lhs, mergeAxisInto(merged, right[0]!, right[0]!), params);
  const features = out[1]!;
  const split = splitAxis(splitAxis(result, features, groups), features + 1, size); // (group, new, own)
  return [[mergeAxisInto(split, features, features + 1)], [features]];
}
