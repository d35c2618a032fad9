/** Axes counted from the end. */

/** The axis itself, or counted from the end if negative. Throws a `RangeError` outside the rank. */
export function axisOf(axis: number, rank: number, action: string): number {
  const at = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(at) && at >= 0 && at < rank) return at;
  throw new RangeError(`Cannot ${action} axis ${axis}: it is outside ${-rank} … ${rank - 1}`);
}
