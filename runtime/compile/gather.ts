/**
 * Step 9: runs kernels that do not need one another as one, in sections (`ir/kernel.ts`). The update of each of a model's arrays is a kernel
 * with a grid of its own; all of them together are one step of the program, and so are the sums of squares of a global norm.
 *
 * Kernels move forward only, to the first sections behind everything they need: what was computed before a step still is, and what is in
 * memory lives no longer than it did. Products stay where they are: each fills a device by itself.
 */
import type { Kernel, Sections, Step } from "../ir/kernel.ts";
import { sizeOf } from "../types/shape.ts";
import type { Storage } from "./settle.ts";
import { touchedBy } from "./touchedBy.ts";

/** Kernels from which on a step of their own pays. */
const fewestSections = 3;
/** Elements of a temporary that may be made earlier than it was: it lies there for longer. */
const mostMovedElements = 2 ** 14;
/** Names of kernels in the name of their sections. */
const mostNames = 2;

/** The same steps with independent kernels gathered; `buffers` are what they work on, of which `given` are inputs and outputs. */
export function gather(steps: readonly Step[], buffers: readonly Storage[], given: number): Step[] {
  const gatherer = new Gatherer(buffers, given);
  for (const step of steps) gatherer.add(step);
  return gatherer.steps();
}

/** The steps of one list. A place is a list of kernels that run as one, or another step. */
class Gatherer {
  readonly #buffers: readonly Storage[];
  readonly #given: number;
  readonly #places: (Kernel[] | Step)[] = [];
  /** The last place that loads, and that stores, each buffer. */
  readonly #loaded = new Map<number, number>();
  readonly #stored = new Map<number, number>();
  /** Places of the kernels that take others in. */
  readonly #open: number[] = [];

  constructor(buffers: readonly Storage[], given: number) {
    this.#buffers = buffers;
    this.#given = given;
  }

  add(step: Step): void {
    const { loads, stores } = touchedBy(step);
    const place = step.kind === undefined && isSmallWork(step) ? this.#placeFor(step, loads, stores) : this.#push(step);
    for (const buffer of loads) this.#loaded.set(buffer, Math.max(place, this.#loaded.get(buffer) ?? 0));
    for (const buffer of stores) this.#stored.set(buffer, Math.max(place, this.#stored.get(buffer) ?? 0));
  }

  steps(): Step[] {
    return this.#places.flatMap((place): Step[] => {
      if (!Array.isArray(place)) return [this.#inside(place)];
      return place.length < fewestSections ? place : [{ kind: "sections", name: nameOf(place), kernels: place }];
    });
  }

  #push(step: Step): number {
    return this.#places.push(step) - 1;
  }

  #placeFor(kernel: Kernel, loads: ReadonlySet<number>, stores: ReadonlySet<number>): number {
    let after = -1;
    for (const buffer of loads) after = Math.max(after, this.#stored.get(buffer) ?? -1);
    for (const buffer of stores)
      after = Math.max(after, this.#stored.get(buffer) ?? -1, this.#loaded.get(buffer) ?? -1);
    const isLight = [...stores].every(
      (buffer) => buffer < this.#given || this.#buffers[buffer]!.size <= mostMovedElements,
    );
    const place = isLight ? firstAfter(this.#open, after) : this.#open.at(-1);
    const isLast = place === this.#places.length - 1;
    if (place !== undefined && place > after && (isLight || isLast)) {
      (this.#places[place] as Kernel[]).push(kernel);
      return place;
    }
    this.#open.push(this.#places.length);
    return this.#places.push([kernel]) - 1;
  }

  #inside(step: Step): Step {
    if (step.kind === "loop") return { ...step, body: gather(step.body, this.#buffers, this.#given) };
    if (step.kind !== "branch") return step;
    return { ...step, branches: step.branches.map((body) => gather(body, this.#buffers, this.#given)) };
  }
}

/** The first of ascending places behind another one. */
function firstAfter(places: readonly number[], after: number): number | undefined {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]! > after) high = middle;
    else low = middle + 1;
  }
  return places[low];
}

/** A map, or one number: not the many results of a product, each a sum of its own. */
function isSmallWork({ grid, accumulators }: Kernel): boolean {
  return accumulators.length === 0 || sizeOf(grid) === 1;
}

/** `square_reduceSum`; `mul_add_or_sub_add` where there are several kinds. */
function nameOf(kernels: readonly Kernel[]): Sections["name"] {
  const names = [...new Set(kernels.map(({ name }) => name))];
  const rest = names.length > mostNames ? `_or${names.length - mostNames}more` : "";
  return names.slice(0, mostNames).join("_or_") + rest;
}
