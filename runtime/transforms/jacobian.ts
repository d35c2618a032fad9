/** `jacfwd`, `jacrev`, `hessian`: whole derivative matrices, all directions at once under vmap. */
import type { JaxArray } from "../core/array.ts";
import type { AcceptsAll } from "../core/userType.ts";
import { eq } from "../primitives/comparison.ts";
import { convertElementType } from "../primitives/convertElementType.ts";
import { iota } from "../primitives/iota.ts";
import { moveAxis } from "../primitives/moveAxis.ts";
import { reshape } from "../primitives/reshape.ts";
import { type Aval, printAval } from "../types/aval.ts";
import { isComplex } from "../types/dtype.ts";
import { sizeOf } from "../types/shape.ts";
import { type Argnums, chooseArguments } from "./argnums.ts";
import { batchFlat } from "./batchTrace.ts";
import { evalJaxpr } from "./evalJaxpr.ts";
import { flatFunction, flattenDifferentiable, nameOf } from "./flatFunction.ts";
import { type Linearized, linearizeFlat } from "./linearizeFlat.ts";
import { isDifferentiable } from "./matchTangents.ts";
import { pullBack } from "./vjp.ts";
import { instantiate, zerosOf } from "./zeros.ts";

export interface JacobianOptions {
  /** Which arguments to differentiate by; default 0. A list gives a list of derivatives in each leaf. */
  readonly argnums?: Argnums;
  /** Whether the function returns `[value, aux]`; the result is then `[jacobian, aux]`. Default false. */
  readonly hasAux?: boolean;
  /** Whether the function is complex differentiable, from complex arguments to complex values. Default false. */
  readonly holomorphic?: boolean;
}

/**
 * The matrix of derivatives of `f`, column by column: right for functions with more outputs than inputs.
 *
 *     J[i, j] = ∂fᵢ/∂xⱼ        shape: that of the result, then that of the argument
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param options.argnums which arguments to differentiate by; default 0
 * @param options.hasAux whether `f` returns `[value, aux]`; default false
 * @param options.holomorphic whether `f` is complex differentiable; default false
 * @returns a function of the same arguments; it gives the tree of the result with, at each leaf, the tree of the argument
 * @throws TypeError where an argument to differentiate by has leaves that are not floats
 * @example
 * const f = (x: jax.Array) => x.mul(x);
 * assertEqual(jax.jacfwd(f)(jnp.array([1.5, 2])), "[[3. 0.]\n [0. 4.]]");
 */
export function jacfwd<A extends any[]>(
  f: (...args: A) => unknown,
  options: JacobianOptions = {},
): (...args: AcceptsAll<A>) => any {
  return jacobian(f, options, "jacfwd", ({ linear, nonzero, outputs }, inputs) => {
    return inputs.map((input, j) => {
      const columns = batchFlat(
        ([direction]) => {
          const tangents = inputs.map((x, k) => (k === j ? direction! : zerosOf(x)));
          return evalJaxpr(linear.jaxpr, linear.consts, tangents);
        },
        [basis(input)],
        [0],
      );
      let next = 0;
      return outputs.map((output, i): JaxArray => {
        const shape = [...output.shape, ...input.shape];
        if (!nonzero[i]) return zerosOf({ ...output.aval, shape });
        const [column, axis] = columns[next++]!;
        if (axis === null) return zerosOf({ ...output.aval, shape });
        return reshape(moveAxis(column, axis, output.ndim), { newSizes: shape });
      });
    });
  });
}

/**
 * The matrix of derivatives of `f`, row by row: right for functions with more inputs than outputs.
 *
 *     J[i, j] = ∂fᵢ/∂xⱼ        shape: that of the result, then that of the argument
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param options.argnums which arguments to differentiate by; default 0
 * @param options.hasAux whether `f` returns `[value, aux]`; default false
 * @param options.holomorphic whether `f` is complex differentiable; default false
 * @returns a function of the same arguments; it gives the tree of the result with, at each leaf, the tree of the argument
 * @throws TypeError where an argument to differentiate by has leaves that are not floats
 * @example
 * const f = (x: jax.Array) => jnp.sum(x.mul(x));
 * assertEqual(jax.jacrev(f)(jnp.array([1.5, 2])), "[3. 4.]");
 */
export function jacrev<A extends any[]>(
  f: (...args: A) => unknown,
  options: JacobianOptions = {},
): (...args: AcceptsAll<A>) => any {
  return jacobian(f, options, "jacrev", (linearized, inputs) => {
    const { outputs } = linearized;
    const active = inputs.map(() => true);
    const rows = outputs.map((output, i) =>
      isDifferentiable(output.aval)
        ? batchFlat(
            ([direction]) => {
              const found = pullBack(
                linearized,
                active,
                outputs.map((_, k) => (k === i ? direction! : null)),
              );
              return found.map((ct, j) => instantiate(ct, inputs[j]!));
            },
            [basis(output.aval)],
            [0],
          )
        : [],
    );
    return inputs.map((input, j) =>
      outputs.map((output, i): JaxArray => {
        const shape = [...output.shape, ...input.shape];
        const [row, axis] = rows[i]![j] ?? [undefined, null];
        if (!row || axis === null) return zerosOf({ ...input, shape });
        return reshape(moveAxis(row, axis, 0), { newSizes: shape });
      }),
    );
  });
}

export { jacrev as jacobian };

/**
 * The matrix of second derivatives of a scalar function.
 *
 *     H[i, j] = ∂²f/∂xᵢ∂xⱼ
 *
 * @param f function whose result is a float scalar
 * @param options.argnums which arguments to differentiate by; default 0
 * @param options.hasAux whether `f` returns `[value, aux]`; default false
 * @param options.holomorphic whether `f` is complex differentiable; default false
 * @returns a function of the same arguments; it gives the tree of the argument with, at each leaf, the tree of the argument
 * @throws TypeError where an argument to differentiate by has leaves that are not floats
 * @example
 * const f = (x: jax.Array) => jnp.sum(x.mul(x).mul(x));
 * assertEqual(jax.hessian(f)(jnp.array([1.5, 2])), "[[ 9.  0.]\n [ 0. 12.]]");
 */
export function hessian<A extends any[]>(
  f: (...args: A) => unknown,
  options: JacobianOptions = {},
): (...args: AcceptsAll<A>) => any {
  return jacfwd(jacrev(f, options), options);
}

/** What both directions share; `derivatives` gives for each input leaf the derivative of each output leaf. */
function jacobian(
  f: (...args: any[]) => unknown,
  { argnums = 0, hasAux, holomorphic = false }: JacobianOptions,
  name: string,
  derivatives: (linearized: Linearized<unknown>, inputs: readonly Aval[]) => JaxArray[][],
): (...args: any[]) => any {
  const action = `take the ${name} of ${nameOf(f)}`;
  return (...args: unknown[]) => {
    const { chosen, call } = chooseArguments(f, args, argnums, action);
    const [arrays, inDef] = flattenDifferentiable(chosen, action, "argument ");
    const avals = arrays.map((x) => x.aval);
    const integer = avals.find((a) => !isDifferentiable(a));
    if (integer) throw new TypeError(`Cannot ${action}: derivatives are taken by floats, got ${printAval(integer)}`);
    if (name === "jacfwd" || holomorphic) checkDomain(action, "arguments", avals, holomorphic);
    const flat = flatFunction(call, inDef, action, hasAux);
    const linearized = linearizeFlat(
      flat.run,
      arrays,
      avals.map(() => true),
      name,
    );
    if (name === "jacrev" || holomorphic) {
      const results = linearized.outputs.map((x) => x.aval);
      checkDomain(action, "results", results, holomorphic);
    }
    const byInput = derivatives(linearized, avals);
    const result = flat.unflatten(
      linearized.outputs.map((_, i) => {
        const parts: unknown[] = inDef.unflatten(byInput.map((column) => column[i]));
        return typeof argnums === "number" ? parts[0] : parts;
      }),
    );
    return hasAux ? [result, linearized.aux] : result;
  };
}

/** Directions are real numbers; with holomorphic everything is complex. */
function checkDomain(action: string, what: string, avals: readonly Aval[], holomorphic: boolean): void {
  const wrong = avals.find(({ dtype }) => isComplex(dtype) !== holomorphic);
  if (!wrong) return;
  throw new TypeError(
    holomorphic
      ? `Cannot ${action} with holomorphic: the ${what} must be complex, got ${printAval(wrong)}`
      : `Cannot ${action}: the ${what} must be real, got ${printAval(wrong)}; set { holomorphic: true } if it is complex differentiable, or use jax.${what === "results" ? "vjp" : "jvp"}`,
  );
}

/** All unit tensors of a shape, one after another: f32[2,3] → f32[6,2,3]. */
function basis({ shape, dtype, weakType }: Aval): JaxArray {
  const n = sizeOf(shape);
  const index = (dimension: number) => iota({ dtype: "int32", shape: [n, n], dimension });
  const identity = convertElementType(eq(index(0), index(1)), { newDtype: dtype, weakType });
  return reshape(identity, { newSizes: [n, ...shape] });
}
