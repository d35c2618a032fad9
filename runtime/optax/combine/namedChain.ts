import type { ExtraArgs, GradientTransformation, Tree } from "../base.ts";
import { describe } from "../describe.ts";

/**
 * A chain whose states have names: `state.adam.mu`.
 *
 * @param transforms pairs of name and transformation, first applied first
 * @returns a transformation whose state is a Map of states by name, in the order of the chain
 * @throws RangeError when a name comes twice
 * @example
 * const tx = optax.namedChain(["clip", optax.clipByGlobalNorm(1)], ["adam", optax.scaleByAdam()]);
 * const state = tx.init({ w: jnp.zeros([1]) });
 * assertEqual([...state.keys()], ["clip", "adam"]);
 */
export function namedChain(
  ...transforms: readonly (readonly [name: string, transform: GradientTransformation])[]
): GradientTransformation<Map<string, Tree>> {
  const names = transforms.map(([name]) => name);
  const repeated = names.find((name, i) => names.indexOf(name) < i);
  if (repeated !== undefined) throw new RangeError(`Cannot chain by name: "${repeated}" comes twice`);
  return describe(
    "namedChain",
    { transforms },
    {
      init: (params) => new Map(transforms.map(([name, tx]) => [name, tx.init(params)])),
      update<U>(updates: U, state: Map<string, Tree>, params?: Tree, extra?: ExtraArgs): [U, Map<string, Tree>] {
        const states = new Map<string, Tree>();
        for (const [name, tx] of transforms) {
          const [next, newState] = tx.update(updates, state.get(name), params, extra);
          updates = next;
          states.set(name, newState);
        }
        return [updates, states];
      },
    },
  );
}
