import { cond } from "../../control/index.ts";
import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { svd } from "../../linalg/index.ts";
import {
  arange,
  asarray,
  astype,
  equal,
  expandDims,
  matmul,
  matrixTranspose,
  multiply,
  remainder,
  squeeze,
  take,
  zeros,
  zerosLike,
} from "../../numpy/index.ts";
import { map, structure, transpose } from "../../tree/index.ts";
import { NamedTuple } from "../../types/pytree.ts";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { isTreeFunction } from "../combine/isTreeFunction.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { scaleByAdam } from "../transforms/scaleByAdam.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { type MatrixView, matrixView, WeightDimensionNumbers } from "./weightDimensions.ts";

/** Which axes of a weight GaLore takes for rows, and which for columns; together all of them. */
export class GaLoreDimensionNumbers extends WeightDimensionNumbers {}

/** Projectors, and the state of the optimizer in the small space. */
export class GaLoreState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  readonly baseOptimizerState: Tree;
  /** f[longer side, rank] for each matrix, f[0, 0] for everything else. */
  readonly projector: Tree;
  constructor(count: JaxArray, baseOptimizerState: Tree, projector: Tree) {
    super();
    this.count = count;
    this.baseOptimizerState = baseOptimizerState;
    this.projector = projector;
  }
}

/** Options of {@link scaleByGalore}. */
export interface GaloreOptions {
  /** Largest rank of a projected gradient; default 128. */
  readonly rank?: number;
  /** Steps from one projector to the next; default 200. */
  readonly updateProjGap?: number;
  /** Factor of updates that come back; default 1. */
  readonly scale?: number;
  /** The optimizer in the small space; default {@link scaleByAdam}. */
  readonly baseOptimizer?: GradientTransformation | null;
  /** Axes of weights, for all or as a tree or a function; null in the place of a parameter leaves it alone; default: matrices. */
  readonly weightDimensionNumbers?: WeightDimensionNumbers | Tree | ((params: Tree) => Tree);
}

/**
 * GaLore's rule: gradients of matrices are projected onto their leading singular vectors, and the optimizer keeps state for those only.
 *
 *     G = U S Vᵀ every `updateProjGap` steps        P = U[:, :r]
 *     u = P optimizer(Pᵀ G)        from the right with V where a matrix is wide
 *
 * Signs of singular vectors are free. Updates do not depend on them until the projector is made anew, when moments of the old one meet the
 * new one; from there on they may differ from Optax's on another SVD, as those differ among themselves.
 *
 * @param options see {@link GaloreOptions}
 * @returns a transformation with state `{ count, baseOptimizerState, projector }`
 * @throws RangeError for a rank that is no whole number ≥ 1; TypeError for axes that do not make up a matrix
 * @example
 * const tx = optax.contrib.scaleByGalore({ rank: 1, baseOptimizer: optax.identity() });
 * const g = jnp.array([[2.5, 0], [0, 1]]);
 * const [updates] = tx.update(g, tx.init(g));
 * assertAllClose(updates, [[2.5, 0], [0, 0]], { atol: 1e-5 });
 * @see Zhao et al., "GaLore: Memory-Efficient LLM Training by Gradient Low-Rank Projection", 2024, https://arxiv.org/abs/2403.03507
 */
export function scaleByGalore(options: GaloreOptions = {}): GradientTransformation<GaLoreState> {
  const { rank = 128, updateProjGap = 200, scale = 1, weightDimensionNumbers = null } = options;
  const optimizer = options.baseOptimizer ?? scaleByAdam();
  if (!(Number.isInteger(rank) && rank >= 1)) {
    throw new RangeError(`Cannot make GaLore: rank must be a whole number ≥ 1, got ${rank}`);
  }
  const viewsOf = (params: Tree): Tree => {
    const given = isTreeFunction(weightDimensionNumbers) ? weightDimensionNumbers(params) : weightDimensionNumbers;
    if (given === null || given instanceof WeightDimensionNumbers) {
      const least = given === null ? (n: number) => n === 2 : (n: number) => n >= 2;
      const numbers = given ?? new GaLoreDimensionNumbers();
      return map((p: ArrayLike) => new View(least(asarray(p).shape.length) ? viewOf(p, numbers, rank) : null), params);
    }
    return map(
      (p: ArrayLike, numbers: WeightDimensionNumbers | null) => new View(numbers && viewOf(p, numbers, rank)),
      params,
      given,
    );
  };

  const init = (p: JaxArray, { projection }: View): [JaxArray, JaxArray] => {
    const like = { dtype: asarray(p).dtype };
    if (!projection) return [zeros([0, 0], like), zerosLike(p)];
    const { isTall, view, rank: r } = projection;
    const small = isTall ? [r, view.columns] : [view.rows, r];
    return [zeros([isTall ? view.rows : view.columns, r], like), zeros(small, like)];
  };

  return describe(
    "scaleByGalore",
    { rank, updateProjGap, scale, weightDimensionNumbers },
    {
      init(params) {
        const pairs = map(init, params, viewsOf(params));
        const [projector, proxies] = transpose(structure(params), structure([0, 0]), pairs);
        return new GaLoreState(zeroCount(), optimizer.init(proxies), projector);
      },
      update(updates, state) {
        const isTime = equal(remainder(state.count, updateProjGap), 0);
        const views = viewsOf(updates);
        const project = (g: JaxArray, before: JaxArray, { projection }: View): [JaxArray, JaxArray] => {
          if (!projection) return [g, before];
          const matrix = squeeze(projection.view.toMatrices(g), { axis: 0 });
          const p = cond(
            isTime,
            () => leading(matrix, projection),
            () => before,
          ) as JaxArray;
          return [projection.isTall ? matmul(matrixTranspose(p), matrix) : matmul(matrix, p), p];
        };
        const back = (u: JaxArray, p: JaxArray, g: JaxArray, { projection }: View): JaxArray => {
          if (!projection) return u;
          const matrix = projection.isTall ? matmul(p, u) : matmul(u, matrixTranspose(p));
          return astype(multiply(scale, projection.view.fromMatrices(expandDims(matrix, 0))), asarray(g).dtype);
        };
        const pairs = map(project, updates, state.projector, views);
        const [small, projector] = transpose(structure(updates), structure([0, 0]), pairs);
        const [next, baseState] = optimizer.update<Tree>(small, state.baseOptimizerState);
        return [
          map(back, next, projector, updates, views),
          new GaLoreState(safeIncrement(state.count), baseState, projector),
        ];
      },
    },
  );
}

interface Projection {
  readonly view: MatrixView;
  readonly isTall: boolean;
  readonly rank: number;
}

/** A leaf of a tree: how a parameter is projected, or null. */
class View {
  readonly projection: Projection | null;
  constructor(projection: Projection | null) {
    this.projection = projection;
  }
}

function viewOf(p: ArrayLike, numbers: WeightDimensionNumbers, rank: number): Projection {
  const { shape } = asarray(p);
  const view = matrixView(shape, numbers, "galore");
  if (view.batchAxes.length > 0) {
    throw new TypeError(
      `Cannot apply galore to a parameter of shape [${shape}]: axes ${view.batchAxes} are neither of the rows nor of the columns in ${numbers}`,
    );
  }
  return { view, isTall: view.rows >= view.columns, rank: Math.min(rank, view.rows, view.columns) };
}

/** The leading singular vectors of the longer side, f[longer side, rank]. */
function leading(matrix: JaxArray, { isTall, rank }: Projection): JaxArray {
  const [u, , vt] = svd(astype(matrix, "float32"), { fullMatrices: false });
  const vectors = isTall ? u : matrixTranspose(vt);
  return astype(take(vectors, arange(rank), { axis: 1 }), matrix.dtype);
}

/**
 * GaLore: an optimizer whose state of a matrix is of rank r.
 *
 *     w ← w − α (P optimizer(Pᵀ g) + λ w)
 *
 * @param learningRate α, a number or a schedule
 * @param options those of {@link scaleByGalore}, `weightDecay` (0) and `mask`
 * @returns an optimizer with state `[{ count, baseOptimizerState, projector }, …]`; its `update` needs the parameters
 * @throws RangeError for a rank that is no whole number ≥ 1
 * @example
 * const tx = optax.contrib.galore(0.1, { rank: 1, baseOptimizer: optax.identity() });
 * const params = jnp.array([[2.5, 0], [0, 1]]);
 * const [updates] = tx.update(params, tx.init(params), params);
 * assertAllClose(updates, [[-0.25, 0], [0, 0]], { atol: 1e-5 });
 * @see Zhao et al., "GaLore: Memory-Efficient LLM Training by Gradient Low-Rank Projection", 2024, https://arxiv.org/abs/2403.03507
 */
export function galore(
  learningRate: ScalarOrSchedule,
  options: GaloreOptions & { weightDecay?: ScalarOrSchedule; mask?: Mask | null } = {},
): GradientTransformation<[GaLoreState, Tree, Tree]> {
  const { weightDecay = 0, mask, ...rest } = options;
  return describe(
    "galore",
    { learningRate, weightDecay, mask, ...rest },
    chain(scaleByGalore(rest), addDecayedWeights(weightDecay, { mask }), scaleByLearningRate(learningRate)),
  );
}
