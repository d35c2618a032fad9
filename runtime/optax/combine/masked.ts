import { map, structure } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { ExtraArgs, GradientTransformation, Tree } from "../base.ts";
import { describe } from "../describe.ts";
import { isParamsPlaceholder } from "../tree/state.ts";
import { checkPrefix } from "./checkPrefix.ts";
import { isTreeFunction } from "./isTreeFunction.ts";

/** State of the masked transformation. */
export class MaskedState extends NamedTuple {
  readonly innerState: Tree;
  constructor(innerState: Tree) {
    super();
    this.innerState = innerState;
  }
}

/** Stands where a parameter was masked out: a node without children, so that maps over trees pass it by. */
export class MaskedNode extends NamedTuple {}

/**
 * Transforms only some of the updates; the others pass unchanged.
 *
 * The inner transformation sees a tree in which masked-out leaves are `MaskedNode()`, and keeps no state for them.
 *
 * @param inner the transformation
 * @param mask a tree of booleans, of the structure of the parameters or a prefix of it, true where the transformation
 *   applies; or a function of the parameters that returns one
 * @param options.maskCompatibleExtraArgs mask extra arguments that have the structure of the updates too; default false
 * @returns a transformation with state `{ innerState }`
 * @throws TypeError that shows both trees and where they part, when the mask does not fit
 * @example
 * const tx = optax.masked(optax.scale(-1), { w: true, b: false });
 * const params = { w: jnp.array([1]), b: jnp.array([1]) };
 * const [updates] = tx.update(params, tx.init(params));
 * assertAllClose(updates.w, [-1]);
 * assertAllClose(updates.b, [1]);
 */
export function masked(
  inner: GradientTransformation,
  mask: Tree,
  options: { maskCompatibleExtraArgs?: boolean } = {},
): GradientTransformation<MaskedState> {
  const { maskCompatibleExtraArgs = false } = options;
  const maskFor = (tree: Tree): Tree => {
    const keep = isTreeFunction(mask) ? mask(tree) : mask;
    checkPrefix("mask", keep, tree);
    return keep;
  };
  return describe(
    "masked",
    { inner, mask, maskCompatibleExtraArgs },
    {
      init: (params) =>
        new MaskedState(inner.init(isParamsPlaceholder(params) ? params : hide(params, maskFor(params)))),
      update<U>(updates: U, state: MaskedState, params?: Tree, extra?: ExtraArgs): [U, MaskedState] {
        const keep = maskFor(updates);
        const shownParams = params === null || params === undefined ? params : hide(params, keep);
        const shownExtra = maskCompatibleExtraArgs && extra ? hideAlike(extra, updates, keep) : extra;
        const [changed, innerState] = inner.update(hide(updates, keep), state.innerState, shownParams, shownExtra);
        const merged = map(
          (shown: boolean, after: Tree, before: Tree) => (shown ? after : before),
          keep,
          changed,
          updates,
        );
        return [merged as U, new MaskedState(innerState)];
      },
    },
  );
}

function hide(tree: Tree, keep: Tree): Tree {
  return map((shown: boolean, subtree: Tree) => (shown ? subtree : new MaskedNode()), keep, tree);
}

function hideAlike(extra: ExtraArgs, updates: Tree, keep: Tree): ExtraArgs {
  const like = structure(updates);
  return Object.fromEntries(
    Object.entries(extra).map(([name, value]) => [name, structure(value).equals(like) ? hide(value, keep) : value]),
  );
}
