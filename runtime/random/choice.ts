/** `choice`: a sample of an array or range. */
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { add, multiply, negative, subtract } from "../numpy/arithmetic.ts";
import { axisOf } from "../numpy/axes.ts";
import { less } from "../numpy/comparison.ts";
import { log } from "../numpy/exponential.ts";
import { tri } from "../numpy/eye.ts";
import { shapeOf } from "../numpy/filled.ts";
import { floatOne } from "../numpy/operands.ts";
import { matmul } from "../numpy/product.ts";
import { lift } from "../numpy/promote.ts";
import { expandDims, reshape } from "../numpy/reshape.ts";
import { sliceAlong } from "../numpy/sliceAlong.ts";
import { sum } from "../numpy/sums.ts";
import { take } from "../numpy/take.ts";
import { printAval } from "../types/aval.ts";
import { isInteger } from "../types/dtype.ts";
import { type Shape, sizeOf } from "../types/shape.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { gumbel } from "./logarithmic.ts";
import { orderOf } from "./order.ts";
import { permutation } from "./permutation.ts";
import { randint } from "./randint.ts";
import { uniform } from "./uniform.ts";

/** Options of `choice`. */
export interface ChoiceOptions {
  /** Whether an element may be drawn several times; default true. */
  readonly replace?: boolean | undefined;
  /** Probability of each element: f32[n]; default the same for all. */
  readonly p?: ArrayLike | null | undefined;
  /** Axis of the array that is drawn from; default 0. */
  readonly axis?: number | undefined;
}

/**
 * Elements drawn from an array, or numbers from 0 … a − 1.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param a an array, or a whole number
 * @param shape shape of the sample; default one element
 * @param options `replace`: whether elements may repeat, default true; `p`: probabilities f32[n], default equal; `axis`: default 0
 * @returns the sample: `shape` in the place of the axis
 * @throws TypeError for what is no key, and for probabilities of another length
 * @throws RangeError when more elements are asked for than there are, without replacement
 * @example
 * const x = random.choice(random.key(0), jnp.array([5, 6, 7]), [100]);
 * assertEqual(jnp.min(x), "5");
 */
export function choice(key: Key, a: ArrayLike, shape: Shape | number = [], options: ChoiceOptions = {}): JaxArray {
  const checked = keyOf("choose", key).key;
  const { replace = true, p } = options;
  const from = lift("choose from", a);
  const sizes = shapeOf("choose a sample", shape);
  const axis = from.ndim === 0 ? 0 : axisOf("choose", options.axis ?? 0, from.ndim);
  const n = from.ndim === 0 ? lengthOf(from) : from.shape[axis]!;
  const count = sizeOf(sizes);
  if (n === 0 && count > 0) throw new RangeError(`Cannot choose from ${printAval(from.aval)}: there is no element`);
  if (!replace && count > n)
    throw new RangeError(`Cannot choose ${count} of ${n} elements without replacement: there are not enough`);
  const places =
    p === null || p === undefined
      ? equally(checked, n, sizes, replace)
      : weighted(checked, probabilities(p, n), sizes, replace);
  if (from.ndim === 0) return reshape(places, sizes);
  return take(from, reshape(places, sizes), { axis, mode: "clip" });
}

function lengthOf(n: JaxArray): number {
  if (isInteger(n.dtype) && n instanceof DeviceArray) return Number(n.item());
  throw new TypeError(`Cannot choose from ${printAval(n.aval)}: give a whole number that is known now, or an array`);
}

function probabilities(given: ArrayLike, n: number): JaxArray {
  const p = floatOne("choose with probabilities", given);
  if (p.ndim === 1 && p.size === n) return p;
  throw new TypeError(
    `Cannot choose from ${n} elements with probabilities ${printAval(p.aval)}: there must be one for each`,
  );
}

function equally(key: JaxArray, n: number, shape: Shape, replace: boolean): JaxArray {
  if (replace) return randint({ key, shape, minval: 0, maxval: n });
  return sliceAlong(permutation(key, n), 0, 0, sizeOf(shape));
}

function weighted(key: JaxArray, p: JaxArray, shape: Shape, replace: boolean): JaxArray {
  if (!replace) {
    const noisy = add(gumbel(key, [p.size]), log(p));
    return sliceAlong(orderOf(negative(noisy)), 0, 0, sizeOf(shape));
  }
  const cumulative = matmul(tri(p.size), p);
  const drawn = multiply(sliceAlong(cumulative, 0, p.size - 1, p.size), subtract(1, uniform(key, [sizeOf(shape)])));
  return sum(less(cumulative, expandDims(drawn, 1)), { axis: 1 });
}
