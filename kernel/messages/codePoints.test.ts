import { expect, it } from "vitest";
import { toPoints, toUnits } from "./codePoints.ts";

it("counts characters beyond the first plane once", () => {
  const text = "a😀b😀";
  expect([0, 1, 2, 3, 4, 9].map((points) => toUnits(text, points))).toEqual([0, 1, 3, 4, 6, 6]);
  expect([0, 1, 3, 4, 6].map((units) => toPoints(text, units))).toEqual([0, 1, 2, 3, 4]);
});
