/** Functions of pytrees as functions of flat lists of arrays. */
import { type ArrayLike, type DeviceArray, JaxArray } from "../core/array.ts";
import { asArray, describe } from "../core/asArray.ts";
import { scalar } from "../core/scalar.ts";
import { Tracer } from "../core/tracer.ts";
import { convertElementType } from "../primitives/convertElementType.ts";
import { flatten, flattenWithPath, keystr, type TreeDef } from "../types/pytree.ts";

/** The name of a user's function for messages and printed jaxprs. */
export function nameOf(f: (...args: never[]) => unknown): string {
  return f.name || "<lambda>";
}

/**
 * Leaves of an argument as arrays. Throws a `TypeError` that names the place of what is no array, and the `repair`.
 */
export function flattenArrays(
  tree: unknown,
  action: string,
  what: string,
  repair?: string,
): [arrays: JaxArray[], def: TreeDef] {
  const [leaves, def] = flatten(tree);
  return [leaves.map((leaf, i) => toArray(leaf, () => place(tree, i, action, what), repair)), def];
}

/**
 * As `flattenArrays`, with numbers as float32: for arguments that are differentiated, where 3 means 3.0. Inside jit a number is a
 * weakly typed integer by then.
 */
export function flattenDifferentiable(tree: unknown, action: string, what: string): [arrays: JaxArray[], def: TreeDef] {
  const [leaves, def] = flatten(tree);
  const arrays = leaves.map((leaf, i) => {
    if (typeof leaf === "number") return floatOf(leaf);
    const array = toArray(leaf, () => place(tree, i, action, what));
    const isNumber = array instanceof Tracer && array.weakType && array.dtype === "int32";
    return isNumber ? convertElementType(array, { newDtype: "float32", weakType: true }) : array;
  });
  return [arrays, def];
}

function floatOf(value: number): DeviceArray {
  return scalar(value, "float32", true);
}

/** Whether a leaf is an array, stands for one, or is a number or boolean. */
export function isArrayLike(leaf: unknown): leaf is ArrayLike {
  if (typeof leaf === "number" || typeof leaf === "boolean" || leaf instanceof JaxArray) return true;
  return typeof leaf === "object" && leaf !== null && "__jaxArray__" in leaf;
}

function toArray(leaf: unknown, where: () => string, repair?: string): JaxArray {
  if (isArrayLike(leaf)) return asArray(leaf);
  throw new TypeError(`${where()} ${describe(leaf)}, not an array or a number${repair ? `; ${repair}` : ""}`);
}

function place(tree: unknown, leaf: number, action: string, what: string): string {
  const [leaves] = flattenWithPath(tree);
  return `Cannot ${action}: ${what}${keystr(leaves[leaf]![0])} is`;
}

/** A user's function as one of flat lists of arrays. */
export interface FlatFunction {
  /** Calls it; what it gives beside its value (`aux`) is taken out of the trace by `primalOf`. */
  run(inputs: readonly JaxArray[], primalOf: (x: JaxArray) => JaxArray): { outputs: readonly JaxArray[]; aux: unknown };
  /** Puts arrays in the place of the outputs of the last call. */
  unflatten(outputs: readonly unknown[]): any;
  /** The structure of the value of the last call. */
  outDef(): TreeDef;
}

/** Flattens a function whose argument list has the structure `inDef`. With `hasAux` it returns `[value, aux]`. */
export function flatFunction(
  f: (...args: any[]) => unknown,
  inDef: TreeDef,
  action: string,
  hasAux: boolean | undefined,
): FlatFunction {
  let outDef: TreeDef | undefined;
  return {
    run(inputs, primalOf) {
      const result = f(...inDef.unflatten(inputs));
      if (hasAux && !(Array.isArray(result) && result.length === 2)) {
        throw new TypeError(
          `Cannot ${action}: with hasAux the function must return [value, aux], got ${describe(result)}`,
        );
      }
      const [value, aux] = hasAux ? (result as [unknown, unknown]) : [result, undefined];
      const [outputs, def] = flattenArrays(value, action, "its result");
      outDef = def;
      return { outputs, aux: mapArrays(aux, primalOf) };
    },
    unflatten: (outputs) => outDef!.unflatten(outputs),
    outDef: () => outDef!,
  };
}

/** The tree with a function applied to its arrays; other leaves stay. */
function mapArrays(tree: unknown, f: (x: JaxArray) => JaxArray): unknown {
  const [leaves, def] = flatten(tree);
  return def.unflatten(leaves.map((leaf) => (leaf instanceof JaxArray ? f(leaf) : leaf)));
}
