/** Reads fields of a message's content; a field of the wrong kind is a TypeError that names it. */
import type { Content } from "../wire/message.ts";

interface Kinds {
  string: string;
  number: number;
  boolean: boolean;
}

/** A field that must be there. */
export function required<K extends keyof Kinds>(content: Content, name: string, kind: K): Kinds[K] {
  const value = content[name];
  if (typeof value !== kind) {
    throw new TypeError(`Cannot handle the message: \`${name}\` must be a ${kind}, got ${describe(value)}`);
  }
  return value as Kinds[K];
}

/** A field that may be missing or null. */
export function optional<K extends keyof Kinds>(content: Content, name: string, kind: K, fallback: Kinds[K]): Kinds[K] {
  return content[name] === undefined || content[name] === null ? fallback : required(content, name, kind);
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
