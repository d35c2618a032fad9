import type { JaxArray } from "../../core/array.ts";
import { valueAndGrad as valueAndGradOfArrays } from "../../transforms/grad.ts";
import { type Filter, toPredicate } from "../filters.ts";
import { printPath } from "../keyOrder.ts";
import { fromFlatState } from "../state.ts";
import { makeVariable, metadataOf, Variable, type VariableType } from "../variable.ts";
import { Param } from "../variableTypes.ts";
import { enter, heldValues, leave, type Opened, open, plainValues, type Recipe, settle } from "./graphCall.ts";

/**
 * Says which Variables of an argument to differentiate.
 *
 * @example
 * const model = new nnx.Linear(2, 1, { rngs: new nnx.Rngs(0) });
 * const loss = (m: nnx.Linear) => jnp.sum(m(jnp.ones([1, 2])));
 * const grads = nnx.grad(loss, { argnums: new nnx.DiffState(0, nnx.PathContains("bias")) })(model);
 * assertEqual(Object.keys(grads), ["bias"]);
 */
export class DiffState {
  readonly argnum: number;
  readonly filter: Filter;

  /**
   * @param argnum position of the argument
   * @param filter which of its Variables
   */
  constructor(argnum: number, filter: Filter) {
    this.argnum = argnum;
    this.filter = filter;
  }
}

export interface GradOptions {
  /** Which arguments to differentiate: a position, a DiffState, or a list of those; default 0. Of modules, the Params. */
  readonly argnums?: number | DiffState | readonly (number | DiffState)[];
  /** Whether the function returns a list [loss, more]; default false. */
  readonly hasAux?: boolean;
}

// any: functions of any arguments; gradients have the structure of those
type AnyFunction = (...args: any[]) => any;

/**
 * Like `jax.valueAndGrad`, for functions of modules: the gradient of a module is the State of its parameters. Changes that the
 * function makes to modules (counters, batch statistics) come through.
 *
 * @param f a function that returns a scalar; with `hasAux` a list of it and more
 * @param options see {@link GradOptions}
 * @returns a function of the same arguments that returns [value, gradients]; with `hasAux` [[value, more], gradients]
 * @throws TypeError when the value is no float scalar, and for a DiffState that matches nothing
 * @example
 * const model = new nnx.Linear(2, 1, { rngs: new nnx.Rngs(0) });
 * const [loss, grads] = nnx.valueAndGrad((m: nnx.Linear) => jnp.sum(m(jnp.ones([3, 2]))))(model);
 * assertAllClose(grads.bias.value, [3]);
 * assertAllClose(grads.kernel.value, [[3], [3]]);
 */
export function valueAndGrad<F extends AnyFunction>(
  f: F,
  options: GradOptions = {},
  // any: see AnyFunction
): (...args: Parameters<F>) => [value: ReturnType<F>, grads: any] {
  const { argnums = 0, hasAux = false } = options;
  const list: readonly (number | DiffState)[] = Array.isArray(argnums) ? argnums : [argnums];
  const wanted = list.map(toDiffState);
  const given = list.filter((argnum) => argnum instanceof DiffState);
  const repeated = wanted.find((diff, i) => wanted.some((other, j) => j < i && other.argnum === diff.argnum));
  if (repeated) throw new RangeError(`Cannot differentiate: argument ${repeated.argnum} is named twice in argnums`);

  return (...args) => {
    for (const { argnum } of wanted) {
      if (!(argnum < args.length))
        throw new RangeError(`Cannot differentiate with respect to argument ${argnum}: the call has ${args.length}`);
    }
    const opened = open(args);
    const chosen = choose(opened, wanted);
    for (const diff of given) checkMatches(opened, diff);
    const held = heldValues(opened.leaves);
    const values = plainValues(opened.slots);
    let recipe: Recipe | undefined;

    // any: trees of arrays
    const pure = (leafParts: any[], valueParts: any[]): [JaxArray, any] => {
      const entered = enter(
        opened,
        withParts(held, chosen.leaves, leafParts),
        withParts(values, chosen.values, valueParts),
      );
      const out: unknown = f(...(entered.args as Parameters<F>));
      const [loss, aux] = hasAux ? checkPair(out) : [out, null];
      const left = leave(opened, entered, aux);
      recipe = left.recipe;
      return [loss as JaxArray, [left.held, left.values]];
    };
    Object.defineProperty(pure, "name", { value: f.name });
    const primals: [unknown[], unknown[]] = [chosen.leaves.map((i) => held[i]), chosen.values.map((i) => values[i])];
    const [[loss, [newHeld, newValues]], grads] = valueAndGradOfArrays(pure, { argnums: [0, 1], hasAux: true })(
      ...primals,
    ) as [[ReturnType<F>, [unknown[], unknown[]]], [unknown[], unknown[]]];
    const aux = settle(opened, recipe!, newHeld, newValues);
    const results = wanted.map(({ argnum }) => gradientOf(opened, chosen, grads, argnum));
    const value = (hasAux ? [loss, aux] : loss) as ReturnType<F>;
    return [value, Array.isArray(argnums) ? results : results[0]];
  };
}

/**
 * Like `jax.grad`, for functions of modules: the gradient of a module is the State of its parameters.
 *
 * @param f a function that returns a scalar; with `hasAux` a list of it and more
 * @param options see {@link GradOptions}
 * @returns a function of the same arguments that returns the gradients; with `hasAux` [gradients, more]
 * @throws TypeError when the value is no float scalar
 * @example
 * const model = new nnx.Linear(2, 1, { rngs: new nnx.Rngs(0) });
 * const grads = nnx.grad((m: nnx.Linear, x: jax.Array) => jnp.sum(m(x)))(model, jnp.ones([3, 2]));
 * assertAllClose(grads.bias.value, [3]);
 */
export function grad<F extends AnyFunction>(
  f: F,
  options: GradOptions = {},
  // any: see AnyFunction
): (...args: Parameters<F>) => any {
  const both = valueAndGrad(f, options);
  return (...args) => {
    const [value, grads] = both(...args);
    return options.hasAux ? [grads, (value as unknown[])[1]] : grads;
  };
}

function toDiffState(argnum: number | DiffState): DiffState {
  return argnum instanceof DiffState ? argnum : new DiffState(argnum, Param);
}

/** Throws when a DiffState takes nothing of the modules it is about. */
function checkMatches(opened: Opened, { argnum, filter }: DiffState): void {
  const takes = toPredicate(filter);
  const roots = slotsOf(opened, argnum).flatMap((i) => {
    const slot = opened.slots[i]!;
    return "root" in slot ? [slot.root] : [];
  });
  const leaves = roots.flatMap((root) => leavesOf(opened, root));
  const matches = leaves.some((n) => opened.paths[n]!.length === 0 || takes(opened.paths[n]!, opened.leaves[n]));
  if (roots.length === 0 || matches) return;
  const there = leaves.slice(0, 5).map((n) => `${printPath(opened.paths[n]!)} (${opened.leaves[n]!.constructor.name})`);
  throw new TypeError(
    `Cannot differentiate with respect to argument ${argnum}: its DiffState matches no Variable; there are ${there.join(", ") || "none"}${leaves.length > 5 ? ", …" : ""}`,
  );
}

/** Numbers of the leaves, and of the plain values, to differentiate. */
interface Chosen {
  readonly leaves: readonly number[];
  readonly values: readonly number[];
}

function choose(opened: Opened, wanted: readonly DiffState[]): Chosen {
  const leaves: number[] = [];
  const values: number[] = [];
  const valueNumber = valueNumbers(opened);
  for (const { argnum, filter } of wanted) {
    const takes = toPredicate(filter);
    for (const i of slotsOf(opened, argnum)) {
      const slot = opened.slots[i]!;
      if ("value" in slot) values.push(valueNumber[i]!);
      else
        leaves.push(
          ...leavesOf(opened, slot.root).filter(
            (n) => opened.paths[n]!.length === 0 || takes(opened.paths[n]!, opened.leaves[n]),
          ),
        );
    }
  }
  return { leaves, values };
}

/** The gradient of one argument: a State in place of each module, an array in place of each array. */
function gradientOf(
  opened: Opened,
  chosen: Chosen,
  grads: readonly [readonly unknown[], readonly unknown[]],
  argnum: number,
): unknown {
  const valueNumber = valueNumbers(opened);
  const leaves = slotsOf(opened, argnum).map((i) => {
    const slot = opened.slots[i]!;
    if ("value" in slot) return grads[1][chosen.values.indexOf(valueNumber[i]!)];
    const items = leavesOf(opened, slot.root)
      .filter((n) => chosen.leaves.includes(n))
      .map((n) => [opened.paths[n]!, boxed(opened.leaves[n], grads[0][chosen.leaves.indexOf(n)])] as const);
    return items.length === 1 && items[0]![0].length === 0 ? items[0]![1] : fromFlatState(items);
  });
  return opened.def.children[argnum]!.unflatten(leaves);
}

/** A gradient in a Variable of the kind of its parameter. */
function boxed(leaf: unknown, gradient: unknown): unknown {
  return leaf instanceof Variable
    ? makeVariable(leaf.constructor as VariableType, gradient, metadataOf(leaf))
    : gradient;
}

function leavesOf(opened: Opened, root: number): number[] {
  return opened.rootOfLeaf.flatMap((r, n) => (r === root ? [n] : []));
}

/** Positions of an argument's leaves among all slots. */
function slotsOf(opened: Opened, argnum: number): number[] {
  const sizes = opened.def.children.map((child) => child.numLeaves);
  const start = sizes.slice(0, argnum).reduce((sum, n) => sum + n, 0);
  return Array.from({ length: sizes[argnum]! }, (_, i) => start + i);
}

/** For each slot, its number among the plain values. */
function valueNumbers(opened: Opened): number[] {
  let next = 0;
  return opened.slots.map((slot) => ("value" in slot ? next++ : -1));
}

function withParts(all: readonly unknown[], positions: readonly number[], parts: readonly unknown[]): unknown[] {
  const copy = [...all];
  for (const [i, position] of positions.entries()) copy[position] = parts[i];
  return copy;
}

function checkPair(out: unknown): readonly [unknown, unknown] {
  if (Array.isArray(out) && out.length === 2) return out as [unknown, unknown];
  throw new TypeError("Cannot differentiate with hasAux: the function must return a list [loss, more]");
}
