/** `nnx.cond` and `nnx.switch`: one of several functions of modules. */
import type { ArrayLike } from "../../core/array.ts";
import { cond as condOfArrays, switch as switchOfArrays } from "../../lax/index.ts";
import { flatten, type TreeDef } from "../../types/pytree.ts";
import { heldAfter, putBack } from "./graphBody.ts";
import { enter, heldValues, isGraph, open, plainValues } from "./graphCall.ts";

// any: functions of any arguments
type AnyFunction = (...args: any[]) => any;

/**
 * Like `lax.cond`, for functions of modules: what the chosen function changes in modules is changed.
 *
 * @param pred a bool, which may be traced
 * @param trueFun function of the operands, run where `pred` holds
 * @param falseFun function of the operands that returns the same structure, run elsewhere
 * @param operands modules and arrays
 * @returns what the chosen function returns, arrays or trees of them
 * @throws TypeError where results differ in structure, and for a function that changes the structure of a module
 * @example
 * const count = new nnx.Variable(jnp.array(0));
 * const add = (c: nnx.Variable) => { c.value = c.value.add(1); };
 * nnx.cond(true, add, () => undefined, count);
 * assertEqual(count.value, "1");
 */
export function cond<R>(
  pred: ArrayLike,
  trueFun: (...operands: any[]) => R,
  falseFun: (...operands: any[]) => unknown,
  ...operands: readonly unknown[]
): R {
  return choose("cond", [trueFun, falseFun], operands, ([onTrue, onFalse], ...arrays) =>
    condOfArrays(pred, onTrue!, onFalse!, ...arrays),
  ) as R;
}

/**
 * Like `lax.switch`, for functions of modules: what the chosen function changes in modules is changed.
 *
 * @param index i32[], which may be traced; kept in range
 * @param branches functions of the operands that return the same structure
 * @param operands modules and arrays
 * @returns what the chosen function returns, arrays or trees of them
 * @throws TypeError where results differ in structure, and for a function that changes the structure of a module
 * @example
 * const count = new nnx.Variable(jnp.array(0));
 * const add = (n: number) => (c: nnx.Variable) => { c.value = c.value.add(n); };
 * nnx.switch(1, [add(1), add(10)], count);
 * assertEqual(count.value, "10");
 */
export function switchBranches<R>(
  index: ArrayLike,
  branches: readonly ((...operands: any[]) => R)[],
  ...operands: readonly unknown[]
): R {
  return choose("switch", branches, operands, (pure, ...arrays) => switchOfArrays(index, pure, ...arrays)) as R;
}

type Pure = (held: unknown[], values: unknown[]) => [held: unknown[], values: unknown[]];

function choose(
  name: string,
  functions: readonly AnyFunction[],
  operands: readonly unknown[],
  run: (pure: Pure[], held: unknown[], values: unknown[]) => unknown,
): unknown {
  const opened = open(operands);
  const changed = new Set<number>();
  let outDef: TreeDef | undefined;
  const pure = functions.map((f): Pure => {
    const action = `${name} with ${f.name || "a function"}`;
    const body: Pure = (held, values) => {
      const entered = enter(opened, held, values);
      const [outs, def] = flatten(f(...entered.args), isGraph);
      const after = heldAfter(opened, entered, action);
      if (outs.some(isGraph))
        throw new TypeError(`Cannot ${action}: it returns a module; return arrays, and change modules in place`);
      if (outDef && !outDef.equals(def))
        throw new TypeError(`Cannot ${action}: it returns ${def}, another function returns ${outDef}`);
      outDef = def;
      after.held.forEach((value, i) => {
        if (value !== held[i]) changed.add(i);
      });
      return [after.held, outs];
    };
    return Object.defineProperty(body, "name", { value: f.name });
  });
  const before = heldValues(opened.leaves);
  const [held, values] = run(pure, before, plainValues(opened.slots)) as [unknown[], unknown[]];
  putBack(
    opened,
    before.map((value, i) => (changed.has(i) ? held[i] : value)),
  );
  return outDef!.unflatten(values);
}
