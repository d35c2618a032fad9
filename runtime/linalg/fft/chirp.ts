/** What Bluestein's convolution is with: known before any input is, and computed in double precision. */
import { DeviceArray } from "../../core/array.ts";
import { aval } from "../../types/aval.ts";
import { rootOfUnity } from "./roots.ts";

/** k² modulo 2n, exact also where k² is not. */
export function halfSquare(k: number, n: number): number {
  return Number((BigInt(k) * BigInt(k)) % BigInt(2 * n));
}

/** The transform of e^(−sign·πi k²/n) for |k| < n, around a circle of `length`, a power of two, divided by the length. */
export function chirpSpectrum(n: number, length: number, sign: 1 | -1): DeviceArray {
  const re = new Float64Array(length);
  const im = new Float64Array(length);
  for (let k = 0; k < n; k++) {
    const [x, y] = rootOfUnity(halfSquare(k, n), 2 * n);
    for (const place of [k, (length - k) % length]) {
      re[place] = x;
      im[place] = -sign * y;
    }
  }
  transformInPlace(re, im);
  const host = new Float32Array(2 * length);
  for (let k = 0; k < length; k++) {
    host[2 * k] = re[k]! / length;
    host[2 * k + 1] = im[k]! / length;
  }
  return DeviceArray.fromHost(host, aval([length], "complex64"));
}

/** The transform of a power of two, by halves. */
function transformInPlace(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  reverseDigits(re, im);
  for (let size = 2; size <= n; size *= 2) {
    for (let k = 0; k < size / 2; k++) {
      const [c, s] = rootOfUnity(k, size);
      for (let a = k; a < n; a += size) {
        const b = a + size / 2;
        const x = re[b]! * c + im[b]! * s;
        const y = im[b]! * c - re[b]! * s;
        [re[b], im[b]] = [re[a]! - x, im[a]! - y];
        [re[a], im[a]] = [re[a]! + x, im[a]! + y];
      }
    }
  }
}

function reverseDigits(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let a = 0, b = 0; a < n; a++) {
    if (a < b) {
      [re[a], re[b]] = [re[b]!, re[a]!];
      [im[a], im[b]] = [im[b]!, im[a]!];
    }
    let bit = n >> 1;
    for (; bit > 0 && b & bit; bit >>= 1) b ^= bit;
    b |= bit;
  }
}
