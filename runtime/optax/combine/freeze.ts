import { map } from "../../tree/index.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { describe } from "../describe.ts";
import { setToZero } from "../transforms/setToZero.ts";
import { type MaskedState, masked } from "./masked.ts";
import { type PartitionState, partition } from "./partition.ts";

/**
 * Zeros the updates of some parameters, which so stay as they are.
 *
 * @param mask a tree of booleans, of the structure of the parameters or a prefix of it, true for parameters that stay
 * @returns a transformation, best the last one of a chain
 * @example
 * const tx = optax.chain(optax.sgd(1), optax.freeze({ w: true, b: false }));
 * const params = { w: jnp.array([1]), b: jnp.array([1]) };
 * const [updates] = tx.update(params, tx.init(params));
 * assertAllClose([updates.w, updates.b], [0, -1]);
 */
export function freeze(mask: Tree): GradientTransformation<MaskedState> {
  return describe("freeze", { mask }, masked(setToZero(), mask));
}

/**
 * An optimizer for some parameters only. Unlike `chain(optimizer, freeze(mask))` it keeps no state for those that stay.
 *
 * @param optimizer the optimizer
 * @param options.freezeMask a tree of booleans, of the structure of the parameters or a prefix of it, true for parameters that stay
 * @returns a transformation with state `{ innerStates: { train, freeze } }`
 * @example
 * const tx = optax.selectiveTransform(optax.sgd(1), { freezeMask: { w: true, b: false } });
 * const params = { w: jnp.array([1]), b: jnp.array([1]) };
 * const [updates] = tx.update(params, tx.init(params));
 * assertAllClose([updates.w, updates.b], [0, -1]);
 */
export function selectiveTransform(
  optimizer: GradientTransformation,
  options: { freezeMask: Tree },
): GradientTransformation<PartitionState> {
  const labels = (): Tree => map((frozen) => (frozen ? "freeze" : "train"), options.freezeMask);
  return describe(
    "selectiveTransform",
    { optimizer, ...options },
    partition({ train: optimizer, freeze: setToZero() }, labels),
  );
}
