/** `grad` and `valueAndGrad`: derivatives of a scalar function. */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import type { Arrays } from "../core/userType.ts";
import { printAval } from "../types/aval.ts";
import { isComplex } from "../types/dtype.ts";
import { flatten } from "../types/pytree.ts";
import { type Argnums, chooseArguments, type GradArguments, type GradientOf } from "./argnums.ts";
import { flatFunction, flattenDifferentiable, nameOf } from "./flatFunction.ts";
import { linearizeFlat } from "./linearizeFlat.ts";
import { isDifferentiable } from "./matchTangents.ts";
import { pullBack } from "./vjp.ts";
import { instantiate } from "./zeros.ts";

export interface GradOptions<N extends Argnums, HasAux extends boolean> {
  /** Which arguments to differentiate by; default 0. A list gives a list of gradients. */
  readonly argnums?: N;
  /** Whether the function returns `[value, aux]`; aux is passed on undifferentiated. Default false. */
  readonly hasAux?: HasAux;
  /** Whether integer and boolean leaves are allowed among these arguments; their gradient is zeros. Default false. */
  readonly allowInt?: boolean;
  /** Whether the function is complex differentiable, from complex arguments to a complex value. Default false. */
  readonly holomorphic?: boolean;
}

/**
 * With `hasAux`, `f` returns `[scalar, aux]`, and aux is handed on: the result is `[[value, aux], gradient]`.
 *
 * @example
 * const loss = (w: jax.Array) => [w.mul(w), { doubled: w.mul(2) }] as const;
 * const [[value, aux], gradient] = jax.valueAndGrad(loss, { hasAux: true })(3);
 * assertEqual([value, aux.doubled, gradient].map(Number), [9, 6, 6]);
 */
export function valueAndGrad<A extends any[], R, Aux, const N extends Argnums = 0>(
  f: (...args: A) => readonly [R, Aux],
  options: GradOptions<N, true> & { readonly hasAux: true },
): (...args: GradArguments<A, N>) => [value: [value: Arrays<R>, aux: Aux], gradient: GradientOf<A, N>];
/**
 * The function that gives the value of `f` together with its gradient, for little more than the price of the gradient.
 *
 * @param f function whose result is a float scalar (with `hasAux`: `[scalar, aux]`)
 * @param options.argnums which arguments to differentiate by; default 0
 * @param options.hasAux whether `f` returns `[value, aux]`; default false
 * @param options.allowInt whether integer leaves are allowed in those arguments, with gradient zero; default false
 * @param options.holomorphic whether `f` is complex differentiable; default false: complex arguments are allowed, its value is real
 * @returns a function of the same arguments that gives `[value, gradient]`; with `hasAux`, `[[value, aux], gradient]`. The
 * gradient has the structure of the argument
 * @throws TypeError if the result is not one float scalar, or an argument to differentiate by has leaves that are not floats
 * @example
 * const loss = (w: jax.Array, x: jax.Array) => jnp.sum(w.mul(x));
 * const [value, gradient] = jax.valueAndGrad(loss)(jnp.array([1.5, 2]), jnp.array([10, 20]));
 * assertEqual([Number(value), String(gradient)], [55, "[10. 20.]"]);
 */
export function valueAndGrad<A extends any[], R, const N extends Argnums = 0>(
  f: (...args: A) => R,
  options?: GradOptions<N, false>,
): (...args: GradArguments<A, N>) => [value: Arrays<R>, gradient: GradientOf<A, N>];
export function valueAndGrad(
  f: (...args: any[]) => unknown,
  options: GradOptions<Argnums, boolean> = {},
): (...args: any[]) => any {
  return (...args: unknown[]) => {
    const { value, gradient, aux } = differentiate(f, args, options, "valueAndGrad");
    return [options.hasAux ? [value, aux] : value, gradient];
  };
}

/**
 * With `hasAux`, `f` returns `[scalar, aux]`, and aux is handed on: the result is `[gradient, aux]`.
 *
 * @example
 * const [gradient, aux] = jax.grad((x: jax.Array) => [x.mul(x), "aux"] as const, { hasAux: true })(3);
 * assertEqual([Number(gradient), aux], [6, "aux"]);
 */
export function grad<A extends any[], R, Aux, const N extends Argnums = 0>(
  f: (...args: A) => readonly [R, Aux],
  options: GradOptions<N, true> & { readonly hasAux: true },
): (...args: GradArguments<A, N>) => [gradient: GradientOf<A, N>, aux: Aux];
/**
 * The gradient of `f` as a function.
 *
 *     (∇f)(x) = ∂f/∂x
 *
 * @param f function whose result is a float scalar (with `hasAux`: `[scalar, aux]`)
 * @param options.argnums which arguments to differentiate by; default 0
 * @param options.hasAux whether `f` returns `[value, aux]`; default false
 * @param options.allowInt whether integer leaves are allowed in those arguments, with gradient zero; default false
 * @param options.holomorphic whether `f` is complex differentiable; default false: complex arguments are allowed, its value is real
 * @returns a function of the same arguments that gives the gradient, in the structure of the argument; with `hasAux`,
 * `[gradient, aux]`
 * @throws TypeError if the result is not one float scalar, or an argument to differentiate by has leaves that are not floats
 * @example
 * const cube = (x: jax.Array) => x.mul(x).mul(x);
 * assertEqual(Number(jax.grad(cube)(2)), 12);
 * assertEqual(Number(jax.grad(jax.grad(cube))(2)), 12);
 */
export function grad<A extends any[], R, const N extends Argnums = 0>(
  f: (...args: A) => R,
  options?: GradOptions<N, false>,
): (...args: GradArguments<A, N>) => GradientOf<A, N>;
export function grad(
  f: (...args: any[]) => unknown,
  options: GradOptions<Argnums, boolean> = {},
): (...args: any[]) => any {
  return (...args: unknown[]) => {
    const { gradient, aux } = differentiate(f, args, options, "grad");
    return options.hasAux ? [gradient, aux] : gradient;
  };
}

function differentiate(
  f: (...args: any[]) => unknown,
  args: readonly unknown[],
  { argnums = 0, hasAux, allowInt, holomorphic = false }: GradOptions<Argnums, boolean>,
  name: "grad" | "valueAndGrad",
): { value: unknown; gradient: unknown; aux: unknown } {
  const action = `take the ${name} of ${nameOf(f)}`;
  const { chosen, call } = chooseArguments(f, args, argnums, action);
  const [arrays, inDef] = flattenDifferentiable(chosen, action, "argument ");
  const active = arrays.map((x) => isDifferentiable(x.aval));
  const integer = arrays.find((_, i) => !active[i]);
  if (integer && !allowInt) {
    throw new TypeError(
      `Cannot ${action}: derivatives are taken by floats, got ${printAval(integer.aval)}; convert with x.astype("float32"), choose other argnums, or set allowInt`,
    );
  }
  const real = arrays.find((x) => !isComplex(x.dtype));
  if (holomorphic && real)
    throw new TypeError(
      `Cannot ${action} with holomorphic: the arguments must be complex, got ${printAval(real.aval)}; convert with x.astype("complex64")`,
    );
  const flat = flatFunction(call, inDef, action, hasAux);
  const linearized = linearizeFlat(flat.run, arrays, active, name);
  const value = checkScalar(linearized.outputs, flat.unflatten(linearized.outputs), action, holomorphic);
  const one = scalar(1, value.dtype, value.weakType);
  const found = pullBack(linearized, active, [one]);
  const gradients: unknown[] = inDef.unflatten(found.map((ct, i) => instantiate(ct, arrays[i]!.aval)));
  return { value, gradient: typeof argnums === "number" ? gradients[0] : gradients, aux: linearized.aux };
}

function checkScalar(outputs: readonly JaxArray[], result: unknown, action: string, holomorphic: boolean): JaxArray {
  const [output] = outputs;
  if (outputs.length !== 1 || flatten(result)[1].kind !== "leaf") {
    throw new TypeError(
      `Cannot ${action}: the function must return one scalar, got ${flatten(result)[1]}; return [value, aux] with hasAux to pass more out`,
    );
  }
  if (output!.ndim > 0) {
    throw new TypeError(
      `Cannot ${action}: the function must return a scalar, got ${printAval(output!.aval)}; reduce it, for example with jnp.mean`,
    );
  }
  if (!isDifferentiable(output!.aval)) {
    throw new TypeError(`Cannot ${action}: the function must return a float, got ${printAval(output!.aval)}`);
  }
  if (isComplex(output!.dtype) && !holomorphic)
    throw new TypeError(
      `Cannot ${action}: the function must return a real number, got ${printAval(output!.aval)}; set { holomorphic: true } if it is complex differentiable, or use jax.vjp`,
    );
  if (holomorphic && !isComplex(output!.dtype))
    throw new TypeError(
      `Cannot ${action} with holomorphic: the function must return a complex number, got ${printAval(output!.aval)}`,
    );
  return output!;
}
