/**
 * The loops of a reduction, with sums that stay accurate. Adding n numbers one after the other loses up to n roundings; so long
 * loops are cut into short ones, each with a partial sum of its own that is added to the next larger one when its loop ends:
 *
 *     for each block of 28                    784 terms: 28 × 28, at most 56 roundings in a row
 *       p = 0
 *       for each r of the block: p += value
 *       a += p
 */
import type { ScalarType } from "../../../ir/expr.ts";
import type { Accumulator, ReduceOp } from "../../../ir/kernel.ts";
import { bare } from "./bare.ts";
import { identity } from "./identity.ts";
import { literal } from "./literal.ts";
import { type Counters, Scope } from "./scope.ts";
import type { Slots } from "./slots.ts";

/** One loop of a nest. */
export interface Loop {
  /** `for (…)`, without the block. */
  readonly head: string;
  readonly trips: number;
}

/** Longer runs of additions get a partial sum. */
const longestRun = 32;

/** Loops that count `name` from 0 below `size`, cut into blocks where `cut` asks for it. */
export function loopsOver(name: string, size: number, cut: boolean): Loop[] {
  if (size === 1) return [];
  if (!cut || size <= longestRun) {
    return [{ head: `for (var ${name} = 0; ${name} < ${size}; ${name} += 1)`, trips: size }];
  }
  const levels = Math.ceil(Math.log(size) / Math.log(longestRun));
  const trips = Math.ceil(size ** (1 / levels));
  const loops: Loop[] = [];
  let from = "0";
  let end = String(size);
  for (let level = 0; level < levels - 1; level++) {
    const block = trips ** (levels - 1 - level);
    const counter = `${name}${"abcdefg"[level]}`;
    loops.push({ head: `for (var ${counter} = ${from}; ${counter} < ${end}; ${counter} += ${block})`, trips });
    from = counter;
    end = size % block === 0 ? `${counter} + ${block}` : `min(${counter} + ${block}, ${size})`;
  }
  loops.push({ head: `for (var ${name} = ${from}; ${name} < ${end}; ${name} += 1)`, trips });
  return loops;
}

export interface ReductionBody {
  /** Declarations of a0, a1, … and the loops; they stand in the function body. */
  readonly lines: string[];
  readonly scope: Scope;
}

/** Accumulates into a0, a1, … */
export function reductionLoops(
  accumulators: readonly Accumulator[],
  loops: readonly Loop[],
  slots: Slots,
  counters: Counters,
): ReductionBody {
  const scope = new Scope(slots, counters, loops.length);
  const values = scope.emit(accumulators.map(({ value }) => value));
  const sums = accumulators.flatMap(({ op, value }, k) => (op === "add" && value.type === "f32" ? [k] : []));
  const updates = (sum: (k: number) => string): string[] =>
    accumulators.map((accumulator, k) => update(accumulator, sums.includes(k) ? sum(k) : `a${k}`, values[k]!));
  const start = accumulators.map(({ op, value: { type } }, k) => declareAccumulator(k, op, type));
  return { lines: [...scope.blocks[0]!, ...start, ...accumulationLoops(loops, sums, scope, updates)], scope };
}

/**
 * The loops around what accumulates, with the blocks of the scope inside them.
 *
 * @param sums the accumulators that are sums of f32, which get partial sums where the loops are long
 * @param updates the statements inside the innermost loop; `sum` names what a sum is added to there
 */
export function accumulationLoops(
  loops: readonly Loop[],
  sums: readonly number[],
  scope: Scope,
  updates: (sum: (k: number) => string) => string[],
  { name, zero }: SumNames = { name: "a", zero: "0.0f" },
): string[] {
  const partialInside = sums.length > 0 ? placesOfPartials(loops) : new Set<number>();
  // Block 0 is the function body itself, in front of everything else.
  const named = (depth: number): string[] => (depth === 0 ? [] : scope.blocks[depth]!);
  const body = (depth: number, sum: (k: number) => string): string[] => {
    if (depth === loops.length) return [...named(depth), ...updates(sum)];
    const own = partialInside.has(depth);
    const partial = (k: number): string => `${name}${k}${"pqrstuvw"[depth]}`;
    const declared = own ? sums.map((k) => `var ${partial(k)} = ${zero};`) : [];
    const added = own ? sums.map((k) => `${sum(k)} += ${partial(k)};`) : [];
    return [
      ...named(depth),
      ...declared,
      `${loops[depth]!.head} {`,
      ...indent(body(depth + 1, own ? partial : sum)),
      "}",
      ...added,
    ];
  };
  return body(0, (k) => `${name}${k}`);
}

/** How sums are called, followed by their number, and what they begin with. */
interface SumNames {
  readonly name: string;
  readonly zero: string;
}

function declareAccumulator(k: number, op: Accumulator["op"], type: Accumulator["value"]["type"]): string {
  const zero = identity(op, type);
  return `var a${k} = ${zero.kind === "const" ? literal(type, zero.value) : ""};`;
}

/** Depths of the loops whose own run of additions starts from a partial sum; the outermost adds to the accumulator itself. */
function placesOfPartials(loops: readonly Loop[]): Set<number> {
  const places = new Set<number>();
  let run = loops.at(-1)?.trips ?? 1;
  for (let depth = loops.length - 2; depth >= 0; depth--) {
    const { trips } = loops[depth]!;
    if (run * trips > longestRun) {
      places.add(depth + 1);
      run = trips;
    } else {
      run *= trips;
    }
  }
  return places;
}

/** Two partial results put together. */
export const combine: Readonly<Record<ReduceOp, (x: string, y: string, type: ScalarType) => string>> = {
  add: (x, y) => `${x} + ${y}`,
  mul: (x, y) => `${x} * ${y}`,
  max: (x, y, type) => (type === "f32" ? `maxF32(${x}, ${y})` : `max(${x}, ${y})`),
  min: (x, y, type) => (type === "f32" ? `minF32(${x}, ${y})` : `min(${x}, ${y})`),
  and: (x, y) => `${x} & ${y}`,
  or: (x, y) => `${x} | ${y}`,
};

/** `a0 = maxF32(a0, value);` */
function update({ op, value: { type } }: Accumulator, target: string, value: string): string {
  return op === "add" ? `${target} += ${bare(value)};` : `${target} = ${combine[op](target, value, type)};`;
}

/** Lines one level further in. */
export const indent = (lines: readonly string[]): string[] => lines.map((line) => `  ${line}`);
