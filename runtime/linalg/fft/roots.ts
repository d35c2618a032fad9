/** Roots of unity as arrays, computed in double precision. */
import { DeviceArray } from "../../core/array.ts";
import { aval } from "../../types/aval.ts";
import { type Shape, sizeOf } from "../../types/shape.ts";

/**
 * An array of e^(sign·2πi·k/n), for a whole number k of each place.
 *
 * @param powerAt k at a place, row-major; only its rest by n counts
 */
export function rootsOfUnity(n: number, sign: 1 | -1, shape: Shape, powerAt: (place: number) => number): DeviceArray {
  const host = new Float32Array(2 * sizeOf(shape));
  for (let place = 0; 2 * place < host.length; place++) {
    const [re, im] = rootOfUnity(powerAt(place) % n, n);
    host[2 * place] = re;
    host[2 * place + 1] = sign * im;
  }
  return DeviceArray.fromHost(host, aval(shape, "complex64"));
}

/** e^(2πi·k/n); exact at multiples of an eighth of the circle, where parts are 0, 1 or alike. */
export function rootOfUnity(k: number, n: number): readonly [re: number, im: number] {
  const eighth = Math.floor((8 * k) / n);
  const angle = (2 * Math.PI * k) / n;
  // the angle to the nearest axis is small, and its sine and cosine are as exact as can be
  switch (eighth) {
    case 0:
      return [Math.cos(angle), Math.sin(angle)];
    case 1:
    case 2: {
      const rest = (2 * Math.PI * (k - n / 4)) / n;
      return [-Math.sin(rest), Math.cos(rest)];
    }
    case 3:
    case 4: {
      const rest = (2 * Math.PI * (k - n / 2)) / n;
      return [-Math.cos(rest), -Math.sin(rest)];
    }
    case 5:
    case 6: {
      const rest = (2 * Math.PI * (k - (3 * n) / 4)) / n;
      return [Math.sin(rest), -Math.cos(rest)];
    }
    default: {
      const rest = (2 * Math.PI * (k - n)) / n;
      return [Math.cos(rest), Math.sin(rest)];
    }
  }
}
