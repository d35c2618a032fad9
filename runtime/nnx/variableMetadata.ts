/** Metadata that an initializer gives along with an array, and functions that see a Variable's values. */

import type { JaxArray } from "../core/array.ts";
import type { Initializer } from "../functions/initializers/index.ts";
import type { PartitionSpec } from "../sharding/index.ts";

/** A function that sees a value on its way into a Variable or out of it, and may exchange it. */
// any: Variables of any kind
export type ValueHook = (variable: any, value: any) => unknown;

/**
 * An array with the metadata that its Variable is to have.
 *
 * @example
 * const given = new nnx.VariableMetadata(jnp.zeros([2]), { decay: true });
 * assertEqual(new nnx.Param(given).getMetadata("decay"), "true");
 */
export class VariableMetadata {
  readonly rawValue: JaxArray;
  readonly metadata: Readonly<Record<string, unknown>>;

  /**
   * @param rawValue the array
   * @param metadata metadata by name; `onGetValue`, `onSetValue` and `onCreateValue` are functions (or lists of them) of the Variable
   *   and a value, which return the value to be used; `onAddAxis` and `onRemoveAxis` are {@link AxisHook}s
   */
  constructor(rawValue: JaxArray, metadata: Readonly<Record<string, unknown>>) {
    this.rawValue = rawValue;
    this.metadata = metadata;
  }
}

/**
 * An initializer whose Variables get metadata.
 *
 * @param initializer an initializer
 * @param metadata see {@link VariableMetadata}
 * @example
 * const kernelInit = nnx.withMetadata(nnx.initializers.ones, { decay: true });
 * const layer = new nnx.Linear(2, 3, { kernelInit, rngs: new nnx.Rngs(0) });
 * assertEqual(layer.kernel.getMetadata("decay"), "true");
 */
export function withMetadata(initializer: Initializer, metadata: Readonly<Record<string, unknown>>): Initializer {
  const init = (...args: Parameters<Initializer>): VariableMetadata =>
    new VariableMetadata(initializer(...args), metadata);
  return init as unknown as Initializer;
}

/**
 * An initializer whose Variables know along which mesh axes they are to be split.
 *
 * @param initializer an initializer
 * @param sharding the mesh axis of each axis of the array, or null; or a PartitionSpec
 * @param metadata further metadata
 * @example
 * const kernelInit = nnx.withPartitioning(nnx.initializers.lecunNormal(), [null, "model"]);
 * const layer = new nnx.Linear(2, 4, { kernelInit, rngs: new nnx.Rngs(0) });
 * assertEqual(layer.kernel.getMetadata("outSharding"), [null, "model"]);
 */
export function withPartitioning(
  initializer: Initializer,
  sharding: readonly (string | readonly string[] | null)[] | PartitionSpec,
  metadata: Readonly<Record<string, unknown>> = {},
): Initializer {
  return withMetadata(initializer, { outSharding: sharding, ...metadata });
}

/** What the functions in metadata make of a value, one after another. */
export function throughHooks(hooks: unknown, variable: unknown, value: unknown): unknown {
  const list = (Array.isArray(hooks) ? hooks : [hooks]) as readonly ValueHook[];
  return list.reduce((now, hook) => hook(variable, now), value);
}

/** A function that is told of an axis that a transformation adds to a Variable or removes. */
// any: Variables of any kind
export type AxisHook = (variable: any, index: number, name: string | null) => void;

/** Calls the functions in metadata, if there are any. */
export function tellHooks(hooks: unknown, variable: unknown, index: number, name: string | null): void {
  if (!hooks) return;
  for (const hook of (Array.isArray(hooks) ? hooks : [hooks]) as readonly AxisHook[]) hook(variable, index, name);
}
