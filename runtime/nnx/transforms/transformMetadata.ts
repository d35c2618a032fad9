import { flatten } from "../../types/pytree.ts";
import { addAxis, PARTITION_NAME, removeAxis, type TransformMetadata } from "../axisMetadata.ts";
import { Walk } from "../graph/flatten.ts";
import { Variable } from "../variable.ts";
import { type AxesTree, type Axis, axisOfLeaf, type StateAxes, spreadAxes } from "./axes.ts";
import { isGraph } from "./graphCall.ts";

// any: functions of any arguments
type AnyFunction = (...args: any[]) => any;

/** Options of `nnx.transformMetadata`. */
export interface TransformMetadataOptions {
  /** Axes of the arguments, as of the transformation around it; default 0. */
  readonly inAxes?: AxesTree;
  /** Axes of the results; default 0. */
  readonly outAxes?: AxesTree;
  /** Name of the mapped axis in `outSharding`. */
  readonly partition: string | null;
}

/**
 * A function that keeps the axis names of Variables right inside `nnx.vmap`, `nnx.scan` and transformations of one's own: it takes the
 * name of the mapped axis away before `f`, which sees one layer, and enters it again in what comes out.
 *
 * @param f the function
 * @param options see {@link TransformMetadataOptions}
 * @returns a function of the same arguments, to be transformed
 * @throws TypeError when a Variable of the arguments has another name at that axis
 * @example
 * const make = (key: jax.Array) => new nnx.Linear(2, 3, { rngs: new nnx.Rngs(key), kernelMetadata: { outSharding: ["in", "out"] } });
 * const stack = nnx.vmap(nnx.transformMetadata(make, { partition: "layers" }))(random.split(random.key(0), 4));
 * assertEqual(stack.kernel.getMetadata("outSharding"), ["layers", "in", "out"]);
 */
export function transformMetadata<F extends AnyFunction>(f: F, options: TransformMetadataOptions): F {
  const { inAxes = 0, outAxes = 0, partition } = options;
  const names = { [PARTITION_NAME]: partition };
  const action = `transform the metadata of ${f.name || "a function"}`;
  const call = (...args: unknown[]): unknown => {
    const axes = spreadAxes(inAxes, args, action, "inAxes");
    changeAxes(args, axes, names, removeAxis);
    const out: unknown = f(...args);
    changeAxes([args, out], [...axes, ...spreadAxes(outAxes, out, action, "outAxes")], names, addAxis);
    return out;
  };
  return Object.defineProperty(call, "name", { value: f.name }) as unknown as F;
}

/**
 * Changes the metadata of every Variable in a tree once, where its axis is a number.
 *
 * @param tree modules and values
 * @param axes for each leaf of `tree`
 */
export function changeAxes(
  tree: unknown,
  axes: readonly (Axis | StateAxes)[],
  names: TransformMetadata | undefined,
  change: (variable: Variable<unknown>, index: number, names: TransformMetadata) => void,
): void {
  if (!names) return;
  const walk = new Walk();
  flatten(tree, isGraph)[0].forEach((root, i) => {
    if (!isGraph(root)) return;
    const before = walk.leaves.length;
    walk.visit(root);
    for (let n = before; n < walk.leaves.length; n++) {
      const leaf = walk.leaves[n]!;
      const axis = axisOfLeaf(axes[i]!, walk.paths[n]!, leaf);
      if (leaf instanceof Variable && typeof axis === "number") change(leaf, axis, names);
    }
  });
}
