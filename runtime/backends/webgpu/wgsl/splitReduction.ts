/**
 * A reduction that is too long for one workgroup, in two kernels: the first reduces chunks, the second what the chunks gave.
 *
 *     partial[g, s] = op over r of value(g, s·chunk + r)            buffer[index(g)] = value(g, op over s of partial[g, s])
 *
 * The partial results live in one scratch buffer of 32-bit words, accumulator after accumulator.
 */
import {
  accumulator,
  binary,
  bitcast,
  constant,
  convert,
  gridIndex,
  load,
  reduceIndex,
  select,
} from "../../../ir/build.ts";
import type { Expr, ScalarType } from "../../../ir/expr.ts";
import type { Accumulator, Kernel, Store } from "../../../ir/kernel.ts";
import { counterFor } from "./flatten.ts";
import { identity } from "./identity.ts";
import { mapExprs } from "./mapExprs.ts";

export interface SplitReduction {
  readonly kernels: readonly [chunks: Kernel, rest: Kernel];
  /** Elements of the scratch buffer, which is u32. */
  readonly scratch: number;
}

const i32 = (value: number): Expr => constant("i32", value);
const add = (x: Expr, y: Expr): Expr => binary("add", x, y);
const mul = (x: Expr, y: number): Expr => binary("mul", x, i32(y));

/** For a kernel with a flat grid and one flat reduction, which is cut into `chunks`; `scratch` is the scratch buffer's number. */
export function splitReduction(kernel: Kernel, chunks: number, scratch: number): SplitReduction {
  const [points, length] = [kernel.grid[0]!, kernel.reduce[0]!];
  const chunk = Math.ceil(length / chunks);
  const place = gridIndex(0, points * chunks);
  const point = binary("div", place, i32(chunks));
  const r = add(mul(binary("rem", place, i32(chunks)), chunk), reduceIndex(0, chunk));
  const isInside = binary("lt", r, i32(length));
  // Beyond the end, elements are loaded again and not used.
  const element = chunk * chunks === length ? r : binary("min", r, i32(length - 1));
  const moved = mapExprs(kernel, (x) => counterFor(x, "grid", [point]) ?? counterFor(x, "reduce", [element]));
  const accumulators = moved.accumulators.map(({ op, value }) => ({
    op,
    value: select(isInside, value, identity(op, value.type)),
  }));
  const area = points * chunks;
  const partials = accumulators.map(({ value }, k): Store => {
    const word = asWord(value.type, k);
    return { buffer: scratch, index: add(place, i32(k * area)), value: word };
  });
  const whole = accumulators.map(({ op, value }, k): Accumulator => {
    const index = add(add(mul(gridIndex(0, points), chunks), reduceIndex(0, chunks)), i32(k * area));
    return { op, value: fromWord(load("u32", scratch, index), value.type) };
  });
  return {
    kernels: [
      { name: `${kernel.name} (chunks)`, grid: [area], reduce: [chunk], accumulators, stores: partials },
      { ...kernel, reduce: [chunks], accumulators: whole },
    ],
    scratch: area * accumulators.length,
  };
}

function asWord(type: ScalarType, id: number): Expr {
  const value = accumulator(type, id);
  return type === "bool" ? convert("u32", value) : bitcast("u32", value);
}

function fromWord(word: Expr, type: ScalarType): Expr {
  return type === "bool" ? convert("bool", word) : bitcast(type, word);
}
