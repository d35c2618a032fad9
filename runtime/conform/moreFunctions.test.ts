/** Further cases of functions of elements, reductions and random numbers, on wasm. */
import { expect, test } from "vitest";
import { areas, failuresOf, firstHalf } from "./more.cases.ts";

test.each(firstHalf.filter((area) => areas.includes(area)))("%s agrees with the real libraries", {
  timeout: 120_000,
}, (area) => {
  expect(failuresOf(area)).toEqual([]);
});
