import { expect, test } from "vitest";
import { quoted } from "./quoted.ts";

test.each([
  ["kernel", "'kernel'"],
  ["['w']", `"['w']"`],
  [`a"b`, `'a"b'`],
  [`it's "so"`, String.raw`'it\'s "so"'`],
  ["two\nlines\\", String.raw`'two\nlines\\'`],
])("quoted(%j) is what Python's repr() gives", (text, printed) => {
  expect(quoted(text)).toBe(printed);
});
