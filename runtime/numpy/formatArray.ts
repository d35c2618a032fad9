/** The layout of printed arrays: nested brackets, lines of at most a given width, `...` for what is left out of large arrays. */
import { type Shape, sizeOf, stridesOf } from "../types/shape.ts";

/** Which elements of a large array are printed. */
export interface Summary {
  /** Arrays of more elements are summarised. */
  readonly threshold: number;
  /** Elements shown at either end of a summarised axis. */
  readonly edgeItems: number;
}

/** NumPy's, and JAX's. */
export const usualSummary: Summary = { threshold: 1000, edgeItems: 3 };

export interface Layout {
  readonly separator: string;
  /** Longest line, without the closing text that follows the array. */
  readonly width: number;
  /** Spaces before every line but the first. */
  readonly indent: number;
  /** Default: {@link usualSummary}. */
  readonly summary?: Summary | undefined;
}

/** Positions along an axis that are printed; `null` is the gap. */
function shown(size: number, edgeItems: number): (number | null)[] {
  const all = Array.from({ length: Math.min(size, 2 * edgeItems) }, (_, i) => i);
  if (size <= 2 * edgeItems) return all;
  return [...all.slice(0, edgeItems), null, ...all.slice(edgeItems).map((i) => size - 2 * edgeItems + i)];
}

/** Places of the elements that are printed, row-major: the common width depends on these only. */
export function shownPlaces(shape: Shape, { threshold, edgeItems }: Summary = usualSummary): number[] {
  if (sizeOf(shape) <= threshold) return Array.from({ length: sizeOf(shape) }, (_, i) => i);
  const strides = stridesOf(shape);
  let offsets = [0];
  shape.forEach((size, axis) => {
    const positions = shown(size, edgeItems).filter((i) => i !== null);
    offsets = offsets.flatMap((offset) => positions.map((i) => offset + i * strides[axis]!));
  });
  return offsets;
}

/** The text of an array of at least one element; `format` gets the places of elements. */
export function formatArray(shape: Shape, format: (place: number) => string, layout: Layout): string {
  const strides = stridesOf(shape);
  const { threshold, edgeItems } = layout.summary ?? usualSummary;
  const atEnds = sizeOf(shape) > threshold ? edgeItems : Number.POSITIVE_INFINITY;

  const write = (axis: number, offset: number, indent: string, width: number): string => {
    if (axis === shape.length) return format(offset);
    const inner = `${indent} `;
    const items = shown(shape[axis]!, atEnds).map((i) =>
      i === null ? "..." : write(axis + 1, offset + i * strides[axis]!, inner, width - 1),
    );
    const body =
      axis === shape.length - 1
        ? fill(items, inner, width - 1, layout.separator)
        : stack(items, inner, shape.length - axis - 1, layout.separator);
    return `[${body}]`;
  };
  return write(0, 0, " ".repeat(layout.indent), layout.width);
}

/** Elements of the last axis, as many to a line as fit. The line is as wide as it would be with its bracket or comma. */
function fill(words: readonly string[], indent: string, width: number, separator: string): string {
  const room = width - Math.max(separator.trimEnd().length, 1) + 1;
  let text = "";
  let line = indent;
  words.forEach((word, i) => {
    if (line.length + word.length > room && line.length > indent.length) {
      text += `${line.trimEnd()}\n`;
      line = indent;
    }
    line += i === words.length - 1 ? word : word + separator;
  });
  return (text + line).slice(indent.length);
}

/** Parts of an outer axis, with one empty line less than the axes inside. */
function stack(parts: readonly string[], indent: string, axesInside: number, separator: string): string {
  return parts.join(`${separator.trimEnd()}${"\n".repeat(axesInside)}${indent}`);
}
