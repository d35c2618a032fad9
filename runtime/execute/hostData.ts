/**
 * Host elements and device words: the same bytes, but for dtypes that are narrower than a word, each of which has a word on the device,
 * and for complex numbers: their parts take turns on the host; on the device all real parts come first, which vectors load at once.
 */
import type { Aval } from "../types/aval.ts";
import { dtypes, type HostArray, isComplex } from "../types/dtype.ts";
import { sizeOf } from "../types/shape.ts";

/** Bytes of an array on the device. */
export function deviceBytes({ shape, dtype }: Aval): number {
  return 4 * sizeOf(shape) * dtypes[dtype].words;
}

/** The device words of host elements, as bytes; a view of them where they are the same. */
export function toDeviceBytes(data: HostArray, { dtype }: Aval): Uint8Array {
  const host = isComplex(dtype) ? partsFirst(data) : data;
  const words =
    host.BYTES_PER_ELEMENT === 4 ? host : dtypes[dtype].kind === "int" ? Int32Array.from(host) : Uint32Array.from(host);
  return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
}

/** The host elements of device words; takes the bytes over. */
export function toHostArray(bytes: Uint8Array, { dtype }: Aval): HostArray {
  const { buffer, byteOffset, byteLength } = aligned(bytes);
  if (dtypes[dtype].HostArray.BYTES_PER_ELEMENT !== 4) {
    const host = new dtypes[dtype].HostArray(byteLength / 4);
    host.set(new Int32Array(buffer, byteOffset, byteLength / 4)); // keeps the low bits
    return host;
  }
  const Host = dtypes[dtype].HostArray as unknown as new (
    buffer: ArrayBufferLike,
    offset: number,
    length: number,
  ) => HostArray;
  const host = new Host(buffer, byteOffset, byteLength / 4);
  return isComplex(dtype) ? partsInTurns(host) : host;
}

/** a b c d e f → a c e b d f */
function partsFirst(host: HostArray): HostArray {
  const n = host.length / 2;
  const words = new Float32Array(host.length);
  for (let i = 0; i < n; i++) {
    words[i] = host[2 * i]!;
    words[n + i] = host[2 * i + 1]!;
  }
  return words;
}

/** a b c d e f → a d b e c f */
function partsInTurns(words: HostArray): HostArray {
  const n = words.length / 2;
  const host = new Float32Array(words.length);
  for (let i = 0; i < n; i++) {
    host[2 * i] = words[i]!;
    host[2 * i + 1] = words[n + i]!;
  }
  return host;
}

/** Word arrays need an aligned start. */
function aligned(bytes: Uint8Array): Uint8Array {
  return bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
}
