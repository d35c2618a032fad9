/** How a kernel's loops are run: the shape of the generated code, chosen before any code is made. */

/** One level of the loop nest. */
export interface Level {
  readonly loop: number;
  /** Elements of a block that the next level of the same loop divides further; 0 if this level goes to the elements themselves. */
  readonly block: number;
  /** 4 for vectors, 1 for scalars. */
  readonly width: 1 | 4;
  /** Copies of the body in one trip. */
  readonly count: number;
  /** Reduction levels: whether sums begin anew in each trip, and in which precision those of all trips are added up. */
  readonly flush: "no" | "single" | "double";
}

export interface Plan {
  /** Outermost first. */
  readonly grid: readonly Level[];
  readonly reduce: readonly Level[];
  /** The loop whose elements are lanes of vectors; −1 for none. */
  readonly vectorLoop: number;
  /** Whether the last vector of the vectorised grid loop may compute elements a second time instead of leaving a scalar rest. */
  readonly overlap: boolean;
}

/** A plan and how the kernel is run. */
export interface ChosenPlan extends Plan {
  /** Parts of the outermost loop that threads may share: 0 where that does not pay. */
  readonly parts: number;
  /** About how many instructions it takes. */
  readonly cost: number;
}

/** A level that runs one loop plainly, but for what is given. */
export function level(loop: number, options: Partial<Omit<Level, "loop">> = {}): Level {
  return { loop, block: 0, width: 1, count: 1, flush: "no", ...options };
}
