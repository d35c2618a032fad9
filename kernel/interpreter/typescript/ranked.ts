/** The order of proposals. */

/** A proposal with its rank. */
export interface Ranked {
  readonly text: string;
  /** Compared as text; what is smaller comes first. */
  readonly rank: string;
}

/** Those that start as what is typed, whatever the case; of equal rank those with the very same letters first. */
export function ranked<C extends Ranked>(candidates: readonly C[], typed: string): C[] {
  const prefix = typed.toLowerCase();
  return candidates
    .map((candidate) => ({ candidate, lower: candidate.text.toLowerCase() }))
    .filter(({ lower }) => lower.startsWith(prefix))
    .sort((a, b) => {
      const exact = Number(b.candidate.text.startsWith(typed)) - Number(a.candidate.text.startsWith(typed));
      return compare(a.candidate.rank, b.candidate.rank) || exact || compare(a.lower, b.lower);
    })
    .map(({ candidate }) => candidate);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
