/** `multiplyAdd`: a·b + c rounded once, in float32 arithmetic. */
import type { JaxArray } from "../core/array.ts";
import * as lax from "../primitives/index.ts";

/**
 * a·b + c with one rounding, as the fused instruction gives it that XLA uses for uniform numbers in an interval. The errors of
 * the product and of the sum are computed exactly and added at the end. Not for operands beyond 10³⁴.
 *
 * @see Dekker, "A floating-point technique for extending the available precision", 1971, doi:10.1007/BF01397083
 */
export function multiplyAdd(a: JaxArray, b: JaxArray, c: JaxArray): JaxArray {
  const product = lax.mul(a, b);
  const [aHigh, aLow] = halves(a);
  const [bHigh, bLow] = halves(b);
  const cross = lax.add(lax.add(lax.sub(lax.mul(aHigh, bHigh), product), lax.mul(aHigh, bLow)), lax.mul(aLow, bHigh));
  const productError = lax.add(cross, lax.mul(aLow, bLow));
  const sum = lax.add(product, c);
  const added = lax.sub(sum, product);
  const sumError = lax.add(lax.sub(product, lax.sub(sum, added)), lax.sub(c, added));
  return lax.add(sum, lax.add(productError, sumError));
}

/** x = high + low, each of at most 12 bits, so that products of halves are exact. */
function halves(x: JaxArray): readonly [high: JaxArray, low: JaxArray] {
  const scaled = lax.mul(x, 4097);
  const high = lax.sub(scaled, lax.sub(scaled, x));
  return [high, lax.sub(x, high)];
}
