/** `checkpoint`: a function whose intermediate values are computed again for its gradient instead of being kept. */
import { isTracing } from "../../core/tracer.ts";
import type { AcceptsAll, Arrays } from "../../core/userType.ts";
import { flattenArrays, nameOf } from "../../transforms/flatFunction.ts";
import { intern } from "../intern.ts";
import { type StaticOptions, staticSplitter } from "../staticArguments.ts";
import { traceBody } from "../traceBody.ts";
import { type CheckpointPolicy, nothingSaveable } from "./checkpointPolicies.ts";
import { checkpointPrimitive } from "./checkpointPrimitive.ts";

export interface CheckpointOptions extends StaticOptions {
  /** Which intermediate values are kept all the same: one of `jax.checkpointPolicies`, or a function of your own. Default: none. */
  readonly policy?: CheckpointPolicy;
}

/**
 * `f`, with a gradient that takes less memory and more time: the values between its arguments and its result are not kept for the
 * backward pass, but computed again when it comes to `f`.
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param options.policy which values are kept all the same; default `jax.checkpointPolicies.nothingSaveable`
 * @param options.staticArgnums positions of arguments that are used as they are; default none
 * @param options.staticArgnames keys of a trailing options object that are used as they are; default none
 * @returns a function of the same arguments
 * @throws TypeError where an argument or the result is not made of arrays
 * @example
 * const f = jax.checkpoint((x: jax.Array) => jnp.sin(jnp.sin(x)));
 * assertAllClose(jax.grad(f)(0.5), jax.grad((x: jax.Array) => jnp.sin(jnp.sin(x)))(0.5));
 */
export function checkpoint<A extends any[], R>(
  f: (...args: A) => R,
  options: CheckpointOptions = {},
): (...args: AcceptsAll<A>) => Arrays<R> {
  const { policy = nothingSaveable } = options;
  const name = nameOf(f);
  const action = `checkpoint ${name}`;
  const split = staticSplitter(options, action);
  const checkpointed = (...args: unknown[]): unknown => {
    const parts = split?.(args);
    const call = parts ? (...inputs: unknown[]) => f(...(parts.join(inputs) as A)) : f;
    const [arrays, inDef] = flattenArrays([...(parts ? parts.dynamic : args)], action, "arguments");
    const avals = arrays.map((x) => x.aval);
    const traced = traceBody(call as (...args: any[]) => unknown, inDef, avals, action, "checkpoint");
    const jaxpr = isTracing() ? traced.jaxpr : intern(traced.jaxpr);
    return traced.outDef.unflatten(checkpointPrimitive(...traced.consts, ...arrays, { name, jaxpr, policy }));
  };
  return Object.defineProperty(checkpointed, "name", { value: f.name }) as (...args: AcceptsAll<A>) => Arrays<R>;
}
