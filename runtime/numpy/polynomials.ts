/** Polynomials as vectors of coefficients, highest power first: `poly roots polyadd polysub polymul polydiv polyval polyder polyint`. */
import { type ArrayLike, DeviceArray, type JaxArray } from "../core/array.ts";
import { ConcretizationError } from "../core/errors.ts";
import { scalar } from "../core/scalar.ts";
import * as linalg from "../linalg/index.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { add, divide, multiply, negative, subtract } from "./arithmetic.ts";
import { inDType } from "./array.ts";
import { convolve } from "./convolve.ts";
import { trimZeros } from "./edits.ts";
import { eye } from "./eye.ts";
import { ones, zeros } from "./filled.ts";
import { concatenate } from "./join.ts";
import { lift, promote, promoteInexact } from "./promote.ts";
import { arange } from "./ranges.ts";
import { atleast1d, reshape } from "./reshape.ts";
import { sliceAlong } from "./sliceAlong.ts";
import { tolist } from "./tolist.ts";

function coefficients(action: string, given: ArrayLike): JaxArray {
  const p = atleast1d(lift(action, given));
  if (p.ndim === 1) return p;
  throw new TypeError(`Cannot ${action} ${printAval(p.aval)}: a polynomial is a vector of coefficients`);
}

function aligned(action: string, a1: ArrayLike, a2: ArrayLike): [JaxArray, JaxArray] {
  const [p, q] = promote(action, coefficients(action, a1), coefficients(action, a2)) as [JaxArray, JaxArray];
  const size = Math.max(p.size, q.size);
  const padded = (x: JaxArray) => lax.pad(x, scalar(0, x.dtype), { paddingConfig: [[size - x.size, 0, 0]] });
  return [padded(p), padded(q)];
}

/**
 * The sum of two polynomials.
 *
 * @param a1 coefficients, highest power first
 * @param a2 coefficients, highest power first
 * @returns coefficients of the sum
 * @throws TypeError for more than one axis
 * @example
 * assertEqual(jnp.polyadd(jnp.array([1, 2]), jnp.array([3, 4, 5])), "[3 5 7]");
 */
export function polyadd(a1: ArrayLike, a2: ArrayLike): JaxArray {
  return add(...aligned("add polynomials", a1, a2));
}

/**
 * The difference of two polynomials.
 *
 * @param a1 coefficients, highest power first
 * @param a2 coefficients, highest power first
 * @returns coefficients of the difference
 * @throws TypeError for more than one axis
 * @example
 * assertEqual(jnp.polysub(jnp.array([3, 4, 5]), jnp.array([1, 2])), "[3 3 3]");
 */
export function polysub(a1: ArrayLike, a2: ArrayLike): JaxArray {
  return subtract(...aligned("subtract polynomials", a1, a2));
}

/**
 * The product of two polynomials.
 *
 * @param a1 coefficients, highest power first
 * @param a2 coefficients, highest power first
 * @param options `trimLeadingZeros`: whether zeros in front are left out first; their number must be known; default false
 * @returns coefficients of the product, float32
 * @throws TypeError for more than one axis
 * @example
 * assertEqual(jnp.polymul(jnp.array([1, 1]), jnp.array([1, -1])), "[ 1.  0. -1.]");
 */
export function polymul(
  a1: ArrayLike,
  a2: ArrayLike,
  options: { readonly trimLeadingZeros?: boolean | undefined } = {},
): JaxArray {
  const both = promoteInexact("multiply polynomials", coefficients("multiply", a1), coefficients("multiply", a2));
  const [p, q] = both.map((x) => (options.trimLeadingZeros && x.size > 1 ? leading(x) : x)) as [JaxArray, JaxArray];
  return convolve(p.size ? p : zeros([1]), q.size ? q : zeros([1]));
}

function leading(x: JaxArray): JaxArray {
  const trimmed = trimZeros(x, { trim: "f" });
  return trimmed.size ? trimmed : sliceAlong(x, 0, x.size - 1, x.size);
}

/**
 * Quotient and remainder of two polynomials: u = quotient · v + remainder.
 *
 * @param u coefficients, highest power first
 * @param v coefficients, highest power first; the first not 0
 * @param options `trimLeadingZeros`: whether zeros in front of the remainder are left out; their number must be known; default false
 * @returns [coefficients of the quotient, coefficients of the remainder], float32
 * @throws TypeError for more than one axis
 * @example
 * const [q, r] = jnp.polydiv(jnp.array([1, 0, -1]), jnp.array([1, 1]));
 * assertEqual(q, "[ 1. -1.]");
 * assertEqual(r, "[0. 0. 0.]");
 */
export function polydiv(
  u: ArrayLike,
  v: ArrayLike,
  options: { readonly trimLeadingZeros?: boolean | undefined } = {},
): [quotient: JaxArray, remainder: JaxArray] {
  const [p, q] = promoteInexact("divide polynomials", coefficients("divide", u), coefficients("divide", v)) as [
    JaxArray,
    JaxArray,
  ];
  const [m, n] = [p.size - 1, q.size - 1];
  const scale = divide(1, sliceAlong(q, 0, 0, 1));
  let rest = p;
  const quotient: JaxArray[] = [];
  for (let k = 0; k <= m - n; k++) {
    const d = multiply(scale, sliceAlong(rest, 0, k, k + 1));
    quotient.push(d);
    const taken = lax.pad(multiply(d, q), scalar(0, q.dtype), { paddingConfig: [[k, m - n - k, 0]] });
    rest = subtract(rest, taken);
  }
  const result = quotient.length ? concatenate(quotient) : zeros([1], { dtype: p.dtype });
  return [result, options.trimLeadingZeros && rest.size > 1 ? leading(rest) : rest];
}

/**
 * The value of a polynomial, by Horner's rule.
 *
 * @param p coefficients along the first axis, highest power first
 * @param x places: array or number
 * @returns the values, in the promoted dtype, of the shape that `x` and the other axes of `p` broadcast to
 * @example
 * assertEqual(jnp.polyval(jnp.array([1, 0, -1]), jnp.array([2, 3])), "[3 8]");
 */
export function polyval(p: ArrayLike, x: ArrayLike): JaxArray {
  const [c, at] = promote("evaluate", atleast1d(p), x) as [JaxArray, JaxArray];
  const rest = c.shape.slice(1);
  const part = (k: number) => reshape(sliceAlong(c, 0, k, k + 1), rest);
  let value: JaxArray = multiply(at, 0);
  if (c.shape[0] === 0) return value;
  for (let k = 0; k < c.shape[0]!; k++) value = add(multiply(value, at), part(k));
  return value;
}

/**
 * The derivative of a polynomial.
 *
 * @param p coefficients, highest power first
 * @param options `m`: how often, default 1
 * @returns coefficients of the derivative
 * @throws RangeError for a negative number
 * @throws TypeError for more than one axis
 * @example
 * assertEqual(jnp.polyder(jnp.array([1, 2, 3])), "[2. 2.]");
 */
export function polyder(p: ArrayLike, options: { readonly m?: number | undefined } = {}): JaxArray {
  const { m = 1 } = options;
  if (!(Number.isInteger(m) && m >= 0))
    throw new RangeError(`Cannot derive ${m} times: the number must be whole and ≥ 0`);
  const c = coefficients("derive", p);
  if (m === 0) return c;
  const kept = Math.max(c.size - m, 0);
  const factors = Array.from({ length: kept }, (_, k) => falling(c.size - 1 - k, m));
  const [given] = promoteInexact("derive", c) as [JaxArray];
  return multiply(
    sliceAlong(given, 0, 0, kept),
    DeviceArray.fromHost(Float32Array.from(factors), { shape: [kept], dtype: "float32", weakType: false }),
  );
}

/** n (n − 1) … (n − m + 1). */
function falling(n: number, m: number): number {
  let product = 1;
  for (let k = 0; k < m; k++) product *= n - k;
  return product;
}

/**
 * The integral of a polynomial.
 *
 * @param p coefficients, highest power first
 * @param options `m`: how often, default 1; `k`: constants of integration, one or one for each time, default 0
 * @returns coefficients of the integral, float32
 * @throws RangeError for a negative number
 * @throws TypeError for more than one axis, or another number of constants
 * @example
 * assertEqual(jnp.polyint(jnp.array([2, 2])), "[1. 2. 0.]");
 */
export function polyint(
  p: ArrayLike,
  options: { readonly m?: number | undefined; readonly k?: ArrayLike | null | undefined } = {},
): JaxArray {
  const { m = 1 } = options;
  if (!(Number.isInteger(m) && m >= 0))
    throw new RangeError(`Cannot integrate ${m} times: the number must be whole and ≥ 0`);
  const [c, given] = promoteInexact("integrate", coefficients("integrate", p), options.k ?? 0) as [JaxArray, JaxArray];
  const constants = atleast1d(given);
  if (constants.ndim !== 1 || (constants.size !== m && constants.size !== 1))
    throw new TypeError(
      `Cannot integrate ${m} times with constants ${printAval(constants.aval)}: give one, or one for each time`,
    );
  let result = c;
  for (let k = 0; k < m; k++) {
    const exponents = arange(result.size, 0, -1, { dtype: "float32" });
    const i = constants.size === 1 ? 0 : k;
    const constant = constants.size === 1 && k < m - 1 && m > 1 ? constants : sliceAlong(constants, 0, i, i + 1);
    result = concatenate([divide(result, exponents), constant]);
  }
  return result;
}

/** Options of `roots`. */
export interface RootsOptions {
  /** Whether zeros at the start of `p` are left out; default true. They are looked for, so not inside jit. */
  readonly stripZeros?: boolean | undefined;
}

/**
 * The roots of a polynomial: eigenvalues of its companion matrix, and a 0 for each zero at the end of the coefficients.
 *
 * @param p vector of coefficients, the highest power first
 * @param options `stripZeros`: whether zeros at the start are left out, default true
 * @returns complex64
 * @throws TypeError for other than one axis
 * @example
 * assertAllClose(jnp.sort(jnp.real(jnp.roots(jnp.array([1, -3, 2])))), [1, 2]);
 */
export function roots(p: ArrayLike, options: RootsOptions = {}): JaxArray {
  const [c] = promoteInexact("find the roots of", atleast1d(p)) as [JaxArray];
  if (c.ndim !== 1) throw new TypeError(`Cannot find the roots of ${printAval(c.aval)}: give coefficients as a vector`);
  if (options.stripZeros === false) return rootsOf(c);
  if (!(c instanceof DeviceArray))
    throw new ConcretizationError(
      `Cannot find the roots of a traced ${printAval(c.aval)}: zeros at its start would be left out, which it does not tell yet; set { stripZeros: false }`,
    );
  const isZero = tolist(lax.eq(c, 0)) as boolean[];
  const first = isZero.indexOf(false);
  if (first < 0) return zeros([0], { dtype: "complex64" });
  const last = isZero.lastIndexOf(false);
  const found = rootsOf(sliceAlong(c, 0, first, last + 1));
  return concatenate([found, zeros([c.size - 1 - last], { dtype: "complex64" })]);
}

function rootsOf(c: JaxArray): JaxArray {
  const n = c.size - 1;
  if (n < 1) return zeros([0], { dtype: "complex64" });
  const top = reshape(negative(divide(sliceAlong(c, 0, 1, n + 1), sliceAlong(c, 0, 0, 1))), [1, n]);
  const companion = concatenate([top, eye(n - 1, { M: n, dtype: c.dtype })], { axis: 0 });
  return linalg.eig(companion, { computeLeftEigenvectors: false, computeRightEigenvectors: false })[0]!;
}

/**
 * The polynomial with given roots, and 1 before its highest power; of a square matrix, see `jnp.linalg`.
 *
 * @param seqOfZeros the roots: vector
 * @returns coefficients, float32
 * @throws TypeError for other than one axis
 * @example
 * assertEqual(jnp.poly(jnp.array([1, 2])), "[ 1. -3.  2.]");
 */
export function poly(seqOfZeros: ArrayLike): JaxArray {
  const [roots] = promoteInexact("make a polynomial of", atleast1d(seqOfZeros)) as [JaxArray];
  if (roots.ndim !== 1)
    throw new TypeError(`Cannot make a polynomial of ${printAval(roots.aval)}: give its roots as a vector`);
  let product: JaxArray = ones([1]);
  for (let k = 0; k < roots.size; k++) {
    const factor = concatenate([ones([1]), negative(sliceAlong(roots, 0, k, k + 1))]);
    product = convolve(product, factor);
  }
  return inDType(product, roots.dtype);
}
