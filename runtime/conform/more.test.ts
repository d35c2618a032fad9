/** Further cases printed by the real libraries, on wasm: none fails, and none names something that does not exist. The other half of the areas. */
import { expect, test } from "vitest";
import { areas, failuresOf, firstHalf } from "./more.cases.ts";

test.each(areas.filter((area) => !firstHalf.includes(area)))("%s agrees with the real libraries", {
  timeout: 120_000,
}, (area) => {
  expect(failuresOf(area)).toEqual([]);
});
