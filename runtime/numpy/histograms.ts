/** How many values fall where: `bincount histogram histogram2d histogramdd histogramBinEdges`. */
import { type ArrayLike, DeviceArray, JaxArray } from "../core/array.ts";
import { ConcretizationError } from "../core/errors.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { isFloat } from "../types/dtype.ts";
import { divide, multiply } from "./arithmetic.ts";
import { asarray, inDType } from "./array.ts";
import { at } from "./at.ts";
import { diff } from "./differences.ts";
import type { NestedArray } from "./dtypeOf.ts";
import { ones, zeros } from "./filled.ts";
import { stack } from "./join.ts";
import { max, min } from "./minMax.ts";
import { floatOne } from "./operands.ts";
import { lift, promoteInexact } from "./promote.ts";
import { linspace } from "./ranges.ts";
import { ravel, reshape } from "./reshape.ts";
import { searchsorted } from "./searchsorted.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { sum } from "./sums.ts";
import { where } from "./where.ts";

/** Options of `bincount`. */
export interface BincountOptions {
  /** What each value adds; default 1. */
  readonly weights?: ArrayLike | null | undefined;
  /** The smallest size of the result; default 0. */
  readonly minlength?: number | undefined;
  /** The size of the result; needed inside jit. Values beyond are left out. Default: the largest value + 1. */
  readonly length?: number | null | undefined;
}

/**
 * How often each whole number occurs.
 *
 * @param x vector of integers ≥ 0; negative ones count as 0
 * @param options `weights`: what each value adds, default 1; `minlength`: smallest size; `length`: size, needed inside jit
 * @returns i32[length], or in the dtype of the weights
 * @throws TypeError for floats, more than one axis, or weights of another shape
 * @throws ConcretizationError inside jit without `length`
 * @example
 * assertEqual(jnp.bincount(jnp.array([1, 1, 3])), "[0 2 0 1]");
 */
export function bincount(x: ArrayLike, options: BincountOptions = {}): JaxArray {
  const { weights, minlength = 0, length } = options;
  const given = lift("count", x);
  if (given.ndim !== 1 || isFloat(given.dtype))
    throw new TypeError(`Cannot count ${printAval(given.aval)}: it must be a vector of integers`);
  const values = inDType(given, "int32");
  const size = length ?? Math.max(minlength, largest(values) + 1);
  const added =
    weights === null || weights === undefined ? ones([values.size], { dtype: "int32" }) : lift("weigh by", weights);
  if (added.shape.join() !== values.shape.join())
    throw new TypeError(
      `Cannot count ${printAval(given.aval)} with weights ${printAval(added.aval)}: shapes must be equal`,
    );
  return at(zeros([size], { dtype: added.dtype }), lax.max(values, 0)).add(added);
}

function largest(x: JaxArray): number {
  if (!(x instanceof DeviceArray))
    throw new ConcretizationError(
      `Cannot count a traced ${printAval(x.aval)}: the size of the result depends on its values; give \`length\``,
    );
  return (x.host as Int32Array).reduce((top, value) => Math.max(top, value), -1);
}

/** Options of histograms. */
export interface HistogramOptions {
  /** A number of bins of equal width, or the edges: a rising vector; default 10. */
  readonly bins?: number | ArrayLike | readonly number[] | undefined;
  /** First and last edge; default the smallest and the largest value. */
  readonly range?: readonly [ArrayLike, ArrayLike] | null | undefined;
  /** What each value adds; default 1. */
  readonly weights?: ArrayLike | null | undefined;
  /** Whether the result is a density, whose integral is 1; default false. */
  readonly density?: boolean | undefined;
}

/**
 * The edges of the bins of a histogram.
 *
 * @param a values: array
 * @param options `bins`: a number, default 10, or the edges themselves; `range`: first and last edge, default the extremes of `a`
 * @returns f32[bins + 1]
 * @example
 * assertEqual(jnp.histogramBinEdges(jnp.array([1, 5]), { bins: 2 }), "[1. 3. 5.]");
 */
export function histogramBinEdges(a: ArrayLike, options: HistogramOptions = {}): JaxArray {
  const { bins = 10, range } = options;
  if (typeof bins !== "number") return inDType(asarray(bins as NestedArray), "float32");
  const x = floatOne("make bins for", a);
  const [low, high] = (range ?? [min(x), max(x)]).map((end) => floatOne("make bins from", end)) as [JaxArray, JaxArray];
  const isPoint = lax.eq(low, high);
  const widened = (end: JaxArray, by: number) => where(isPoint, lax.add(end, by), end);
  return linspace(widened(low, -0.5), widened(high, 0.5), { num: bins + 1 });
}

/**
 * How many values fall into each bin; the last bin holds its right edge too.
 *
 * @param a values: array
 * @param options `bins`: a number, default 10, or the edges; `range`: first and last edge; `weights`: what each value adds, default 1;
 *   `density`: whether the integral is 1, default false
 * @returns [f32[bins] counts, f32[bins + 1] edges]
 * @throws TypeError for weights of another shape
 * @example
 * const [counts, edges] = jnp.histogram(jnp.array([1, 2, 2, 5]), { bins: 2 });
 * assertEqual(counts, "[3. 1.]");
 * assertEqual(edges, "[1. 3. 5.]");
 */
export function histogram(a: ArrayLike, options: HistogramOptions = {}): [counts: JaxArray, edges: JaxArray] {
  const { weights, density = false } = options;
  const hasWeights = weights !== null && weights !== undefined;
  const [given, w] = hasWeights ? promoteInexact("count", a, weights) : promoteInexact("count", a);
  if (w && w.shape.join() !== given!.shape.join())
    throw new TypeError(
      `Cannot count ${printAval(given!.aval)} with weights ${printAval(w.aval)}: shapes must be equal`,
    );
  const x = ravel(given!);
  const edges = histogramBinEdges(x, options);
  const counts = countsIn([x], [edges], w ? ravel(w) : ones([x.size], { dtype: x.dtype }));
  if (!density) return [counts, edges];
  return [divide(divide(counts, diff(edges)), sum(counts)), edges];
}

/** Counts of points in the product of the bins of each axis. Points outside are left out. */
function countsIn(columns: readonly JaxArray[], edges: readonly JaxArray[], weights: JaxArray): JaxArray {
  const places = columns.map((x, k) => {
    const own = edges[k]!;
    const bins = own.size - 1;
    const place = lax.sub(searchsorted(own, x, { side: "right" }), scalar(1, "int32"));
    const last = reshape(sliceAlong(own, 0, bins, bins + 1), []);
    const inside = where(lax.eq(x, last), bins - 1, place);
    // negative indices would count from the end
    return where(lax.lt(inside, 0), bins, inside);
  });
  const shape = edges.map((own) => own.size - 1);
  return at(zeros(shape, { dtype: weights.dtype }), places).add(weights);
}

/** Options of `histogramdd`: of each axis its own, or one for all. */
export interface HistogramddOptions {
  /** A number of bins for all axes, or for each axis a number or the edges; default 10. */
  readonly bins?: number | readonly (number | ArrayLike | readonly number[])[] | undefined;
  /** For each axis first and last edge; default the extremes. */
  readonly range?: readonly (readonly [ArrayLike, ArrayLike] | null)[] | null | undefined;
  /** What each point adds; default 1. */
  readonly weights?: ArrayLike | null | undefined;
  /** Whether the result is a density, whose integral is 1; default false. */
  readonly density?: boolean | undefined;
}

/**
 * How many points fall into each box of a grid.
 *
 * @param sample f32[points, axes], or a list of one vector for each axis
 * @param options `bins`: a number for all axes, or for each axis a number or edges, default 10; `range`: for each axis first and last
 *   edge; `weights`: what each point adds; `density`: whether the integral is 1
 * @returns [counts, int32 without weights, of one axis for each axis of the points; a list of edges]
 * @throws TypeError for other than two axes, or numbers of bins that do not fit
 * @example
 * const [counts] = jnp.histogramdd(jnp.array([[0, 0], [1, 1], [1, 0]]), { bins: 2 });
 * assertEqual(counts, "[[1 0]\n [1 1]]");
 */
export function histogramdd(
  sample: ArrayLike | readonly ArrayLike[],
  options: HistogramddOptions = {},
): [counts: JaxArray, edges: JaxArray[]] {
  const { bins = 10, range, weights, density = false } = options;
  const points = Array.isArray(sample)
    ? stack(
        (sample as readonly ArrayLike[]).map((x) => floatOne("count", x)),
        { axis: 1 },
      )
    : floatOne("count", sample as ArrayLike);
  if (points.ndim !== 2) throw new TypeError(`Cannot count points ${printAval(points.aval)}: it must have two axes`);
  const [n, d] = points.shape as unknown as [number, number];
  if (typeof bins !== "number" && bins.length !== d)
    throw new TypeError(`Cannot count points of ${d} axes in ${bins.length} lists of bins: give one for each axis`);
  const columns = Array.from({ length: d }, (_, k) => reshape(sliceAlong(points, 1, k, k + 1), [n]));
  const edges = columns.map((x, k) =>
    histogramBinEdges(x, { bins: typeof bins === "number" ? bins : bins[k]!, range: range?.[k] ?? null }),
  );
  const w = weights === null || weights === undefined ? ones([n], { dtype: "int32" }) : floatOne("weigh by", weights);
  const counts = countsIn(columns, edges, w);
  if (!density) return [counts, edges];
  const volume = edges
    .map((own, k) =>
      reshape(
        diff(own),
        edges.map((_, axis) => (axis === k ? own.size - 1 : 1)),
      ),
    )
    .reduce<JaxArray>((product, widths) => multiply(product, widths), ones([]));
  return [divide(divide(counts, sum(counts)), volume), edges];
}

/**
 * How many points of the plane fall into each rectangle of a grid.
 *
 * @param x first coordinates: vector
 * @param y second coordinates: vector of the same size
 * @param options `bins`: a number for both axes, or for each a number or edges, default 10; `range`: for each axis first and last edge;
 *   `weights`; `density`
 * @returns [counts, edges along x, edges along y]
 * @throws TypeError for vectors of different sizes
 * @example
 * const [counts] = jnp.histogram2d(jnp.array([0, 1, 1]), jnp.array([0, 1, 0]), { bins: 2 });
 * assertEqual(counts, "[[1 0]\n [1 1]]");
 */
export function histogram2d(
  x: ArrayLike,
  y: ArrayLike,
  options: HistogramddOptions = {},
): [counts: JaxArray, xEdges: JaxArray, yEdges: JaxArray] {
  const { bins = 10 } = options;
  const isEdges = bins instanceof JaxArray || (Array.isArray(bins) && bins.length > 2);
  const both = isEdges ? [bins as unknown as ArrayLike, bins as unknown as ArrayLike] : bins;
  const [counts, [xEdges, yEdges]] = histogramdd([x, y], { ...options, bins: both }) as [
    JaxArray,
    [JaxArray, JaxArray],
  ];
  return [counts, xEdges, yEdges];
}
