import type { JaxArray } from "../../core/array.ts";
import { asArray } from "../../core/asArray.ts";
import { scan as scanOfArrays } from "../../lax/index.ts";
import { moveBatchAxis } from "../../transforms/moveBatchAxis.ts";
import { map } from "../../tree/index.ts";
import { printAval } from "../../types/aval.ts";
import { flatten, type TreeDef } from "../../types/pytree.ts";
import { addAxis, removeAxis, type TransformMetadata } from "../axisMetadata.ts";
import { Assembly } from "../graph/assembly.ts";
import type { Part } from "../graph/graphDef.ts";
import { printPath } from "../keyOrder.ts";
import { type AxesTree, type Axis, axisOfLeaf, Carry, type StateAxes, spreadAxes } from "./axes.ts";
import { checkAliases } from "./checkAliases.ts";
import { heldAfter, putBack } from "./graphBody.ts";
import { enter, heldValues, isGraph, type Opened, open, plainValues } from "./graphCall.ts";
import { callersRoot } from "./loops.ts";
import { changeAxes } from "./transformMetadata.ts";

/** Options of `nnx.scan`. */
export interface ScanOptions {
  /** What each argument is: `nnx.Carry`, an axis to read along, null to be used whole, StateAxes for modules; default [Carry, 0]. */
  readonly inAxes?: AxesTree;
  /** What each result is: `nnx.Carry`, or the axis along which steps are stacked; default [Carry, 0]. */
  readonly outAxes?: AxesTree;
  /** Number of steps, where no argument has it. */
  readonly length?: number;
  /** Whether to begin with the last slice; default false. */
  readonly reverse?: boolean;
  /** Steps written out in a round of the loop; default 1. */
  readonly unroll?: number | boolean;
  /** Names of the axis read along or stacked in the metadata of Variables: `{ [nnx.PARTITION_NAME]: "layers" }`. */
  readonly transformMetadata?: TransformMetadata;
}

// any: functions of any arguments
type AnyFunction = (...args: any[]) => any;

/**
 * Like `lax.scan`, for functions of modules. A module may be the carry; or be read along an axis of its Variables, as a stack of
 * layers is; or both, by `nnx.StateAxes`. What a step changes is handed on (Carry) or stacked (an axis).
 *
 * @param f the function of one step
 * @param options see {@link ScanOptions}
 * @returns a function of the same arguments, with an axis more where one is read along
 * @throws TypeError for several carries, for results that are not stacked, and when a step changes what is not handed on
 * @example
 * const layers = nnx.vmap((key: jax.Array) => new nnx.Linear(3, 3, { rngs: new nnx.Rngs(key) }))(random.split(random.key(0), 4));
 * const forward = nnx.scan((x: jax.Array, layer: nnx.Linear) => nnx.relu(layer(x)), { inAxes: [nnx.Carry, 0], outAxes: nnx.Carry });
 * assertEqual(forward(jnp.ones([2, 3]), layers).shape, [2, 3]);
 */
export function scan<F extends AnyFunction>(
  f: F,
  options: ScanOptions = {},
  // any: results are stacked
): (...args: any[]) => any {
  const { inAxes = [Carry, 0], outAxes = [Carry, 0], reverse = false, unroll = 1 } = options;
  const action = `scan ${f.name || "a function"}`;
  const inCarry = carryPlace(inAxes, "inAxes", action);
  const outCarry = carryPlace(outAxes, "outAxes", action);
  if ((inCarry === undefined) !== (outCarry === undefined))
    throw new TypeError(`Cannot ${action}: nnx.Carry must stand in both of inAxes and outAxes, or in neither`);
  return (...args) => {
    const step = new Step(f, args, { inAxes, outAxes, inCarry, outCarry, action, names: options.transformMetadata });
    return step.run({ length: options.length, reverse, unroll });
  };
}

/** Where the carry stands: at a position, or it is the whole ("all"). */
function carryPlace(axes: AxesTree, what: string, action: string): number | "all" | undefined {
  if (axes === Carry) return "all";
  if (!Array.isArray(axes)) return undefined;
  const places = axes.flatMap((axis, i) => (axis === Carry ? [i] : []));
  if (places.length > 1)
    throw new TypeError(`Cannot ${action}: ${what} has nnx.Carry at ${places.join(" and ")}; only one is possible`);
  const nested = axes.find((axis) => Array.isArray(axis) && flatten(axis, isCarry)[0].some(isCarry));
  if (nested) throw new TypeError(`Cannot ${action}: nnx.Carry must stand at the top of ${what}, not inside a tree`);
  return places[0];
}

function isCarry(x: unknown): boolean {
  return x === Carry || x === null;
}

interface StepOptions {
  readonly inAxes: AxesTree;
  readonly outAxes: AxesTree;
  readonly inCarry: number | "all" | undefined;
  readonly outCarry: number | "all" | undefined;
  readonly action: string;
  readonly names: TransformMetadata | undefined;
}

/** What of the carry is handed on. */
type CarryState = readonly [held: unknown[], values: unknown[]];
/** What a step stacks: Variables of arguments, Variables of results, plain results. */
type Stacked = readonly [held: unknown[], made: unknown[], values: unknown[]];

class Step {
  readonly #f: AnyFunction;
  readonly #options: StepOptions;
  readonly #opened: Opened;
  readonly #slotAxes: readonly (Axis | StateAxes)[];
  readonly #leafAxes: readonly Axis[];
  readonly #valueAxes: readonly Axis[];
  /** Of the result that is not carried: its structure, its modules' parts and axes, found while tracing. */
  #outDef: TreeDef | undefined;
  #outSlots: readonly ({ readonly part: Part } | { readonly axis: number })[] = [];
  #madeAxes: readonly number[] = [];

  constructor(f: AnyFunction, args: readonly unknown[], options: StepOptions) {
    const { inAxes, action } = options;
    if (Array.isArray(inAxes) && inAxes.length !== args.length)
      throw new TypeError(
        `Cannot ${action}: inAxes has ${inAxes.length} entries, the call has ${args.length} arguments`,
      );
    this.#f = f;
    this.#options = options;
    this.#opened = open(args);
    const { slots, leaves, paths, rootOfLeaf } = this.#opened;
    const slotAxes = spreadAxes(inAxes, args, action, "inAxes");
    checkAliases(this.#opened, slotAxes, action);
    this.#slotAxes = slotAxes;
    const rootAxes = slots.flatMap((slot, i) => ("root" in slot ? [slotAxes[i]!] : []));
    this.#leafAxes = leaves.map((leaf, n) => axisOfLeaf(rootAxes[rootOfLeaf[n]!]!, paths[n]!, leaf));
    this.#valueAxes = slots.flatMap((slot, i) => ("root" in slot ? [] : [ofArray(slotAxes[i]!, action)]));
  }

  run({
    length,
    reverse,
    unroll,
  }: {
    length: number | undefined;
    reverse: boolean;
    unroll: number | boolean;
  }): unknown {
    const held = heldValues(this.#opened.leaves);
    const values = plainValues(this.#opened.slots);
    const carried = (axis: Axis): boolean => axis === Carry;
    const read = (axis: Axis): boolean => typeof axis === "number";
    const init: CarryState = [pick(held, this.#leafAxes, carried), pick(values, this.#valueAxes, carried)];
    const xs = [
      pick(held, this.#leafAxes, read).map((x, k) =>
        inFront(x, pick(this.#leafAxes, this.#leafAxes, read)[k] as number),
      ),
      pick(values, this.#valueAxes, read).map((x, k) =>
        inFront(x, pick(this.#valueAxes, this.#valueAxes, read)[k] as number),
      ),
    ];
    const body = ([carryHeld, carryValues]: CarryState, [xHeld, xValues]: CarryState): [CarryState, Stacked] =>
      this.#step(merge(held, this.#leafAxes, carryHeld, xHeld), merge(values, this.#valueAxes, carryValues, xValues));
    Object.defineProperty(body, "name", { value: this.#f.name });
    const [[carryHeld, carryValues], [xHeld, made, outs]] = scanOfArrays(body, init, xs, {
      ...(length === undefined ? {} : { length }),
      reverse,
      unroll,
    }) as unknown as [CarryState, Stacked];
    const stacked = pick(this.#leafAxes, this.#leafAxes, read).map((axis, k) => backFrom(xHeld[k], axis as number));
    const after = merge(held, this.#leafAxes, carryHeld, stacked);
    return this.#result(
      after,
      carryValues,
      made.map((x, k) => backFrom(x, this.#madeAxes[k]!)),
      outs,
    );
  }

  /** One step: traced once. */
  #step(held: readonly unknown[], values: readonly unknown[]): [CarryState, Stacked] {
    const { outAxes, outCarry, action, names } = this.#options;
    const entered = enter(this.#opened, held, values);
    changeAxes(entered.args, this.#slotAxes, names, removeAxis);
    const out: unknown = this.#f(...entered.args);
    const rest =
      outCarry === "all" ? [] : outCarry === undefined ? out : without(at(out, outCarry, action).list, outCarry);
    const restAxes =
      outCarry === "all" ? [] : outCarry === undefined ? outAxes : without(outAxes as AxesTree[], outCarry);
    const axes = spreadAxes(restAxes as AxesTree, rest, action, "outAxes");
    changeAxes([entered.args, rest], [...this.#slotAxes, ...axes], names, addAxis);
    const { held: after, walk } = heldAfter(this.#opened, entered, action);
    after.forEach((value, i) => {
      if (this.#leafAxes[i] !== null || value === held[i]) return;
      throw new TypeError(
        `Cannot ${action}: a step changes \`${printPath(this.#opened.paths[i]!)}\`, which is used whole (null); hand it on with nnx.StateAxes([[…, nnx.Carry]])`,
      );
    });
    const carryValues =
      outCarry === undefined
        ? []
        : this.#carryOut(entered.args, outCarry === "all" ? out : at(out, outCarry, action).carry);
    const [outs, def] = flatten(rest, isGraph);
    const known = walk.leaves.length;
    const madeAxes: number[] = [];
    const plain: unknown[] = [];
    this.#outDef = def;
    this.#outSlots = outs.map((value, i) => {
      if (!isGraph(value)) {
        plain.push(value);
        return { axis: stackAxis(axes[i]!, action) };
      }
      const before = walk.leaves.length;
      const part = walk.visit(value);
      for (let n = before; n < walk.leaves.length; n++)
        madeAxes.push(stackAxis(axisOfLeaf(axes[i]!, walk.paths[n]!, walk.leaves[n]), action));
      return { part };
    });
    this.#madeAxes = madeAxes;
    const made = heldValues(walk.leaves.slice(known));
    const isCarried = (axis: Axis): boolean => axis === Carry;
    const isRead = (axis: Axis): boolean => typeof axis === "number";
    return [
      [pick(after, this.#leafAxes, isCarried), carryValues],
      [pick(after, this.#leafAxes, isRead), made, plain],
    ];
  }

  /** The plain values of the carry that comes out; its modules must be those that went in. */
  #carryOut(args: readonly unknown[], out: unknown): unknown[] {
    const { inCarry, action } = this.#options;
    const [ins, inDef] = flatten(inCarry === "all" ? args[0] : args[inCarry as number], isGraph);
    const [outs, outDef] = flatten(out, isGraph);
    if (!inDef.equals(outDef))
      throw new TypeError(
        `Cannot ${action}: the carry is ${inDef}, a step returns ${outDef}; return the same structure`,
      );
    return outs.flatMap((value, i) => {
      if (!isGraph(ins[i])) return [value];
      if (value === ins[i]) return [];
      throw new TypeError(
        `Cannot ${action}: a step hands on another module than it was given; change the one given, and return it`,
      );
    });
  }

  #result(held: readonly unknown[], carryValues: unknown[], made: unknown[], outs: unknown[]): unknown {
    const { inCarry, outCarry } = this.#options;
    const opened = this.#opened;
    let build = (_: Part): unknown => undefined;
    if (this.#outSlots.some((slot) => "part" in slot)) {
      const assembly = new Assembly([...held, ...made], (n) => opened.objects[n]);
      for (const part of opened.parts) assembly.build(part);
      build = (part) => assembly.build(part);
    } else putBack(opened, held);
    let next = 0;
    const rest = this.#outDef!.unflatten(
      this.#outSlots.map((slot) => ("part" in slot ? build(slot.part) : backFrom(outs[next++], slot.axis))),
    );
    if (outCarry === undefined) return rest;
    const carry = this.#carryArgument(inCarry === "all" ? 0 : (inCarry as number), carryValues);
    if (outCarry === "all") return carry;
    const results = [...(rest as unknown[])];
    results.splice(outCarry, 0, carry);
    return results;
  }

  /** The carry argument with its last values and the caller's own modules. */
  #carryArgument(argument: number, values: readonly unknown[]): unknown {
    const { def, slots } = this.#opened;
    const child = def.children[argument]!;
    const first = def.children.slice(0, argument).reduce((sum, { numLeaves }) => sum + numLeaves, 0);
    let next = 0;
    return child.unflatten(
      slots
        .slice(first, first + child.numLeaves)
        .map((slot) => ("root" in slot ? callersRoot(this.#opened, slot.root) : values[next++])),
    );
  }
}

function ofArray(axis: Axis | StateAxes, action: string): Axis {
  if (axis === null || typeof axis === "number" || axis === Carry) return axis as Axis;
  throw new TypeError(`Cannot ${action}: StateAxes are for modules; an array takes a whole number, null or nnx.Carry`);
}

function stackAxis(axis: Axis | StateAxes, action: string): number {
  if (typeof axis === "number") return axis;
  throw new TypeError(
    `Cannot ${action}: a result needs the axis along which steps are stacked, got ${axis === null ? "null" : "nnx.Carry or StateAxes"} in outAxes`,
  );
}

function at(out: unknown, place: number, action: string): { list: readonly unknown[]; carry: unknown } {
  if (Array.isArray(out) && place < out.length) return { list: out, carry: out[place] };
  throw new TypeError(`Cannot ${action}: a step must return a list with the carry at position ${place}`);
}

function without(list: readonly unknown[], place: number): unknown[] {
  return list.filter((_, i) => i !== place);
}

function pick<T>(items: readonly T[], axes: readonly Axis[], takes: (axis: Axis) => boolean): T[] {
  return items.filter((_, i) => takes(axes[i]!));
}

/** What each place has in a step: its part of the carry, its slice, or what it always has. */
function merge(
  whole: readonly unknown[],
  axes: readonly Axis[],
  carried: readonly unknown[],
  slices: readonly unknown[],
): unknown[] {
  let [c, x] = [0, 0];
  return whole.map((value, i) =>
    axes[i] === Carry ? carried[c++] : typeof axes[i] === "number" ? slices[x++] : value,
  );
}

function inFront(tree: unknown, axis: number): unknown {
  return map((leaf: JaxArray) => {
    const x = asArray(leaf);
    const place = axis < 0 ? axis + x.ndim : axis;
    if (!(place in x.shape))
      throw new TypeError(`Cannot scan along axis ${axis} of ${printAval(x.aval)}: it has ${x.ndim} axes`);
    return moveBatchAxis(x, place, 0, x.shape[place]!);
  }, tree);
}

function backFrom(tree: unknown, axis: number): unknown {
  return map((x: JaxArray) => moveBatchAxis(x, 0, axis < 0 ? axis + x.ndim : axis, x.shape[0]!), tree);
}
