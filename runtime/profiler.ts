/** `jax.profiler`: where the time goes. */
import { evaluator } from "./core/evaluator.ts";
import { Profile } from "./core/profile.ts";
import { showInConsole } from "./core/showInConsole.ts";

export { type KernelProfile, Profile } from "./core/profile.ts";

showInConsole(Profile);

/**
 * Runs a function and times every kernel of every program it starts, also of eager operations. Programs then go kernel by kernel,
 * so the whole takes longer than without; the profile says how its times were taken.
 *
 * @param body what to look at; call it once before, so that tracing and compiling are not part of it (they are not timed, but warm the engine)
 * @returns the times by kernel: `kernels`, and a table when printed
 * @example
 * const f = jax.jit((x: jax.Array) => jnp.sum(jnp.tanh(x)));
 * const profile = jax.profiler.trace(() => f(jnp.ones([100])));
 * assertEqual(profile.kernels.map(({ name, calls }) => [name, calls]), [["tanh_reduceSum", 1]]);
 */
export function trace(body: () => void): Profile {
  return new Profile(evaluator().record(body));
}
