import { newDisplayId } from "./displayId.ts";
import { createMediaDisplay, type MediaDisplay } from "./mediaDisplay.ts";
import { mimeBundle } from "./mimeBundle.ts";
import { publish } from "./publish.ts";

/** An output that can be replaced. */
export interface DisplayHandle {
  readonly id: string;
  /** Shows another value in its place. */
  update(value: unknown): void;
}

/** How something is shown. */
export interface DisplayOptions {
  /** Name of the output; one of the same name that is shown already is replaced by `update` of either handle. */
  readonly id?: string;
}

/** `display(value)` and `display.html(…)`. */
export interface Display extends MediaDisplay {
  (value: unknown, options?: DisplayOptions): DisplayHandle;
}

/**
 * Shows a value below the cell, as it would be shown as the cell's result; arrays, charts and everything that has a
 * `Symbol.for("Jupyter.display")` method show themselves, all else as text. `display.html(…)`, `.markdown`, `.latex`, `.svg`, `.png`
 * and so on show content of a known kind.
 *
 * @param value anything
 * @param options `id` names the output, so that it can be replaced
 * @returns a handle; `handle.update(other)` shows another value in its place
 * @example
 * const handle = display("training");
 * handle.update("done");
 * display.markdown("**bold**, and $x^2$");
 */
export const display: Display = Object.assign(
  (value: unknown, options: DisplayOptions = {}): DisplayHandle => {
    const id = options.id ?? newDisplayId();
    publish(mimeBundle(value), { id });
    const handle: DisplayHandle = { id, update: (other) => publish(mimeBundle(other), { id, update: true }) };
    // `display(x)` at the end of a cell has shown x; its handle need not be shown, too.
    return Object.defineProperty(handle, Symbol.for("Jupyter.display"), { value: () => null });
  },
  createMediaDisplay((bundle) => publish(bundle)),
);
