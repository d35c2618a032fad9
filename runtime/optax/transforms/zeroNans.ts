import type { JaxArray } from "../../core/array.ts";
import { any, asarray, isnan, where, zerosLike } from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { describe } from "../describe.ts";

/** Which parameters' last gradients had a NaN. */
export class ZeroNansState extends NamedTuple {
  /** bool[] for every parameter. */
  readonly foundNan: Tree;
  constructor(foundNan: Tree) {
    super();
    this.foundNan = foundNan;
  }
}

/**
 * Replaces NaN by zero, and remembers where there was one.
 *
 * @returns a transformation with state `{ foundNan }`
 * @example
 * const tx = optax.zeroNans();
 * const [updates, state] = tx.update({ w: jnp.array([NaN, 2]) }, tx.init({ w: jnp.zeros([2]) }));
 * assertAllClose(updates.w, [0, 2]);
 * assertEqual(state.foundNan.w, "True");
 */
export function zeroNans(): GradientTransformation<ZeroNansState> {
  return describe(
    "zeroNans",
    {},
    {
      init: (params) => new ZeroNansState(map(() => asarray(false), params)),
      update: (updates) => [
        map((u: JaxArray) => where(isnan(u), zerosLike(u), u), updates),
        new ZeroNansState(map((u: JaxArray) => any(isnan(u)), updates)),
      ],
    },
  );
}
