import { scan } from "../../control/index.ts";
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { stopGradient } from "../../lax/index.ts";
import {
  add,
  arange,
  asarray,
  broadcastTo,
  divide,
  equal,
  greater,
  minimum,
  multiply,
  negative,
  remainder,
  reshape,
  subtract,
  take,
  where,
  zeros,
} from "../../numpy/index.ts";
import { map } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { checkParams, type GradientTransformation, type Tree } from "../base.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { addScale, scale, sub } from "../tree/arithmetic.ts";
import { castLike } from "../tree/castLike.ts";
import { norm } from "../tree/norm.ts";
import { vdot } from "../tree/vdot.ts";
import { zerosLike } from "../tree/zerosLike.ts";

/** The last steps and how the gradient changed along them. */
export class ScaleByLBFGSState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  /** The parameters before. */
  readonly params: Tree;
  /** The gradient before. */
  readonly updates: Tree;
  /** Steps s, with a leading axis [memory]; a ring, begun again when it is full. */
  readonly diffParamsMemory: Tree;
  /** Changes of the gradient y, with a leading axis [memory]. */
  readonly diffUpdatesMemory: Tree;
  /** 1 / ⟨s, y⟩, f[memory]; 0 where there is nothing yet. */
  readonly weightsMemory: JaxArray;
  constructor(
    count: JaxArray,
    params: Tree,
    updates: Tree,
    diffParamsMemory: Tree,
    diffUpdatesMemory: Tree,
    weightsMemory: JaxArray,
  ) {
    super();
    this.count = count;
    this.params = params;
    this.updates = updates;
    this.diffParamsMemory = diffParamsMemory;
    this.diffUpdatesMemory = diffUpdatesMemory;
    this.weightsMemory = weightsMemory;
  }
}

/** Options of {@link scaleByLbfgs}. */
export interface LbfgsMemoryOptions {
  /** How many steps are remembered; default 10. */
  readonly memorySize?: number;
  /** Scale the first approximation by ⟨s, y⟩ / ‖y‖² (1 / ‖g‖ at first, at most 1); default true. */
  readonly scaleInitPrecond?: boolean;
}

/**
 * Multiplies gradients by an approximation of the inverse Hessian, made of the last steps.
 *
 *     H = (I − ρ s yᵀ) H₋₁ (I − ρ y sᵀ) + ρ s sᵀ        s = w − w₋₁,  y = g − g₋₁,  ρ = 1 / ⟨s, y⟩
 *     u = H g,  by two passes over the remembered pairs
 *
 * @param options see {@link LbfgsMemoryOptions}
 * @returns a transformation with state `{ count, params, updates, diffParamsMemory, diffUpdatesMemory, weightsMemory }` whose `update`
 *   needs the parameters
 * @throws RangeError for a memory below 1; TypeError when `update` is called without parameters
 * @example
 * const tx = optax.scaleByLbfgs({ memorySize: 2 });
 * const params = { w: jnp.array([1.5]) };
 * const [updates] = tx.update({ w: jnp.array([0.5]) }, tx.init(params), params);
 * assertAllClose(updates.w, [0.5]);
 * @see Nocedal and Wright, "Numerical Optimization", algorithms 7.4 and 7.5, 2006
 */
export function scaleByLbfgs(options: LbfgsMemoryOptions = {}): GradientTransformation<ScaleByLBFGSState> {
  const { memorySize = 10, scaleInitPrecond = true } = options;
  if (!(memorySize >= 1)) throw new RangeError(`Cannot make L-BFGS: memorySize must be ≥ 1, got ${memorySize}`);
  return describe(
    "scaleByLbfgs",
    { memorySize, scaleInitPrecond },
    {
      init(params) {
        const memory = map((p: ArrayLike) => {
          const { shape, dtype } = asarray(p);
          return zeros([memorySize, ...shape], { dtype });
        }, params);
        const weights = zeros([memorySize]);
        return new ScaleByLBFGSState(zeroCount(), zerosLike(params), zerosLike(params), memory, memory, weights);
      },
      update(updates, state, params) {
        checkParams(params, "scaleByLbfgs");
        const isFirst = equal(state.count, 0);
        const atFirst = (x: JaxArray): JaxArray => where(isFirst, 0, x);
        const s = sub(params, state.params);
        const y = sub(updates, state.updates);
        const product = vdot(y, s);
        const weight = where(equal(product, 0), 0, divide(1, product));
        const steps = map(atFirst, s);
        const changes = map(atFirst, y);
        const place = remainder(subtract(state.count, 1), memorySize);
        const remember = (memory: JaxArray, now: JaxArray): JaxArray => {
          const here = reshape(equal(arange(memorySize), place), [memorySize, ...asarray(now).shape.map(() => 1)]);
          return where(here, broadcastTo(now, memory.shape), memory);
        };
        const memories: Memories = {
          steps: map(remember, state.diffParamsMemory, steps),
          changes: map(remember, state.diffUpdatesMemory, changes),
          weights: remember(state.weightsMemory, atFirst(weight)),
        };
        const next = precondition(updates, memories, {
          first: remainder(state.count, memorySize),
          memorySize,
          scaling: scaleInitPrecond ? firstScale(isFirst, updates, steps, changes) : 1,
        });
        return [
          next,
          new ScaleByLBFGSState(
            safeIncrement(state.count),
            params,
            updates,
            memories.steps,
            memories.changes,
            memories.weights,
          ),
        ];
      },
    },
  );
}

interface Memories {
  readonly steps: Tree;
  readonly changes: Tree;
  readonly weights: JaxArray;
}

/** ⟨s, y⟩ / ‖y‖², and min(1, 1 / ‖g‖) at first. */
function firstScale(isFirst: JaxArray, updates: Tree, steps: Tree, changes: Tree): JaxArray {
  const length = norm(changes, { squared: true });
  const scaled = where(greater(length, 0), divide(vdot(changes, steps), length), 1);
  const capped = minimum(1, divide(1, norm(map((g) => stopGradient(g), updates))));
  return where(isFirst, capped, scaled);
}

/** H g: a pass from the youngest pair to the oldest, the scaling, and a pass back. */
function precondition(
  updates: Tree,
  { steps, changes, weights }: Memories,
  { first, memorySize, scaling }: { first: JaxArray; memorySize: number; scaling: ArrayLike },
): Tree {
  const places = remainder(add(first, arange(memorySize)), memorySize); // from the oldest to the youngest
  const pairAt = (i: JaxArray): [s: Tree, y: Tree, rho: JaxArray] => {
    const here = (memory: JaxArray): JaxArray => take(memory, i, { axis: 0 });
    return [map(here, steps), map(here, changes), here(weights)];
  };
  const down = (vector: Tree, i: JaxArray): [Tree, JaxArray] => {
    const [s, y, rho] = pairAt(i);
    const alpha = multiply(rho, vdot(s, vector));
    return [castLike(addScale(vector, negative(alpha), y), vector), alpha];
  };
  const up = (vector: Tree, [i, alpha]: [JaxArray, JaxArray]): [Tree, null] => {
    const [s, y, rho] = pairAt(i);
    const beta = multiply(rho, vdot(y, vector));
    return [castLike(addScale(vector, subtract(alpha, beta), s), vector), null];
  };
  const [lowered, alphas] = scan(down, updates, places, { reverse: true });
  const [result] = scan(up, castLike(scale(scaling, lowered as Tree), updates), [places, alphas]);
  return result;
}
