/** `lax.cond` and `lax.switch`: one of several functions is run, chosen by a value that may be traced. */
import { type ArrayLike, type DeviceArray, type JaxArray, standsFor } from "../../core/array.ts";
import { asArray, describe } from "../../core/asArray.ts";
import { type Jaxpr, newVar, type Var } from "../../core/jaxpr.ts";
import { scalar } from "../../core/scalar.ts";
import type { Arrays } from "../../core/userType.ts";
import { clamp } from "../../primitives/clamp.ts";
import { ne } from "../../primitives/comparison.ts";
import { convertElementType } from "../../primitives/convertElementType.ts";
import { flattenArrays, nameOf } from "../../transforms/flatFunction.ts";
import { type Aval, printAval, sameAval } from "../../types/aval.ts";
import { firstDifference, pathOf, unwords } from "../carry.ts";
import { runsInJavaScript } from "../disableJit.ts";
import { asWords, bodyOnWords, type TracedBody, traceBody } from "../traceBody.ts";
import { condPrimitive } from "./condPrimitive.ts";

/**
 * `trueFun(...operands)` if `pred` holds, else `falseFun(...operands)`. Both are traced; one is run. Under `vmap` with a mapped
 * predicate both are run, and each element takes its own.
 *
 * @param pred one boolean or number (0: false), which may be traced
 * @param trueFun function of the operands
 * @param falseFun function of the operands that returns a tree of the same structure, shapes and dtypes
 * @param operands pytrees of arrays
 * @returns what the function chosen returns
 * @throws TypeError for a predicate of several elements, and for branches whose results differ, naming the place
 * @example
 * const safeSqrt = jax.jit((x: jax.Array) => lax.cond(x.greater(0), jnp.sqrt, jnp.zerosLike, x));
 * assertEqual(jax.vmap(safeSqrt)(jnp.array([2.25, -4])), "[1.5 0. ]");
 */
export function cond<A extends any[], R>(
  pred: ArrayLike,
  trueFun: (...operands: A) => R,
  falseFun: (...operands: A) => unknown,
  ...operands: { [K in keyof A]: unknown }
): Arrays<R> {
  const action = "choose by cond";
  const given: unknown = standsFor(pred);
  if (
    given === null ||
    given === undefined ||
    (typeof given === "object" && !("aval" in given)) ||
    typeof given === "string"
  )
    throw new TypeError(`Cannot ${action}: pred must be one boolean, got ${describe(given)}`);
  const predicate = asArray(pred);
  if (predicate.ndim > 0) {
    throw new TypeError(
      `Cannot ${action}: pred must be one boolean, got ${printAval(predicate.aval)}; reduce it with jnp.any or jnp.all, or choose element by ` +
        "element with jnp.where",
    );
  }
  const holds = predicate.dtype === "bool" ? predicate : ne(predicate, scalar(0, predicate.dtype));
  const index = convertElementType(holds, { newDtype: "int32", weakType: false });
  return choose(index, [falseFun, trueFun], ["falseFun", "trueFun"], operands, action);
}

/**
 * `branches[index](...operands)`. All are traced; one is run. An index outside means the nearest branch.
 *
 * @param index whole number or i32[], which may be traced
 * @param branches functions of the operands that return trees of the same structure, shapes and dtypes; at least one
 * @param operands pytrees of arrays
 * @returns what the function chosen returns
 * @throws TypeError for an index that is not one whole number, for no branches, and for branches whose results differ
 * @example
 * const f = (k: number) => lax.switch(k, [jnp.sin, jnp.cos, (x: jax.Array) => x.mul(2)], 1.5);
 * assertEqual([Number(f(2)), Number(f(7))], [3, 3]);
 */
export function switchBranches<R>(
  index: ArrayLike,
  branches: readonly ((...operands: any[]) => R)[],
  ...operands: readonly unknown[]
): Arrays<R> {
  const action = "choose by switch";
  const which = asArray(index);
  if (which.ndim > 0 || (which.dtype !== "int32" && which.dtype !== "uint32")) {
    throw new TypeError(
      `Cannot ${action}: index must be one whole number, got ${printAval(which.aval)}; convert with x.astype("int32")`,
    );
  }
  if (branches.length === 0) throw new TypeError(`Cannot ${action}: there are no branches; give at least one function`);
  const last = branches.length - 1;
  const inside = clamp(scalar(0, which.dtype), which, scalar(last, which.dtype));
  const chosen = convertElementType(inside, { newDtype: "int32", weakType: false });
  const names = branches.map((_, k) => `branch ${k}`);
  return choose(chosen, branches, names, operands, action);
}

function choose(
  index: JaxArray,
  functions: readonly ((...operands: any[]) => unknown)[],
  names: readonly string[],
  operands: readonly unknown[],
  action: string,
): any {
  const [arrays, inDef] = flattenArrays([...operands], action, "operand ");
  if (runsInJavaScript([index, ...arrays])) {
    const result = functions[Number((index as DeviceArray).item())]!(...inDef.unflatten(arrays));
    const [leaves, def] = flattenArrays(result, action, "its result");
    return def.unflatten(leaves);
  }
  const avals = arrays.map((x) => x.aval);
  const bodies = functions.map((f, k) => {
    if (typeof f !== "function")
      throw new TypeError(`Cannot ${action}: ${names[k]} must be a function, got ${describe(f)}`);
    return traceBody(f, inDef, avals, `${action}: trace ${names[k]} (${nameOf(f)})`, "cond");
  });
  const outAvals = agree(bodies, names, functions, action);
  const { consts, branches } = withSharedConsts(bodies);
  const results = condPrimitive(index, ...[...consts, ...arrays].map(asWords), { branches: branches.map(bodyOnWords) });
  return bodies[0]!.outDef.unflatten(unwords(results, outAvals));
}

/** The avals that all branches give; throws with the first place where two of them part. */
function agree(
  bodies: readonly TracedBody[],
  names: readonly string[],
  functions: readonly ((...args: any[]) => unknown)[],
  action: string,
): readonly Aval[] {
  const [first, ...others] = bodies as [TracedBody, ...TracedBody[]];
  const title = (k: number) => `${names[k]} (${nameOf(functions[k]!)})`;
  others.forEach((other, k) => {
    const wish = `Cannot ${action}: all branches must return the same structure and types`;
    if (!first.outDef.equals(other.outDef)) {
      const { path, wanted, got } = firstDifference(first.outDef, other.outDef)!;
      throw new TypeError(
        `${wish}, but ${title(0)} returns ${first.outDef} and ${title(k + 1)} returns ${other.outDef}. They differ at ` +
          `${path || "the root"}: ${wanted} and ${got}`,
      );
    }
    const wrong = first.outAvals.findIndex((a, i) => !sameAval(a, other.outAvals[i]!));
    if (wrong < 0) return;
    const [a, b] = [first.outAvals[wrong]!, other.outAvals[wrong]!];
    const path = pathOf(first.outDef, wrong);
    const repair =
      a.dtype === b.dtype ? "broadcast one to the shape of the other" : `convert one with x.astype("${a.dtype}")`;
    throw new TypeError(
      `${wish}, but ${path ? `at ${path} ` : ""}${title(0)} returns ${printAval(a)} and ${title(k + 1)} returns ${printAval(b)}: the ` +
        `${a.dtype === b.dtype ? "shapes" : "dtypes"} do not match; ${repair}`,
    );
  });
  return first.outAvals;
}

/** Every branch takes the arrays captured by all of them. */
function withSharedConsts(bodies: readonly TracedBody[]): { consts: JaxArray[]; branches: Jaxpr[] } {
  const consts = [...new Set(bodies.flatMap((body) => body.consts))];
  const branches = bodies.map(({ jaxpr, consts: own }): Jaxpr => {
    const captured = consts.map((x): Var => jaxpr.inputs[own.indexOf(x)] ?? newVar(x.aval));
    return { ...jaxpr, inputs: [...captured, ...jaxpr.inputs.slice(own.length)] };
  });
  return { consts, branches };
}
