import { newDisplayId } from "./displayId.ts";
import { displayHost } from "./host.ts";
import { publish } from "./publish.ts";

/** What is written beside a progress bar. */
export interface ProgressOptions {
  /** Words before the bar. */
  readonly label?: string;
  /** Number of items; default: the length of the iterable, if it has one. */
  readonly total?: number;
}

/** An iterable that draws how far it has come. */
export interface Progress<T> extends Iterable<T>, AsyncIterable<T> {
  /** Words behind the bar, which the loop may change at any time: `bar.note = \`loss ${loss}\``. */
  note: string;
}

/** The bar is drawn again after this long, at most. */
const interval = 100; // ms
const terminalWidth = 30; // cells of the bar

/**
 * The items of `items`, with a bar that shows how many have been taken, how many there are in a second and how long the rest
 * will take. In a notebook it is one output that changes in place, on a terminal one line; elsewhere nothing is drawn. A bar inside the
 * loop of another has its place below it, which the next one takes over.
 *
 * @param items anything that `for … of` accepts, or `for await … of`; a number n stands for 0, 1, …, n − 1
 * @param options `label`; `total` when the iterable does not know its length
 * @returns an iterable of the same items; what is assigned to its `note` stands behind the bar
 * @throws RangeError for a number that is not a whole one, 0 or more
 * @example
 * const steps = progress([1, 2, 3], { label: "adding" });
 * let sum = 0;
 * for (const x of steps) {
 *   sum += x;
 *   steps.note = `sum ${sum}`;
 * }
 * assertEqual(sum, 6);
 */
export function progress(items: number, options?: ProgressOptions): Progress<number>;
export function progress<T>(items: Iterable<T> | AsyncIterable<T>, options?: ProgressOptions): Progress<T>;
export function progress<T>(
  items: number | Iterable<T> | AsyncIterable<T>,
  options: ProgressOptions = {},
): Progress<T | number> {
  const iterable = typeof items === "number" ? countTo(items) : items;
  const total = options.total ?? (typeof items === "number" ? items : lengthOf(items));
  const label = options.label ?? "";
  const bar: Progress<T | number> = {
    note: "",
    *[Symbol.iterator]() {
      if (!(Symbol.iterator in iterable)) {
        throw new TypeError(
          "Cannot iterate: the iterable of `progress` is asynchronous; use `for await (… of progress(…))`",
        );
      }
      const drawn = openBar(label, total, () => bar.note);
      try {
        for (const item of iterable) {
          yield item;
          drawn.advance();
        }
      } finally {
        drawn.finish();
      }
    },
    async *[Symbol.asyncIterator]() {
      const drawn = openBar(label, total, () => bar.note);
      try {
        for await (const item of iterable) {
          yield item;
          drawn.advance();
        }
      } finally {
        drawn.finish();
      }
    },
  };
  return bar;
}

function countTo(n: number): Iterable<number> {
  if (!(Number.isSafeInteger(n) && n >= 0)) {
    throw new RangeError(`Cannot count to ${n}: a number for \`progress\` must be whole and not negative`);
  }
  return {
    *[Symbol.iterator]() {
      for (let i = 0; i < n; i++) yield i;
    },
  };
}

interface Bar {
  advance(): void;
  finish(): void;
}

/** The bars of one cell. */
interface Stack {
  /** Those that are not finished, outermost first. */
  readonly open: Set<Bar>;
  /** Places below the outermost bar, by depth; each is taken by one bar after the other. */
  readonly places: Place[];
}

/** Cells may run side by side, and a cell that was cut off never closes its bars. */
const stacks = new Map<string | undefined, Stack>();

function openBar(label: string, total: number | undefined, noteOf: () => string): Bar {
  const cell = displayHost()?.owner();
  const stack = stacks.get(cell) ?? { open: new Set(), places: [] };
  stacks.set(cell, stack);
  const { open, places } = stack;
  const depth = open.size;
  places[depth] ??= createPlace(depth);
  const draw = places[depth];
  const start = performance.now();
  let done = 0;
  let drawn = start;
  const state = (finished: boolean): ProgressState => ({
    label,
    done,
    total,
    seconds: (performance.now() - start) / 1000,
    finished,
    note: noteOf(),
  });
  const bar: Bar = {
    advance() {
      done++;
      const now = performance.now();
      if (now - drawn < interval) return;
      drawn = now;
      draw(state(false));
    },
    finish() {
      draw(state(true));
      open.delete(bar);
      if (open.size > 0) return;
      stacks.delete(cell);
      if (!displayHost() && process.stderr.isTTY) process.stderr.write("\n".repeat(places.length));
    },
  };
  open.add(bar);
  draw(state(false));
  return bar;
}

interface ProgressState {
  readonly label: string;
  readonly done: number;
  readonly total: number | undefined;
  readonly seconds: number;
  readonly finished: boolean;
  readonly note: string;
}

/** Draws a bar where it stands. */
type Place = (state: ProgressState) => void;

/** Where a bar is drawn: an output of the notebook, a line of the terminal, or nowhere. */
function createPlace(depth: number): Place {
  if (displayHost()) {
    const id = newDisplayId();
    let update = false;
    return (state) => {
      publish(
        { data: { "text/plain": progressText(state), "text/html": progressHtml(state) }, metadata: {} },
        { id, update },
      );
      update = true;
    };
  }
  if (!process.stderr.isTTY) return () => {};
  // Down to its line, which may have to be made first, and back to that of the outermost bar.
  const [down, up] = depth === 0 ? ["", ""] : ["\n".repeat(depth), `\x1b[${depth}A`];
  return (state) => process.stderr.write(`${down}\r${progressText(state)}\x1b[K${up}\r`);
}

/** `adding ━━━━━───── 50/100 · 12.5/s · 4 s left · loss 0.1` */
function progressText(state: ProgressState): string {
  const { label, done, total, finished } = state;
  const filled = total ? Math.round((terminalWidth * Math.min(done, total)) / total) : finished ? terminalWidth : 0;
  const bar = total === undefined && !finished ? "" : `${"━".repeat(filled)}${"─".repeat(terminalWidth - filled)} `;
  return `${label ? `${label} ` : ""}${bar}${counts(state)}`;
}

function progressHtml(state: ProgressState): string {
  const { label, done, total, finished } = state;
  const value = total === undefined ? (finished ? ' value="1"' : "") : ` value="${done}" max="${total}"`;
  const words = label ? `<span>${escapeHtml(label)}</span> ` : "";
  return `<div style="font-family:monospace">${words}<progress style="width:20em;vertical-align:middle"${value}></progress> <span>${escapeHtml(counts(state))}</span></div>`;
}

function counts({ done, total, seconds, finished, note }: ProgressState): string {
  const parts = [total === undefined ? `${done}` : `${done}/${total}`];
  if (seconds > 0 && done > 0) parts.push(`${rate(done / seconds)}/s`);
  if (finished) parts.push(duration(seconds));
  else if (total !== undefined && done > 0) parts.push(`${duration((seconds * (total - done)) / done)} left`);
  if (note) parts.push(note);
  return parts.join(" · ");
}

function rate(perSecond: number): string {
  return perSecond >= 100 ? perSecond.toFixed(0) : perSecond.toPrecision(3);
}

function duration(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${seconds.toFixed(0)} s`;
  const minutes = Math.floor(seconds / 60);
  const rest = `${Math.floor(seconds % 60)}`.padStart(2, "0");
  if (minutes < 60) return `${minutes}:${rest} min`;
  return `${Math.floor(minutes / 60)}:${`${minutes % 60}`.padStart(2, "0")}:${rest} h`;
}

function lengthOf(iterable: object): number | undefined {
  const { length, size } = iterable as { length?: unknown; size?: unknown };
  const known = [length, size].find((value) => typeof value === "number");
  return known as number | undefined;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
