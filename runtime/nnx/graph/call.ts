import type { State } from "../state.ts";
import type { GraphDef } from "./graphDef.ts";
import { merge } from "./merge.ts";
import { split } from "./split.ts";

/** A module as `nnx.split` gives it, for pure functions. */
export type PureState = readonly [graphdef: GraphDef, state: State];

/** A path to a method; calling it calls the method. */
// any: which fields and methods there are is known to the graphdef, not to the type
export type PureCaller = ((...args: any[]) => [out: any, state: PureState]) & { readonly [name: string]: any };

/**
 * Calls a method of a module that is given as structure and state, and returns the state that it leaves: `merge`, the method and
 * `split` in one, for functions that `jax.jit` and the like transform.
 *
 * @param state what `nnx.split` gives
 * @returns the module itself when it is called, or a method by its fields: `nnx.call(state).encoder.reset()`; a call returns [result,
 *   new state]
 * @throws TypeError when there is no such method
 * @example
 * class Counter extends nnx.Module {
 *   count = new nnx.Variable(jnp.array(0));
 *   add(n: number): void {
 *     this.count.value = this.count.value.add(n);
 *   }
 * }
 * const twice = jax.jit((state: nnx.PureState) => nnx.call(nnx.call(state).add(1)[1]).add(2)[1]);
 * const after = twice(nnx.split(new Counter()));
 * assertEqual(nnx.merge(...after).count.value, "3");
 */
export function call(state: PureState): PureCaller {
  return callerAt(state, []);
}

function callerAt(state: PureState, path: readonly string[]): PureCaller {
  const run = (...args: unknown[]): [unknown, PureState] => {
    const node: unknown = merge(...state);
    let [holder, value]: [unknown, unknown] = [undefined, node];
    for (const name of path) [holder, value] = [value, (value as Record<string, unknown> | undefined)?.[name]];
    if (typeof value !== "function") {
      const place = path.length === 0 ? "it" : `its field \`${path.join(".")}\``;
      throw new TypeError(
        `Cannot call a ${(node as object).constructor.name}: ${place} is no function but ${value === undefined ? "missing" : `a ${typeof value}`}`,
      );
    }
    const out: unknown = Reflect.apply(value, holder, args);
    return [out, split(node) as unknown as PureState];
  };
  return new Proxy(run as unknown as PureCaller, {
    get: (target, name) => (typeof name === "string" ? callerAt(state, [...path, name]) : Reflect.get(target, name)),
  });
}
