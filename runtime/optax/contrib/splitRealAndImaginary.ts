import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, Tree } from "../base.ts";
import { describe } from "../describe.ts";

/** State of the transformation of real arrays. */
export class SplitRealAndImaginaryState extends NamedTuple {
  readonly innerState: Tree;
  constructor(innerState: Tree) {
    super();
    this.innerState = innerState;
  }
}

/**
 * Gives the inner transformation the real and the imaginary part of complex parameters as two arrays. This runtime has no complex dtypes,
 * so every array is real and is given as it is; the name is there for programs written for Optax.
 *
 * @param inner the transformation
 * @returns a transformation with state `{ innerState }`
 * @example
 * const tx = optax.contrib.splitRealAndImaginary(optax.sgd(0.5));
 * const [updates] = tx.update({ w: jnp.array([1]) }, tx.init({ w: jnp.zeros([1]) }));
 * assertAllClose(updates.w, [-0.5]);
 */
export function splitRealAndImaginary(
  inner: GradientTransformation,
): GradientTransformation<SplitRealAndImaginaryState> {
  return describe(
    "splitRealAndImaginary",
    { inner },
    {
      init: (params) => new SplitRealAndImaginaryState(inner.init(params)),
      update(updates, state, params, extra) {
        const [next, innerState] = inner.update(updates, state.innerState, params, extra);
        return [next, new SplitRealAndImaginaryState(innerState)];
      },
    },
  );
}
