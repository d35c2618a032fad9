/**
 * The storage bindings of one shader. Buffers that share memory (a donated input and the output in its place) must share one
 * binding, since WebGPU forbids to bind the same memory twice where one of them is written.
 */
import type { ScalarType } from "../../../ir/expr.ts";
import type { BufferDecl, Kernel } from "../../../ir/kernel.ts";
import { topological } from "../../../ir/walk.ts";
import { largestInHeap } from "../layout.ts";
import { memoryType, stored } from "./operations.ts";

/** One binding: `@group(0) @binding(n) var<storage, read> b<n>: array<f32, size>`. */
export interface Slot {
  readonly name: string;
  /** The buffers of the program that it holds; the first one is what gets bound. */
  readonly buffers: readonly number[];
  readonly type: "f32" | "i32" | "u32";
  /** Elements. */
  readonly size: number;
  readonly written: boolean;
}

export interface Slots {
  readonly list: readonly Slot[];
  /** Elements of a buffer. */
  sizeOf(buffer: number): number;
  load(buffer: number, type: ScalarType, index: string): string;
  store(buffer: number, type: ScalarType, index: string, value: string): string;
}

/** `home` gives, for each buffer, the one whose memory it uses: itself, unless it was donated. */
export function slotsOf(kernels: readonly Kernel[], buffers: readonly BufferDecl[], home: readonly number[]): Slots {
  const order: number[] = [];
  const written = new Set<number>();
  for (const { accumulators, stores } of kernels) {
    const roots = [...accumulators.map(({ value }) => value), ...stores.flatMap(({ index, value }) => [index, value])];
    for (const x of topological(roots)) if (x.kind === "load") order.push(x.buffer);
    for (const { buffer } of stores) {
      order.push(buffer);
      written.add(home[buffer]!);
    }
  }
  const groups = new Map<number, Set<number>>();
  for (const buffer of order.sort((a, b) => a - b)) {
    const group = groups.get(home[buffer]!);
    if (group) group.add(buffer);
    else groups.set(home[buffer]!, new Set([buffer]));
  }
  // All temporaries are parts of one buffer, the arena, which a dispatch may bind either for reading or for writing.
  const isArena = (buffer: number): boolean => buffers[buffer]!.kind === "temporary";
  const writesArena = [...written].some(isArena);
  const list = [...groups].map(([root, group], n): Slot => {
    const members = [...group];
    return {
      name: `b${n}`,
      buffers: members,
      type: memoryType(buffers[members[0]!]!.type),
      size: Math.max(1, ...members.map((buffer) => buffers[buffer]!.size)),
      written: written.has(root) || (writesArena && isArena(root)) || isSmall(buffers[root]!),
    };
  });
  const slotOf = new Map(list.flatMap((slot) => slot.buffers.map((buffer) => [buffer, slot])));
  return {
    list,
    sizeOf: (buffer) => buffers[buffer]!.size,
    load(buffer, type, index) {
      const slot = slotOf.get(buffer)!;
      const element = `${slot.name}[${index}]`;
      const read = slot.type === memoryType(type) ? element : `bitcast<${memoryType(type)}>(${element})`;
      return type === "bool" ? `(${read} != 0u)` : read;
    },
    store(buffer, type, index, value) {
      const slot = slotOf.get(buffer)!;
      const word = stored(value, type);
      return `${slot.name}[${index}] = ${slot.type === memoryType(type) ? word : `bitcast<${slot.type}>(${word})`};`;
    },
  };
}

/** Whether an array is a part of the heap, which a dispatch may bind either for reading or for writing: so always for writing. */
export const isSmall = ({ kind, size }: BufferDecl): boolean =>
  (kind === "input" || kind === "output") && size * 4 <= largestInHeap;

/** The buffers that a kernel loads or stores. */
export function buffersOf({ accumulators, stores }: Kernel): ReadonlySet<number> {
  const roots = [...accumulators.map(({ value }) => value), ...stores.flatMap(({ index, value }) => [index, value])];
  const loaded = topological(roots).flatMap((x) => (x.kind === "load" ? [x.buffer] : []));
  return new Set([...loaded, ...stores.map(({ buffer }) => buffer)]);
}

/** The declarations at the head of a shader. */
export function declare(slots: readonly Slot[]): string[] {
  return slots.map(({ name, type, size, written }, n) => {
    return `@group(0) @binding(${n}) var<storage, ${written ? "read_write" : "read"}> ${name}: array<${type}, ${size}>;`;
  });
}
