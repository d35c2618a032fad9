/** `nnx.jvp` and `nnx.vjp`: derivatives of functions of modules in one direction. */
import type { JaxArray } from "../../core/array.ts";
import { jvp as jvpOfArrays } from "../../transforms/jvp.ts";
import { vjp as vjpOfArrays } from "../../transforms/vjp.ts";
import { asPure } from "../graph/asPure.ts";
import { fromFlatState, toFlatState } from "../state.ts";
import { makeVariable, metadataOf, Variable, type VariableType } from "../variable.ts";
import { enter, heldValues, leave, type Opened, open, plainValues, type Recipe, settle } from "./graphCall.ts";

// any: functions of any arguments
type AnyFunction = (...args: any[]) => any;

/**
 * Like `jax.jvp`, for functions of modules: the value, and its derivative along tangents. Changes that the function makes to modules
 * come through.
 *
 * @param f the function; with `hasAux` it returns [value, more]
 * @param primals its arguments
 * @param tangents directions: for a module a State (as `nnx.state` gives it) with a direction for each Variable, or a module
 * @param options.hasAux default false
 * @returns [value, tangent], with `hasAux` [value, tangent, more]
 * @example
 * const model = new nnx.Linear(2, 1, { rngs: new nnx.Rngs(0) });
 * const ones = nnx.mapState((_, p) => p.replace(jnp.onesLike(p.value)), nnx.state(model));
 * const [y, dy] = nnx.jvp((m: nnx.Linear) => m(jnp.array([[1, 2]])), [model], [ones]);
 * assertAllClose(dy, [[4]]);
 */
export function jvp(
  f: AnyFunction,
  primals: readonly unknown[],
  tangents: readonly unknown[],
  options: { readonly hasAux?: boolean } = {},
  // any: of the types of the results
): any[] {
  const { hasAux = false } = options;
  const opened = open(primals);
  const directions = directionsOf(opened, tangents);
  let recipe: Recipe | undefined;
  const pure = pureOf(f, opened, hasAux, (found) => (recipe = found));
  const inputs = [heldValues(opened.leaves), plainValues(opened.slots)];
  const [value, tangent, rest] = jvpOfArrays(
    pure as never,
    inputs as never,
    directions as never,
    {
      hasAux: true,
    } as never,
  ) as unknown as [unknown, unknown, [unknown[], unknown[]]];
  const aux = settle(opened, recipe!, rest[0], rest[1]);
  return hasAux ? [value, tangent, aux] : [value, tangent];
}

/**
 * Like `jax.vjp`, for functions of modules: the value, and a function from its cotangent to those of the arguments. The cotangent of
 * a module is a State. Changes that the function makes to modules come through.
 *
 * @param f the function; with `hasAux` it returns [value, more]
 * @param primals its arguments; a last argument `{ hasAux: true }` is an option
 * @returns [value, pullback], with `hasAux` [value, pullback, more]
 * @example
 * const model = new nnx.Linear(2, 1, { rngs: new nnx.Rngs(0) });
 * const [y, pullback] = nnx.vjp((m: nnx.Linear, x: jax.Array) => m(x), model, jnp.array([[1, 2]]).astype("float32"));
 * const [grads] = pullback(jnp.ones([1, 1]));
 * assertAllClose(grads.kernel.value, [[1], [2]]);
 */
// any: of the types of the results
export function vjp(f: AnyFunction, ...primals: readonly unknown[]): any[] {
  const last = primals.at(-1);
  const hasOption = isOption(last);
  const hasAux = hasOption ? last.hasAux : false;
  const opened = open(hasOption ? primals.slice(0, -1) : primals);
  let recipe: Recipe | undefined;
  const pure = pureOf(f, opened, hasAux, (found) => (recipe = found));
  const inputs = [heldValues(opened.leaves), plainValues(opened.slots)];
  const [value, pull, rest] = vjpOfArrays(pure as never, ...(inputs as never[]), {
    hasAux: true,
  } as never) as unknown as [unknown, (cotangent: unknown) => [unknown[], unknown[]], [unknown[], unknown[]]];
  const aux = settle(opened, recipe!, rest[0], rest[1]);
  const pullback = (cotangent: unknown): unknown[] => {
    const [held, values] = pull(cotangent);
    return cotangentsOf(opened, held, values);
  };
  return hasAux ? [value, pullback, aux] : [value, pullback];
}

function isOption(value: unknown): value is { hasAux: boolean } {
  if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.keys(value).length === 1 && "hasAux" in value;
}

type Pure = (held: unknown[], values: unknown[]) => [value: unknown, rest: [unknown[], unknown[]]];

function pureOf(f: AnyFunction, opened: Opened, hasAux: boolean, found: (recipe: Recipe) => void): Pure {
  const pure: Pure = (held, values) => {
    const entered = enter(opened, held, values);
    const out: unknown = f(...entered.args);
    if (hasAux && !(Array.isArray(out) && out.length === 2))
      throw new TypeError("Cannot differentiate with hasAux: the function must return a list [value, more]");
    const [value, aux] = hasAux ? (out as [unknown, unknown]) : [out, null];
    const left = leave(opened, entered, aux);
    found(left.recipe);
    return [value, [[...left.held], [...left.values]]];
  };
  return Object.defineProperty(pure, "name", { value: f.name });
}

/** Directions in the order of the arguments' leaves and plain values. */
function directionsOf(opened: Opened, tangents: readonly unknown[]): [unknown[], unknown[]] {
  const held: unknown[] = [];
  const values: unknown[] = [];
  const parts = opened.def.children.flatMap((child, i) => {
    if (child.kind === "leaf") return [tangents[i]];
    return child.numLeaves === 0
      ? []
      : open([tangents[i]]).slots.map((slot) => ("value" in slot ? slot.value : tangents[i]));
  });
  opened.slots.forEach((slot, i) => {
    if ("value" in slot) values.push(parts[i]);
    else {
      const given = parts[i] as object;
      const pure = given instanceof Variable ? [given.getRawValue()] : heldIn(given);
      held.push(...pure);
    }
  });
  return [held, values];
}

function heldIn(given: object): unknown[] {
  const opened = open([given]);
  if (opened.leaves.length > 0) return heldValues(opened.leaves);
  return [...toFlatState(asPure(given) as object)].map(([, leaf]) => leaf);
}

/** One cotangent for each argument: a State for a module. */
function cotangentsOf(opened: Opened, held: readonly unknown[], values: readonly unknown[]): unknown[] {
  let next = 0;
  const leaves = opened.slots.map((slot) => {
    if ("value" in slot) return values[next++] as JaxArray;
    const items = opened.leaves.flatMap((leaf, n) =>
      opened.rootOfLeaf[n] === slot.root ? [[opened.paths[n]!, boxed(leaf, held[n])] as const] : [],
    );
    return items.length === 1 && items[0]![0].length === 0 ? items[0]![1] : fromFlatState(items);
  });
  return opened.def.unflatten(leaves) as unknown[];
}

function boxed(leaf: unknown, value: unknown): unknown {
  return leaf instanceof Variable ? makeVariable(leaf.constructor as VariableType, value, metadataOf(leaf)) : value;
}
