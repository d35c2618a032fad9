/** Whether this engine has fused multiply-add on vectors ("relaxed SIMD"); Node 20 has it only behind a flag. */
export function hasRelaxedSimd(): boolean {
  return WebAssembly.validate(relaxedMadd);
}

/** Whether threads can use one memory; in browsers only pages that are isolated from others can. */
export function hasSharedMemory(): boolean {
  if (typeof SharedArrayBuffer === "undefined") return false;
  try {
    return new WebAssembly.Memory({ initial: 0, maximum: 0, shared: true }).buffer instanceof SharedArrayBuffer;
  } catch {
    return false;
  }
}

/** A module with one function: three parameters, `f32x4.relaxed_madd` of them. */
// biome-ignore format: one section a line
const relaxedMadd: Uint8Array<ArrayBuffer> = Uint8Array.of(
  0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00,
  0x01, 0x08, 0x01, 0x60, 0x03, 0x7b, 0x7b, 0x7b, 0x01, 0x7b,
  0x03, 0x02, 0x01, 0x00,
  0x0a, 0x0d, 0x01, 0x0b, 0x00, 0x20, 0x00, 0x20, 0x01, 0x20, 0x02, 0xfd, 0x85, 0x02, 0x0b,
);
