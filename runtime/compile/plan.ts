/** Step 10: numbers the buffers and gives every temporary a place in one arena, shared by those that never live together. */

import { load } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import type { BufferDecl, Kernel, Program } from "../ir/kernel.ts";
import { sizeOf } from "../types/shape.ts";
import type { Graph } from "./graph.ts";
import { readsOf } from "./readsOf.ts";
import { rewriteKernel, rootsOf } from "./rewriteKernel.ts";

const alignment = 256;

/** The program of these kernels, whose buffers are numbered as the graph's values. */
export function plan(graph: Graph, kernels: readonly Kernel[], name: string): Program {
  const results = [...new Set(graph.outputs)].filter((number) => graph.values[number]!.definition.kind !== "input");
  const lives = livesOf(kernels);
  const kept = new Set([...graph.inputs, ...results]);
  const temporaries = [...lives.keys()].filter((number) => !kept.has(number));
  const order = [...graph.inputs, ...results, ...temporaries];
  const numbers = new Map(order.map((number, place) => [number, place]));
  const bytes = (number: number): number => 4 * sizeOf(graph.values[number]!.shape);
  const { offsets, arenaBytes } = placeTemporaries(
    temporaries.map((number) => ({ number, bytes: bytes(number), ...lives.get(number)! })),
  );
  const buffers = order.map((number, place): BufferDecl => {
    const { type, shape } = graph.values[number]!;
    const size = sizeOf(shape);
    if (place < graph.inputs.length) return { kind: "input", type, size };
    if (place < kept.size) return { kind: "output", type, size };
    return { kind: "temporary", type, size, offset: offsets.get(number)! };
  });
  return {
    name,
    buffers,
    inputs: graph.inputs.map((_, n) => n),
    outputs: results.map((_, n) => graph.inputs.length + n),
    kernels: kernels.map((kernel) => renumber(kernel, numbers)),
    arenaBytes,
  };
}

interface Life {
  /** Places of the first and the last kernel that touches the buffer. */
  readonly from: number;
  readonly to: number;
}

function livesOf(kernels: readonly Kernel[]): Map<number, Life> {
  const lives = new Map<number, Life>();
  kernels.forEach((kernel, time) => {
    for (const number of touchedBy(kernel)) lives.set(number, { from: lives.get(number)?.from ?? time, to: time });
  });
  return lives;
}

function touchedBy(kernel: Kernel): Set<number> {
  const touched = new Set(kernel.stores.map(({ buffer }) => buffer));
  for (const root of rootsOf(kernel)) for (const { buffer } of readsOf(root)) touched.add(buffer);
  return touched;
}

/** Largest first, each at the lowest place that is free during its life. */
function placeTemporaries(temporaries: readonly (Life & { number: number; bytes: number })[]): {
  offsets: Map<number, number>;
  arenaBytes: number;
} {
  const offsets = new Map<number, number>();
  const placed: (Life & { start: number; end: number })[] = []; // by start
  let arenaBytes = 0;
  for (const { number, bytes, from, to } of [...temporaries].sort((a, b) => b.bytes - a.bytes || a.from - b.from)) {
    const room = Math.ceil(bytes / alignment) * alignment;
    let start = 0;
    for (const other of placed) {
      if (other.to < from || to < other.from) continue;
      if (start + room <= other.start) break;
      start = Math.max(start, other.end);
    }
    offsets.set(number, start);
    const at = placed.findIndex((other) => other.start > start);
    placed.splice(at < 0 ? placed.length : at, 0, { start, end: start + room, from, to });
    arenaBytes = Math.max(arenaBytes, start + room);
  }
  return { offsets, arenaBytes };
}

function renumber(kernel: Kernel, numbers: ReadonlyMap<number, number>): Kernel {
  const after = (x: Expr, [index]: readonly Expr[]): Expr | undefined =>
    x.kind === "load" ? load(x.type, numbers.get(x.buffer)!, index!) : undefined;
  const moved = rewriteKernel(kernel, { after });
  return { ...moved, stores: moved.stores.map((store) => ({ ...store, buffer: numbers.get(store.buffer)! })) };
}
