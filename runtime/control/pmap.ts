import type { AcceptsAll, Arrays } from "../core/userType.ts";
import { nameOf } from "../transforms/flatFunction.ts";
import { type AxisTree, vmap } from "../transforms/vmap.ts";

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
 * Runs `f` on each slice of its arguments, a device for each. This runtime has one device, so that the axis must have size 1; programs
 * written for more use `vmap` here.
 *
 * @param f function of pytrees of arrays that returns a pytree of arrays
 * @param options see {@link PmapOptions}
 * @returns a function of arguments with an axis of size 1 more, as its results
 * @throws TypeError if an argument lacks the axis; RangeError for more slices than devices
 * @example
 * const f = jax.pmap((x: jax.Array) => jax.lax.psum(x, "i"), { axisName: "i" });
 * assertEqual(f(jnp.array([[1, 2]])), "[[1 2]]");
 */
export function pmap<A extends any[], R>(
  f: (...args: A) => R,
  options: PmapOptions = {},
): (...args: AcceptsAll<A>) => Arrays<R> {
  // a size that is given is compared with the arguments' before anything runs
  const mapped = vmap(f, { ...options, axisSize: 1 });
  return (...args) => {
    try {
      return mapped(...args);
    } catch (error) {
      const size = error instanceof TypeError && /must have size 1.*got (\d+)$/.exec(error.message);
      if (!size) throw error;
      throw new RangeError(
        `Cannot pmap ${nameOf(f)} over ${size[1]} slices: there is one device; use jax.vmap, which computes all slices on it`,
      );
    }
  };
}
