/** Shuffling: `permutation`. */
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { axisOf } from "../numpy/axes.ts";
import { stack } from "../numpy/join.ts";
import { lift, operand } from "../numpy/promote.ts";
import { arange } from "../numpy/ranges.ts";
import { reshape } from "../numpy/reshape.ts";
import { take } from "../numpy/take.ts";
import { moveaxis } from "../numpy/transpose.ts";
import { printAval } from "../types/aval.ts";
import { isInteger } from "../types/dtype.ts";
import { bits } from "./bits.ts";
import { type Key, keyOf } from "./checkKey.ts";
import { orderOf } from "./order.ts";
import { split } from "./split.ts";

/** Options of `permutation`. */
export interface PermutationOptions {
  /** Axis that is shuffled; default 0. */
  readonly axis?: number | undefined;
  /** Whether each lane along the axis is shuffled on its own; default false. */
  readonly independent?: boolean | undefined;
}

/**
 * The numbers 0 … n − 1, or the parts of an array along an axis, in random order.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param x a whole number n, or an array of at least one axis
 * @param options `axis`: default 0; `independent`: shuffle each lane on its own, default false
 * @returns i32[n], or an array of the shape and dtype of `x`
 * @throws TypeError for what is no key, and for a number that is not whole
 * @throws RangeError for an axis that `x` does not have
 * @example
 * const order = random.permutation(random.key(0), 5);
 * assertEqual(jnp.sum(order), "10");
 */
export function permutation(key: Key, x: ArrayLike, options: PermutationOptions = {}): JaxArray {
  const checked = keyOf("permute", key).key;
  const { axis = 0, independent = false } = options;
  const given = lift("permute", operand("permute", x));
  if (given.ndim === 0)
    return take(arange(lengthOf(given)), shuffledOrder(checked, lengthOf(given), lengthOf(given)), {
      axis: 0,
      mode: "clip",
    });
  const along = axisOf("permute", axis, given.ndim);
  if (independent && given.ndim > 1) return shuffledLanes(checked, given, along);
  const n = given.shape[along]!;
  return take(given, shuffledOrder(checked, n, n), { axis: along, mode: "clip" });
}

function lengthOf(n: JaxArray): number {
  if (isInteger(n.dtype) && n instanceof DeviceArray) return Math.max(0, Number(n.item()));
  throw new TypeError(
    `Cannot permute ${printAval(n.aval)}: give a whole number that is known now, or an array of at least one axis`,
  );
}

/** So many rounds of sorting by 32-bit words that ties in all of them are unlikely, as JAX does. */
function roundsFor(size: number): number {
  return Math.ceil((3 * Math.log(Math.max(1, size))) / Math.log(2 ** 32 - 1));
}

/** i32[n]: a random order. */
function shuffledOrder(key: JaxArray, n: number, size: number): JaxArray {
  let order = arange(n);
  let current = key;
  for (let round = 0; round < roundsFor(size); round++) {
    const [next, sub] = [...split(current)] as [JaxArray, JaxArray];
    order = take(order, orderOf(bits(sub, [n])), { axis: 0, mode: "clip" });
    current = next;
  }
  return order;
}

/** Each lane along `axis` is sorted by words of its own. */
function shuffledLanes(key: JaxArray, x: JaxArray, axis: number): JaxArray {
  let lanes = moveaxis(x, axis, -1);
  let current = key;
  for (let round = 0; round < roundsFor(x.size); round++) {
    const [next, sub] = [...split(current)] as [JaxArray, JaxArray];
    const words = moveaxis(bits(sub, x.shape), axis, -1);
    const [n, shape] = [x.shape[axis]!, lanes.shape];
    const pairs = [...reshape(lanes, [-1, n])].map((lane, i) => [lane, reshape(words, [-1, n]).at(i).get()] as const);
    lanes = reshape(stack(pairs.map(([lane, by]) => take(lane, orderOf(by), { axis: 0, mode: "clip" }))), shape);
    current = next;
  }
  return moveaxis(lanes, -1, axis);
}
