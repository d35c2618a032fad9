/**
 * Sections that are the same but for their buffers and, where it is no more than the end of their one loop, for their size: one function
 * serves them all.
 *
 *     for i0 < 20:  b3[i0] = b0[i0] − b1[0] · b2[i0]          for i0 < n:  p3[i0] = p0[i0] − p1[0] · p2[i0]
 *     for i0 < 784: b7[i0] = b4[i0] − b1[0] · b6[i0]     →    with n = 20, p = (b0, b1, b2, b3) and n = 784, p = (b4, b1, b6, b7)
 */
import { gridIndex, load, reduceIndex } from "../../../ir/build.ts";
import type { Expr } from "../../../ir/expr.ts";
import type { BufferDecl, Kernel } from "../../../ir/kernel.ts";
import { rewriteKernel, rootsOf } from "../../../ir/rewriteKernel.ts";
import { partsOf, reachable } from "../../../ir/walk.ts";

/** One section of several that are alike. */
export interface AlikeSection {
  /** Steps of its loop; 0 where the size is the same for all. */
  readonly length: number;
  /** The buffers of the program behind those of the kernel. */
  readonly buffers: readonly number[];
  /** The section itself. */
  readonly original: Kernel;
}

/** Sections that are alike. */
export interface Alike {
  /** What each of them is, with buffers numbered from 0 on; a loop whose length differs has `typicalLength` steps. */
  readonly kernel: Kernel;
  readonly isLoose: boolean;
  readonly sections: readonly AlikeSection[];
}

/** Steps that a loose loop is planned for. */
const typicalLength = 2 ** 16;
/** Steps of a fold from which on threads share it: it is a kernel of its own. */
const longFold = 2 ** 18;

/** Sections by what they have in common, and those that are like no other. */
export function alikeSections(
  kernels: readonly Kernel[],
  buffers: readonly BufferDecl[],
): { readonly alike: readonly Alike[]; readonly others: readonly Kernel[] } {
  const byKey = new Map<string, Alike & { readonly sections: AlikeSection[] }>();
  const others: Kernel[] = [];
  for (const kernel of kernels) {
    const section = canonical(kernel, buffers);
    if (!section) {
      others.push(kernel);
      continue;
    }
    const known = byKey.get(section.key);
    if (known) known.sections.push(section);
    else byKey.set(section.key, { ...section, sections: [section] });
  }
  const alike = [...byKey.values()].filter(({ sections }) => sections.length > 1);
  for (const { sections } of byKey.values()) if (sections.length === 1) others.push(sections[0]!.original);
  return { alike, others };
}

interface Canonical extends AlikeSection {
  readonly key: string;
  readonly kernel: Kernel;
  readonly isLoose: boolean;
}

function canonical(kernel: Kernel, declared: readonly BufferDecl[]): Canonical | undefined {
  const isLoose = hasLooseLoop(kernel);
  const length = isLoose ? (kernel.grid[0] ?? kernel.reduce[0]!) : 0;
  if (isLoose && kernel.accumulators.length > 0 && length >= longFold) return undefined;
  const numbers = new Map<number, number>();
  const numberOf = (buffer: number): number => {
    let number = numbers.get(buffer);
    if (number === undefined) numbers.set(buffer, (number = numbers.size));
    return number;
  };
  const typical = (x: Expr): Expr | undefined => {
    if (!isLoose || x.kind !== "index") return undefined;
    return x.axis.kind === "grid" ? gridIndex(0, typicalLength) : reduceIndex(0, typicalLength);
  };
  const moved = rewriteKernel(kernel, {
    before: typical,
    after: (x, [index]) => (x.kind === "load" ? load(x.type, numberOf(x.buffer), index!) : undefined),
  });
  const stores = moved.stores.map((store) => ({ ...store, buffer: numberOf(store.buffer) }));
  const buffers = [...numbers.keys()];
  if (buffers.some((number) => declared[number]!.kind === "constant")) return undefined;
  const sizes = (loops: readonly number[]): readonly number[] => (isLoose ? loops.map(() => typicalLength) : loops);
  const [grid, reduce] = [sizes(kernel.grid), sizes(kernel.reduce)];
  // Equal expressions are one object, so its number says what it is.
  const parts = [
    isLoose,
    grid.join(),
    reduce.join(),
    ...moved.accumulators.map(({ op, value }) => `${op}${value.id}`),
    ...stores.map(({ buffer, index, value }) => `${buffer}:${index.id}:${value.id}`),
    ...buffers.map((number) => `${declared[number]!.type}${isLoose ? "" : declared[number]!.size}`),
  ];
  return {
    key: parts.join(" "),
    kernel: { ...moved, grid, reduce, stores },
    isLoose,
    length,
    buffers,
    original: kernel,
  };
}

/** Whether the kernel has one loop, and its counter is used in no other way than to load and store element by element. */
function hasLooseLoop(kernel: Kernel): boolean {
  const { grid, reduce, stores } = kernel;
  if (grid.length + reduce.length !== 1) return false;
  const isPlace = (index: Expr): boolean => index.kind === "index" || index.kind === "const";
  if (!stores.every(({ index }) => isPlace(index))) return false;
  const values = rootsOf(kernel).filter((root) => !stores.some(({ index }) => index === root));
  if (values.some(({ kind }) => kind === "index")) return false;
  for (const x of reachable(values, (part) => part.kind !== "load")) {
    if (x.kind === "load" ? !isPlace(x.index) : partsOf(x).some(({ kind }) => kind === "index")) return false;
  }
  return true;
}
