/**
 * What the invocations of a workgroup have, put together: first within each subgroup, whose invocations read one another's registers,
 * then over workgroup memory, which takes only as many barriers as there are subgroups to halve.
 *
 *     a = a ∘ (its neighbour's a)                       at distance 1, 2, 4, … of the subgroup
 *     shared[lane] = a of the first one of each subgroup, else the neutral element
 *     for half = 128, 64, 32:  shared[lane] ∘= shared[lane + half]       256 invocations, subgroups of 32 or more
 *     a = shared[place]                                 and once more within each subgroup, so that all have the result
 *
 * Nothing here relies on how a device deals the invocations of a workgroup out to subgroups, which WGSL leaves open; and the order of
 * additions does not change from run to run.
 */
import type { Accumulator } from "../../../ir/kernel.ts";
import { identity } from "./identity.ts";
import { literal } from "./literal.ts";
import { combine, indent } from "./loops.ts";
import { memoryType, stored } from "./operations.ts";

/** How invocations put together what they have. */
export interface Fold {
  /** Statements that all of them run. */
  readonly lines: readonly string[];
  /** Statements by which the first of them then gets the whole in a0, a1, … */
  readonly results: readonly string[];
  /** Declarations for module scope. */
  readonly shared: readonly string[];
}

/**
 * For accumulators a0, a1, … of each of `size` invocations. The shader must have `place`, the place in the subgroup, and
 * `subgroupSize`.
 *
 * @param least invocations that a subgroup has at least; a workgroup must be as large as the largest
 */
export function foldSubgroups(accumulators: readonly Accumulator[], size: number, least: number): Fold {
  const words = accumulators.map(({ op, value: { type } }, k) => {
    const start = identity(op, type);
    const zero = start.kind === "const" ? stored(literal(type, start.value), type) : "";
    const put = (x: string, y: string): string => combine[op](x, y, memoryType(type));
    return { k, type, zero, put };
  });
  const trade = [
    "for (var far = 1u; far < subgroupSize; far <<= 1u) {",
    ...words.map(({ k, put }) => `  w${k} = ${put(`w${k}`, `subgroupShuffleXor(w${k}, far)`)};`),
    "}",
  ];
  // One subgroup is the whole already.
  const between =
    least === size
      ? []
      : [
          ...words.map(({ k, zero }) => `shared${k}[lane] = select(${zero}, w${k}, inSubgroup == 0u);`),
          `for (var half = ${size / 2}u; half >= ${least}u; half >>= 1u) {`,
          "  workgroupBarrier();",
          "  if (lane < half) {",
          ...indent(
            indent(
              words.map(({ k, put }) => `shared${k}[lane] = ${put(`shared${k}[lane]`, `shared${k}[lane + half]`)};`),
            ),
          ),
          "  }",
          "}",
          "workgroupBarrier();",
          ...words.map(({ k, zero }) => {
            const mine = `shared${k}[min(inSubgroup, ${least - 1}u)]`;
            return `w${k} = select(${zero}, ${mine}, inSubgroup < ${least}u);`;
          }),
          ...trade,
        ];
  return {
    lines: [...words.map(({ k, type }) => `var w${k} = ${stored(`a${k}`, type)};`), ...trade, ...between],
    results: words.map(({ k, type }) => `a${k} = ${type === "bool" ? `w${k} != 0u` : `w${k}`};`),
    shared: least === size ? [] : words.map(({ k, type }) => sharedArray(k, type, size)),
  };
}

const sharedArray = (k: number, type: Accumulator["value"]["type"], size: number): string =>
  `var<workgroup> shared${k}: array<${memoryType(type)}, ${size}>;`;
