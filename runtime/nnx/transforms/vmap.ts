import type { JaxArray } from "../../core/array.ts";
import { asArray } from "../../core/asArray.ts";
import { batchFlat } from "../../transforms/batchTrace.ts";
import { moveBatchAxis } from "../../transforms/moveBatchAxis.ts";
import { printAval } from "../../types/aval.ts";
import { flatten, type TreeDef } from "../../types/pytree.ts";
import { addAxis, removeAxis, type TransformMetadata } from "../axisMetadata.ts";
import { printPath } from "../keyOrder.ts";
import { type AxesTree, type Axis, axisOfLeaf, Carry, type StateAxes, spreadAxes } from "./axes.ts";
import { checkAliases } from "./checkAliases.ts";
import { enter, heldValues, type Left, leave, type Opened, open, plainValues, settle } from "./graphCall.ts";
import { changeAxes } from "./transformMetadata.ts";

/** Options of `nnx.vmap`. */
export interface VmapOptions {
  /** Axes of the arguments: one for all, or a list with an entry per argument; StateAxes for the Variables of a module. Default 0. */
  readonly inAxes?: AxesTree;
  /** Where the mapped axis stands in the results; default 0. */
  readonly outAxes?: AxesTree;
  /** Size of the mapped axis, where no argument has it. */
  readonly axisSize?: number;
  /** Name of the mapped axis, for `lax.psum` and the like. */
  readonly axisName?: string;
  /** Names of the mapped axis in the metadata of Variables: `{ [nnx.PARTITION_NAME]: "layers" }`. */
  readonly transformMetadata?: TransformMetadata;
}

// any: functions of any arguments
type AnyFunction = (...args: any[]) => any;

/**
 * Like `jax.vmap`, for functions of modules: every Variable of a module is mapped along an axis. Changes that the function makes to
 * a module come through, stacked along the axis of each Variable.
 *
 * @param f the function
 * @param options see {@link VmapOptions}
 * @returns a function of batched arguments that gives batched results; a module that `f` makes has batched Variables
 * @throws TypeError where sizes differ, where one module is given with different axes, and when `f` changes a Variable that is not mapped
 * @example
 * const models = nnx.vmap((key: jax.Array) => new nnx.Linear(2, 3, { rngs: new nnx.Rngs(key) }))(random.split(random.key(0), 5));
 * assertEqual(models.kernel.shape, [5, 2, 3]);
 * const each = nnx.vmap((m: nnx.Linear, x: jax.Array) => m(x), { inAxes: [0, null] });
 * assertEqual(each(models, jnp.ones([4, 2])).shape, [5, 4, 3]);
 */
export function vmap<F extends AnyFunction>(
  f: F,
  options: VmapOptions = {},
  // any: results have one axis more
): (...args: any[]) => any {
  return vmapChecked(f, options);
}

/** `vmap`, with a function that may refuse the size of the mapped axis before anything runs. */
export function vmapChecked(
  f: AnyFunction,
  options: VmapOptions,
  checkSize?: (size: number) => void,
): (...args: any[]) => any {
  const { inAxes = 0, outAxes = 0, axisSize, axisName, transformMetadata: names } = options;
  const action = `vmap ${f.name || "a function"}`;
  return (...args) => {
    if (Array.isArray(inAxes) && inAxes.length !== args.length)
      throw new TypeError(
        `Cannot ${action}: inAxes has ${inAxes.length} entries, the call has ${args.length} arguments`,
      );
    const opened = open(args);
    const slotAxes = spreadAxes(inAxes, args, action, "inAxes");
    checkAliases(opened, slotAxes, action);
    const rootAxes = opened.slots.flatMap((slot, i) => ("root" in slot ? [slotAxes[i]!] : []));
    const leafAxes = opened.leaves.map((leaf, n) =>
      mappedAxis(axisOfLeaf(rootAxes[opened.rootOfLeaf[n]!]!, opened.paths[n]!, leaf), action),
    );
    const valueAxes = opened.slots.flatMap((slot, i) => ("root" in slot ? [] : [mappedAxis(slotAxes[i]!, action)]));

    const tree = [heldValues(opened.leaves), plainValues(opened.slots)] as const;
    const [given, inputDef] = flatten(tree);
    const axes = [...spreadEach(tree[0], leafAxes), ...spreadEach(tree[1], valueAxes)];
    const mapped = given.flatMap((_, i) => (axes[i] === null ? [] : [i]));
    const arrays = mapped.map((i) => asArray(given[i] as JaxArray));
    const places = mapped.map((i, k) => placeOf(axes[i]!, arrays[k]!, action));
    const size = sizeOfBatch(arrays, places, axisSize, action);
    checkSize?.(size);

    let left: Left | undefined;
    let outDef: TreeDef | undefined;
    let outputAxes: readonly (number | null)[] = [];
    const results = batchFlat(
      (inputs) => {
        const whole = [...given];
        for (const [k, i] of mapped.entries()) whole[i] = inputs[k];
        const [held, values] = inputDef.unflatten(whole) as [unknown[], unknown[]];
        const entered = enter(opened, held, values);
        changeAxes(entered.args, slotAxes, names, removeAxis);
        const out: unknown = f(...entered.args);
        const allAxes = names && [...slotAxes, ...spreadAxes(outAxes, out, action, "outAxes")];
        changeAxes([entered.args, out], allAxes ?? [], names, addAxis);
        left = leave(opened, entered, out);
        const own = axesOfResults(opened, left, { leafAxes, rootAxes, outAxes, out, action });
        const outputs = [left.held, left.values] as const;
        outputAxes = [...spreadEach(outputs[0], own.held), ...spreadEach(outputs[1], own.values)];
        const [leaves, def] = flatten(outputs);
        outDef = def;
        return leaves.map((leaf) => asArray(leaf as JaxArray));
      },
      arrays,
      places,
      { size, name: axisName },
    );
    const moved = results.map(([value, from], i) => {
      const to = outputAxes[i]!;
      if (to !== null) return moveBatchAxis(value, from, to < 0 ? to + value.ndim + (from === null ? 1 : 0) : to, size);
      if (from === null) return value;
      throw new TypeError(whyNotMapped(opened, left!, i, action));
    });
    const [held, values] = outDef!.unflatten(moved) as [unknown[], unknown[]];
    return settle(opened, left!.recipe, held, values);
  };
}

function mappedAxis(axis: Axis | StateAxes, action: string): number | null {
  if (axis === null || typeof axis === "number") return axis;
  throw new TypeError(
    `Cannot ${action}: ${axis === Carry ? "nnx.Carry is for nnx.scan" : "StateAxes are for modules, an array takes a whole number or null"}`,
  );
}

/** One axis for each array of each tree. */
function spreadEach(trees: readonly unknown[], axes: readonly (number | null)[]): (number | null)[] {
  return trees.flatMap((tree, i) => flatten(tree)[0].map(() => axes[i]!));
}

function placeOf(axis: number, x: JaxArray, action: string): number {
  const place = axis < 0 ? axis + x.ndim : axis;
  if (Number.isInteger(place) && place >= 0 && place < x.ndim) return place;
  throw new TypeError(
    `Cannot ${action} over axis ${axis} of ${printAval(x.aval)}: it has ${x.ndim} axes; say null in inAxes, or in nnx.StateAxes, to use it whole`,
  );
}

function sizeOfBatch(
  arrays: readonly JaxArray[],
  places: readonly number[],
  axisSize: number | undefined,
  action: string,
): number {
  let size = axisSize;
  for (const [k, x] of arrays.entries()) {
    const own = x.shape[places[k]!]!;
    if (size !== undefined && own !== size) {
      throw new TypeError(
        `Cannot ${action}: axis ${places[k]} of ${printAval(x.aval)} must have size ${size} as the others, got ${own}`,
      );
    }
    size = own;
  }
  if (size === undefined)
    throw new TypeError(`Cannot ${action}: no argument is mapped; give an axis in inAxes, or axisSize`);
  return size;
}

interface ResultAxes {
  readonly leafAxes: readonly (number | null)[];
  readonly rootAxes: readonly (Axis | StateAxes)[];
  readonly outAxes: AxesTree;
  readonly out: unknown;
  readonly action: string;
}

/** Axes of what comes out: Variables that came in keep theirs, new ones have that of their root, results that of `outAxes`. */
function axesOfResults(
  opened: Opened,
  left: Left,
  { leafAxes, rootAxes, outAxes, out, action }: ResultAxes,
): { held: (number | null)[]; values: (number | null)[] } {
  const slotAxes = spreadAxes(outAxes, out, action, "outAxes");
  const { outSlots, rebuild } = left.recipe;
  const outRoots = outSlots.flatMap((slot, i) => ("root" in slot ? [slotAxes[i]!] : []));
  const held = left.origins.map(({ object, root, path, leaf }) => {
    const before = leafNumber(opened, object);
    if (before !== undefined) return leafAxes[before]!;
    const count = rebuild?.rootCount ?? opened.parts.length;
    const axes = root < count ? rootAxes[root]! : outRoots[root - count]!;
    return mappedAxis(axisOfLeaf(axes, path, leaf), action);
  });
  const values = outSlots.flatMap((slot, i) => ("value" in slot ? [mappedAxis(slotAxes[i]!, action)] : []));
  return { held, values };
}

/** Why result number `i`, which depends on the example, cannot be one for all. */
function whyNotMapped(opened: Opened, left: Left, i: number, action: string): string {
  const counts = left.held.map((tree) => flatten(tree)[0].length);
  let end = 0;
  const at = counts.findIndex((count) => (end += count) > i);
  if (at < 0) return `Cannot ${action}: outAxes says null, but a result depends on the mapped arguments`;
  const { object, path, leaf } = left.origins[at]!;
  const before = leafNumber(opened, object);
  const kind = (leaf as object).constructor.name;
  const place = before === undefined ? path : opened.paths[before]!;
  return (
    `Cannot ${action}: it changes the ${kind} \`${printPath(place)}\` of a module that is not mapped, to a value that differs between examples; ` +
    `map it with nnx.StateAxes([[nnx.${kind}, 0], [true, null]]) in inAxes`
  );
}

/** The number among the arguments' leaves of one of their objects. */
function leafNumber(opened: Opened, object: number | undefined): number | undefined {
  if (object === undefined) return undefined;
  const at = opened.leaves.indexOf(opened.objects[object] as never);
  return at < 0 ? undefined : at;
}
