/** `customJvp`: a function with a forward derivative written by hand; the reverse one follows from it. */
import { DeviceArray, type JaxArray } from "../../core/array.ts";
import { describe } from "../../core/asArray.ts";
import { isTracing } from "../../core/tracer.ts";
import type { AcceptsAll, Arrays } from "../../core/userType.ts";
import { add } from "../../primitives/arithmetic.ts";
import { flattenArrays, flattenDifferentiable, nameOf } from "../../transforms/flatFunction.ts";
import { isDifferentiable } from "../../transforms/matchTangents.ts";
import { zerosOf } from "../../transforms/zeros.ts";
import { printAval, sameAval } from "../../types/aval.ts";
import { flatten, type TreeDef } from "../../types/pytree.ts";
import { traceBody } from "../traceBody.ts";
import { customJvpPrimitive, type FlatJvpRule } from "./customJvpPrimitive.ts";
import { type CustomOptions, splitArguments } from "./splitArguments.ts";

/** The arguments named in nondiffArgnums, then the lists of the other arguments and of their tangents; gives `[value, tangent]`. */
export type JvpRule = (...args: any[]) => readonly [value: unknown, tangent: unknown];

/** A function with a derivative rule. */
export interface CustomJvp<A extends any[], R> {
  (...args: AcceptsAll<A>): Arrays<R>;
  /** Gives the rule for all arguments at once. */
  defjvp(rule: JvpRule): CustomJvp<A, R>;
  /** Gives one rule per argument, `(tangent, value, ...arguments) → tangent of the value`, or null for zero; their sum is the tangent. */
  defjvps(...rules: readonly (((tangent: any, value: any, ...args: any[]) => unknown) | null)[]): CustomJvp<A, R>;
}

/**
 * `f`, with a derivative of its own: where its formula is unstable, wasteful, or not what is wanted. The rule gets the arguments
 * and their tangents, must be linear in the tangents, and gives the value and its tangent:
 *
 *     f.defjvp(([x], [dx]) => [f(x), g(x).mul(dx)])
 *
 * It works in both modes, and under `jit`, `vmap` and control flow.
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param options.nondiffArgnums positions of arguments that are handed on as they are, and come first in the rule; default none
 * @returns a function of the same arguments with methods `defjvp(rule)` and `defjvps(...rules)`
 * @throws TypeError when differentiated without a rule, by what `f` captured, or where a rule's result does not fit the value
 * @example
 * const log1pExp = jax.customJvp((x: jax.Array) => jnp.log(jnp.exp(x).add(1)));
 * log1pExp.defjvp(([x], [dx]) => [log1pExp(x), dx.mul(jax.nn.sigmoid(x))]);
 * assertEqual(Number(jax.grad(log1pExp)(100)), 1);
 */
export function customJvp<A extends any[], R>(f: (...args: A) => R, options: CustomOptions = {}): CustomJvp<A, R> {
  const name = nameOf(f);
  const action = `call the customJvp function ${name}`;
  let rule: JvpRule | undefined;
  const call = (...args: unknown[]): unknown => {
    const { differentiable, others, join } = splitArguments(args, options, action);
    const whole = (...inputs: unknown[]): unknown => f(...(join(inputs) as A));
    const [arrays, inDef] = flattenArrays([...differentiable], action, "arguments");
    if (!isTracing() && arrays.every((x) => x instanceof DeviceArray)) {
      const [values, def] = flattenArrays(whole(...inDef.unflatten(arrays)), action, "its result");
      return def.unflatten(values);
    }
    const avals = arrays.map((x) => x.aval);
    const traced = traceBody(whole, inDef, avals, action, "customJvp");
    const flatRule: FlatJvpRule = (primals, tangents) => {
      if (!rule)
        throw new TypeError(
          `Cannot differentiate ${name}: customJvp gave it no rule; give one with ${name}.defjvp(rule)`,
        );
      return runRule(rule, others, primals, tangents, inDef, traced.outDef, traced.outAvals, name);
    };
    const params = { name, jaxpr: traced.jaxpr, constants: traced.consts.length, rule: flatRule };
    return traced.outDef.unflatten(customJvpPrimitive(...traced.consts, ...arrays, params));
  };
  Object.defineProperty(call, "name", { value: f.name });
  const custom = Object.assign(call, {
    defjvp(given: JvpRule) {
      rule = given;
      return custom;
    },
    defjvps(...rules: readonly (((tangent: any, value: any, ...args: any[]) => unknown) | null)[]) {
      if (options.nondiffArgnums !== undefined)
        throw new TypeError(`Cannot give ${name} one rule per argument: it has nondiffArgnums; use defjvp`);
      rule = (primals: unknown[], tangents: unknown[]) => {
        const value = call(...primals);
        const parts = rules.flatMap((each, i) => (each ? [each(tangents[i], value, ...primals)] : []));
        return [value, parts.length > 0 ? parts.reduce(addTrees) : zerosLike(value)];
      };
      return custom;
    },
  }) as unknown as CustomJvp<A, R>;
  return custom;
}

function runRule(
  rule: JvpRule,
  others: readonly unknown[],
  primals: readonly JaxArray[],
  tangents: readonly JaxArray[],
  inDef: TreeDef,
  outDef: TreeDef,
  outAvals: readonly { readonly shape: readonly number[] }[],
  name: string,
): { values: readonly JaxArray[]; tangents: readonly JaxArray[] } {
  const action = `use the defjvp rule of ${name}`;
  const result: unknown = rule(...others, inDef.unflatten(primals), inDef.unflatten(tangents));
  if (!Array.isArray(result) || result.length !== 2)
    throw new TypeError(`Cannot ${action}: it must return [value, tangent], got ${describe(result)}`);
  const [values, valueDef] = flattenArrays(result[0], action, "its value");
  const [given, tangentDef] = flattenDifferentiable(result[1], action, "its tangent");
  if (!valueDef.equals(outDef) || !tangentDef.equals(outDef)) {
    const [which, def] = valueDef.equals(outDef) ? ["tangent", tangentDef] : ["value", valueDef];
    throw new TypeError(
      `Cannot ${action}: its ${which} must have the structure of the function's result, ${outDef}, got ${def}`,
    );
  }
  const found = given.map((tangent, i) => {
    const value = values[i]!;
    if (!isDifferentiable(value.aval)) return zerosOf(value.aval);
    if (sameAval(tangent.aval, value.aval)) return tangent;
    throw new TypeError(
      `Cannot ${action}: the tangent of a value of ${printAval(value.aval)} must be ${printAval(value.aval)} too, got ${printAval(tangent.aval)}`,
    );
  });
  values.forEach((value, i) => {
    if (String(value.shape) !== String(outAvals[i]!.shape)) {
      throw new TypeError(
        `Cannot ${action}: its value must be that of the function, of shape [${outAvals[i]!.shape}], got ${printAval(value.aval)}`,
      );
    }
  });
  return { values, tangents: found };
}

function addTrees(a: unknown, b: unknown): unknown {
  const [xs, def] = flatten(a);
  const [ys] = flatten(b);
  return def.unflatten(xs.map((x, i) => add(x as JaxArray, ys[i] as JaxArray)));
}

function zerosLike(value: unknown): unknown {
  const [leaves, def] = flatten(value);
  return def.unflatten(leaves.map((x) => zerosOf((x as JaxArray).aval)));
}
