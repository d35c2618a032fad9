import type { ExtraArgs, GradientTransformation, StateOf, Tree } from "../base.ts";
import { describe } from "../describe.ts";

/**
 * Applies transformations one after another; the state is the list of their states.
 *
 *     u₁, s₁ = t₁(g)   u₂, s₂ = t₂(u₁)   …   updates = uₙ, state = [s₁, …, sₙ]
 *
 * @param transforms any number of transformations, first applied first
 * @returns a transformation that passes extra arguments on to each of them
 * @throws TypeError when `update` gets a state of another length, as from an optimizer that was changed since `init`, or gradients of
 *   another structure than the parameters had
 * @example
 * const tx = optax.chain(optax.clipByGlobalNorm(1), optax.scale(-0.1));
 * const params = { w: jnp.array([3, 4]) };
 * const [updates] = tx.update({ w: jnp.array([3, 4]) }, tx.init(params), params);
 * assertAllClose(updates.w, [-0.06, -0.08]);
 */
export function chain<T extends readonly GradientTransformation[]>(
  ...transforms: T
): GradientTransformation<{ [K in keyof T]: StateOf<T[K]> }> {
  type State = { [K in keyof T]: StateOf<T[K]> };
  return describe(
    "chain",
    { transforms },
    {
      init: (params) => transforms.map((transform) => transform.init(params)) as unknown as State,
      update<U>(updates: U, state: State, params?: Tree, extra?: ExtraArgs): [U, State] {
        if (!Array.isArray(state) || state.length !== transforms.length) {
          throw new TypeError(
            `Cannot update a chain of ${transforms.length} transformations: the state must be a list of ${transforms.length} states, ` +
              `got ${Array.isArray(state) ? `one of ${state.length}` : String(state)}; make it with init(params)`,
          );
        }
        const states: Tree[] = [];
        transforms.forEach((transform, i) => {
          const [next, newState] = explained(() => transform.update(updates, state[i], params, extra));
          updates = next;
          states.push(newState);
        });
        return [updates, states as unknown as State];
      },
    },
  );
}

/** Says what to do where gradients do not fit the state. */
function explained<T>(update: () => T): T {
  try {
    return update();
  } catch (error) {
    if (error instanceof TypeError && error.message.startsWith("Cannot map over trees: ")) {
      error.message =
        `Cannot update: ${error.message.slice("Cannot map over trees: ".length)}; the gradients and the parameters must have the ` +
        `structure of the parameters that init() made the state for: call init() again if the model has changed`;
    }
    throw error;
  }
}
