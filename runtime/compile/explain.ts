/**
 * Says what the compiler decided: which primitives went into each kernel, and why each value in memory is there. Everything is read
 * off the stages; nothing is noted while compiling.
 */
import type { StepReport } from "../core/inspection.ts";
import type { Kernel, Step } from "../ir/kernel.ts";
import { rootsOf } from "../ir/rewriteKernel.ts";
import { sizeOf } from "../types/shape.ts";
import type { Stages } from "./compile.ts";
import type { Fused } from "./fuse.ts";
import { type Graph, isComputed, operandsOf, type Value } from "./graph.ts";
import { readsOf } from "./readsOf.ts";
import type { Origin, Origins } from "./settle.ts";
import { workOf } from "./workOf.ts";

/** A line for each step; steps inside loops and branches follow theirs. */
export function explain({ origins, program }: Stages): StepReport[] {
  const reports: StepReport[] = [];
  const walk = (steps: readonly Step[], depth: number, times: number | undefined): void => {
    for (const step of steps) {
      reports.push({ ...reportOf(step), depth, times, work: workOf(step, program.buffers), ...noteOf(step, origins) });
      if (step.kind === "loop") {
        const often = times === undefined || step.trips === undefined || step.predicate !== undefined;
        walk(step.body, depth + 1, often ? undefined : times * step.trips);
      } else if (step.kind === "branch") {
        for (const body of step.branches) walk(body, depth + 1, times);
      }
    }
  };
  walk(program.steps, 0, 1);
  return reports;
}

function reportOf(step: Step): Pick<StepReport, "kind" | "name" | "grid" | "reduce" | "sections"> {
  const { name } = step;
  if (step.kind === undefined) return { kind: "kernel", name, grid: step.grid, reduce: step.reduce };
  if (step.kind !== "sections") return { kind: step.kind, name, grid: [], reduce: [] };
  const points = step.kernels.reduce((sum, { grid, reduce }) => sum + sizeOf(grid) * sizeOf(reduce), 0);
  return { kind: "kernel", name, grid: [points], reduce: [], sections: step.kernels.length };
}

type Note = Pick<StepReport, "primitives" | "stored">;

/** A copy that a loop needs between its trips was made after fusion. */
const copied: Note = { primitives: [], stored: [{ what: "a carry", why: "the next trip of the loop finds it there" }] };

function noteOf(step: Step, origins: Origins): Note {
  if (step.kind === "sections") {
    const notes = step.kernels.map((kernel) => noteOf(kernel, origins));
    return { primitives: notes.flatMap(({ primitives }) => primitives), stored: notes.flatMap(({ stored }) => stored) };
  }
  const origin = origins.get(step);
  if (!origin) return copied;
  return origin.fused.kind === undefined ? noteOfKernel(origin.fused, origin) : { primitives: [], stored: [] };
}

function noteOfKernel(kernel: Kernel, { graph, all }: Origin): Note {
  const loaded = loadsOf(kernel);
  const inside = new Set(kernel.stores.map(({ buffer }) => buffer));
  for (const number of inside) {
    const { definition } = graph.values[number]!;
    if (!isComputed(definition)) continue;
    for (const { buffer } of readsOf(definition.value)) if (!loaded.has(buffer)) inside.add(buffer);
  }
  const values = [...inside].sort((a, b) => a - b).map((number) => graph.values[number]!);
  return {
    primitives: values.filter(({ definition }) => isComputed(definition)).map(({ name }) => name),
    stored: kernel.stores.map(({ buffer }) => {
      const value = graph.values[buffer]!;
      return { what: `${value.name} ${value.type}[${value.shape}]`, why: whyStored(value, graph, all) };
    }),
  };
}

function whyStored(value: Value, graph: Graph, all: readonly Fused[]): string {
  const { number, definition } = value;
  if (graph.outputs.includes(number)) return "result";
  const node = graph.nodes.find((candidate) => operandsOf(candidate).includes(number));
  if (node) return `read by ${node.kind} ${node.name}`;
  const readers = all.filter((step): step is Kernel => step.kind === undefined && loadsOf(step).has(number));
  const names = list(readers.map(({ name }) => name));
  if (definition.kind === "reduction") return `reduction, whole before ${names} can begin`;
  const evaluations = readers.reduce((sum, { grid, reduce }) => sum + sizeOf(grid) * sizeOf(reduce), 0);
  const repeats = Math.round(evaluations / Math.max(1, sizeOf(value.shape)));
  if (repeats > 1) return `else computed ${repeats} times over by ${names}`;
  return `read by ${names}, on another grid or after another reduction`;
}

/** `a, b and 3 more` */
function list(names: readonly string[]): string {
  const distinct = [...new Set(names)];
  return distinct.length > 3
    ? `${distinct.slice(0, 2).join(", ")} and ${distinct.length - 2} more`
    : distinct.join(", ");
}

const known = new WeakMap<Kernel, ReadonlySet<number>>();

function loadsOf(kernel: Kernel): ReadonlySet<number> {
  let loads = known.get(kernel);
  if (!loads) {
    loads = new Set(rootsOf(kernel).flatMap((root) => readsOf(root).map(({ buffer }) => buffer)));
    known.set(kernel, loads);
  }
  return loads;
}
