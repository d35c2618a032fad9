/** `binomial multinomial`: how often something happens in n tries. */
import { jit } from "../control/jit.ts";
import { scan } from "../control/scan/scan.ts";
import { whileLoop } from "../control/while/whileLoop.ts";
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { divide } from "../numpy/arithmetic.ts";
import { inDType } from "../numpy/array.ts";
import { broadcastTo } from "../numpy/broadcast.ts";
import { type DTypeLike, dtypeOf } from "../numpy/dtypeOf.ts";
import { clip } from "../numpy/extremes.ts";
import { shapeOf } from "../numpy/filled.ts";
import { lift } from "../numpy/promote.ts";
import { take } from "../numpy/take.ts";
import { moveaxis } from "../numpy/transpose.ts";
import { any } from "../numpy/truth.ts";
import { where } from "../numpy/where.ts";
import * as lax from "../primitives/index.ts";
import { aval } from "../types/aval.ts";
import type { Shape } from "../types/shape.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { drawingOf } from "./drawing.ts";
import { split } from "./split.ts";
import { type FloatOptions, uniformIn } from "./uniform.ts";

const full = (value: number, shape: Shape, dtype: "float32" | "bool" = "float32") =>
  lax.broadcastInDim(scalar(value, dtype), { shape, broadcastDimensions: [] });

/** Geometric numbers, the distances between successes, are added until they pass the number of tries. Right for few successes. */
function byDistances(key: JaxArray, count: JaxArray, prob: JaxArray): JaxArray {
  const { shape } = prob;
  const logFailure = lax.log1p(lax.neg(prob));
  type State = readonly [found: JaxArray, place: JaxArray, key: JaxArray];
  const [found] = whileLoop(
    ([, place]: State) => any(lax.le(place, count)),
    ([k, place, from]: State) => {
      const [own, rest] = split(from) as unknown as [JaxArray, JaxArray];
      const next = lax.selectN(lax.le(place, count), k, lax.add(k, 1));
      const distance = lax.ceil(lax.div(lax.log(uniformIn(own, shape, 0, 1)), logFailure));
      return [next, lax.add(place, distance), rest] as const;
    },
    [full(0, shape), full(0, shape), key],
  ) as unknown as State;
  return lax.sub(found, 1);
}

/** What Stirling's formula lacks of log k!, for k = 0 … 9. */
const stirlingTails = [
  0.0810614667953272, 0.0413406959554092, 0.0276779256849983, 0.02079067210376509, 0.0166446911898211,
  0.0138761288230707, 0.0118967099458917, 0.010411265261972, 0.00925546218271273, 0.00833056343336287,
];

function stirlingTail(given: JaxArray): JaxArray {
  const table = DeviceArray.fromHost(Float32Array.from(stirlingTails), aval([10], "float32"));
  const isSmall = lax.le(given, 9);
  const k = lax.clamp(scalar(0, "float32"), given, scalar(9, "float32"));
  const square = lax.mul(lax.add(k, 1), lax.add(k, 1));
  const series = lax.sub(1 / 12, lax.div(lax.sub(1 / 360, lax.div(1 / 1260, square)), square));
  const known = take(table, inDType(lax.floor(k), "int32"), { mode: "clip" });
  return lax.selectN(isSmall, lax.div(series, lax.add(k, 1)), known);
}

/** Hörmann's transformed rejection. Right for many successes. */
function byRejection(key: JaxArray, count: JaxArray, prob: JaxArray): JaxArray {
  const { shape } = prob;
  const failure = lax.sub(1, prob);
  const deviation = lax.sqrt(lax.mul(lax.mul(count, prob), failure));
  const b = lax.add(1.15, lax.mul(2.53, deviation));
  const a = lax.add(lax.add(-0.0873, lax.mul(0.0248, b)), lax.mul(0.01, prob));
  const c = lax.add(lax.mul(count, prob), 0.5);
  const vr = lax.sub(0.92, lax.div(4.2, b));
  const r = lax.div(prob, failure);
  const alpha = lax.mul(lax.add(2.83, lax.div(5.1, b)), deviation);
  const m = lax.floor(lax.mul(lax.add(count, 1), prob));
  const left = (k: JaxArray) => lax.add(lax.sub(count, k), 1);
  type State = readonly [drawn: JaxArray, accepted: JaxArray, key: JaxArray];
  const [drawn] = whileLoop(
    ([, accepted]: State) => any(lax.not(accepted)),
    ([before, accepted, from]: State) => {
      const [rest, keyU, keyV] = split(from, 3) as unknown as [JaxArray, JaxArray, JaxArray];
      const u = lax.sub(uniformIn(keyU, shape, 0, 1), 0.5);
      const v = uniformIn(keyV, shape, 0, 1);
      const us = lax.sub(0.5, lax.abs(u));
      const isCentral = lax.and(lax.ge(us, 0.07), lax.le(v, vr));
      const k = lax.floor(lax.add(lax.mul(lax.add(lax.div(lax.mul(2, a), us), b), u), c));
      const isOut = lax.or(lax.lt(k, 0), lax.gt(k, count));
      const height = lax.log(lax.div(lax.mul(v, alpha), lax.add(lax.div(a, lax.mul(us, us)), b)));
      const terms = [
        lax.mul(lax.add(m, 0.5), lax.log(lax.div(lax.add(m, 1), lax.mul(r, left(m))))),
        lax.mul(lax.add(count, 1), lax.log(lax.div(left(m), left(k)))),
        lax.mul(lax.add(k, 0.5), lax.log(lax.div(lax.mul(r, left(k)), lax.add(k, 1)))),
        stirlingTail(m),
        stirlingTail(lax.sub(count, m)),
        lax.neg(stirlingTail(k)),
        lax.neg(stirlingTail(lax.sub(count, k))),
      ];
      const bound = terms.reduce((sum, term) => lax.add(sum, term));
      const accept = lax.or(isCentral, lax.and(lax.not(isOut), lax.le(height, bound)));
      return [lax.selectN(accept, before, k), lax.or(accepted, accept), rest] as const;
    },
    [full(-1, shape), full(0, shape, "bool"), key],
  ) as unknown as State;
  return drawn;
}

/** Both methods run; each element takes what is right for it, with harmless parameters in the other. */
function drawIn(key: JaxArray, given: JaxArray, prob: JaxArray): JaxArray {
  const isLow = lax.lt(prob, 0.5);
  const folded = lax.selectN(isLow, lax.sub(1, prob), prob);
  const badCount = lax.or(lax.ne(given, given), lax.lt(given, 0));
  const isEndless = lax.eq(lax.abs(given), Number.POSITIVE_INFINITY);
  const isNan = lax.ne(folded, folded);
  const isNegative = lax.lt(folded, 0);
  const q = lax.selectN(lax.or(isNan, isNegative), folded, scalar(0.01, "float32"));
  const isFew = lax.or(badCount, lax.le(lax.mul(given, q), 10));
  const count = lax.floor(given);
  const few = byDistances(key, lax.selectN(isFew, scalar(0, "float32"), count), q);
  const many = byRejection(
    key,
    lax.selectN(isFew, count, scalar(1e4, "float32")),
    lax.selectN(isFew, q, scalar(0.5, "float32")),
  );
  const isInvalid = lax.or(lax.or(isNegative, isNan), badCount);
  const known = lax.selectN(isInvalid, lax.selectN(isFew, many, few), scalar(Number.NaN, "float32"));
  const endless = lax.and(isEndless, lax.not(isInvalid));
  const samples = lax.selectN(endless, known, scalar(Number.POSITIVE_INFINITY, "float32"));
  const isDirect = lax.or(lax.or(isLow, badCount), lax.or(isNan, isEndless));
  return lax.selectN(isDirect, lax.sub(count, samples), samples);
}

const draw: (key: JaxArray, count: JaxArray, prob: JaxArray) => JaxArray = jit(
  function binomial(key: JaxArray, count: JaxArray, prob: JaxArray): JaxArray {
    return drawIn(key, count, prob);
  },
  { inline: true },
);

/**
 * How many of n tries succeed, each with probability p.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param n number of tries: number or array
 * @param p probability: number or array
 * @param shape axis sizes; default that of the parameters
 * @param options `dtype`
 * @returns f32[shape]: whole numbers; NaN for parameters that make no sense
 * @throws TypeError for what is no key, and for a shape that the parameters do not broadcast to
 * @example
 * assertAllClose(jnp.mean(random.binomial(random.key(0), 10, 0.3, [4000])), 3, { rtol: 0.05 });
 * @see Hörmann, "The generation of binomial random variates", 1993, doi:10.1080/00949659308811496
 */
export function binomial(
  key: Key,
  n: ArrayLike,
  p: ArrayLike,
  shape?: Shape | number | null,
  options: FloatOptions = {},
): JaxArray {
  const drawing = drawingOf("draw binomial numbers", key, [n, p], shape, options);
  const [count, prob] = drawing.parameters.map((x) => broadcastTo(x, drawing.shape)) as [JaxArray, JaxArray];
  return draw(drawing.key, count, prob);
}

/** Options of `multinomial`. */
export interface MultinomialOptions {
  /** Axis sizes, the last that of the outcomes; default that of `p`. */
  readonly shape?: Shape | null | undefined;
  /** Dtype of the counts; default float32. */
  readonly dtype?: DTypeLike | null | undefined;
}

const drawMany: (key: JaxArray, n: JaxArray, p: JaxArray) => JaxArray = jit(
  function multinomial(key: JaxArray, n: JaxArray, probabilities: JaxArray): JaxArray {
    const p = moveaxis(probabilities, -1, 0);
    const outcomes = p.shape[0]!;
    const sums = { axes: [1] };
    const shape = [outcomes, outcomes, ...p.shape.slice(1)];
    const along = (dimension: number) => lax.iota({ dtype: "int32", shape, dimension });
    const spread = lax.broadcastInDim(p, { shape, broadcastDimensions: [1, ...p.shape.slice(1).map((_, k) => k + 2)] });
    const remaining = lax.reduceSum(lax.selectN(lax.ge(along(1), along(0)), scalar(0, "float32"), spread), sums);
    const ratios = clip(divide(p, where(lax.eq(remaining, 0), 1, remaining)), 0, 1);
    const [, counts] = scan(
      (rest: JaxArray, [ratio, own]: readonly [JaxArray, JaxArray]) => {
        const drawn = drawIn(own, rest, ratio);
        return [lax.sub(rest, drawn), drawn] as const;
      },
      n,
      [ratios, split(key, outcomes)] as const,
    );
    return moveaxis(counts as JaxArray, 0, -1);
  },
  { inline: true },
);

/**
 * How often each outcome occurs in n tries.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param n number of tries: number or array
 * @param p probabilities of the outcomes along the last axis
 * @param options `shape`: axis sizes, the last that of the outcomes, default that of `p`; `dtype`: default float32
 * @returns f32[shape]: whole numbers that sum to n along the last axis
 * @throws TypeError for what is no key, and for shapes that do not broadcast
 * @example
 * assertEqual(Number(jnp.sum(random.multinomial(random.key(0), 20, jnp.array([0.2, 0.3, 0.5])))), 20);
 */
export function multinomial(key: Key, n: ArrayLike, p: ArrayLike, options: MultinomialOptions = {}): JaxArray {
  const action = "draw multinomial counts";
  const [tries, given] = [n, p].map((x) => inDType(lift(action, x), "float32")) as [JaxArray, JaxArray];
  const shape = options.shape ? shapeOf(action, options.shape) : given.shape;
  const counts = drawMany(keyOf(action, key).key, broadcastTo(tries, shape.slice(0, -1)), broadcastTo(given, shape));
  return options.dtype ? inDType(counts, dtypeOf(options.dtype)) : counts;
}
