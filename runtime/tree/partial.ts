/** `Partial`: a function with some of its arguments, as a pytree. */
import { registerPytreeNode } from "../types/pytree.ts";

/** A function with its first arguments: a pytree whose leaves are those of the arguments, and that is called like a function. */
export interface Partial<F extends (...args: any[]) => any = (...args: any[]) => any> {
  (...args: any[]): ReturnType<F>;
  readonly func: F;
  readonly args: readonly unknown[];
}

interface PartialClass {
  new <F extends (...args: any[]) => any>(func: F, ...args: readonly unknown[]): Partial<F>;
  readonly prototype: Partial;
}

/**
 * A function with its first arguments, which jitted functions can take as an argument: its arrays are traced, the function itself
 * is part of the structure.
 *
 * @param func the function
 * @param args its first arguments
 * @example
 * const scale = new jax.treeUtil.Partial((a: jax.Array, x: jax.Array) => a.mul(x), jnp.array(3));
 * const apply = jax.jit((f: any, x: jax.Array) => f(x));
 * assertEqual(Number(apply(scale, 2)), 6);
 */
export const Partial: PartialClass = makePartial as unknown as PartialClass;

function makePartial(func: (...args: any[]) => unknown, ...args: readonly unknown[]): Partial {
  const call = (...more: unknown[]): unknown => func(...args, ...more);
  Object.defineProperty(call, "name", { value: func.name });
  Object.setPrototypeOf(call, makePartial.prototype as object);
  return Object.assign(call, { func, args }) as unknown as Partial;
}

Object.setPrototypeOf(makePartial.prototype, Function.prototype);
Object.defineProperty(makePartial, "name", { value: "Partial" });

registerPytreeNode<Partial, (...args: any[]) => unknown>(Partial as never, {
  flatten: ({ func, args }) => ({ children: args, aux: func }),
  unflatten: (func, children) => new Partial(func, ...children),
});
