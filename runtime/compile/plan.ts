/** Step 9: declares the buffers and gives every temporary a place in one arena, shared by those that never live together. */
import type { BufferDecl, Kernel, Program } from "../ir/kernel.ts";
import { sizeOf } from "../types/shape.ts";
import type { Graph } from "./graph.ts";
import { type Settled, touchedBy } from "./settle.ts";

const alignment = 256;

/** The program of these kernels; `buffers` names the value behind each of their buffers: inputs, results, temporaries. */
export function plan(graph: Graph, { kernels, buffers }: Settled, name: string): Program {
  const results = new Set(graph.outputs.filter((number) => graph.values[number]!.definition.kind !== "input"));
  const firstTemporary = graph.inputs.length + results.size;
  const lives = livesOf(kernels);
  const size = (number: number): number => sizeOf(graph.values[buffers[number]!]!.shape);
  const temporaries = [...lives].filter(([number]) => number >= firstTemporary);
  const { offsets, arenaBytes } = placeTemporaries(
    temporaries.map(([number, life]) => ({ number, bytes: 4 * size(number), ...life })),
  );
  return {
    name,
    buffers: buffers.map((value, number): BufferDecl => {
      const { type } = graph.values[value]!;
      if (number < graph.inputs.length) return { kind: "input", type, size: size(number) };
      if (number < firstTemporary) return { kind: "output", type, size: size(number) };
      return { kind: "temporary", type, size: size(number), offset: offsets.get(number)! };
    }),
    inputs: graph.inputs.map((_, n) => n),
    outputs: [...results].map((_, n) => graph.inputs.length + n),
    kernels,
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
