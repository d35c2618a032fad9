/**
 * Threefry on the host, for keys: splitting a key is a dozen nanoseconds of arithmetic, and no reason to wake a device. Bits for
 * arrays come from the primitive of the same name; both are the same function.
 *
 * @see Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011, doi:10.1145/2063384.2063405
 */
const rotations = [
  [13, 15, 26, 6],
  [17, 29, 16, 24],
] as const;

/** Two words of bits for the key (k1, k2) and the counter (x1, x2), written to `out` at `place`. */
export function threefryBlock(k1: number, k2: number, x1: number, x2: number, out: Uint32Array, place: number): void {
  const keys = [k1, k2, k1 ^ k2 ^ 0x1bd11bda];
  let a = (x1 + k1) | 0;
  let b = (x2 + k2) | 0;
  for (let group = 0; group < 5; group++) {
    for (const distance of rotations[group % 2]!) {
      a = (a + b) | 0;
      b = ((b << distance) | (b >>> (32 - distance))) ^ a;
    }
    a = (a + keys[(group + 1) % 3]!) | 0;
    b = (b + keys[(group + 2) % 3]! + group + 1) | 0;
  }
  out[place] = a;
  out[place + 1] = b;
}
