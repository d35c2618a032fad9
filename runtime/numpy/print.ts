/**
 * Arrays as text, character for character as JAX prints them.
 *
 *     str     [1. 2.]
 *     repr    Array([1., 2.], dtype=float32)
 */
import type { DeviceArray } from "../core/array.ts";
import { type DType, dtypes, isFloat } from "../types/dtype.ts";
import { type Shape, sizeOf } from "../types/shape.ts";
import { formatArray, type Layout, shownPlaces } from "./formatArray.ts";
import {
  boolFormat,
  complexFormat,
  complexScalar,
  type Format,
  floatFormat,
  floatScalar,
  integerFormat,
} from "./formatElements.ts";

const lineWidth = 75;

/** What a print needs of an array. */
export interface Printable {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly weakType: boolean;
  /** Of a large array only the elements that are printed need be there. */
  readonly host: ArrayLike<number>;
}

/** `[1. 2.]`; a scalar is its number: `0.1`; keys show their words. `width` and `summary` are JAX's where left out. */
export function arrayStr(x: Printable | DeviceArray, layout: Partial<Pick<Layout, "width" | "summary">> = {}): string {
  if (x.dtype === "key<fry>") return keyRepr(x);
  if (x.dtype === "complex64" && x.shape.length === 0) return complexScalar(x.host[0]!, x.host[1]!);
  if (x.shape.length === 0) return scalarStr(x.host[0]!, x.dtype);
  return arrayText(x, { separator: " ", width: lineWidth, indent: 0, ...layout });
}

/** `Array([1., 2.], dtype=float32)`; weak types and empty shapes are told. */
export function arrayRepr(x: Printable | DeviceArray): string {
  if (x.dtype === "key<fry>") return keyRepr(x);
  const prefix = "Array(";
  const kind = `dtype=${x.dtype}${x.weakType ? ", weak_type=True" : ""}`;
  const body =
    sizeOf(x.shape) === 0
      ? `[], shape=${tuple(x.shape)}`
      : arrayText(x, { separator: ", ", width: lineWidth - 1, indent: prefix.length });
  const lastLine = body.length - body.lastIndexOf("\n") + 1;
  const gap = lastLine + kind.length + 2 > lineWidth ? " ".repeat(prefix.length) : " ";
  return `${prefix}${body},${gap}${kind})`;
}

function scalarStr(value: number, dtype: DType): string {
  if (dtype === "bool") return value ? "True" : "False";
  return isFloat(dtype) ? floatScalar(value, dtype) : String(value);
}

function arrayText(x: Printable | DeviceArray, layout: Layout): string {
  if (sizeOf(x.shape) === 0) return "[]";
  const { host } = x;
  if (x.dtype === "complex64") return complexText(host, x.shape, layout);
  const values = shownPlaces(x.shape, layout.summary).map((place) => host[place]!);
  const format = formatOf(x.dtype, values, x.shape);
  return formatArray(x.shape, (place) => format(host[place]!), layout);
}

function complexText(host: ArrayLike<number>, shape: Shape, layout: Layout): string {
  const places = shownPlaces(shape, layout.summary);
  const format = complexFormat(
    places.map((n) => host[2 * n]!),
    places.map((n) => host[2 * n + 1]!),
  );
  return formatArray(shape, (n) => format(host[2 * n]!, host[2 * n + 1]!), layout);
}

function formatOf(dtype: DType, values: readonly number[], shape: Shape): Format {
  const { kind } = dtypes[dtype];
  if (kind === "bool") return boolFormat(shape.length === 0);
  return kind === "float" ? floatFormat(values, dtype) : integerFormat(values);
}

function keyRepr(x: Printable | DeviceArray): string {
  const words = { shape: [...x.shape, 2], dtype: "uint32", weakType: false, host: x.host } as const;
  return `Array(${tuple(x.shape)}, dtype=key<fry>) overlaying:\n${arrayStr(words)}`;
}

/** A shape as Python writes it: `()`, `(3,)`, `(2, 3)`. */
export function tuple(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}
