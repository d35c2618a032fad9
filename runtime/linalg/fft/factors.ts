/** Lengths of Fourier transforms as products of small ones. */

/** Longest transform that is a product with a matrix. */
const longest = 64;
/** Small factors are multiplied up to so much: then the products are large enough to be fast. */
const comfortable = 16;

/** Factors of n, in the order of the steps; undefined where one is too large for a product with a matrix. */
export function factorsOf(n: number): number[] | undefined {
  const primes = primesOf(n);
  if (primes.some((prime) => prime > longest)) return undefined;
  const factors: number[] = [];
  for (const prime of primes.reverse()) {
    const place = factors.findIndex((factor) => factor * prime <= comfortable);
    if (place < 0) factors.push(prime);
    else factors[place]! *= prime;
  }
  return factors;
}

/** Prime factors, in increasing order. */
function primesOf(n: number): number[] {
  const primes: number[] = [];
  let left = n;
  for (let p = 2; p * p <= left; p++) {
    while (left % p === 0) {
      primes.push(p);
      left /= p;
    }
  }
  if (left > 1) primes.push(left);
  return primes;
}
