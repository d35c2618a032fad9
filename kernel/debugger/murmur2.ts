/**
 * MurmurHash2 with 32 bits, of the UTF-8 bytes of a text: the number by which JupyterLab's debugger names the code of a cell.
 *
 * @param seed start value, 32 bits
 * @returns the hash, 0 to 2³² − 1
 * @see https://github.com/aappleby/smhasher/blob/master/src/MurmurHash2.cpp
 */
export function murmur2(text: string, seed: number): number {
  const bytes = new TextEncoder().encode(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const whole = bytes.length & ~3; // bytes that come in words of four
  let hash = seed ^ bytes.length;
  for (let at = 0; at < whole; at += 4) {
    const mixed = Math.imul(view.getUint32(at, true), factor);
    hash = Math.imul(hash, factor) ^ Math.imul(mixed ^ (mixed >>> 24), factor);
  }
  const rest = bytes.subarray(whole);
  for (let at = rest.length - 1; at >= 0; at--) hash ^= rest[at]! << (8 * at);
  if (rest.length > 0) hash = Math.imul(hash, factor);
  hash = Math.imul(hash ^ (hash >>> 13), factor);
  return (hash ^ (hash >>> 15)) >>> 0;
}

const factor = 0x5bd1e995;
