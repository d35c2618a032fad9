/** Reads the mappings of a source map, to find the place in a cell from a place in the JavaScript made of it. */

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
