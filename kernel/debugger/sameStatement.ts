import type { UserFrame } from "./frames.ts";
import { placesToStop } from "./placesToStop.ts";
import type { Script } from "./scripts.ts";

const placesOf = new WeakMap<Script, ReturnType<typeof placesToStop>>();

/**
 * Whether two stacks stand in the same statement of the same call. V8 stops more than once in a statement with an `await`, at the
 * parts of a `for`, and at a `return` again when its value is known; a step of the user's leads to another statement.
 */
export function inSameStatement(before: readonly UserFrame[], now: readonly UserFrame[]): boolean {
  const [from, to] = [before[0], now[0]];
  if (!from || !to || !isSameFunction(from, to) || statementOf(from) !== statementOf(to)) return false;
  if (now.length >= before.length) return now.length === before.length;
  // Fewer calls: either one has returned to a call of the same function, or this one goes on after an await, without its callers.
  return !isSameFunction(before.at(-now.length)!, to);
}

function isSameFunction({ call: a }: UserFrame, { call: b }: UserFrame): boolean {
  const [x, y] = [a.functionLocation ?? a.location, b.functionLocation ?? b.location];
  return x.scriptId === y.scriptId && x.lineNumber === y.lineNumber && x.columnNumber === y.columnNumber;
}

/** Number of the statement that a call is in, counted over its source. */
function statementOf({ script, place }: UserFrame): number {
  if (!script) return place.line;
  const places = placesOf.get(script) ?? placesToStop(script.text);
  placesOf.set(script, places);
  return places.findLastIndex(
    ({ line, column }) => line < place.line || (line === place.line && column <= place.column),
  );
}
