/** Which carries of a loop have a property (a tangent, a batch axis), when each may hand it to others in every round. */

/** The least flags from `start` on that one round of the loop does not add to. */
export function fixpoint(
  start: readonly boolean[],
  round: (flags: readonly boolean[]) => readonly boolean[],
): readonly boolean[] {
  let flags = start;
  for (;;) {
    const next = round(flags);
    const joined = flags.map((flag, i) => flag || next[i] === true);
    if (joined.every((flag, i) => flag === flags[i])) return flags;
    flags = joined;
  }
}
