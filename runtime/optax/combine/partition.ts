import { leaves, map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { ExtraArgs, GradientTransformation, Tree } from "../base.ts";
import { describe } from "../describe.ts";
import { isParamsPlaceholder } from "../tree/state.ts";
import { checkPrefix } from "./checkPrefix.ts";
import { isTreeFunction } from "./isTreeFunction.ts";
import { type MaskedState, masked } from "./masked.ts";

/** States of the groups by label. */
export class PartitionState extends NamedTuple {
  readonly innerStates: Readonly<Record<string, MaskedState>>;
  constructor(innerStates: Readonly<Record<string, MaskedState>>) {
    super();
    this.innerStates = innerStates;
  }
}

/**
 * A transformation of its own for each group of parameters.
 *
 * With `nnx.Optimizer`, labels must have the structure of `nnx.asPure(nnx.state(model, nnx.Param))`, the tree that `update` passes;
 * a function that makes labels from any tree is the safest.
 *
 * @param transforms transformations by label
 * @param paramLabels a tree of labels of the structure of the parameters or a prefix of it, or a function of the parameters that
 *   returns one
 * @param options.maskCompatibleExtraArgs part extra arguments that have the structure of the updates too; default false
 * @returns a transformation with state `{ innerStates }`
 * @throws RangeError when a label has no transformation; TypeError that shows both trees and where they part, when the labels do not fit
 * @example
 * const tx = optax.partition({ slow: optax.sgd(0.1), fast: optax.sgd(1) }, { w: "slow", b: "fast" });
 * const params = { w: jnp.array([0.5]), b: jnp.array([0.5]) };
 * const [updates] = tx.update(params, tx.init(params), params);
 * assertAllClose([updates.w, updates.b], [-0.05, -0.5]);
 */
export function partition(
  transforms: Readonly<Record<string, GradientTransformation>>,
  paramLabels: Tree | ((params: Tree) => Tree),
  options: { maskCompatibleExtraArgs?: boolean } = {},
): GradientTransformation<PartitionState> {
  const groups = Object.entries(transforms);
  const labelsOf = (params: Tree): Tree => {
    const labels = isTreeFunction(paramLabels) ? paramLabels(params) : paramLabels;
    checkLabels(labels, Object.keys(transforms));
    if (!isParamsPlaceholder(params)) checkPrefix("labels", labels, params);
    return labels;
  };
  const only = (labels: Tree, group: string): Tree => map((label: string) => String(label) === group, labels);
  return describe(
    "partition",
    { transforms, paramLabels, ...options },
    {
      init(params) {
        const labels = labelsOf(params);
        return new PartitionState(
          Object.fromEntries(
            groups.map(([group, tx]) => [group, masked(tx, only(labels, group), options).init(params)]),
          ),
        );
      },
      update<U>(updates: U, state: PartitionState, params?: Tree, extra?: ExtraArgs): [U, PartitionState] {
        const labels = labelsOf(updates);
        const innerStates: Record<string, MaskedState> = {};
        for (const [group, tx] of groups) {
          const inner = masked(tx, only(labels, group), options);
          [updates, innerStates[group]] = inner.update(updates, state.innerStates[group]!, params, extra);
        }
        return [updates, new PartitionState(innerStates)];
      },
    },
  );
}

function checkLabels(labels: Tree, groups: readonly string[]): void {
  const unknown = leaves(labels).find((label) => !groups.includes(String(label)));
  if (unknown === undefined) return;
  throw new RangeError(
    `Cannot partition: no transformation for the label "${unknown}"; there are ${groups.map((group) => `"${group}"`).join(", ")}`,
  );
}
