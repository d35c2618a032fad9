/** Settings for the time of one function: JAX's context managers. */

import { config } from "./core/config.ts";
import { withCleanup } from "./interrupts/withCleanup.ts";

function during<R>(
  name: "enableChecks" | "debugNans" | "debugInfs" | "debugKeyReuse",
  value: boolean,
  body: () => R,
): R {
  const before = config[name];
  config[name] = value;
  return withCleanup(body, () => {
    config[name] = before;
  });
}

/**
 * Runs `body` with each traced jaxpr verified.
 *
 * @param value whether it is
 * @param body what to run
 * @returns what `body` returns
 * @example
 * assertEqual(jax.enableChecks(true, () => jax.config.enableChecks), true);
 */
export function enableChecks<R>(value: boolean, body: () => R): R {
  return during("enableChecks", value, body);
}

/**
 * Runs `body` so that a result that holds NaN throws, and the error names the operation that made it of numbers. Each result is read,
 * and a program that gives NaN is run once more, operation by operation.
 *
 * @param value whether results are looked at
 * @param body what to run
 * @returns what `body` returns
 * @throws FloatingPointError at the first NaN
 * @example
 * const message = jax.debugNans(true, () => {
 *   try { return jax.jit((x: jax.Array) => jnp.log(x).add(1))(-1); } catch (error) { return (error as Error).message; }
 * });
 * assertEqual(String(message).startsWith("Found NaN in log of f32[] (-1)"), true);
 */
export function debugNans<R>(value: boolean, body: () => R): R {
  return during("debugNans", value, body);
}

/**
 * As `debugNans`, for infinities.
 *
 * @param value whether results are looked at
 * @param body what to run
 * @returns what `body` returns
 * @throws FloatingPointError at the first infinity
 * @example
 * let name = "";
 * jax.debugInfs(true, () => { try { jnp.log(0); } catch (error) { name = (error as Error).name; } });
 * assertEqual(name, "FloatingPointError");
 */
export function debugInfs<R>(value: boolean, body: () => R): R {
  return during("debugInfs", value, body);
}

/**
 * Runs `body` so that a random key that is used a second time throws: the numbers would be the same again.
 *
 * @param value whether keys are watched
 * @param body what to run
 * @returns what `body` returns
 * @throws KeyReuseError at the second use
 * @example
 * let name = "";
 * jax.debugKeyReuse(true, () => {
 *   const key = jax.random.key(0);
 *   jax.random.normal(key);
 *   try { jax.random.uniform(key); } catch (error) { name = (error as Error).name; }
 * });
 * assertEqual(name, "KeyReuseError");
 */
export function debugKeyReuse<R>(value: boolean, body: () => R): R {
  return during("debugKeyReuse", value, body);
}
