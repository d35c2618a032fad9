import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { missingModule, packageName } from "./missingModule.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nnxlab-missing-"));
  const put = (name: string, manifest: object): void => {
    mkdirSync(join(folder, "node_modules", name), { recursive: true });
    writeFileSync(join(folder, "node_modules", name, "package.json"), JSON.stringify(manifest));
  };
  put("closed", { exports: { ".": "./i.js", "./features/*": "./f/*.js" } });
  put("@s/open", {});
  writeFileSync(join(folder, "node_modules", "@s/open", "part.js"), "");
});
afterAll(() => rmSync(folder, { recursive: true }));

it("packages are named without their sub-path", () => {
  expect(["a", "a/b/c", "@s/a", "@s/a/b"].map(packageName)).toEqual(["a", "a", "@s/a", "@s/a"]);
});

it.each([
  ["nowhere", /there is no package "nowhere" in .*node_modules.*npm install nowhere/],
  ["@s/other/x", /there is no package "@s\/other".*npm install @s\/other/],
  ["closed/inner", /does not offer it/],
  ["@s/open/missing", /does not offer it/],
  ["./file.ts", /there is no file .*file\.ts/],
  ["node:nothing", /this Node has no such module/],
  ["https://example.com/x.js", /only packages, files and node: modules/],
])("%s", (specifier, message) => {
  expect(missingModule(specifier, folder)).toMatch(message);
});

it.each(["closed", "closed/features/a", "@s/open/part", "fs", "node:fs"])("%s is there", (specifier) => {
  expect(missingModule(specifier, folder)).toBeUndefined();
});
