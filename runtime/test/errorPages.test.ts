import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { setDefaultBackend } from "../execute/backends.ts";
import * as door from "../index.ts";

setDefaultBackend("wasm");
const folder = join(import.meta.dirname, "../../docs/errors");
const pages = readdirSync(folder).filter((file) => file !== "README.md");

/** Runs an example with the preloaded names in scope. */
function run(code: string): unknown {
  const script = ts.transpile(code, { target: ts.ScriptTarget.ES2022 });
  const names = { jax: door.jax, jnp: door.jnp, lax: door.lax };
  return new Function(...Object.keys(names), `"use strict";\n${script}`)(...Object.values(names));
}

test.each(pages)("docs/errors/%s fails as it says, and its repair does not", (file) => {
  const text = readFileSync(join(folder, file), "utf8");
  const [failing, repaired] = [...text.matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!);
  const message = /^> (\w+): (.*)$/m.exec(text)!;
  let thrown: Error | undefined;
  try {
    run(failing!);
  } catch (error) {
    thrown = error as Error;
  }
  expect(thrown?.name).toBe(message[1]);
  expect(thrown?.message).toContain(message[2]);
  run(repaired!);
});

test("the list of pages is complete", () => {
  const listed = [...readFileSync(join(folder, "README.md"), "utf8").matchAll(/\((.*?\.md)\)/g)].map(
    (match) => match[1]!,
  );
  expect(listed.sort()).toEqual(pages.sort());
});
