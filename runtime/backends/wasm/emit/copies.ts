/**
 * Copies of a loop body that stand side by side in one trip. A copy is known by one number, which has a field of bits for each loop
 * that has copies: the copy's place along that loop.
 */
import type { Level } from "./plan.ts";

export type Copy = number;

/** The numbering of a loop body's copies. */
export class CopyLayout {
  /** Where each loop's field begins; −1 for loops without copies. */
  readonly #shifts: readonly number[];
  readonly #masks: readonly number[];
  /** Bits of a copy number. */
  readonly bits: number;

  constructor(levels: readonly Level[], loopCount: number) {
    const shifts = new Array<number>(loopCount).fill(-1);
    const masks = new Array<number>(loopCount).fill(0);
    let bits = 0;
    for (const { loop, width, count } of levels) {
      // A vectorised loop may leave up to three single elements, which are copies too.
      const most = width > 1 ? Math.max(count, 3) : count;
      if (most === 1) continue;
      const size = 32 - Math.clz32(most - 1);
      shifts[loop] = bits;
      masks[loop] = ((1 << size) - 1) << bits;
      bits += size;
    }
    this.#shifts = shifts;
    this.#masks = masks;
    this.bits = bits;
  }

  /** The bits that matter to what depends on the loops of a bit mask. */
  maskOf(loops: number): number {
    let mask = 0;
    for (let loop = 0; loop < this.#masks.length; loop++) if ((loops & (1 << loop)) !== 0) mask |= this.#masks[loop]!;
    return mask;
  }

  /** A copy's place along a loop. */
  placeOf(copy: Copy, loop: number): number {
    const shift = this.#shifts[loop]!;
    return shift < 0 ? 0 : (copy & this.#masks[loop]!) >>> shift;
  }

  /** The same copy at another place along a loop. */
  moved(copy: Copy, loop: number, place: number): Copy {
    const shift = this.#shifts[loop]!;
    return shift < 0 ? copy : (copy & ~this.#masks[loop]!) | (place << shift);
  }

  /** All places along a loop that a copy number can express. */
  along(copy: Copy, loop: number): Copy[] {
    const shift = this.#shifts[loop]!;
    if (shift < 0) return [copy];
    return Array.from({ length: (this.#masks[loop]! >>> shift) + 1 }, (_, place) => this.moved(copy, loop, place));
  }

  /** What a linear function of the loops changes by in a copy; `widths` are elements per copy along each loop. */
  offsetOf(copy: Copy, strides: readonly number[], widths: readonly number[]): number {
    if (copy === 0) return 0;
    let offset = 0;
    for (let loop = 0; loop < strides.length; loop++) {
      if (strides[loop] !== 0 && this.#shifts[loop]! >= 0)
        offset += strides[loop]! * widths[loop]! * this.placeOf(copy, loop);
    }
    return offset;
  }

  /** All copies of a body with so many along each loop; the first of the given loops changes slowest. */
  all(loops: readonly number[], counts: readonly number[]): Copy[] {
    let copies: Copy[] = [0];
    for (const loop of loops) {
      if (counts[loop]! <= 1) continue;
      copies = copies.flatMap((copy) =>
        Array.from({ length: counts[loop]! }, (_, place) => this.moved(copy, loop, place)),
      );
    }
    return copies;
  }
}
