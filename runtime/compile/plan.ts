/** Step 10: declares the buffers and gives every temporary a place in one arena, shared by those that never live together. */
import type { BufferDecl, Kernel, Program } from "../ir/kernel.ts";
import { type Life, livesOf } from "../ir/livesOf.ts";
import type { Settled } from "./settle.ts";
import { touchedBy } from "./touchedBy.ts";

const alignment = 256;

/** The program of these steps. */
export function plan({ steps, buffers, inputs, outputs }: Settled, name: string): Program {
  const firstTemporary = inputs + outputs;
  const lives = [...livesOf(steps, buffersOf)].filter(([number]) => number >= firstTemporary);
  const { offsets, arenaBytes } = placeTemporaries(
    lives.map(([number, life]) => ({ number, bytes: 4 * buffers[number]!.size, ...life })),
  );
  return {
    name,
    buffers: buffers.map(({ type, size }, number): BufferDecl => {
      if (number < inputs) return { kind: "input", type, size };
      if (number < firstTemporary) return { kind: "output", type, size };
      return { kind: "temporary", type, size, offset: offsets.get(number) ?? 0 };
    }),
    inputs: Array.from({ length: inputs }, (_, n) => n),
    outputs: Array.from({ length: outputs }, (_, n) => inputs + n),
    steps,
    arenaBytes,
  };
}

/** The buffers that a kernel works on. */
function buffersOf(kernel: Kernel): Set<number> {
  const { loads, stores } = touchedBy(kernel);
  return new Set([...loads, ...stores]);
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
