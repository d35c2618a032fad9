/**
 * One output that is replaced again and again, as a chart while a loop runs. A loop may ask for it at every step: frames are dropped so
 * that drawing takes a small part of the time and the page is not flooded, and the last one is always shown, at the latest when the
 * cell ends.
 *
 *     update, update, update, update, update, update │ end of the cell
 *     frame ── quiet ────────▶ frame ── quiet ──────▶│ the last one, whole
 *
 * A value may have a *draft*, which is made at once and is light: a chart's is its picture. Drafts are what the loop shows, since one that
 * never awaits gives nothing else a chance to be made.
 */
import type { MimeBundle } from "../interpreter/interpreter.ts";
import { displayHost, onCellEnd, showWhenReady } from "./host.ts";
import { isSelfShowing, mimeBundle } from "./mimeBundle.ts";
import { publish } from "./publish.ts";

/** A value's method of this name gives its draft: data by MIME type. */
export const draftSymbol: unique symbol = Symbol.for("nnxlab.draft") as never;

/** An output with a name. */
export interface LiveOutput {
  show(value: unknown): void;
  /** Shows a value, or what a function gives when there is room for a frame. */
  update(value: unknown): void;
}

/** Time between two frames, at least. */
const shortest = 100; // ms
/** A frame is followed by so many times the time that it took. */
const quiet = 5;

/** Nothing is shown yet; `id` is the output's name in the page, and whether it `exists` there already. */
export function createLiveOutput(id: string): LiveOutput {
  let isShown = false;
  /** Counts what was sent: a bundle that is ready late must not replace a later one. */
  let version = 0;
  let waiting: { readonly value: unknown } | undefined;
  /** What is shown as a draft, and has to be shown whole. */
  let drafted: { readonly value: unknown } | undefined;
  let quietUntil = 0;
  let timer: NodeJS.Timeout | undefined;

  function send(bundle: MimeBundle | undefined): void {
    if (!bundle) return;
    publish(bundle, { id, update: isShown });
    isShown = true;
  }

  function whole(value: unknown): void {
    const mine = ++version;
    drafted = undefined;
    const bundle = mimeBundle(value);
    if (!(bundle instanceof Promise)) send(bundle);
    else showWhenReady(bundle, (ready) => mine === version && send(ready));
  }

  function frame(): void {
    clearTimeout(timer);
    timer = undefined;
    const start = performance.now();
    const value = valueOf(waiting!.value);
    waiting = undefined;
    const draft = draftOf(value);
    if (draft) {
      version++;
      drafted = { value };
      send({ data: draft, metadata: {} });
      onCellEnd(finish);
    } else {
      whole(value);
    }
    const end = performance.now();
    quietUntil = end + Math.max(shortest, quiet * (end - start));
  }

  function finish(): void {
    clearTimeout(timer);
    timer = undefined;
    const last = waiting ? { value: valueOf(waiting.value) } : drafted;
    waiting = undefined;
    if (last) whole(last.value);
  }

  return {
    show(value) {
      whole(value);
      quietUntil = performance.now() + shortest;
    },
    update(value) {
      if (!displayHost()) return; // what is printed cannot be replaced
      waiting = { value };
      const now = performance.now();
      if (now >= quietUntil) {
        frame();
        return;
      }
      onCellEnd(finish);
      timer ??= setTimeout(() => waiting && frame(), quietUntil - now).unref();
    },
  };
}

/** A function is asked for its value, unless it shows itself, as a module of `nnx` does. */
function valueOf(value: unknown): unknown {
  return typeof value === "function" && !isSelfShowing(value) ? (value as () => unknown)() : value;
}

function draftOf(value: unknown): Record<string, unknown> | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const draft = (value as { [draftSymbol]?: () => Record<string, unknown> | undefined })[draftSymbol];
  return draft?.call(value);
}
