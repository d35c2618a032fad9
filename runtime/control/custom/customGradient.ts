/** `customGradient` and `closureConvert`: reverse rules as closures. */
import type { JaxArray } from "../../core/array.ts";
import { describe } from "../../core/asArray.ts";
import type { Jaxpr } from "../../core/jaxpr.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import { Tracer } from "../../core/tracer.ts";
import type { AcceptsAll, Arrays } from "../../core/userType.ts";
import { evalJaxpr } from "../../transforms/evalJaxpr.ts";
import { flatFunction, flattenArrays, nameOf } from "../../transforms/flatFunction.ts";
import { isDifferentiable } from "../../transforms/matchTangents.ts";
import { flatten, registerPytreeNode, type TreeDef } from "../../types/pytree.ts";
import { customVjp } from "./customVjp.ts";

/**
 * A function that gives its value and, as a function of the cotangent of the value, the cotangents of its arguments:
 *
 *     f(x) = [value, ct => ct of x]
 *
 * @param f function of pytrees of arrays that returns `[value, backward]`; `backward(ct)` gives the cotangent of the argument, or
 * a list with one for each of several arguments
 * @returns a function of the same arguments that gives the value, with this reverse derivative
 * @throws TypeError where `f` or `backward` returns anything else
 * @example
 * const f = jax.customGradient((x: jax.Array) => [x.mul(x), (ct: jax.Array) => ct.mul(x)] as const);
 * assertEqual([Number(f(3)), Number(jax.grad(f)(3))], [9, 3]);
 */
export function customGradient<A extends any[], R>(
  f: (...args: A) => readonly [value: R, backward: (cotangent: any) => unknown],
): (...args: AcceptsAll<A>) => Arrays<R> {
  const action = `take the customGradient of ${nameOf(f)}`;
  const run = (...args: A): readonly [R, (cotangent: any) => unknown] => {
    const result: unknown = f(...args);
    if (Array.isArray(result) && result.length === 2 && typeof result[1] === "function") return result as never;
    throw new TypeError(`Cannot ${action}: it must return [value, backward], got ${describe(result)}`);
  };
  const custom = customVjp(Object.defineProperty((...args: A): R => run(...args)[0], "name", { value: f.name }));
  custom.defvjp(
    (...args: A) => {
      const [value, backward] = run(...args);
      const [leaves, def] = flattenArrays(value, action, "its value");
      // the closure as a program: what it captured are the residuals
      const flat = flatFunction((ct: unknown) => backward(ct), flatten([def.unflatten(leaves)])[1], action, false);
      const { jaxpr, consts } = traceToJaxpr(
        (...cts) => flat.run(cts, (x) => x).outputs,
        leaves.map((x) => x.aval),
        "customGradient",
      );
      return [value, new Backward(jaxpr, consts, flat.outDef())];
    },
    ({ jaxpr, consts, outDef }: Backward, cotangent: unknown) => {
      const given: unknown = outDef.unflatten(evalJaxpr(jaxpr, consts, flatten(cotangent)[0] as JaxArray[]));
      return f.length > 1 && Array.isArray(given) ? given : [given];
    },
  );
  return custom as (...args: AcceptsAll<A>) => Arrays<R>;
}

/** A backward function as a program; a pytree whose leaves are the arrays it captured. */
class Backward {
  readonly jaxpr: Jaxpr;
  readonly consts: readonly JaxArray[];
  readonly outDef: TreeDef;
  constructor(jaxpr: Jaxpr, consts: readonly JaxArray[], outDef: TreeDef) {
    this.jaxpr = jaxpr;
    this.consts = consts;
    this.outDef = outDef;
  }
}

registerPytreeNode<Backward, Pick<Backward, "jaxpr" | "outDef">>(Backward, {
  flatten: ({ jaxpr, consts, outDef }) => ({ children: consts, aux: { jaxpr, outDef } }),
  unflatten: ({ jaxpr, outDef }, children) => new Backward(jaxpr, children as JaxArray[], outDef),
});

/**
 * `f` without the traced arrays it captured: they become further arguments. For functions handed to a function with a custom rule,
 * whose rule must know all that is differentiated by.
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param exampleArgs arguments of the shapes and dtypes it will be called with
 * @returns `[converted, captured]`: `converted(...args, ...captured)` is `f(...args)`; captured are its traced float arrays
 * @throws TypeError where an argument or the result is not made of arrays
 * @example
 * const f = (y: jax.Array) => jax.grad((a: jax.Array) => {
 *   const [converted, captured] = jax.closureConvert((x: jax.Array) => x.mul(a), y);
 *   return converted(y, ...captured);
 * })(2);
 * assertEqual(Number(f(jnp.array(5))), 5);
 */
export function closureConvert(
  f: (...args: any[]) => unknown,
  ...exampleArgs: readonly unknown[]
): [converted: (...args: any[]) => any, captured: JaxArray[]] {
  const action = `convert the closure ${nameOf(f)}`;
  const [arrays, inDef] = flattenArrays([...exampleArgs], action, "arguments");
  const flat = flatFunction(f, inDef, action, false);
  const { jaxpr, consts } = traceToJaxpr(
    (...inputs) => flat.run(inputs, (x) => x).outputs,
    arrays.map((x) => x.aval),
    "closureConvert",
  );
  const isHoisted = consts.map((x) => x instanceof Tracer && isDifferentiable(x.aval));
  const captured = consts.filter((_, i) => isHoisted[i]);
  const outDef = flat.outDef();
  const converted = (...args: unknown[]): unknown => {
    const own = args.slice(0, exampleArgs.length);
    const given = args.slice(exampleArgs.length) as JaxArray[];
    if (given.length !== captured.length) {
      throw new TypeError(
        `Cannot call the converted ${nameOf(f)}: it takes ${exampleArgs.length} arguments and ${captured.length} captured arrays, got ${args.length} in all`,
      );
    }
    const [inputs, def] = flattenArrays(own, action, "arguments");
    if (!def.equals(inDef))
      throw new TypeError(`Cannot call the converted ${nameOf(f)}: its arguments must be ${inDef}, got ${def}`);
    let next = 0;
    const values = consts.map((x, i) => (isHoisted[i] ? given[next++]! : x));
    return outDef.unflatten(evalJaxpr(jaxpr, values, inputs));
  };
  return [converted, captured];
}
