/** `namedCall` and `namedScope`: names for parts of a function. */

import type { AcceptsAll, Arrays } from "../core/userType.ts";
import { withCleanup } from "../interrupts/withCleanup.ts";
import { jit } from "./jit.ts";

/**
 * `f`, whose operations stand together under a name where it is traced: one equation `jit[name=…]` of the jaxpr.
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param options.name the name; default that of `f`
 * @returns a function of the same arguments
 * @example
 * const layer = jax.namedCall((x: jax.Array) => x.mul(2), { name: "double" });
 * assertEqual(String(jax.makeJaxpr(layer)(1.5)).includes("name=double"), true);
 */
export function namedCall<A extends any[], R>(
  f: (...args: A) => R,
  options: { readonly name?: string } = {},
): (...args: AcceptsAll<A>) => Arrays<R> {
  const named = (...args: A): R => f(...args);
  return jit(Object.defineProperty(named, "name", { value: options.name ?? f.name }));
}

const scopes: string[] = [];

/**
 * Runs `body` under a name, which errors thrown inside then mention: `… (in encoder/attention)`.
 *
 * @param name the name
 * @param body what to run
 * @returns what `body` returns
 * @example
 * assertEqual(jax.namedScope("layer", () => 3), 3);
 */
export function namedScope<R>(name: string, body: () => R): R {
  const depth = scopes.length;
  scopes.push(name);
  return withCleanup(
    () => telling(body),
    () => {
      scopes.length = depth;
    },
  );
}

function telling<R>(body: () => R): R {
  try {
    return body();
  } catch (error) {
    // the innermost scope writes the whole path
    if (error instanceof Error && !told.has(error)) {
      told.add(error);
      error.message = `${error.message} (in ${scopes.join("/")})`;
    }
    throw error;
  }
}

const told = new WeakSet<Error>();
