/**
 * A value as text, as `console.log` prints it, but in bounded time and size: `inspect` shows at most a hundred elements of a list and
 * all properties of an object, of each list in a list, so a small program can make it print for hours.
 */
import { inspect, types } from "node:util";

/** Depths that are tried, deepest first. */
const depths = [4, 2, 1, 0];
/** Properties and elements that are shown at most. */
const mostEntries = 10_000;
/** Properties of an object that is too large even alone. */
const fewKeys = 100;
const longestText = 1_000_000; // characters
const elementsShown = 100;

/** A value as `console.log` would print it. Never throws. */
export function plainText(value: unknown): string {
  try {
    return shorten(inspectBounded(value));
  } catch (error) {
    return `<this value cannot be shown: ${messageOf(error)}>`;
  }
}

function inspectBounded(value: unknown): string {
  const depth = depths.find((candidate) => entriesWithin(value, candidate, mostEntries) >= 0);
  if (depth !== undefined) return inspect(value, { depth });
  // Only an object with very many properties of its own comes here.
  const object = value as Record<string, unknown>;
  const keys = Object.keys(object);
  const part: unknown = Object.assign(
    Object.create(Object.getPrototypeOf(object) as object | null),
    Object.fromEntries(keys.slice(0, fewKeys).map((key) => [key, Object.getOwnPropertyDescriptor(object, key)?.value])),
  );
  return `${inspect(part, { depth: 0 })}\n… ${keys.length - fewKeys} more properties`;
}

/** What is left of a budget of entries when the value is shown to a depth; negative when it is not enough. Calls nothing of the user's. */
function entriesWithin(value: unknown, depth: number, budget: number): number {
  if (typeof value !== "object" || value === null || types.isProxy(value) || ownInspect in value) return budget;
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return budget - elementsShown;
  if (depth === 0) return budget - countOf(value);
  const entries = entriesOf(value, budget);
  let left = budget - entries.length;
  for (let i = 0; i < entries.length && left >= 0; i++) left = entriesWithin(entries[i], depth - 1, left);
  return left;
}

const ownInspect = inspect.custom;

function countOf(value: object): number {
  if (types.isMap(value) || types.isSet(value)) return elementsShown;
  return Array.isArray(value) && value.length > elementsShown ? elementsShown : Object.keys(value).length;
}

/** What is shown of a value; more than `most` when that is all that matters. */
function entriesOf(value: object, most: number): unknown[] {
  if (types.isMap(value)) return [...take(Map.prototype.entries.call(value))].flat();
  if (types.isSet(value)) return [...take(Set.prototype.values.call(value))];
  const keys = Array.isArray(value) && value.length > elementsShown ? indices : Object.keys(value);
  if (keys.length > most) return keys;
  return keys.map((key) => Object.getOwnPropertyDescriptor(value, key)?.value as unknown);
}

const indices = Array.from({ length: elementsShown }, (_, n) => String(n));

function* take<T>(source: Iterable<T>): Generator<T> {
  let count = 0;
  for (const value of source) {
    if (count++ >= elementsShown) return;
    yield value;
  }
}

function shorten(text: string): string {
  if (text.length <= longestText) return text;
  return `${text.slice(0, longestText)}\n… ${text.length - longestText} more characters`;
}

function messageOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return "showing it throws something that cannot be shown either";
  }
}
