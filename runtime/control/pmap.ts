import { config } from "../core/config.ts";
import type { AcceptsAll, Arrays } from "../core/userType.ts";
import { nameOf } from "../transforms/flatFunction.ts";
import { type AxisTree, vmapChecked } from "../transforms/vmap.ts";

/** Options of `pmap`. */
export interface PmapOptions {
  /** A name for the mapped axis, for collectives over it. */
  readonly axisName?: string;
  /** The axis over which devices are counted, as of `vmap`; default 0. */
  readonly inAxes?: AxisTree;
  /** Where it stands in the results; default 0. */
  readonly outAxes?: AxisTree;
}

/**
 * Runs `f` on each slice of its arguments, a device for each. Newer programs use `jit` with shardings, or `shardMap`.
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param options see {@link PmapOptions}
 * @returns a function of arguments with an axis more, of as many slices as there are devices or fewer, as its results
 * @throws TypeError if an argument lacks the axis; RangeError for more slices than devices
 * @example
 * const f = jax.pmap((x: jax.Array) => jax.lax.psum(x, "i"), { axisName: "i" });
 * assertEqual(f(jnp.array([[1, 2]])), "[[1 2]]");
 */
export function pmap<A extends any[], R>(
  f: (...args: A) => R,
  options: PmapOptions = {},
): (...args: AcceptsAll<A>) => Arrays<R> {
  return vmapChecked(f, options, (size) => checkSlices(size, nameOf(f), "jax.vmap"));
}

/** Throws for more slices than devices. */
export function checkSlices(size: number, name: string, instead: string): void {
  const count = config.numDevices;
  if (size <= count) return;
  throw new RangeError(
    `Cannot pmap ${name} over ${size} slices: there ${count === 1 ? "is one device" : `are ${count} devices`}; use ${instead}, which ` +
      `needs none, or jax.config.update("numDevices", ${size})`,
  );
}
