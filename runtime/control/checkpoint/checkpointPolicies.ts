/** `jax.checkpointPolicies`: what the backward pass of a checkpointed function finds saved, and what it computes again. */
import type { Params, Primitive } from "../../core/primitive.ts";
import type { DimensionNumbers } from "../../primitives/dotGeneral.ts";
import { checkpointNamePrimitive } from "./checkpointName.ts";

/** Whether the results of an equation are saved. */
export type CheckpointPolicy = (primitive: Primitive, params: Params) => boolean;

/**
 * Saves every value that the backward pass needs: as without `checkpoint`.
 *
 * @example
 * const f = jax.checkpoint((x: jax.Array) => jnp.sin(jnp.sin(x)), { policy: jax.checkpointPolicies.everythingSaveable });
 * assertAllClose(jax.grad(f)(0), 1);
 */
export function everythingSaveable(_primitive: Primitive, _params: Params): boolean {
  return true;
}

/**
 * Saves nothing but the arguments: the least memory, and the default.
 *
 * @example
 * const f = jax.checkpoint((x: jax.Array) => jnp.sin(jnp.sin(x)), { policy: jax.checkpointPolicies.nothingSaveable });
 * assertAllClose(jax.grad(f)(0), 1);
 */
export function nothingSaveable(_primitive: Primitive, _params: Params): boolean {
  return false;
}

const dots = ["dotGeneral", "convGeneralDilated"];

/**
 * Saves the results of matrix products and convolutions, which are dear to compute; the rest is computed again.
 *
 * @example
 * const f = jax.checkpoint((x: jax.Array) => jnp.sum(jnp.sin(x.matmul(x))), { policy: jax.checkpointPolicies.dotsSaveable });
 * assertAllClose(jax.grad(f)(jnp.zeros([2, 2])), jnp.zeros([2, 2]));
 */
export function dotsSaveable({ name }: Primitive, _params: Params): boolean {
  return dots.includes(name);
}

/**
 * As `dotsSaveable`, without products that have a batch axis (those of attention).
 *
 * @example
 * const policy = jax.checkpointPolicies.dotsWithNoBatchDimsSaveable;
 * const f = jax.checkpoint((x: jax.Array) => jnp.sum(jnp.sin(x.matmul(x))), { policy });
 * assertAllClose(jax.grad(f)(jnp.zeros([2, 2])), jnp.zeros([2, 2]));
 */
export function dotsWithNoBatchDimsSaveable(primitive: Primitive, params: Params): boolean {
  if (primitive.name !== "dotGeneral") return false;
  const [, [batch]] = params.dimensionNumbers as DimensionNumbers;
  return batch.length === 0;
}

/**
 * Saves the values named so by `checkpointName`.
 *
 * @param names the names
 * @example
 * const policy = jax.checkpointPolicies.saveOnlyTheseNames("hidden");
 * const f = jax.checkpoint((x: jax.Array) => jnp.sin(jax.adCheckpoint.checkpointName(jnp.exp(x), "hidden")), { policy });
 * assertAllClose(jax.grad(f)(0), Math.cos(1));
 */
export function saveOnlyTheseNames(...names: readonly string[]): CheckpointPolicy {
  return named("saveOnlyTheseNames", (name) => name !== undefined && names.includes(name));
}

/**
 * Saves every value except those named so by `checkpointName`. A value and its unnamed original are two: what is not named is saved.
 *
 * @param names the names
 * @example
 * const policy = jax.checkpointPolicies.saveAnythingExceptTheseNames("big");
 * const f = jax.checkpoint((x: jax.Array) => jnp.sin(jax.adCheckpoint.checkpointName(jnp.exp(x), "big")), { policy });
 * assertAllClose(jax.grad(f)(0), Math.cos(1));
 */
export function saveAnythingExceptTheseNames(...names: readonly string[]): CheckpointPolicy {
  return named("saveAnythingExceptTheseNames", (name) => name === undefined || !names.includes(name));
}

/**
 * Saves every value that has a name by `checkpointName`, except those named here.
 *
 * @param names the names
 * @example
 * const policy = jax.checkpointPolicies.saveAnyNamesButThese("big");
 * const f = jax.checkpoint((x: jax.Array) => jnp.sin(jax.adCheckpoint.checkpointName(jnp.exp(x), "small")), { policy });
 * assertAllClose(jax.grad(f)(0), Math.cos(1));
 */
export function saveAnyNamesButThese(...names: readonly string[]): CheckpointPolicy {
  return named("saveAnyNamesButThese", (name) => name !== undefined && !names.includes(name));
}

/**
 * Saves what either of two policies saves.
 *
 * @param a a policy
 * @param b another
 * @example
 * const { dotsSaveable, saveOnlyTheseNames, saveFromBothPolicies } = jax.checkpointPolicies;
 * const f = jax.checkpoint(jnp.sin, { policy: saveFromBothPolicies(dotsSaveable, saveOnlyTheseNames("x")) });
 * assertAllClose(jax.grad(f)(0), 1);
 */
export function saveFromBothPolicies(a: CheckpointPolicy, b: CheckpointPolicy): CheckpointPolicy {
  const policy: CheckpointPolicy = (primitive, params) => a(primitive, params) || b(primitive, params);
  return Object.defineProperty(policy, "name", { value: "saveFromBothPolicies" });
}

function named(title: string, isSaved: (name: string | undefined) => boolean): CheckpointPolicy {
  const policy: CheckpointPolicy = (primitive, params) =>
    isSaved(primitive === checkpointNamePrimitive ? (params.name as string) : undefined);
  return Object.defineProperty(policy, "name", { value: title });
}

export { dotsSaveable as checkpointDots, dotsWithNoBatchDimsSaveable as checkpointDotsWithNoBatchDims };
