/**
 * What elementwise primitives share. Operands have one shape, or are scalars (rank 0) that go with every element, as literals do;
 * any other broadcasting and all promotion of dtypes happen in `numpy/`. A result is weakly typed if all its operands are.
 */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import {
  type ComplexParts,
  definePrimitive,
  isLinear,
  type Linear,
  type NoParams,
  type Params,
  type Part,
  type Primitive,
  type Tangent,
} from "../core/primitive.ts";
import type { Expr } from "../ir/expr.ts";
import { scalarType } from "../ir/scalarType.ts";
import { type Tensor, tensor } from "../ir/tensor.ts";
import { type Aval, aval, printAval } from "../types/aval.ts";
import { type DType, type DTypeInfo, dtypes, isComplex, partOf } from "../types/dtype.ts";
import { type Shape, sameShape } from "../types/shape.ts";
import { addAny } from "./addAny.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { broadcastTo } from "./broadcastTo.ts";
import { moveAxis } from "./moveAxis.ts";
import { alike } from "./shardRules.ts";
import { sumTo } from "./sumTo.ts";

export type Kind = DTypeInfo["kind"];
export type Unary = Primitive<[x: ArrayLike], NoParams, JaxArray>;
export type Binary = Primitive<[x: ArrayLike, y: ArrayLike], NoParams, JaxArray>;

/** A primitive of one operand. `tangent(dx, x, y)` is linear in dx; absent: the derivative is zero. */
export function unary(rules: {
  readonly name: string;
  readonly kinds: readonly Kind[];
  /** Dtype of the result; default that of the operand. */
  readonly result?: DType;
  /** The dtype is that of the result: words hold narrower dtypes too. */
  compute(x: Expr, dtype: DType): Expr;
  /** The same of complex numbers, which are allowed if it is given. What gives one real array of them gives float32. */
  complex?(x: ComplexParts): Part;
  /** Whether the result for complex numbers is their size or another real number. */
  readonly complexToReal?: boolean;
  tangent?(dx: JaxArray, x: JaxArray, y: JaxArray): Tangent;
  /** For linear operations: the cotangent of the operand. */
  transpose?(ct: JaxArray): JaxArray;
}): Unary {
  const { name, result, compute, tangent, transpose, complex } = rules;
  const kinds = complex ? [...rules.kinds, "complex" as const] : rules.kinds;
  const primitive: Unary = definePrimitive<[x: ArrayLike]>({
    name,
    shard: alike,
    shape([x]) {
      checkKind(name, [x!], kinds);
      const dtype = result ?? (rules.complexToReal ? partOf(x!.dtype) : x!.dtype);
      return [aval(x!.shape, dtype, x!.weakType && result === undefined)];
    },
    lower: (inputs, _, [out]) => [lowerElementwise(inputs, out!, ([x]) => compute(x!, out!.dtype))],
    ...(complex && { parts: ([x]: readonly Part[]) => [complex(x as ComplexParts)] }),
    jvp([x], [dx]) {
      const y = primitive(x!);
      return [[y], [tangent?.(dx!, x!, y) ?? null]];
    },
    ...(transpose && { transpose: ([ct]: readonly Tangent[]) => [transpose(ct!)] }),
    batch: ([x], axes) => [[primitive(x!)], axes],
  });
  return primitive;
}

/** A primitive of two operands of one dtype. `left(dx, …)` and `right(dy, …)` are what each tangent adds; absent: nothing. */
export function binary(rules: {
  readonly name: string;
  readonly kinds: readonly Kind[];
  readonly result?: DType;
  /** The dtype is that of the result: words hold narrower dtypes too. */
  compute(x: Expr, y: Expr, dtype: DType): Expr;
  /** The same of complex numbers, which are allowed if it is given. */
  complex?(x: ComplexParts, y: ComplexParts): Part;
  left?(dx: JaxArray, x: JaxArray, y: JaxArray, out: JaxArray): JaxArray;
  right?(dy: JaxArray, x: JaxArray, y: JaxArray, out: JaxArray): JaxArray;
  /** For operations that are linear in an operand: the cotangents, of the shape of the result; asked for linear operands only. */
  transposeLeft?(ct: JaxArray, y: JaxArray): JaxArray;
  transposeRight?(ct: JaxArray, x: JaxArray): JaxArray;
}): Binary {
  const { name, result, compute, left, right, transposeLeft, transposeRight, complex } = rules;
  const kinds = complex ? [...rules.kinds, "complex" as const] : rules.kinds;
  const primitive: Binary = definePrimitive<[x: ArrayLike, y: ArrayLike]>({
    name,
    shard: alike,
    shape([x, y]) {
      checkKind(name, [x!, y!], kinds);
      checkSameDType(name, [x!, y!]);
      const weak = result === undefined && x!.weakType && y!.weakType;
      return [aval(commonShape(name, [x!, y!]), result ?? x!.dtype, weak)];
    },
    lower: (inputs, _, [out]) => [lowerElementwise(inputs, out!, ([x, y]) => compute(x!, y!, out!.dtype))],
    ...(complex && { parts: ([x, y]: readonly Part[]) => [complex(x as ComplexParts, y as ComplexParts)] }),
    jvp([x, y], [dx, dy]) {
      const out = primitive(x!, y!);
      const fromX = dx && left ? left(dx, x!, y!, out) : null;
      const fromY = dy && right ? right(dy, x!, y!, out) : null;
      return [[out], [sumOfTangents(fromX, fromY, out.shape)]];
    },
    ...((transposeLeft || transposeRight) && {
      transpose([ct]: readonly Tangent[], [x, y]: readonly (JaxArray | Linear)[]) {
        return [
          isLinear(x!) ? sumTo(transposeLeft!(ct!, y as JaxArray), x.aval.shape) : null,
          isLinear(y!) ? sumTo(transposeRight!(ct!, x as JaxArray), y.aval.shape) : null,
        ];
      },
    }),
    batch: (operands, axes) => batchElementwise(primitive, operands, axes, {}),
  });
  return primitive;
}

/** The sum of tangents that may be zero or, where they come from a scalar, still scalar. */
export function sumOfTangents(a: Tangent, b: Tangent, shape: Shape): Tangent {
  if (!a || !b) return a || b ? broadcastTo((a ?? b)!, shape) : null;
  return addAny(broadcastTo(a, shape), broadcastTo(b, shape));
}

/** Throws for a dtype that the operation does not take. */
export function checkKind(name: string, operands: readonly Aval[], kinds: readonly Kind[]): void {
  for (const x of operands) {
    if (!kinds.includes(dtypes[x.dtype].kind)) {
      throw new TypeError(
        `Cannot ${name} ${operands.map((a) => printAval(a)).join(" and ")}: it takes ${kinds.join(", ")} arrays, got ${x.dtype}; ${repairOf(x.dtype, kinds)}`,
      );
    }
  }
}

function repairOf(dtype: DType, kinds: readonly Kind[]): string {
  if (isComplex(dtype)) return "take jnp.real(x), jnp.imag(x) or jnp.abs(x)";
  return `convert with x.astype("${kinds.includes("float") ? "float32" : kinds[0] === "bool" ? "bool" : "int32"}")`;
}

/** Throws unless all dtypes are the same. */
export function checkSameDType(name: string, operands: readonly Aval[]): void {
  if (operands.some((x) => x.dtype !== operands[0]!.dtype)) {
    throw new TypeError(
      `Cannot ${name} ${operands.map((a) => printAval(a)).join(" and ")}: lax operations do not promote, the dtypes must be equal; convert one with x.astype(dtype), or use the jnp function, which promotes`,
    );
  }
}

/** The one shape of the operands that are not scalars. */
export function commonShape(name: string, operands: readonly Aval[]): Shape {
  const shape = operands.find((x) => x.shape.length > 0)?.shape ?? [];
  for (const x of operands) {
    if (x.shape.length === 0 || sameShape(x.shape, shape)) continue;
    const wish = `Cannot ${name} ${operands.map((a) => printAval(a)).join(" and ")}`;
    if (x.shape.length !== shape.length) {
      throw new TypeError(`${wish}: the ranks must be equal, got ${shape.length} and ${x.shape.length}`);
    }
    const axis = shape.findIndex((n, k) => n !== x.shape[k]);
    throw new TypeError(`${wish}: axis ${axis} must match, got ${shape[axis]} and ${x.shape[axis]}`);
  }
  return shape;
}

/** The result whose element at an index is computed from the operands' elements there. */
export function lowerElementwise(
  inputs: readonly Tensor[],
  out: Aval,
  compute: (elements: readonly Expr[]) => Expr,
): Tensor {
  return tensor(out.shape, scalarType[out.dtype], (index) =>
    compute(inputs.map((x) => x.at(x.shape.length === 0 ? [] : index))),
  );
}

/** Batches an elementwise primitive: batch axes are brought to one place, operands without one are repeated unless scalar. */
export function batchElementwise(
  primitive: Primitive,
  operands: readonly JaxArray[],
  axes: readonly (number | null)[],
  params: Params,
): readonly [readonly JaxArray[], readonly (number | null)[]] {
  const [aligned, axis] = alignBatches(operands, axes);
  const results = primitive(...aligned, params) as JaxArray | JaxArray[];
  const list = Array.isArray(results) ? results : [results];
  return [list, list.map(() => axis)];
}

/** Operands with the batch axis at one place, of one shape or scalar. */
export function alignBatches(
  operands: readonly JaxArray[],
  axes: readonly (number | null)[],
): readonly [operands: readonly JaxArray[], axis: number] {
  const rankOf = (x: JaxArray, b: number | null) => (b === null ? x.ndim : x.ndim - 1);
  const rank = Math.max(...operands.map((x, i) => rankOf(x, axes[i]!)));
  const axis = axes.find((b) => b !== null)!;
  const ready = operands.every((x, i) =>
    axes[i] === null ? x.ndim === 0 : axes[i] === axis && rankOf(x, axis) === rank,
  );
  if (ready) return [operands, axis];
  const first = axes.findIndex((b) => b !== null);
  const size = operands[first]!.shape[axis]!;
  const inner = operands.map((x, i) => x.shape.filter((_, k) => k !== axes[i])).find((shape) => shape.length === rank)!;
  const aligned = operands.map((x, i) => {
    const b = axes[i]!;
    if (b === null && x.ndim === 0) return x;
    const moved = b === null ? x : moveAxis(x, b, 0);
    if (b !== null && moved.ndim === rank + 1) return moved;
    // f32[n] of scalars, or an array without a batch axis: repeat along what is missing
    const broadcastDimensions = b === null ? moved.shape.map((_, k) => k + 1) : [0];
    return broadcastInDim(moved, { shape: [size, ...inner], broadcastDimensions });
  });
  return [aligned, 0];
}
