/**
 * A value as a MIME bundle. A value shows itself when it has a method named `Symbol.for("Jupyter.display")` that returns
 * `{ [mimeType]: data }` (Deno's convention; the method may be async); every bundle has a `text/plain` twin. Plain objects, lists and Maps
 * are shown by what is in them (`containerMethod.ts`).
 */
import type { MimeBundle } from "../interpreter/interpreter.ts";
import { containerMethod } from "./containerMethod.ts";
import { plainText } from "./plainText.ts";

/** A page does not survive more. */
const largestText = 64 * 1024 * 1024; // characters

const displaySymbol = Symbol.for("Jupyter.display");

/**
 * The bundle of any value. Never throws: a value whose own method fails is shown as text, with the failure.
 *
 * @returns a promise when the value's method is async; undefined when it returns null, which means: show nothing
 */
export function mimeBundle(value: unknown): MimeBundle | undefined | Promise<MimeBundle | undefined> {
  const method = displayMethod(value) ?? containerMethod(value);
  if (!method) return { data: { "text/plain": plainText(value) }, metadata: {} };
  try {
    const shown = method.call(value);
    if (!isPromise(shown)) return complete(shown, value);
    return shown.then((data) => complete(data, value)).catch((error) => failed(error, value));
  } catch (error) {
    return failed(error, value);
  }
}

/** Whether a value has a way of its own to be shown. */
export function isSelfShowing(value: unknown): boolean {
  return displayMethod(value) !== undefined;
}

function displayMethod(value: unknown): ((this: unknown) => unknown) | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  try {
    const method = (value as Record<symbol, unknown>)[displaySymbol];
    return typeof method === "function" ? (method as (this: unknown) => unknown) : undefined;
  } catch {
    return undefined; // a proxy that refuses
  }
}

function complete(shown: unknown, value: unknown): MimeBundle | undefined {
  if (shown === null) return undefined;
  if (typeof shown !== "object") {
    throw new TypeError(`Cannot show a value: its Jupyter.display method must return an object, got ${String(shown)}`);
  }
  const data = Object.fromEntries(
    Object.entries(shown as object).map(([type, content]) => [type, encode(type, content)]),
  );
  if (!("text/plain" in data)) data["text/plain"] = plainText(value);
  return { data, metadata: {} };
}

/** Data of one MIME type as the protocol wants it: JSON types as JSON, bytes as base64, everything else as text. */
export function encode(type: string, content: unknown): unknown {
  if (content instanceof Uint8Array) return Buffer.from(content).toString("base64");
  if (typeof content === "string") {
    if (content.length <= largestText) return content;
    throw new RangeError(
      `${type} of ${content.length} characters is too long for a page; at most ${largestText} are shown`,
    );
  }
  if (/[/+]json$/.test(type)) return JSON.parse(JSON.stringify(content ?? null)) as unknown;
  return String(content);
}

function failed(error: unknown, value: unknown): MimeBundle {
  const note = `(its Jupyter.display method failed: ${error instanceof Error ? error.message : String(error)})`;
  return { data: { "text/plain": `${plainText(value)}\n${note}` }, metadata: {} };
}

function isPromise(value: unknown): value is Promise<unknown> {
  return typeof value === "object" && value !== null && typeof (value as { then?: unknown }).then === "function";
}
