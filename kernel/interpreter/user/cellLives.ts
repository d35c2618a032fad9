/**
 * Tells when no code of a cell can run any more, so that its source map and all else that is remembered of it can go.
 *
 * Every function of a cell, and so every class, timer, waiting `await` and every error whose stack nobody has read yet, holds the object
 * that the cell sees as `__kernel__`, whether it uses it or not: emit.ts sees to that. When the garbage collector finds that nobody holds it,
 * there is nobody left who could run, or fail, in the cell.
 */

/** A cell that has run. */
export interface CellName {
  readonly id: string;
  /** What its code is called in stacks. */
  readonly file: string;
}

const afterwards = setImmediate; // cells may replace the global

/**
 * Watches cells; the result is called with the `__kernel__` of each. `gone` hears of those that the collector has found: many at a time,
 * the oldest first.
 */
export function watchLives(gone: (cells: readonly CellName[]) => void): (kernel: object, cell: CellName) => void {
  let watched = 0;
  let found: { readonly number: number; readonly cell: CellName }[] = [];
  const tell = (): void => {
    const cells = found.sort((a, b) => a.number - b.number).map(({ cell }) => cell); // the collector has an order of its own
    found = [];
    gone(cells);
  };
  const registry = new FinalizationRegistry<(typeof found)[number]>((cell) => {
    found.push(cell);
    if (found.length === 1) afterwards(tell);
  });
  return (kernel, cell) => registry.register(kernel, { number: watched++, cell });
}
