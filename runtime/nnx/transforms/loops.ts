/** `nnx.whileLoop` and `nnx.foriLoop`: loops over modules. */
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { foriLoop as foriLoopOfArrays, whileLoop as whileLoopOfArrays } from "../../lax/index.ts";
import { flatten } from "../../types/pytree.ts";
import { heldAfter, putBack } from "./graphBody.ts";
import { type Entered, enter, heldValues, isGraph, type Opened, open, plainValues } from "./graphCall.ts";

/** What goes round: what Variables hold, and plain values. */
type Round = readonly [held: unknown[], values: unknown[]];

/**
 * Like `lax.whileLoop`, for values with modules in them: they are changed in place, and come back as the same objects.
 *
 * @param condFun function of the value that returns a bool
 * @param bodyFun function of the value that returns the next one, with the same modules at the same places
 * @param initVal modules and arrays, in any tree
 * @returns the last value
 * @throws TypeError when the body returns other modules, or changes the structure of one
 * @example
 * const count = new nnx.Variable(jnp.array(0));
 * nnx.whileLoop(
 *   (c: nnx.Variable) => c.value.less(5),
 *   (c: nnx.Variable) => { c.value = c.value.add(1); return c; },
 *   count,
 * );
 * assertEqual(count.value, "5");
 */
export function whileLoop<T>(condFun: (value: any) => unknown, bodyFun: (value: any) => T, initVal: unknown): T {
  const action = `run the whileLoop of ${bodyFun.name || "a function"}`;
  const opened = open([initVal]);
  const [held, values] = whileLoopOfArrays(
    ([held, values]: Round) => condFun(enter(opened, held, values).args[0]),
    named(bodyFun, (round: Round) => next(opened, round, (value) => bodyFun(value), action)),
    [heldValues(opened.leaves), plainValues(opened.slots)],
  ) as Round;
  return result(opened, held, values) as T;
}

/** What `foriLoop` takes. */
export interface ForiLoop<T> {
  readonly lower: ArrayLike;
  readonly upper: ArrayLike;
  // any: as the value is
  readonly bodyFun: (i: JaxArray, value: any) => T;
  readonly initVal: unknown;
  /** Steps written out in a round, where the bounds are numbers; default 1. */
  readonly unroll?: number | boolean;
}

/**
 * As the other form, with the four arguments in Python's order.
 *
 * @example
 * const count = new nnx.Variable(jnp.array(0));
 * nnx.foriLoop(0, 3, (i: jax.Array, c: nnx.Variable) => { c.value = c.value.add(i); return c; }, count);
 * assertEqual(count.value, "3");
 */
export function foriLoop<T>(
  lower: ArrayLike,
  upper: ArrayLike,
  bodyFun: (i: JaxArray, value: any) => T,
  initVal: unknown,
): T;
/**
 * Like `lax.foriLoop`, for values with modules in them: they are changed in place, and come back as the same objects.
 *
 * @param loop.lower the first i
 * @param loop.upper the i after the last
 * @param loop.bodyFun function of i and the value that returns the next one, with the same modules at the same places
 * @param loop.initVal modules and arrays, in any tree
 * @param loop.unroll steps written out in a round; default 1
 * @returns the last value
 * @throws TypeError when the body returns other modules, or changes the structure of one
 * @example
 * const count = new nnx.Variable(jnp.array(0));
 * nnx.foriLoop({ lower: 0, upper: 4, bodyFun: (i: jax.Array, c: nnx.Variable) => { c.value = c.value.add(i); return c; }, initVal: count });
 * assertEqual(count.value, "6");
 */
export function foriLoop<T>(loop: ForiLoop<T>): T;
// any: either form
export function foriLoop(...args: readonly any[]): unknown {
  const [lower, upper, bodyFun, initVal] = args;
  const loop: ForiLoop<unknown> = args.length > 1 ? { lower, upper, bodyFun, initVal } : args[0];
  const action = `run the foriLoop of ${loop.bodyFun.name || "a function"}`;
  const opened = open([loop.initVal]);
  const [held, values] = foriLoopOfArrays({
    ...loop,
    bodyFun: named(loop.bodyFun, (i: JaxArray, round: Round) =>
      next(opened, round, (value) => loop.bodyFun(i, value), action),
    ),
    initVal: [heldValues(opened.leaves), plainValues(opened.slots)],
  }) as Round;
  return result(opened, held, values);
}

/** One round: from what goes in to what comes out. */
function next(opened: Opened, [held, values]: Round, body: (value: unknown) => unknown, action: string): Round {
  const entered = enter(opened, held, values);
  const out = body(entered.args[0]);
  const after = heldAfter(opened, entered, action);
  return [after.held, sameModules(opened, entered, out, action)];
}

/** The plain values of a result that has the modules of the value at the same places. */
function sameModules(opened: Opened, entered: Entered, out: unknown, action: string): unknown[] {
  const [outs, outDef] = flatten([out], isGraph);
  if (!opened.def.equals(outDef))
    throw new TypeError(
      `Cannot ${action}: the value is ${opened.def}, the body returns ${outDef}; return the same structure`,
    );
  return outs.flatMap((value, i) => {
    const slot = opened.slots[i]!;
    if (!("root" in slot)) return [value];
    if (value === entered.roots[slot.root]) return [];
    throw new TypeError(
      `Cannot ${action}: it returns another module than it was given; change the one given, and return it`,
    );
  });
}

function result(opened: Opened, held: unknown[], values: unknown[]): unknown {
  putBack(opened, held);
  let at = 0;
  const leaves = opened.slots.map((slot) => ("root" in slot ? callersRoot(opened, slot.root) : values[at++]));
  return (opened.def.unflatten(leaves) as unknown[])[0];
}

/** The caller's own module. */
export function callersRoot({ parts, objects }: Opened, root: number): unknown {
  const part = parts[root]!;
  return "index" in part ? objects[part.index] : undefined;
}

function named<F extends (...args: never[]) => unknown>(f: (...args: never[]) => unknown, inner: F): F {
  return Object.defineProperty(inner, "name", { value: f.name });
}
