/** Reads the mappings of a source map, to find the place in a cell from a place in the JavaScript made of it, and the other way. */

/** A place, counted from 0. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** Finds original positions. */
export type PositionMap = (generated: Position) => Position | undefined;

const digits = new Map([..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"].map((c, i) => [c, i]));

/** Decodes the `mappings` of a source map with one source (base-64 VLQ, relative numbers). Decoded on first use. */
export function readMappings(mappings: string): PositionMap {
  let lines: Segment[][] | undefined;
  return ({ line, column }) => {
    lines ??= decode(mappings);
    const segments = lines[line];
    if (!segments || segments.length === 0) return undefined;
    const segment = segments.findLast((candidate) => candidate.generated <= column) ?? segments[0]!;
    return { line: segment.line, column: segment.column };
  };
}

/**
 * The other way: the place in the JavaScript of a place in the source. Of what stands at the place or, if nothing does, next to it in
 * the same line, the first is taken; undefined when nothing of that line is in the JavaScript.
 */
export function readPlaces(mappings: string): PositionMap {
  let byLine: Map<number, (Position & { readonly original: number })[]> | undefined;
  return ({ line, column }) => {
    byLine ??= placesByLine(decode(mappings));
    const places = byLine.get(line) ?? [];
    const after = places.filter(({ original }) => original >= column);
    const nearest = after.length > 0 ? Math.min(...after.map(({ original }) => original)) : undefined;
    const found = nearest === undefined ? places.at(-1) : after.find(({ original }) => original === nearest);
    return found && { line: found.line, column: found.column };
  };
}

function placesByLine(lines: readonly Segment[][]): Map<number, (Position & { readonly original: number })[]> {
  const found = new Map<number, (Position & { readonly original: number })[]>();
  for (const [line, segments] of lines.entries()) {
    for (const segment of segments) {
      const places = found.get(segment.line) ?? [];
      places.push({ line, column: segment.generated, original: segment.column });
      found.set(segment.line, places);
    }
  }
  return found;
}

interface Segment {
  readonly generated: number;
  readonly line: number;
  readonly column: number;
}

function decode(mappings: string): Segment[][] {
  let line = 0;
  let column = 0;
  return mappings.split(";").map((text) => {
    let generated = 0;
    const segments: Segment[] = [];
    for (const part of text.split(",")) {
      if (part === "") continue;
      const numbers = decodeNumbers(part);
      generated += numbers[0]!;
      if (numbers.length < 4) continue; // a place without a source
      line += numbers[2]!;
      column += numbers[3]!;
      segments.push({ generated, line, column });
    }
    return segments;
  });
}

function decodeNumbers(text: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of text) {
    const digit = digits.get(character)!;
    value |= (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return numbers;
}
