/** The `ts` blocks of pages that newcomers read. They run in Node itself, on the built files: Vitest would transform the whole runtime first. */
import { execFile } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { root } from "../paths.ts";
import { pageExamples } from "./doctest.ts";

const doctest = pathToFileURL(join(root, "dist/tools/checks/doctest.js")).href;

const pages = ["docs/from-python.md", "docs/from-pytorch.md"];

/** Prints what goes wrong, a line each, and `done`. */
const script = `
  const { pageExamples, runExample } = await import(${JSON.stringify(doctest)});
  for (const example of ${JSON.stringify(pages)}.flatMap((page) => pageExamples(page)))
    await runExample(example).catch((error) => console.log(example.file + ":" + example.line + ": " + error.message));
  console.log("done");
  process.exit(0);`;

test("the examples of pages for newcomers are so", async () => {
  for (const page of pages) expect(pageExamples(page).length, page).toBeGreaterThan(5);
  const env = { ...process.env, NNXLAB_BACKEND: "wasm" };
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", script], { env });
  expect(stdout).toBe("done\n");
});
