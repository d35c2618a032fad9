/**
 * Numbers without a pattern that every language makes alike, bit for bit: a hash of the position (the finalizer of MurmurHash3),
 * as a float of 24 bits.
 *
 * @param count how many
 * @param seed whole number; another seed gives other numbers
 * @param scale numbers are in [−scale, scale); default 1
 * @see Appleby, "MurmurHash3", 2011, https://github.com/aappleby/smhasher/wiki/MurmurHash3
 */
export function hashed(count: number, seed: number, scale = 1): Float32Array {
  const numbers = new Float32Array(count);
  for (let n = 0; n < count; n++) numbers[n] = ((word(n, seed) >>> 8) / 2 ** 23 - 1) * scale;
  return numbers;
}

/** Class numbers in [0, classes), made in the same way. */
export function hashedLabels(count: number, seed: number, classes: number): Int32Array {
  return Int32Array.from({ length: count }, (_, n) => (word(n, seed) >>> 8) % classes);
}

function word(n: number, seed: number): number {
  let x = Math.imul(n, 0x9e3779b1) + Math.imul(seed, 0x85ebca77);
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return x ^ (x >>> 16);
}
