import { inspect } from "node:util";
import type { ErrorRecord } from "../protocol.ts";
import { withoutBoxes } from "../typescript/boxName.ts";
import { errorFrames } from "./stackTrace.ts";

const longestMessage = 100_000; // characters

/**
 * Anything that was thrown, as a record that can be sent to the worker. Never throws, whatever was thrown; before it gives up it calls
 * `repair`, which may put back what describing needs, and tries again.
 */
export function describeError(thrown: unknown, repair?: () => void): ErrorRecord {
  try {
    return describe(thrown, 0);
  } catch (error) {
    if (repair) {
      repair();
      return describeError(thrown);
    }
    return { name: "Error", message: `An error was thrown that cannot be described: ${textOf(error)}`, frames: [] };
  }
}

function describe(thrown: unknown, depth: number): ErrorRecord {
  if (!isError(thrown)) return { name: "Uncaught", message: shorten(inspect(thrown)), frames: [] };
  const { cause, errors } = thrown as { cause?: unknown; errors?: unknown };
  const details = detailsOf(thrown);
  return {
    name: nameOf(thrown),
    message: withoutBoxes(shorten(String(thrown.message))),
    frames: errorFrames(thrown),
    ...(details ? { details } : {}),
    ...(cause !== undefined && depth < 5 ? { cause: describe(cause, depth + 1) } : {}),
    ...(Array.isArray(errors) && depth < 5 ? { errors: errors.slice(0, 10).map((e) => describe(e, depth + 1)) } : {}),
  };
}

/** What was thrown while something thrown was described may be as strange. */
function textOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "describing it throws, too";
  }
}

/** A message that a page can show. */
function shorten(text: string): string {
  return text.length <= longestMessage ? text : `${text.slice(0, longestMessage)}… (${text.length} characters)`;
}

function isError(thrown: unknown): thrown is Error {
  if (thrown instanceof Error) return true;
  return typeof thrown === "object" && thrown !== null && "message" in thrown && "stack" in thrown;
}

function nameOf(error: Error): string {
  const own = typeof error.name === "string" && error.name !== "" ? error.name : "Error";
  // A class that extends Error and does not set its name is known by the name of the class.
  return own === "Error" ? error.constructor?.name || own : own;
}

/** Own properties such as `code`, which often say the most. */
function detailsOf(error: Error): string | undefined {
  const known = new Set(["name", "message", "stack", "cause", "errors"]);
  const entries = Object.entries(error).filter(([key]) => !known.has(key));
  return entries.length > 0 ? inspect(Object.fromEntries(entries), { depth: 2 }) : undefined;
}
