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
import { workOf } from "./workOf.ts";

/** A line for each step; steps inside loops and branches follow theirs. */
export function explain({ graph, fused, program }: Stages): StepReport[] {
  const reports: StepReport[] = [];
  const walk = (steps: readonly Step[], notes: Notes, depth: number, times: number | undefined): void => {
    for (const step of steps) {
      const { note, inner } = notes.of(step);
      const [grid, reduce] = step.kind === undefined ? [step.grid, step.reduce] : [[], []];
      const kind = step.kind ?? "kernel";
      const { name } = step;
      reports.push({ kind, name, depth, grid, reduce, times, work: workOf(step, program.buffers), ...note });
      if (step.kind === "loop") {
        const often = times === undefined || step.trips === undefined || step.predicate !== undefined;
        walk(step.body, inner(0), depth + 1, often ? undefined : times * step.trips);
      } else if (step.kind === "branch") {
        for (const [n, body] of step.branches.entries()) walk(body, inner(n), depth + 1, times);
      }
    }
  };
  walk(program.steps, new Notes(graph, fused), 0, 1);
  return reports;
}

type Note = Pick<StepReport, "primitives" | "stored">;

/** A copy that a loop needs between its trips was made after fusion. */
const copied: Note = { primitives: [], stored: [{ what: "a carry", why: "the next trip of the loop finds it there" }] };
const control: Note = { primitives: [], stored: [] };

/** What is known of the steps of one graph, handed out in the order of the program's steps. */
class Notes {
  readonly #graph: Graph | undefined;
  readonly #fused: readonly Fused[];
  #next = 0;

  constructor(graph: Graph | undefined, fused: readonly Fused[]) {
    this.#graph = graph;
    this.#fused = fused;
  }

  /** The note of a step, and the notes of the steps inside it. */
  of(step: Step): { note: Note; inner: (n: number) => Notes } {
    const fused = this.#fused[this.#next];
    const unknown = (): Notes => new Notes(undefined, []);
    const graph = this.#graph;
    if (!fused || !graph || fused.kind !== step.kind || nameOf(fused) !== step.name)
      return { note: copied, inner: unknown };
    this.#next++;
    if (fused.kind === undefined) return { note: noteOf(fused, graph, this.#fused), inner: unknown };
    if (fused.kind === "loop") return { note: control, inner: () => new Notes(fused.node.body, fused.body) };
    if (fused.kind === "order") return { note: control, inner: unknown };
    const { node, branches } = fused;
    return { note: control, inner: (n) => new Notes(node.branches[n]!.body, branches[n]!) };
  }
}

function nameOf(fused: Fused): string {
  return fused.kind === undefined ? fused.name : fused.node.name;
}

function noteOf(kernel: Kernel, graph: Graph, all: readonly Fused[]): Note {
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

function loadsOf(kernel: Kernel): Set<number> {
  return new Set(
    rootsOf(kernel)
      .flatMap(readsOf)
      .map(({ buffer }) => buffer),
  );
}
