/**
 * The order in which Jacobi's methods meet pairs of columns: a tournament. Column i of the first half meets column i of the second; then
 * all but the first move on by one place, round the table. After n − 1 rounds each has met each, and all are back in their places.
 */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { numbers } from "./parts.ts";

/** For an even number of places: who stands at each place in the next round. */
export function nextSeats(n: number): JaxArray {
  const h = n / 2;
  const place = numbers(n);
  const whole = (k: number) => scalar(k, "int32");
  // first half: 0, then the first of the second half, then 1 … h − 2; second half: moved up by one, behind it the last of the first half
  const first = lax.selectN(lax.eq(place, 1), lax.sub(place, whole(1)), whole(h));
  const seated = lax.selectN(lax.eq(place, 0), first, whole(0));
  const second = lax.selectN(lax.eq(place, n - 1), lax.add(place, whole(1)), whole(h - 1));
  const seats = lax.selectN(lax.lt(place, h), second, seated);
  // two columns are always neighbours
  return n === 2 ? place : seats;
}

/** Cosine and sine of the rotation that makes two directions orthogonal, from half the difference of their lengths and their product. */
export function rotation(app: JaxArray, aqq: JaxArray, apq: JaxArray): readonly [c: JaxArray, s: JaxArray] {
  const isDone = lax.eq(apq, 0);
  const tau = lax.div(lax.sub(aqq, app), lax.mul(2, lax.selectN(isDone, apq, scalar(1, "float32"))));
  const length = lax.add(lax.abs(tau), lax.sqrt(lax.add(1, lax.square(tau))));
  const t = lax.selectN(lax.ge(tau, 0), lax.div(1, length), lax.div(-1, length));
  const c = lax.rsqrt(lax.add(1, lax.square(t)));
  const s = lax.mul(t, c);
  const [one, zero] = [scalar(1, "float32"), scalar(0, "float32")];
  return [lax.selectN(isDone, c, one), lax.selectN(isDone, s, zero)];
}
