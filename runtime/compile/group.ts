/**
 * Step 6: puts roots into kernels. A root joins a kernel that it follows element by element (an epilogue: `relu(x@w + b)` after
 * its reduction), or whose loops it shares (siblings: two sums over the same rows, several outputs of one chain).
 *
 * Kernels are a list, and a root only joins a kernel that stands after everything else it reads; so the list stays in an order
 * in which it can run. Roots are visited by the depth of the kernels below them, scalars of a step before its matrix products.
 */
import { affineOf } from "../ir/affine.ts";
import { gridIndex } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { flatIndex, unflatIndex } from "../ir/flatIndex.ts";
import { sameShape, sizeOf } from "../types/shape.ts";
import type { FusionLimits } from "./chooseRoots.ts";
import { costOf } from "./cost.ts";
import { type Graph, ownIndex, type Value } from "./graph.ts";
import { type Load, readsOf } from "./readsOf.ts";

/** A root in a kernel, and the element of it that each point of the kernel's grid computes. */
export interface Member {
  readonly value: Value;
  /** Over the kernel's grid; a one-to-one map. */
  readonly index: readonly Expr[];
}

/** The roots that one kernel computes. */
export interface Group {
  readonly shape: readonly number[];
  /** Sizes of the reduction loops; undefined where there is no reduction. */
  reduce: readonly number[] | undefined;
  readonly members: Member[];
  /** What its members load, each at its own loops; and all buffers it touches. */
  readonly reads: Set<Load>;
  readonly buffers: Set<number>;
  operations: number;
}

const candidatesTried = 16;
const mostReductions = 4;

/** Groups in an order in which they can run. */
export function group(graph: Graph, expressions: ReadonlyMap<number, Expr>, limits: FusionLimits): Group[] {
  const roots = [...expressions].map(([number, expression]) => new Root(graph.values[number]!, expression));
  const isRoot = new Set(expressions.keys());
  for (const root of roots) root.dependencies = root.reads.filter(({ buffer }) => isRoot.has(buffer));
  const groups: Group[] = [];
  const homes = new Map<number, number>();
  for (const root of byDepth(roots)) {
    const place = findHome(root, groups, homes, limits) ?? groups.push(newGroup(root)) - 1;
    homes.set(root.value.number, place);
  }
  return groups;
}

class Root {
  readonly value: Value;
  readonly reads: readonly Load[];
  readonly operations: number;
  dependencies: readonly Load[] = [];

  constructor(value: Value, expression: Expr) {
    this.value = value;
    this.reads = readsOf(expression);
    this.operations = costOf(expression);
  }

  /** Whether the kernel that computes what is read could compute this root too. */
  mayFollow(read: Load): boolean {
    return !this.reduce && permutationOf(read, this.value.shape) !== undefined;
  }

  get reduce(): readonly number[] | undefined {
    return this.value.definition.kind === "reduction" ? this.value.definition.sizes : undefined;
  }
}

/**
 * Roots by the number of kernels that must run before, at best; then in the order of the graph. A root that others follow element
 * by element waits for what those need besides: a product runs after the scalars of the update that its kernel also computes.
 */
function byDepth(roots: readonly Root[]): Root[] {
  const depths = new Map<number, number>();
  for (const root of roots) {
    let depth = 0;
    for (const read of root.dependencies)
      depth = Math.max(depth, depths.get(read.buffer)! + (root.mayFollow(read) ? 0 : 1));
    depths.set(root.value.number, depth);
  }
  const latest = new Map<number, number>();
  const followed = new Set<number>();
  for (const root of [...roots].reverse()) {
    const { number } = root.value;
    if (followed.has(number)) depths.set(number, Math.max(depths.get(number)!, latest.get(number)!));
    for (const read of root.dependencies) {
      const follows = root.mayFollow(read);
      const bound = depths.get(number)! - (follows ? 0 : 1);
      latest.set(read.buffer, Math.min(bound, latest.get(read.buffer) ?? bound));
      if (follows) followed.add(read.buffer);
    }
  }
  return [...roots].sort(
    (a, b) => depths.get(a.value.number)! - depths.get(b.value.number)! || a.value.number - b.value.number,
  );
}

function newGroup(root: Root): Group {
  const { shape } = root.value;
  const group: Group = { shape, reduce: undefined, members: [], reads: new Set(), buffers: new Set(), operations: 0 };
  add(root, ownIndex(shape), group);
  return group;
}

function add(root: Root, index: readonly Expr[], group: Group): void {
  group.members.push({ value: root.value, index });
  group.reduce ??= root.reduce;
  group.operations += root.operations;
  for (const read of root.reads) {
    group.reads.add(read);
    group.buffers.add(read.buffer);
  }
  group.buffers.add(root.value.number);
}

/** Joins a group if one fits, and says which. */
function findHome(
  root: Root,
  groups: readonly Group[],
  homes: ReadonlyMap<number, number>,
  limits: FusionLimits,
): number | undefined {
  let after = 0; // the place of the last group that it reads
  for (const { buffer } of root.dependencies) after = Math.max(after, homes.get(buffer)!);
  const depends = root.dependencies.length > 0;
  const last = Math.max(after, groups.length - candidatesTried);
  const places = depends ? [after] : [];
  for (let place = groups.length - 1; place >= last; place--) if (!depends || place > after) places.push(place);
  for (const place of places) {
    const group = groups[place]!;
    if (!hasRoom(root, group, limits)) continue;
    const inside = root.dependencies.filter(({ buffer }) => homes.get(buffer) === place);
    const index = inside.length > 0 ? followedIndex(root, inside, group) : siblingIndex(root, group);
    if (!index) continue;
    add(root, index, group);
    return place;
  }
  return undefined;
}

function hasRoom(root: Root, group: Group, limits: FusionLimits): boolean {
  if (sizeOf(root.value.shape) !== sizeOf(group.shape)) return false;
  if (root.operations + group.operations > 4 * limits.operationsPerValue) return false;
  if (!Number.isFinite(limits.buffersPerKernel)) return true;
  const buffers = new Set([...group.buffers, root.value.number, ...root.reads.map(({ buffer }) => buffer)]);
  return buffers.size <= limits.buffersPerKernel;
}

/** The index at which a map that reads members of the group only at one element each computes along with them. */
function followedIndex(root: Root, inside: readonly Load[], group: Group): readonly Expr[] | undefined {
  if (root.reduce) return undefined;
  const { shape } = root.value;
  let found: readonly Expr[] | undefined;
  for (const read of inside) {
    const permutation = permutationOf(read, shape);
    if (!permutation) return undefined;
    const member = group.members.find(({ value }) => value.number === read.buffer)!;
    const flat = flatIndex(member.index, member.value.shape);
    const permuted = unflatIndex(
      flat,
      permutation.map((axis) => shape[axis]!),
    );
    const index: Expr[] = [];
    permutation.forEach((axis, n) => {
      index[axis] = permuted[n]!;
    });
    if (found && !found.every((part, axis) => part === index[axis])) return undefined;
    found = index;
  }
  return found;
}

/** The index at which a root that does not read the group runs along: on the same grid, and to share loads if there is a reduction. */
function siblingIndex(root: Root, group: Group): readonly Expr[] | undefined {
  if (!sameShape(root.value.shape, group.shape)) return undefined;
  if (root.reduce || group.reduce) {
    if (!root.reduce || !group.reduce || !sameShape(root.reduce, group.reduce)) return undefined;
    if (group.members.filter(({ value }) => value.definition.kind === "reduction").length >= mostReductions)
      return undefined;
    if (!root.reads.some((read) => group.reads.has(read))) return undefined;
  }
  return group.shape.map((size, axis) => gridIndex(axis, size));
}

/**
 * The order of axes in which the load walks through its buffer, if it visits every element of the buffer once, in row-major order
 * of the permuted grid; undefined otherwise.
 */
function permutationOf({ index }: Load, shape: readonly number[]): readonly number[] | undefined {
  const affine = affineOf(index);
  if (affine?.offset !== 0) return undefined;
  const strides = new Array<number>(shape.length).fill(0);
  for (const { axis, stride } of affine.terms) {
    if (axis.kind !== "grid") return undefined;
    strides[axis.position] = stride;
  }
  const order = shape.map((_, axis) => axis).sort((a, b) => strides[b]! - strides[a]! || a - b);
  let step = 1;
  for (const axis of [...order].reverse()) {
    if (shape[axis] === 1) continue;
    if (strides[axis] !== step) return undefined;
    step *= shape[axis]!;
  }
  return order;
}
