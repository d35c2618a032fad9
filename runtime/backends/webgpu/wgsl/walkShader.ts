/**
 * Several small kernels in one dispatch: a single workgroup walks through them, with a barrier where one needs another. A dispatch costs as much
 * as thousands of operations, and the training step of a small model has a dozen kernels of a few hundred points.
 *
 *     for (p = lane; p < 640; p += size) { … }        hidden layer
 *     storageBarrier();
 *     for (p = lane; p < 160; p += size) { … }        output layer
 *     …
 *
 * A shader may name few buffers, and a training step has many. But small buffers all lie in one, the heap: it is bound once, and
 * `bases` says at which word each buffer begins.
 */
import type { ScalarType } from "../../../ir/expr.ts";
import type { WalkKernel } from "../walks.ts";
import { indent } from "./loops.ts";
import { pointStatements } from "./mapShader.ts";
import { memoryType, stored } from "./operations.ts";
import { shader } from "./shader.ts";
import type { Slots } from "./slots.ts";
import { brief } from "./unrollReduction.ts";

/** Where a buffer lies: in the heap, by its number among the parameters; in the arena or among the constants, from a word on. */
export type WalkPlace = (
  | { readonly in: "heap"; readonly parameter: number }
  | { readonly in: "arena" | "constants"; readonly word: number }
) & {
  /** Elements. */
  readonly size: number;
};

/** What can be bound to a walk, in the order of its bindings. */
export const walkBindings = ["heap", "bases", "arena", "constants"] as const;

/** A shader that runs several kernels, one after the other. */
export interface Walk {
  readonly wgsl: string;
  /** Parameters whose places in the heap, in words, make up `bases`. */
  readonly parameters: readonly number[];
  /** Which of `walkBindings` it names, in this order. */
  readonly uses: readonly (typeof walkBindings)[number][];
}

/**
 * @param kernels kernels with flat grids, in order; those that `wait` need what was stored before
 * @param place where each buffer lies
 * @param size invocations of the workgroup
 */
export function walkShader(kernels: readonly WalkKernel[], place: (buffer: number) => WalkPlace, size: number): Walk {
  const parameters: number[] = [];
  const used = new Set<string>();
  const element = (buffer: number, index: string): string => {
    const where = place(buffer);
    used.add(where.in);
    if (where.in !== "heap") return `${where.in}[${where.word === 0 ? index : `${where.word} + ${index}`}]`;
    let at = parameters.indexOf(where.parameter);
    if (at < 0) at = parameters.push(where.parameter) - 1;
    return `heap[base${at} + ${index}]`;
  };
  const slots: Slots = {
    list: [],
    sizeOf: (buffer) => place(buffer).size,
    load(buffer, type, index) {
      const word = element(buffer, index);
      if (type === "bool") return `(${word} != 0u)`;
      return type === "u32" ? word : `bitcast<${type}>(${word})`;
    },
    store: (buffer, type, index, value) => `${element(buffer, index)} = ${asWord(value, type)};`,
  };
  const body = kernels.flatMap(({ kernel, waits }, n) => {
    const statements = pointStatements(kernel, slots, "p", brief);
    return [
      ...(n > 0 && waits ? ["storageBarrier();"] : []),
      `for (var p = i32(lane); p < ${kernel.grid[0]!}; p += ${size}) { // ${kernel.name}`,
      ...indent(statements),
      "}",
    ];
  });
  if (used.has("heap")) used.add("bases");
  const uses = walkBindings.filter((name) => used.has(name));
  const bases = parameters.map((_, n) => `let base${n} = bases[${n >> 2}][${n & 3}];`);
  const types = {
    heap: "var<storage, read_write> heap: array<u32>;",
    bases: `var<uniform> bases: array<vec4i, ${Math.max(1, Math.ceil(parameters.length / 4))}>;`,
    arena: "var<storage, read_write> arena: array<u32>;",
    constants: "var<storage, read> constants: array<u32>;",
  };
  const header = uses.map((name, n) => `@group(0) @binding(${n}) ${types[name]}`);
  const { wgsl } = shader(slots, { count: 1, size }, [...bases, ...body], [header.join("\n")]);
  return { wgsl, parameters, uses };
}

function asWord(value: string, type: ScalarType): string {
  const word = stored(value, type);
  return memoryType(type) === "u32" ? word : `bitcast<u32>(${word})`;
}
