import { expect, it } from "vitest";
import { caughtRanges } from "./caughtRanges.ts";

const text = `a();
try {
  b();
  const f = () => c();
  try { d() } finally { e() }
} catch {
  g();
} finally {
  h();
}
try { i() } finally {}
const k = () => { try { l() } catch {} }`;

it.each([
  ["a", false],
  ["b", true],
  ["c", false],
  ["d", true],
  ["e", true],
  ["g", false],
  ["h", false],
  ["i", false],
  ["l", true],
])("an error thrown by %s() is caught: %s", (name, expected) => {
  const lines = text.split("\n");
  const line = lines.findIndex((candidate) => new RegExp(`\\b${name}\\(`).test(candidate));
  expect(caughtRanges(text)({ line, column: lines[line]!.search(new RegExp(`\\b${name}\\(`)) })).toBe(expected);
});
