import { expect, it } from "vitest";
import { murmur2 } from "./murmur2.ts";

/** Numbers that the function of JupyterLab 4.6.6 gives. */
it.each([
  ["", 0, 0],
  ["", 3339675911, 3990065800],
  ["a", 7237240, 3719741485],
  ["ab", 3339675911, 2805137849],
  ["abc", 0, 324500635],
  ["abcd", 7237240, 65360673],
  ["let x = 1;\nx + 1", 7237240, 4098860965],
  ["const π = '∑ é 😀';", 3339675911, 3355883757],
  ["x".repeat(1001), 7237240, 1797186901],
])("murmur2(%j, %i) is %i", (text, seed, expected) => {
  expect(murmur2(text, seed)).toBe(expected);
});
