import { expect, it } from "vitest";
import { createScripts } from "./scripts.ts";

const record = (name: string, file?: string) => ({
  url: `file:///${name}`,
  file,
  text: `// ${name}`,
  mappings: "AAAA",
  headerLines: 1,
  names: [],
});

it("of scripts whose code is gone only the last are remembered", () => {
  const scripts = createScripts();
  for (let cell = 0; cell < 1000; cell++) scripts.add(record(`cell-${cell}.ts`));
  scripts.add(record("helper.js", "/helper.ts"));
  for (let cell = 1; cell < 1000; cell++) scripts.release(`file:///cell-${cell}.ts`);
  expect(scripts.size).toBe(1 + 1 + 200);
  expect(scripts.byUrl("file:///cell-0.ts")?.text).toBe("// cell-0.ts");
  expect(scripts.byUrl("file:///cell-799.ts")).toBeUndefined();
  expect(scripts.byUrl("file:///cell-800.ts")?.path).toMatch(/\.ts$/);
  expect(scripts.files().map(({ path }) => path)).toEqual(["/helper.ts"]);
});

it("places go through the mappings, both ways", () => {
  const script = createScripts().add(record("cell-1.ts"));
  expect(script.original({ line: 1, column: 0 })).toEqual({ line: 0, column: 0 });
  expect(script.generated({ line: 0, column: 0 })).toEqual({ line: 1, column: 0 });
});
