import type { ArrayLike, JaxArray } from "../../core/array.ts";
import {
  abs,
  add,
  array,
  asarray,
  astype,
  clip,
  divide,
  expandDims,
  eye,
  matmul,
  matrixTranspose,
  multiply,
  sqrt,
  square,
  sum,
} from "../../numpy/index.ts";
import { leaves, map } from "../../tree/index.ts";
import type { DType } from "../../types/dtype.ts";
import { NamedTuple } from "../../types/pytree.ts";
import { type GradientTransformation, type ScalarOrSchedule, stateless, type Tree } from "../base.ts";
import { chain } from "../combine/chain.ts";
import { isTreeFunction } from "../combine/isTreeFunction.ts";
import { MaskedNode } from "../combine/masked.ts";
import { type PartitionState, partition } from "../combine/partition.ts";
import { safeIncrement, zeroCount } from "../count.ts";
import { describe } from "../describe.ts";
import { adamw } from "../optimizers/adamw.ts";
import { addDecayedWeights, type Mask } from "../transforms/addDecayedWeights.ts";
import { nesterovMoment } from "../transforms/scaleByAdam.ts";
import { scaleByLearningRate } from "../transforms/scaleByLearningRate.ts";
import { biasCorrection } from "../tree/biasCorrection.ts";
import { cast } from "../tree/cast.ts";
import { updateMoment } from "../tree/updateMoment.ts";
import { zerosLike } from "../tree/zerosLike.ts";
import { matrixView, WeightDimensionNumbers } from "./weightDimensions.ts";

/** Which axes of a weight Muon takes for rows, and which for columns; axes that are neither are of a batch of matrices. */
export class MuonDimensionNumbers extends WeightDimensionNumbers {}

/** Momentum, and the coefficients of the iteration. */
export class MuonState extends NamedTuple {
  /** Updates done, i32[]. */
  readonly count: JaxArray;
  /** Mean of gradients, the structure of the parameters. */
  readonly mu: Tree;
  /** f[3], or f[steps, 3]. */
  readonly nsCoeffs: JaxArray;
  constructor(count: JaxArray, mu: Tree, nsCoeffs: JaxArray) {
    super();
    this.count = count;
    this.mu = mu;
    this.nsCoeffs = nsCoeffs;
  }
}

/** Coefficients of a step of Newton and Schulz: a, b, c of a X + (b A + c A²) X with A = X Xᵀ. */
export type NewtonSchulzCoefficients = readonly [a: number, b: number, c: number];

/** Coefficients with names. "dion" are those of a step each. */
const presets: Readonly<Record<string, NewtonSchulzCoefficients | readonly NewtonSchulzCoefficients[]>> = {
  standard: [3.4445, -4.775, 2.0315],
  dion: [
    [4.0848, -6.8946, 2.927],
    [3.9505, -6.3029, 2.6377],
    [3.7418, -5.5913, 2.3037],
    [2.8769, -3.1427, 1.2046],
    [2.8366, -3.0525, 1.2012],
  ],
};

/** How matrices are brought to a norm of at most 1 before the iteration. */
export type Preconditioning = "frobenius" | "spectral" | "aol" | "schatten";

/** Axes of weights: for all, as a tree with one (or null: not Muon's) in the place of each parameter or subtree, or a function. */
export type WeightDimensions = WeightDimensionNumbers | Tree | ((params: Tree) => Tree);

/** Options of {@link scaleByMuon}. */
export interface MuonOptions {
  /** Coefficients of the iteration, one set or one for each step; default [3.4445, −4.775, 2.0315]. */
  readonly nsCoeffs?: NewtonSchulzCoefficients | readonly NewtonSchulzCoefficients[];
  /** Number of steps; default 5. */
  readonly nsSteps?: number;
  /** β, decay rate of the momentum; default 0.95. */
  readonly beta?: ArrayLike;
  /** ε added to the norm; default 1e-8. */
  readonly eps?: ArrayLike;
  /** Dtype of the stored momentum; default that of the parameters. */
  readonly muDtype?: DType;
  /** Nesterov's momentum; default true. */
  readonly nesterov?: boolean;
  /** Scale by the inner product of momentum and update, which is the dual norm; default false. */
  readonly adaptive?: boolean;
  /** How matrices are brought to a norm of at most 1; default "frobenius". */
  readonly preconditioning?: Preconditioning;
}

/**
 * Muon's rule: momentum made orthogonal, so that all directions of a matrix are learned equally fast.
 *
 *     m ← β m + (1 − β) g        X = m̂ / ‖m̂‖
 *     X ← a X + (b A + c A²) X   with A = X Xᵀ, five times: near U Vᵀ of X = U S Vᵀ
 *     u = X
 *
 * @param options see {@link MuonOptions}, and `weightDimensionNumbers`: needed for parameters that are not matrices
 * @returns a transformation with state `{ count, mu, nsCoeffs }`
 * @throws RangeError for coefficients of another shape or too few; TypeError for parameters that are no matrices and have no dimension
 *   numbers
 * @example
 * const tx = optax.contrib.scaleByMuon();
 * const [updates] = tx.update(jnp.array([[2, 0], [0, 0.5]]), tx.init(jnp.zeros([2, 2])));
 * assertAllClose(updates, [[1, 0], [0, 1]], { atol: 0.35 });
 * @see Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024, https://kellerjordan.github.io/posts/muon/
 */
export function scaleByMuon(
  options: MuonOptions & { weightDimensionNumbers?: WeightDimensions | null } = {},
): GradientTransformation<MuonState> {
  const { nsCoeffs = presets.standard!, nsSteps = 5, beta = 0.95, eps = 1e-8, muDtype } = options;
  const { nesterov = true, adaptive = false, preconditioning = "frobenius" } = options;
  if (!["frobenius", "spectral", "aol", "schatten"].includes(preconditioning)) {
    throw new RangeError(
      `Cannot make Muon: preconditioning must be "frobenius", "spectral", "aol" or "schatten", got "${String(preconditioning)}"`,
    );
  }
  return describe(
    "scaleByMuon",
    { nsCoeffs, nsSteps, beta, eps, muDtype, nesterov, adaptive, preconditioning },
    {
      init: (params) =>
        new MuonState(zeroCount(), zerosLike(params, { dtype: muDtype }), coefficients(nsCoeffs, nsSteps)),
      update(updates, state) {
        const mu = updateMoment({ updates, moments: state.mu, decay: beta, order: 1 });
        const count = safeIncrement(state.count);
        const muHat = nesterov ? nesterovMoment(updates, mu, beta, count) : biasCorrection(mu, beta, count);
        const steps = stepsOf(state.nsCoeffs, nsSteps);
        const dimensions = resolve(options.weightDimensionNumbers ?? null, updates);
        const next = map(
          (m: JaxArray, numbers: WeightDimensionNumbers | null) => {
            const view = matrixView(m.shape, numbers ?? impliedBy(m.shape), "muon");
            const matrices = orthogonalize(view.toMatrices(m), steps, preconditioning, eps);
            const u = view.fromMatrices(matrices);
            return adaptive ? multiply(sum(multiply(m, u)), u) : u;
          },
          muHat,
          dimensions,
        );
        return [next, new MuonState(count, cast(mu, muDtype), state.nsCoeffs)];
      },
    },
  );
}

function coefficients(given: NewtonSchulzCoefficients | readonly NewtonSchulzCoefficients[], steps: number): JaxArray {
  const c = array(given as never, { dtype: "float32" });
  if (c.shape.length > 2 || c.shape.at(-1) !== 3) {
    throw new RangeError(`Cannot make Muon: nsCoeffs must have shape [3] or [n, 3], got [${c.shape}]`);
  }
  if (c.shape.length === 1) return c;
  if (c.shape[0]! > steps) {
    throw new RangeError(`Cannot make Muon: there are ${c.shape[0]} sets of coefficients for ${steps} steps`);
  }
  return c;
}

function stepsOf(coeffs: JaxArray, steps: number): JaxArray[] {
  if (coeffs.shape.length === 1) return Array.from({ length: steps }, () => coeffs);
  return Array.from({ length: coeffs.shape[0]! }, (_, i) => coeffs.at([i]).get());
}

function impliedBy(shape: readonly number[]): MuonDimensionNumbers {
  if (shape.length === 2) return new MuonDimensionNumbers();
  throw new TypeError(
    `Cannot apply muon to a parameter of shape [${shape}]: only matrices need no dimension numbers; ` +
      `say which axes are rows and columns with new MuonDimensionNumbers(reductionAxis, outputAxis)`,
  );
}

/** f[batch, rows, columns] → the same, nearly orthogonal. */
function orthogonalize(x: JaxArray, steps: readonly JaxArray[], how: Preconditioning, eps: ArrayLike): JaxArray {
  const isTall = x.shape[1]! > x.shape[2]!;
  let y = isTall ? matrixTranspose(x) : x;
  if (how === "frobenius") y = divide(y, add(frobenius(y), eps));
  if (how === "spectral") y = divide(y, add(spectral(y), eps));
  for (const [i, coeffs] of steps.entries()) {
    const [a, b, c] = [0, 1, 2].map((k) => astype(coeffs.at([k]).get(), y.dtype)) as [JaxArray, JaxArray, JaxArray];
    let gram = matmul(y, matrixTranspose(y));
    if (i === 0 && (how === "aol" || how === "schatten")) {
      const rows = expandDims(sum(abs(gram), { axis: -1 }), -1);
      const s = divide(1, sqrt(clip(how === "aol" ? rows : frobenius(gram), 1e-8, Infinity)));
      y = multiply(y, s);
      gram = how === "aol" ? multiply(multiply(gram, s), matrixTranspose(s)) : multiply(gram, square(s));
    }
    const polynomial = add(multiply(b, gram), matmul(multiply(c, gram), gram));
    y = add(multiply(a, y), matmul(polynomial, y));
  }
  return isTall ? matrixTranspose(y) : y;
}

/** f[batch, 1, 1] */
function frobenius(x: JaxArray): JaxArray {
  return sqrt(sum(square(x), { axis: [-2, -1], keepdims: true }));
}

/** f[batch, 1, 1]: the largest singular value, by repeated squaring of the Gram matrix, which stands its power to the 2²⁰. */
function spectral(x: JaxArray): JaxArray {
  const gram = matmul(x, matrixTranspose(x));
  const first = frobenius(gram);
  let power = divide(gram, first);
  for (let i = 0; i < 20; i++) {
    const squared = matmul(power, power);
    power = divide(squared, frobenius(squared));
  }
  // Rayleigh quotient of the projector onto the leading directions: tr(P G) / tr(P)
  const trace = (m: JaxArray): JaxArray => sum(multiply(m, eye(m.shape.at(-1)!)), { axis: [-2, -1], keepdims: true });
  return sqrt(divide(trace(matmul(power, gram)), trace(power)));
}

/** A tree with dimension numbers, or null, in the place of every parameter. */
function resolve(dimensions: WeightDimensions | null, params: Tree): Tree {
  const given = isTreeFunction(dimensions) ? dimensions(params) : dimensions;
  if (given === null || given instanceof WeightDimensionNumbers) return map(() => given, params);
  const isPlace = (node: unknown): boolean =>
    node === null || node instanceof WeightDimensionNumbers || node instanceof MaskedNode;
  return map((numbers: WeightDimensionNumbers | null, subtree: Tree) => map(() => numbers, subtree), given, params, {
    isLeaf: isPlace,
  });
}

/** Options of {@link muon}. */
export interface MuonOptimizerOptions extends Omit<MuonOptions, "nsCoeffs"> {
  /** Coefficients of the iteration, or the name of a set: "standard" (default), "dion". */
  readonly nsCoeffs?: MuonOptions["nsCoeffs"] | "standard" | "dion";
  /** Weight decay of Muon's parameters; default 0. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which of them decay; default all. */
  readonly weightDecayMask?: Mask | null;
  /** β₁ of AdamW, for all other parameters; default 0.9. */
  readonly adamB1?: ArrayLike;
  /** β₂ of AdamW; default 0.999. */
  readonly adamB2?: ArrayLike;
  /** ε̄ of AdamW; default 0. */
  readonly adamEpsRoot?: ArrayLike;
  /** Weight decay of AdamW; default 0. */
  readonly adamWeightDecay?: ScalarOrSchedule;
  /** Learning rate of AdamW; default that of Muon. */
  readonly adamLearningRate?: ScalarOrSchedule | null;
  /** Axes of Muon's parameters; default: matrices are Muon's, everything else AdamW's. */
  readonly muonWeightDimensionNumbers?: WeightDimensions | null;
  /** Root mean square that updates should have like AdamW's (0.2); default none: they are scaled by √max(1, columns / rows). */
  readonly consistentRms?: number | null;
}

/**
 * Muon: momentum made orthogonal, for the matrices of a network; AdamW for everything else.
 *
 *     matrices:  w ← w − α √max(1, n / m) · U Vᵀ        of the momentum U S Vᵀ, m × n
 *
 * @param learningRate α, a number or a schedule
 * @param options see {@link MuonOptimizerOptions}
 * @returns an optimizer with state `{ innerStates: { muon, adam } }`; its `update` needs the parameters
 * @throws RangeError for an unknown set of coefficients
 * @example
 * const tx = optax.contrib.muon(0.1, { nesterov: false });
 * const params = { w: jnp.ones([2, 2]), b: jnp.ones([2]) };
 * const [updates] = tx.update({ w: jnp.array([[2, 0], [0, 0.5]]), b: jnp.ones([2]) }, tx.init(params), params);
 * assertAllClose(updates.w, [[-0.1, 0], [0, -0.1]], { atol: 0.035 });
 * assertAllClose(updates.b, [-0.1, -0.1], { rtol: 1e-5 });
 * @see Jordan et al., "Muon: An optimizer for hidden layers in neural networks", 2024, https://kellerjordan.github.io/posts/muon/
 */
export function muon(
  learningRate: ScalarOrSchedule,
  options: MuonOptimizerOptions = {},
): GradientTransformation<PartitionState> {
  const {
    nsCoeffs = "standard",
    nsSteps,
    beta,
    eps = 1e-8,
    muDtype,
    nesterov = true,
    adaptive,
    preconditioning,
  } = options;
  const { weightDecay = 0, weightDecayMask, consistentRms = null, muonWeightDimensionNumbers = null } = options;
  const { adamB1 = 0.9, adamB2 = 0.999, adamEpsRoot = 0, adamWeightDecay = 0, adamLearningRate } = options;
  if (typeof nsCoeffs === "string" && !Object.hasOwn(presets, nsCoeffs)) {
    throw new RangeError(`Cannot make Muon: nsCoeffs must be "standard", "dion" or numbers, got "${nsCoeffs}"`);
  }
  const dimensionsOf = (params: Tree): Tree => {
    if (muonWeightDimensionNumbers !== null) return resolve(muonWeightDimensionNumbers, params);
    return map((p: ArrayLike) => (asarray(p).shape.length === 2 ? new MuonDimensionNumbers() : null), params);
  };
  const labels = (params: Tree): Tree => {
    const given = leaves(dimensionsOf(params), {
      isLeaf: (node) => node === null || node instanceof WeightDimensionNumbers,
    });
    let next = 0;
    return map(() => (given[next++] === null ? "adam" : "muon"), params);
  };
  const rule: MuonOptions = {
    nsCoeffs: typeof nsCoeffs === "string" ? presets[nsCoeffs]! : nsCoeffs,
    ...given({ nsSteps, beta, muDtype, adaptive, preconditioning }),
    eps,
    nesterov,
  };
  return describe(
    "muon",
    {
      learningRate,
      nsCoeffs,
      nsSteps,
      beta,
      eps,
      muDtype,
      nesterov,
      adaptive,
      preconditioning,
      weightDecay,
      weightDecayMask,
      consistentRms,
      muonWeightDimensionNumbers,
      adamB1,
      adamB2,
      adamEpsRoot,
      adamWeightDecay,
      adamLearningRate,
    },
    partition(
      {
        muon: chain(
          scaleByMuon({ ...rule, weightDimensionNumbers: dimensionsOf }),
          scaleByShape(dimensionsOf, consistentRms),
          addDecayedWeights(weightDecay, { mask: weightDecayMask }),
          scaleByLearningRate(learningRate),
        ),
        adam: adamw(adamLearningRate ?? learningRate, {
          b1: adamB1,
          b2: adamB2,
          eps,
          epsRoot: adamEpsRoot,
          weightDecay: adamWeightDecay,
          nesterov,
          ...given({ muDtype }),
        }),
      },
      labels,
    ),
  );
}

/** Options without those that were not said. */
function given<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

/** Scales updates so that learning rates carry over between widths, or to the root mean square of AdamW's. */
function scaleByShape(dimensionsOf: (params: Tree) => Tree, consistentRms: number | null): GradientTransformation {
  return stateless((updates) =>
    map(
      (u: JaxArray, numbers: WeightDimensionNumbers) => {
        const { rows, columns } = matrixView(u.shape, numbers, "muon");
        const factor =
          consistentRms === null
            ? Math.sqrt(Math.max(1, columns / rows))
            : Math.sqrt(Math.max(rows, columns)) * consistentRms;
        return multiply(factor, u);
      },
      updates,
      dimensionsOf(updates),
    ),
  );
}
