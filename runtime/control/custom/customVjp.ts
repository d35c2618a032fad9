/** `customVjp`: a function with a reverse derivative written by hand, as a forward and a backward function. */
import { DeviceArray, type JaxArray } from "../../core/array.ts";
import { describe } from "../../core/asArray.ts";
import type { Tangent } from "../../core/primitive.ts";
import { isTracing } from "../../core/tracer.ts";
import type { AcceptsAll, Arrays } from "../../core/userType.ts";
import { flattenArrays, nameOf } from "../../transforms/flatFunction.ts";
import { matchTangents } from "../../transforms/matchTangents.ts";
import { flatten, type TreeDef } from "../../types/pytree.ts";
import { traceBody } from "../traceBody.ts";
import { customVjpPrimitive, type FlatBackward, type FlatForward } from "./customVjpPrimitive.ts";
import { type CustomOptions, splitArguments } from "./splitArguments.ts";

/** A function with a reverse rule. */
export interface CustomVjp<A extends any[], R> {
  (...args: AcceptsAll<A>): Arrays<R>;
  /**
   * Gives the rule: `fwd(...arguments)` gives `[value, residuals]`; `bwd(residuals, cotangent)`, with the arguments named in
   * nondiffArgnums before, gives the list of cotangents of the other arguments, null for zero.
   */
  defvjp(
    fwd: (...args: any[]) => readonly [value: unknown, residuals: unknown],
    bwd: (...args: any[]) => readonly unknown[],
  ): CustomVjp<A, R>;
}

/**
 * `f`, with a reverse derivative of its own:
 *
 *     f.defvjp(
 *       (x) => [f(x), residuals],             runs in the place of f when a gradient will be taken
 *       (residuals, ct) => [ct of x],         cᵀ · ∂f(x), from what was kept
 *     )
 *
 * It works under `jit`, `vmap` and control flow; forward derivatives of it throw.
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param options.nondiffArgnums positions of arguments that are handed on as they are, and come first in `bwd`; default none
 * @returns a function of the same arguments with a method `defvjp(fwd, bwd)`
 * @throws TypeError when differentiated without a rule, forward, by what `f` captured, or where what a rule gives does not fit
 * @example
 * const clipGradient = jax.customVjp((x: jax.Array) => x);
 * clipGradient.defvjp((x) => [x, null], (_, ct) => [jnp.clip(ct, -1, 1)]);
 * assertEqual(Number(jax.grad((x: jax.Array) => clipGradient(x).mul(10))(3)), 1);
 */
export function customVjp<A extends any[], R>(f: (...args: A) => R, options: CustomOptions = {}): CustomVjp<A, R> {
  const name = nameOf(f);
  const action = `call the customVjp function ${name}`;
  let rules: { fwd: (...args: any[]) => unknown; bwd: (...args: any[]) => unknown } | undefined;
  const call = (...args: unknown[]): unknown => {
    const { differentiable, others, join } = splitArguments(args, options, action);
    const whole = (...inputs: unknown[]): unknown => f(...(join(inputs) as A));
    const [arrays, inDef] = flattenArrays([...differentiable], action, "arguments");
    if (!isTracing() && arrays.every((x) => x instanceof DeviceArray)) {
      const [values, def] = flattenArrays(whole(...inDef.unflatten(arrays)), action, "its result");
      return def.unflatten(values);
    }
    const avals = arrays.map((x) => x.aval);
    const traced = traceBody(whole, inDef, avals, action, "customVjp");
    const known = (): NonNullable<typeof rules> => {
      if (rules) return rules;
      throw new TypeError(
        `Cannot differentiate ${name}: customVjp gave it no rule; give one with ${name}.defvjp(fwd, bwd)`,
      );
    };
    let residualDef: TreeDef | undefined;
    const forward: FlatForward = (primals) => {
      const result = known().fwd(...join(inDef.unflatten(primals)));
      const [values, residuals] = checkForward(result, traced.outDef, name);
      const [kept, def] = flatten(residuals);
      residualDef = def;
      return { values, residuals: flattenArrays(kept, `use the fwd rule of ${name}`, "its residuals")[0] };
    };
    const backward: FlatBackward = (residuals, cotangents) => {
      const given = known().bwd(...others, residualDef!.unflatten(residuals), traced.outDef.unflatten(cotangents));
      return checkBackward(given, inDef, avals, name);
    };
    const params = { name, jaxpr: traced.jaxpr, constants: traced.consts.length, forward, backward };
    return traced.outDef.unflatten(customVjpPrimitive(...traced.consts, ...arrays, params));
  };
  Object.defineProperty(call, "name", { value: f.name });
  const custom = Object.assign(call, {
    defvjp(fwd: (...args: any[]) => unknown, bwd: (...args: any[]) => unknown) {
      rules = { fwd, bwd };
      return custom;
    },
  }) as unknown as CustomVjp<A, R>;
  return custom;
}

function checkForward(result: unknown, outDef: TreeDef, name: string): [values: JaxArray[], residuals: unknown] {
  const action = `use the fwd rule of ${name}`;
  if (!Array.isArray(result) || result.length !== 2)
    throw new TypeError(`Cannot ${action}: it must return [value, residuals], got ${describe(result)}`);
  const [values, def] = flattenArrays(result[0], action, "its value");
  if (def.equals(outDef)) return [values, result[1]];
  throw new TypeError(
    `Cannot ${action}: its value must have the structure of the function's result, ${outDef}, got ${def}`,
  );
}

function checkBackward(
  result: unknown,
  inDef: TreeDef,
  avals: Parameters<typeof matchTangents>[2],
  name: string,
): readonly Tangent[] {
  const action = `use the bwd rule of ${name}`;
  const count = inDef.children.length;
  if (!Array.isArray(result) || result.length !== count) {
    throw new TypeError(
      `Cannot ${action}: it must return a list of ${count} cotangent${count === 1 ? "" : "s"}, one for each argument, got ${
        Array.isArray(result) ? `${result.length}` : describe(result)
      }; return [ct${count > 1 ? ", …" : ""}], null for zero`,
    );
  }
  let next = 0;
  return inDef.children.flatMap((def, i): Tangent[] => {
    const own = avals.slice(next, next + def.numLeaves);
    next += def.numLeaves;
    const given = result[i] as unknown;
    if (given === null || given === undefined) return own.map(() => null);
    return matchTangents(given, def, own, `${action} for argument ${i}`, "cotangent");
  });
}
