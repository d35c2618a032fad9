/**
 * How a transformed function keeps reference semantics. JAX's transformations know arrays only; a call with modules goes through
 * four steps, of which the two in the middle happen inside the transformation:
 *
 *     open      arguments ──▶ structure + arrays            outside
 *     enter     structure + traced arrays ──▶ new modules, made inside, so that the function may change them
 *     leave     modules, result ──▶ changed arrays + a recipe
 *     settle    new arrays, recipe ──▶ the caller's own modules changed, the result   outside
 *
 * The recipe is short when only arrays changed. When fields were added, removed, exchanged or changed in kind, or the result has
 * modules in it, the graph is put together anew, around the caller's objects where they are the same ones.
 */
import { JaxArray } from "../../core/array.ts";
import { flatten, type TreeDef } from "../../types/pytree.ts";
import { Assembly } from "../graph/assembly.ts";
import { Walk } from "../graph/flatten.ts";
import { type Leaf, type Part, samePart } from "../graph/graphDef.ts";
import type { Path } from "../keyOrder.ts";
import { Pytree } from "../pytree.ts";
import { put, Variable } from "../variable.ts";

/** One leaf of the argument list: a module or Variable, or a plain value (an array, a number). */
export type Slot = { readonly root: number } | { readonly value: unknown };

/** Arguments taken apart. */
export interface Opened {
  /** Structure of the argument list. */
  readonly def: TreeDef;
  readonly slots: readonly Slot[];
  /** Structure of the modules and Variables among the arguments. */
  readonly parts: readonly Part[];
  /** The caller's nodes and Variables, by number. */
  readonly objects: readonly object[];
  /** Their Variables (and bare arrays), in order, with the root each was found in and the path from there. */
  readonly leaves: readonly Leaf[];
  readonly paths: readonly Path[];
  readonly rootOfLeaf: readonly number[];
}

/** Takes arguments (or any tree of modules and values) apart. */
export function open(args: unknown): Opened {
  const [found, def] = flatten(args, isGraph);
  const walk = new Walk();
  const parts: Part[] = [];
  const rootOfLeaf: number[] = [];
  const slots = found.map((value): Slot => {
    if (!isGraph(value)) return { value };
    const root = parts.push(walk.visit(value)) - 1;
    while (rootOfLeaf.length < walk.leaves.length) rootOfLeaf.push(root);
    return { root };
  });
  return { def, slots, parts, objects: walk.objects, leaves: walk.leaves, paths: walk.paths, rootOfLeaf };
}

/** The plain values among the arguments. */
export function plainValues(slots: readonly Slot[]): unknown[] {
  return slots.flatMap((slot) => ("root" in slot ? [] : [slot.value]));
}

/** What the leaves hold: arrays, or trees of arrays. */
export function heldValues(leaves: readonly Leaf[]): unknown[] {
  return leaves.map((leaf) => (leaf instanceof Variable ? leaf.getRawValue() : leaf));
}

/** Arguments as the function sees them. */
export interface Entered {
  readonly args: readonly unknown[];
  readonly roots: readonly unknown[];
  readonly objects: readonly object[];
  readonly held: readonly unknown[];
}

/** New modules around the given arrays, and plain values in place of the caller's. */
export function enter(
  opened: Pick<Opened, "def" | "slots" | "parts">,
  held: readonly unknown[],
  values: readonly unknown[],
): Entered {
  const assembly = new Assembly(held);
  const roots = opened.parts.map((part) => assembly.build(part));
  let next = 0;
  const leaves = opened.slots.map((slot) => ("root" in slot ? roots[slot.root] : values[next++]));
  return { args: opened.def.unflatten(leaves), roots, objects: assembly.objects, held };
}

/** What to do with the new arrays. */
export interface Recipe {
  /** Structure of the result, and where its leaves come from; a static leaf is no array. */
  readonly outDef: TreeDef;
  readonly outSlots: readonly (Slot | { readonly constant: unknown })[];
  /** Numbers of the leaves whose arrays changed; of all leaves when `rebuild` is there. */
  readonly changed: readonly number[];
  /** Present when the structure changed, or the result has modules. */
  readonly rebuild?: {
    readonly parts: readonly Part[];
    readonly rootCount: number;
    readonly existing: readonly (number | undefined)[];
  };
}

/** Where one of the arrays that come out was found: in which root, arguments before results, and in which of the entered objects. */
export interface Origin {
  readonly leaf: unknown;
  readonly path: Path;
  readonly root: number;
  readonly object: number | undefined;
}

/** What comes out of the function: arrays (or trees of them), and what to do with them. */
export interface Left {
  readonly held: readonly unknown[];
  /** One for each of `held`. */
  readonly origins: readonly Origin[];
  readonly values: readonly unknown[];
  readonly recipe: Recipe;
}

/** Finds what the function changed, and takes its result apart. */
export function leave(opened: Pick<Opened, "parts">, entered: Entered, out: unknown): Left {
  const walk = new Walk();
  const rootOfLeaf: number[] = [];
  const visit = (value: unknown, root: number): Part => {
    const part = walk.visit(value);
    while (rootOfLeaf.length < walk.leaves.length) rootOfLeaf.push(root);
    return part;
  };
  const parts = entered.roots.map(visit);
  const before = walk.leaves.length;
  const sameObjects =
    walk.objects.length === entered.objects.length && walk.objects.every((object, i) => object === entered.objects[i]);
  const sameStructure = sameObjects && parts.every((part, i) => samePart(part, opened.parts[i]!));

  const [found, outDef] = flatten(out, isGraph);
  const values: unknown[] = [];
  const outSlots = found.map((value) => {
    if (isGraph(value)) return { root: parts.push(visit(value, parts.length)) - 1 };
    if (!isNumeric(value)) return { constant: value };
    values.push(value);
    return { value: undefined };
  });

  const now = heldValues(walk.leaves);
  const numbers = new Map(entered.objects.map((object, i) => [object, i]));
  const originOf = (n: number): Origin => {
    const leaf = walk.leaves[n]!;
    return { leaf, path: walk.paths[n]!, root: rootOfLeaf[n]!, object: numbers.get(leaf) };
  };
  const bareChanged = walk.leaves
    .slice(0, before)
    .some((leaf, i) => !(leaf instanceof Variable) && leaf !== entered.held[i]);
  if (sameStructure && !bareChanged && parts.length === entered.roots.length) {
    const changed = now.flatMap((held, i) => (held === entered.held[i] ? [] : [i]));
    return {
      held: changed.map((i) => now[i]),
      origins: changed.map(originOf),
      values,
      recipe: { outDef, outSlots, changed },
    };
  }
  const existing = walk.objects.map((object) => numbers.get(object));
  const rebuild = { parts, rootCount: entered.roots.length, existing };
  const recipe = { outDef, outSlots, changed: now.map((_, i) => i), rebuild };
  return { held: now, origins: now.map((_, i) => originOf(i)), values, recipe };
}

/** Changes the caller's modules, by `store`, and puts the result together. */
export function settle(
  opened: Pick<Opened, "objects" | "leaves">,
  recipe: Recipe,
  held: readonly unknown[],
  values: readonly unknown[],
  store: (variable: Variable<unknown>, value: unknown) => void = put,
): unknown {
  let roots: readonly unknown[] = [];
  if (recipe.rebuild) {
    const { parts, existing } = recipe.rebuild;
    const assembly = new Assembly(held, (n) => (existing[n] === undefined ? undefined : opened.objects[existing[n]]));
    roots = parts.map((part) => assembly.build(part));
  } else {
    for (const [i, leaf] of recipe.changed.entries()) store(opened.leaves[leaf] as Variable<unknown>, held[i]);
  }
  let next = 0;
  return recipe.outDef.unflatten(
    recipe.outSlots.map((slot) =>
      "constant" in slot ? slot.constant : "root" in slot ? roots[slot.root] : values[next++],
    ),
  );
}

/** Modules and other nodes, and Variables: what has reference semantics. */
export function isGraph(value: unknown): value is Pytree | Variable<unknown> {
  return value instanceof Pytree || value instanceof Variable;
}

function isNumeric(value: unknown): boolean {
  return value instanceof JaxArray || typeof value === "number" || typeof value === "boolean";
}
