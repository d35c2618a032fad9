import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compare, page, render } from "./compatibility.ts";

test("docs/compatibility.md says what the exports say", async () => {
  expect(readFileSync(page, "utf8"), "run `npm run compat`").toBe(render(await compare()));
});

test("a name is present or absent with a reason, never both", async () => {
  for (const { present, absent } of await compare()) {
    const missing = [...absent.values()].flat();
    expect(missing.filter((name) => present.includes(name))).toEqual([]);
    expect([...absent.keys()].every((reason) => reason.length > 0)).toBe(true);
  }
});
