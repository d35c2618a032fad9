/** Sends a bundle to the notebook, or prints its text where there is none. */
import { inspect } from "node:util";
import type { MimeBundle } from "../interpreter/interpreter.ts";
import { displayHost, showWhenReady } from "./host.ts";

/** Whether an output can be replaced, or replaces one. */
export interface PublishOptions {
  /** Name under which the output can be replaced later. */
  readonly id?: string;
  /** Replace the output of that name instead of adding one. */
  readonly update?: boolean;
}

/** Shows a bundle; one that is still being drawn is shown when it is ready. */
export function publish(
  bundle: MimeBundle | undefined | Promise<MimeBundle | undefined>,
  options: PublishOptions = {},
): void {
  if (bundle && "then" in bundle) showWhenReady(bundle, (ready) => send(ready, options));
  else send(bundle, options);
}

function send(bundle: MimeBundle | undefined, { id, update = false }: PublishOptions): void {
  if (!bundle) return;
  const { data, metadata } = bundle;
  const host = displayHost();
  if (!host) {
    const text =
      Object.keys(data).find((type) => type === "text/plain") ??
      Object.keys(data).find((type) => type.startsWith("text/"));
    if (!update) console.log(text ? data[text] : inspect(data));
    return;
  }
  const transient = id === undefined ? {} : { display_id: id };
  host.publish(update ? "update_display_data" : "display_data", { data, metadata, transient }, {});
}
