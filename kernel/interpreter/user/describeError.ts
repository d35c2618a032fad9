import { inspect } from "node:util";
import type { ErrorRecord } from "../protocol.ts";
import { errorFrames } from "./stackTrace.ts";

/** Anything that was thrown, as a record that can be sent to the worker. Never throws, whatever was thrown. */
export function describeError(thrown: unknown, depth = 0): ErrorRecord {
  try {
    if (!isError(thrown)) return { name: "Uncaught", message: inspect(thrown), frames: [] };
    const { cause, errors } = thrown as { cause?: unknown; errors?: unknown };
    const details = detailsOf(thrown);
    return {
      name: nameOf(thrown),
      message: String(thrown.message),
      frames: errorFrames(thrown),
      ...(details ? { details } : {}),
      ...(cause !== undefined && depth < 5 ? { cause: describeError(cause, depth + 1) } : {}),
      ...(Array.isArray(errors) && depth < 5
        ? { errors: errors.slice(0, 10).map((e) => describeError(e, depth + 1)) }
        : {}),
    };
  } catch (error) {
    return { name: "Error", message: `An error was thrown that cannot be described: ${String(error)}`, frames: [] };
  }
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
