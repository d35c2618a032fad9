/** What a look at one part of this machine found. */
export interface Finding {
  readonly what: string;
  readonly works: boolean;
  /** Whether the course does not run without it. */
  readonly needed: boolean;
  /** What is there, or what is missing. */
  readonly note: string;
  /** How to mend it, when it does not work. */
  readonly repair?: string;
}

/** A part that works. */
export function works(what: string, note: string): Finding {
  return { what, works: true, needed: true, note };
}

/** A part without which nothing runs, and which does not work. */
export function fails(what: string, note: string, repair: string): Finding {
  return { what, works: false, needed: true, note, repair };
}

/** A part that does not work, and without which everything that does not need it runs. */
export function lacks(what: string, note: string, repair?: string): Finding {
  return { what, works: false, needed: false, note, ...(repair === undefined ? {} : { repair }) };
}
