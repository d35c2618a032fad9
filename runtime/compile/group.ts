/**
 * Step 7: puts roots into kernels. A root joins a kernel that it follows element by element (an epilogue: `relu(x@w + b)` after
 * its reduction), or whose loops it shares (siblings: two sums over the same rows, several outputs of one chain).
 *
 * Kernels are a list, and a root only joins a kernel that stands after everything else it reads; so the list stays in an order
 * in which it can run. Roots are visited by the depth of the kernels below them, scalars of a step before its matrix products.
 * Loops and branches have places of their own in that list.
 */
import { affineOf } from "../ir/affine.ts";
import { constant, gridIndex } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { flatIndex, unflatIndex } from "../ir/flatIndex.ts";
import { sameShape, sizeOf } from "../types/shape.ts";
import type { FusionLimits } from "./chooseRoots.ts";
import { costOf } from "./cost.ts";
import { type Graph, type Node, operandsOf, ownIndex, resultsOf, type Value } from "./graph.ts";
import { isLargeProduct } from "./isLargeProduct.ts";
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

/** Groups, loops and branches in an order in which they can run. */
export function group(graph: Graph, expressions: ReadonlyMap<number, Expr>, limits: FusionLimits): (Group | Node)[] {
  const roots = [...expressions].map(([number, expression]) => new Root(graph.values[number]!, expression));
  const items = [...roots, ...graph.nodes.map(itemOf)].sort((a, b) => a.order - b.order);
  const makers = new Map(items.flatMap((item) => item.gives.map((number) => [number, item] as const)));
  for (const root of roots) root.dependencies = root.reads.filter(({ buffer }) => makers.has(buffer));
  const places: (Group | Node)[] = [];
  const homes = new Map<number, number>();
  for (const item of byDepth(items, makers)) {
    const place =
      item instanceof Root
        ? (findHome(item, places, homes, limits) ?? places.push(newGroup(item)) - 1)
        : places.push(item.node) - 1;
    for (const number of item.gives) homes.set(number, place);
  }
  return places;
}

/** Something to be placed. */
interface Item {
  /** Its place in the graph. */
  readonly order: number;
  /** The values it makes. */
  readonly gives: readonly number[];
  /** What it needs of the values that others make; with the index where it is a kernel's load. */
  readonly dependencies: readonly { readonly buffer: number }[];
}

interface NodeItem extends Item {
  readonly node: Node;
}

function itemOf(node: Node): NodeItem {
  const gives = resultsOf(node);
  const dependencies = operandsOf(node).map((buffer) => ({ buffer }));
  return { node, gives, dependencies, order: Math.min(...gives) };
}

class Root implements Item {
  readonly value: Value;
  readonly order: number;
  readonly gives: readonly number[];
  readonly reads: readonly Load[];
  readonly operations: number;
  dependencies: readonly Load[] = [];

  constructor(value: Value, expression: Expr) {
    this.value = value;
    this.order = value.number;
    this.gives = [value.number];
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
 * Items by the number of steps that must run before, at best; then in the order of the graph. A root that others follow element
 * by element waits for what those need besides: a product runs after the scalars of the update that its kernel also computes.
 */
function byDepth(
  items: readonly (Root | NodeItem)[],
  makers: ReadonlyMap<number, Root | NodeItem>,
): (Root | NodeItem)[] {
  const depths = new Map<Item, number>();
  for (const item of items) {
    let depth = 0;
    for (const { maker, follows } of needsOf(item, makers))
      depth = Math.max(depth, depths.get(maker)! + (follows ? 0 : 1));
    depths.set(item, depth);
  }
  const latest = new Map<Item, number>();
  const followed = new Set<Item>();
  for (const item of [...items].reverse()) {
    if (followed.has(item)) depths.set(item, Math.max(depths.get(item)!, latest.get(item)!));
    for (const { maker, follows } of needsOf(item, makers)) {
      const bound = depths.get(item)! - (follows ? 0 : 1);
      latest.set(maker, Math.min(bound, latest.get(maker) ?? bound));
      if (follows) followed.add(maker);
    }
  }
  return [...items].sort((a, b) => depths.get(a)! - depths.get(b)! || a.order - b.order);
}

/** The items that make what an item needs, and whether it could be computed along with them. */
function needsOf(
  item: Root | NodeItem,
  makers: ReadonlyMap<number, Root | NodeItem>,
): { readonly maker: Root | NodeItem; readonly follows: boolean }[] {
  if (item instanceof Root) {
    return item.dependencies.map((read) => {
      const maker = makers.get(read.buffer)!;
      return { maker, follows: maker instanceof Root && item.mayFollow(read) };
    });
  }
  return item.dependencies.flatMap(({ buffer }) => {
    const maker = makers.get(buffer);
    return maker ? [{ maker, follows: false }] : [];
  });
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
  groups: readonly (Group | Node)[],
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
    if (!("members" in group) || !hasRoom(root, group, limits)) continue;
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

/**
 * The index at which a root that does not read the group runs along: on the same grid, and to share loads if there is a reduction. One
 * number more is no burden for a kernel of one result.
 */
function siblingIndex(root: Root, group: Group): readonly Expr[] | undefined {
  if (!root.reduce && sizeOf(group.shape) === 1) return root.value.shape.map(() => constant("i32", 0));
  if (!sameShape(root.value.shape, group.shape)) return undefined;
  if (root.reduce || group.reduce) {
    if (!root.reduce || !group.reduce || !sameShape(root.reduce, group.reduce)) return undefined;
    if (group.members.filter(({ value }) => value.definition.kind === "reduction").length >= mostReductions)
      return undefined;
    if (!root.reads.some((read) => group.reads.has(read))) return undefined;
    if (isLargeProduct(root.value)) return undefined;
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
