/** `jax.scipy.special`: functions of statistics and of numbers of ways. Everything is made float. */
import { customJvp } from "../control/index.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import * as lax from "../lax/index.ts";
import * as jnp from "../numpy/index.ts";
import { floatOne, floatPair } from "../numpy/operands.ts";

export { logSoftmax, logsumexp, softmax } from "../functions/softmax.ts";

/** Operands brought to one float dtype and one shape. */
function floats(action: string, ...given: readonly ArrayLike[]): JaxArray[] {
  const first = given.reduce((x: ArrayLike, y) => floatPair(action, x, y)[0]);
  const { dtype } = floatOne(action, first);
  return jnp.broadcastArrays(...given.map((x) => jnp.asarray(x).astype(dtype)));
}

/**
 * The error function.
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.erf(1), 0.8427008);
 */
export function erf(x: ArrayLike): JaxArray {
  return lax.erf(floatOne("take erf of", x));
}

/**
 * 1 − erf(x), exact also where erf is near 1.
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.erfc(1), 0.1572992);
 */
export function erfc(x: ArrayLike): JaxArray {
  return lax.erfc(floatOne("take erfc of", x));
}

/**
 * The inverse of the error function, for x in (−1, 1).
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.erfinv(0.5), 0.4769363);
 */
export function erfinv(x: ArrayLike): JaxArray {
  return lax.erfInv(floatOne("invert erf at", x));
}

/**
 * log |Γ(x)|.
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.gammaln(5), Math.log(24));
 */
export function gammaln(x: ArrayLike): JaxArray {
  return lax.lgamma(floatOne("take gammaln of", x));
}

/**
 * The derivative of `gammaln`.
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.digamma(1), -0.5772157);
 */
export function digamma(x: ArrayLike): JaxArray {
  return lax.digamma(floatOne("take digamma of", x));
}

/**
 * The sign of Γ(x).
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertEqual(jax.scipy.special.gammasgn(jnp.array([-0.5, -1.5, 2])), "[-1.  1.  1.]");
 */
export function gammasgn(x: ArrayLike): JaxArray {
  const a = floatOne("take the sign of gamma of", x);
  const isOdd = jnp.notEqual(jnp.mod(jnp.floor(a), 2), 0);
  return jnp.where(jnp.less(a, 0), jnp.where(isOdd, -1, 1), 1).astype(a.dtype);
}

/**
 * Γ(x), which is (x − 1)! for whole numbers.
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.gamma(5), 24);
 */
export function gamma(x: ArrayLike): JaxArray {
  return gammasgn(x).mul(lax.exp(gammaln(x)));
}

/**
 * x!, 0 for negative numbers.
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.factorial(4), 24);
 */
export function factorial(x: ArrayLike): JaxArray {
  const n = floatOne("take the factorial of", x);
  return jnp.where(jnp.less(n, 0), 0, lax.exp(lax.lgamma(jnp.add(n, 1))));
}

/**
 * 1 / (1 + e⁻ˣ).
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertEqual(jax.scipy.special.expit(0), "0.5");
 */
export function expit(x: ArrayLike): JaxArray {
  return lax.logistic(floatOne("take expit of", x));
}

/**
 * log(p / (1 − p)), the inverse of `expit`.
 *
 * @param x probabilities
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.logit(0.75), Math.log(3));
 */
export function logit(x: ArrayLike): JaxArray {
  const p = floatOne("take logit of", x);
  return lax.log(lax.div(p, lax.sub(1, p)));
}

/**
 * e^(−|x|) I₀(x).
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.i0e(1), 0.4657596);
 */
export function i0e(x: ArrayLike): JaxArray {
  return lax.besselI0e(floatOne("take i0e of", x));
}

/**
 * e^(−|x|) I₁(x).
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.i1e(1), 0.2079104);
 */
export function i1e(x: ArrayLike): JaxArray {
  return lax.besselI1e(floatOne("take i1e of", x));
}

/**
 * The modified Bessel function I₀.
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.i0(1), 1.2660659);
 */
export function i0(x: ArrayLike): JaxArray {
  const a = floatOne("take i0 of", x);
  return lax.mul(lax.exp(lax.abs(a)), lax.besselI0e(a));
}

/**
 * The modified Bessel function I₁.
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.i1(1), 0.5651591);
 */
export function i1(x: ArrayLike): JaxArray {
  const a = floatOne("take i1 of", x);
  return lax.mul(lax.exp(lax.abs(a)), lax.besselI1e(a));
}

/**
 * The share of the standard normal distribution below x.
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.ndtr(jnp.array([0, 1])), [0.5, 0.8413447]);
 */
export function ndtr(x: ArrayLike): JaxArray {
  const a = floatOne("take ndtr of", x);
  const w = lax.mul(a, Math.SQRT1_2);
  const z = lax.abs(w);
  const tail = lax.mul(0.5, lax.erfc(z));
  return jnp.where(
    jnp.less(z, Math.SQRT1_2),
    lax.add(lax.mul(0.5, lax.erf(w)), 0.5),
    jnp.where(jnp.greater(w, 0), lax.sub(1, tail), tail),
  );
}

/**
 * The number below which a share of the standard normal distribution lies: the inverse of `ndtr`.
 *
 * @param x shares in (0, 1)
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.ndtri(0.8413447), 1, { rtol: 1e-4 });
 */
export function ndtri(x: ArrayLike): JaxArray {
  const p = floatOne("take ndtri of", x);
  return lax.mul(Math.SQRT2, lax.erfInv(lax.sub(lax.mul(2, p), 1)));
}

/**
 * log ndtr(x), exact also where ndtr is 0 in float32.
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.logNdtr(jnp.array([0, -20])), [-0.6931472, -203.91715]);
 */
export function logNdtr(x: ArrayLike): JaxArray {
  const a = floatOne("take logNdtr of", x);
  return logNdtrOf(a);
}

/** Below it erfc loses its digits, and the series 1 − 1/x² + 3/x⁴ − 15/x⁶ … is exact enough. */
const farBelow = -5;

function logNdtrOf(x: JaxArray): JaxArray {
  const far = jnp.minimum(x, farBelow);
  const y = lax.div(1, lax.square(far));
  let series: JaxArray = jnp.onesLike(y);
  for (const k of [15, 13, 11, 9, 7, 5, 3, 1]) series = lax.sub(1, lax.mul(lax.mul(y, k), series));
  const below = lax.add(
    lax.sub(lax.mul(-0.5, lax.square(far)), lax.add(lax.log(lax.neg(far)), Math.log(2 * Math.PI) / 2)),
    lax.log(series),
  );
  const near = jnp.clip(x, farBelow, 5);
  const inside = lax.log(ndtr(near));
  const above = lax.neg(ndtr(lax.neg(jnp.maximum(x, 5))));
  return jnp.where(jnp.less(x, farBelow), below, jnp.where(jnp.greater(x, 5), above, inside));
}

/**
 * −x log x; 0 at 0, −∞ below.
 *
 * @param x array or number
 * @returns the values, of the shape of `x`
 * @example
 * assertAllClose(jax.scipy.special.entr(0.5), 0.3465736);
 */
export function entr(x: ArrayLike): JaxArray {
  const a = floatOne("take the entropy of", x);
  const safe = jnp.where(jnp.greater(a, 0), a, 1);
  const inside = lax.neg(lax.mul(safe, lax.log(safe)));
  return jnp.where(jnp.less(a, 0), Number.NEGATIVE_INFINITY, jnp.where(jnp.equal(a, 0), 0, inside));
}

const xlogyOf = customJvp((x: JaxArray, y: JaxArray): JaxArray => {
  const isZero = lax.eq(x, 0);
  return jnp.where(isZero, 0, lax.mul(x, lax.log(jnp.where(isZero, 1, y))));
}).defjvps(
  (dx: JaxArray, _: JaxArray, __: JaxArray, y: JaxArray) => lax.mul(dx, lax.log(y)),
  (dy: JaxArray, _: JaxArray, x: JaxArray, y: JaxArray) => lax.mul(dy, lax.div(x, y)),
);

const xlog1pyOf = customJvp((x: JaxArray, y: JaxArray): JaxArray => {
  const isZero = lax.eq(x, 0);
  return jnp.where(isZero, 0, lax.mul(x, lax.log1p(jnp.where(isZero, 0, y))));
}).defjvps(
  (dx: JaxArray, _: JaxArray, __: JaxArray, y: JaxArray) => lax.mul(dx, lax.log1p(y)),
  (dy: JaxArray, _: JaxArray, x: JaxArray, y: JaxArray) => lax.mul(dy, lax.div(x, lax.add(1, y))),
);

/**
 * x log y; 0 where x is 0.
 *
 * @param x factor
 * @param y number whose logarithm is taken
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertEqual(jax.scipy.special.xlogy(0, 0), "0.0");
 */
export function xlogy(x: ArrayLike, y: ArrayLike): JaxArray {
  const [a, b] = floats("take xlogy of", x, y) as [JaxArray, JaxArray];
  return xlogyOf(a, b);
}

/**
 * x log(1 + y); 0 where x is 0.
 *
 * @param x factor
 * @param y number
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertEqual(jax.scipy.special.xlog1py(0, -1), "0.0");
 */
export function xlog1py(x: ArrayLike, y: ArrayLike): JaxArray {
  const [a, b] = floats("take xlog1py of", x, y) as [JaxArray, JaxArray];
  return xlog1pyOf(a, b);
}

/**
 * log |B(a, b)|.
 *
 * @param a > 0
 * @param b > 0
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.special.betaln(2, 3), -Math.log(12));
 */
export function betaln(a: ArrayLike, b: ArrayLike): JaxArray {
  const [x, y] = floats("take betaln of", a, b) as [JaxArray, JaxArray];
  return lax.sub(lax.add(lax.lgamma(x), lax.lgamma(y)), lax.lgamma(lax.add(x, y)));
}

/**
 * B(a, b) = Γ(a) Γ(b) / Γ(a + b).
 *
 * @param a > 0
 * @param b > 0
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.special.beta(2, 3), 1 / 12);
 */
export function beta(a: ArrayLike, b: ArrayLike): JaxArray {
  return lax.exp(betaln(a, b));
}

/**
 * The regularized lower incomplete gamma function.
 *
 * @param a > 0
 * @param x ≥ 0
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.special.gammainc(2, 1), 0.2642411);
 */
export function gammainc(a: ArrayLike, x: ArrayLike): JaxArray {
  const [s, z] = floats("take gammainc of", a, x) as [JaxArray, JaxArray];
  return lax.igamma(s, z);
}

/**
 * 1 − `gammainc`.
 *
 * @param a > 0
 * @param x ≥ 0
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.special.gammaincc(2, 1), 0.7357589);
 */
export function gammaincc(a: ArrayLike, x: ArrayLike): JaxArray {
  const [s, z] = floats("take gammaincc of", a, x) as [JaxArray, JaxArray];
  return lax.igammac(s, z);
}

/**
 * p log(p / q); 0 where p is 0.
 *
 * @param p numbers
 * @param q numbers
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.special.relEntr(0.5, 0.25), 0.3465736);
 */
export function relEntr(p: ArrayLike, q: ArrayLike): JaxArray {
  const [x, y] = floats("take relEntr of", p, q) as [JaxArray, JaxArray];
  const bothPositive = lax.bitwiseAnd(lax.gt(x, 0), lax.gt(y, 0));
  const onlyZero = lax.bitwiseAnd(lax.eq(x, 0), lax.ge(y, 0));
  const [a, b] = [jnp.where(bothPositive, x, 1), jnp.where(bothPositive, y, 1)];
  const value = lax.sub(lax.mul(a, lax.log(a)), lax.mul(a, lax.log(b)));
  return jnp.where(bothPositive, value, jnp.where(onlyZero, 0, Number.POSITIVE_INFINITY));
}

/**
 * p log(p / q) − p + q.
 *
 * @param p numbers
 * @param q numbers
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.special.klDiv(0.5, 0.25), 0.0965736);
 */
export function klDiv(p: ArrayLike, q: ArrayLike): JaxArray {
  const [x, y] = floats("take klDiv of", p, q) as [JaxArray, JaxArray];
  return lax.add(lax.sub(relEntr(x, y), x), y);
}

/**
 * The n-th derivative of `digamma`.
 *
 * @param n order, ≥ 0
 * @param x numbers
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.special.polygamma(1, 1), Math.PI ** 2 / 6);
 */
export function polygamma(n: ArrayLike, x: ArrayLike): JaxArray {
  const [k, z] = floats("take polygamma of", n, x) as [JaxArray, JaxArray];
  return lax.polygamma(k, z);
}

/**
 * Σ 1 / (k + q)ˣ over k ≥ 0.
 *
 * @param x > 1
 * @param q > 0
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.special.zeta(2, 1), Math.PI ** 2 / 6);
 */
export function zeta(x: ArrayLike, q: ArrayLike): JaxArray {
  const [s, z] = floats("take zeta of", x, q) as [JaxArray, JaxArray];
  return lax.zeta(s, z);
}

/**
 * The logarithm of the gamma function of d dimensions.
 *
 * @param a numbers > (d − 1) / 2
 * @param d dimensions, a whole number
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.special.multigammaln(3, 2), 1.5501958, { rtol: 1e-5 });
 */
export function multigammaln(a: ArrayLike, d: ArrayLike): JaxArray {
  const x = floatOne("take multigammaln of", a);
  const n = Number(d);
  const steps = lax.mul(jnp.arange(n).astype(x.dtype), -0.5);
  const sum = jnp.sum(lax.lgamma(jnp.add(jnp.expandDims(x, -1), steps)), { axis: -1 });
  return jnp.add(sum, (n * (n - 1) * Math.log(Math.PI)) / 4);
}

/**
 * The regularized incomplete beta function.
 *
 * @param a > 0
 * @param b > 0
 * @param x in [0, 1]
 * @returns the values, of the broadcast shape
 * @throws TypeError for shapes that do not broadcast
 * @example
 * assertAllClose(jax.scipy.special.betainc(2, 3, 0.5), 0.6875);
 */
export function betainc(a: ArrayLike, b: ArrayLike, x: ArrayLike): JaxArray {
  const [p, q, z] = floats("take betainc of", a, b, x) as [JaxArray, JaxArray, JaxArray];
  return lax.betainc(p, q, z);
}
