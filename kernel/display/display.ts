import { newDisplayId } from "./displayId.ts";
import { createLiveOutput } from "./liveOutput.ts";
import { createMediaDisplay, type MediaDisplay } from "./mediaDisplay.ts";
import { encode } from "./mimeBundle.ts";
import { plainText } from "./plainText.ts";
import { publish } from "./publish.ts";

/** An output that can be replaced. */
export interface DisplayHandle {
  readonly id: string;
  /**
   * Shows another value in its place. A loop may call it at every step: some ten times a second at most it is drawn, and the last value
   * always. A function is called for the value when it is time to draw, so that making it costs nothing otherwise.
   */
  update(value: unknown): void;
}

/** How something is shown. */
export interface DisplayOptions {
  /** Name of the output; one of the same name that is shown already is replaced by `update` of either handle. */
  readonly id?: string;
}

/** `display(value)` and `display.html(…)`. */
export interface Display extends MediaDisplay {
  /** Plain data as a tree that can be opened; `expanded` opens all of it. */
  json(value: unknown, options?: { readonly expanded?: boolean }): void;
  (value: unknown, options?: DisplayOptions): DisplayHandle;
}

/**
 * Shows a value below the cell, as it would be shown as the cell's result; arrays, charts and everything that has a
 * `Symbol.for("Jupyter.display")` method show themselves, all else as text. `display.html(…)`, `.markdown`, `.latex`, `.svg`, `.png`,
 * `.json` and so on show content of a known kind.
 *
 * @param value anything
 * @param options `id` names the output, so that it can be replaced
 * @returns a handle; `handle.update(other)` shows another value in its place
 * @example
 * const handle = display("training");
 * handle.update("done");
 * display.markdown("**bold**, and $x^2$");
 * @example
 * const losses = { loss: [2, 1] };
 * const chart = display(vl.history(losses));
 * for (let step = 0; step < 10; step++) {
 *   losses.loss.push(1 / (step + 2));
 *   chart.update(() => vl.history(losses));
 * }
 */
export const display: Display = Object.assign(
  (value: unknown, options: DisplayOptions = {}): DisplayHandle => {
    const id = options.id ?? newDisplayId();
    const output = createLiveOutput(id);
    output.show(value);
    const handle: DisplayHandle = { id, update: output.update };
    // `display(x)` at the end of a cell has shown x; its handle need not be shown, too.
    return Object.defineProperty(handle, Symbol.for("Jupyter.display"), { value: () => null });
  },
  createMediaDisplay((bundle) => publish(bundle)),
  {
    json(value: unknown, { expanded = false }: { readonly expanded?: boolean } = {}): void {
      const data = { "application/json": encode("application/json", value), "text/plain": plainText(value) };
      publish({ data, metadata: { "application/json": { expanded } } });
    },
  },
);
