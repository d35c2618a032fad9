import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { packageFolder } from "../../version.ts";
import { augmentingDeclarations, providedModule } from "../scope.ts";
import { ts } from "./compiler.ts";
import { createLazyDeclarations } from "./lazyDeclarations.ts";

/** Files that the checker reads late, as text. */
const declarations = [
  ...["runtime", "kernel", "grader"].map((folder) => join(packageFolder, "dist", folder)),
  dirname(
    ts.resolveModuleName("vega-lite", join(packageFolder, "kernel/display/vl.ts"), {}, ts.sys).resolvedModule!
      .resolvedFileName,
  ),
].flatMap((folder) => ts.sys.readDirectory(folder, [".d.ts"]));

it("what adds to other modules is known from the start, and everything else is a module", () => {
  const texts = new Map(declarations.map((file) => [file, readFileSync(file, "utf8")]));
  const adding = [...texts].filter(([, text]) => /^declare (module ["']|global)/m.test(text)).map(([file]) => file);
  expect(adding).toEqual(augmentingDeclarations);
  const scripts = [...texts].filter(([, text]) => !/^(export|import)\b/m.test(text)).map(([file]) => file);
  expect(scripts).toEqual([]);
});

it("a file is read when it is asked for, and found only from files that were", () => {
  const read: string[] = [];
  const lazy = createLazyDeclarations((file) => {
    read.push(file);
    return ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022);
  });
  const index = providedModule("nnxlab")!.types;
  expect(lazy.resolve("./jax.js", index)).toBeUndefined();
  expect(lazy.sourceFile(index)).toBeUndefined();
  expect(lazy.resolve("nnxlab", "cell.ts")?.resolvedFileName).toBe(index);
  expect(read).toEqual([]);
  expect(lazy.sourceFile(index)!.fileName).toBe(index);
  expect(lazy.resolve("./jax.js", index)?.resolvedFileName).toBe(join(dirname(index), "jax.d.ts"));
  expect(lazy.resolve("./jax.js", "cell.ts")).toBeUndefined();
  expect(read).toEqual([index]);
});
