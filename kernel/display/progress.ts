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
export interface Progress<T> extends Iterable<T>, AsyncIterable<T> {}

/** The bar is drawn again after this long, at most. */
const interval = 100; // ms
const terminalWidth = 30; // cells of the bar

/**
 * The items of `iterable`, with a bar that shows how many have been taken, how many there are in a second and how long the rest
 * will take. In a notebook it is one output that changes in place, on a terminal one line; elsewhere nothing is drawn.
 *
 * @param iterable anything that `for … of` accepts, or `for await … of`
 * @param options `label`; `total` when the iterable does not know its length
 * @returns an iterable of the same items
 * @example
 * let sum = 0;
 * for (const x of progress([1, 2, 3], { label: "adding" })) sum += x;
 * assertEqual(sum, 6);
 */
export function progress<T>(iterable: Iterable<T> | AsyncIterable<T>, options: ProgressOptions = {}): Progress<T> {
  const total = options.total ?? lengthOf(iterable);
  return {
    *[Symbol.iterator]() {
      if (!(Symbol.iterator in iterable)) {
        throw new TypeError(
          "Cannot iterate: the iterable of `progress` is asynchronous; use `for await (… of progress(…))`",
        );
      }
      const bar = createBar(options.label ?? "", total);
      try {
        for (const item of iterable) {
          yield item;
          bar.advance();
        }
      } finally {
        bar.finish();
      }
    },
    async *[Symbol.asyncIterator]() {
      const bar = createBar(options.label ?? "", total);
      try {
        for await (const item of iterable) {
          yield item;
          bar.advance();
        }
      } finally {
        bar.finish();
      }
    },
  };
}

interface Bar {
  advance(): void;
  finish(): void;
}

function createBar(label: string, total: number | undefined): Bar {
  const draw = createDrawing();
  const start = performance.now();
  let done = 0;
  let drawn = start;
  const state = (finished: boolean): ProgressState => ({
    label,
    done,
    total,
    seconds: (performance.now() - start) / 1000,
    finished,
  });
  draw(state(false));
  return {
    advance() {
      done++;
      const now = performance.now();
      if (now - drawn < interval) return;
      drawn = now;
      draw(state(false));
    },
    finish: () => draw(state(true)),
  };
}

interface ProgressState {
  readonly label: string;
  readonly done: number;
  readonly total: number | undefined;
  readonly seconds: number;
  readonly finished: boolean;
}

/** How a bar is drawn here: in the notebook, on the terminal, or not at all. */
function createDrawing(): (state: ProgressState) => void {
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
  return (state) => process.stderr.write(`\r${progressText(state)}\x1b[K${state.finished ? "\n" : ""}`);
}

/** `adding ━━━━━───── 50/100 · 12.5/s · 4 s left` */
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

function counts({ done, total, seconds, finished }: ProgressState): string {
  const parts = [total === undefined ? `${done}` : `${done}/${total}`];
  if (seconds > 0 && done > 0) parts.push(`${rate(done / seconds)}/s`);
  if (finished) parts.push(duration(seconds));
  else if (total !== undefined && done > 0) parts.push(`${duration((seconds * (total - done)) / done)} left`);
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
