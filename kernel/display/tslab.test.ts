/** `import … from "tslab"` gives what the package gives: compared with the package's own declarations and module. */
import { createRequire } from "node:module";
import type * as real from "tslab";
import { expect, expectTypeOf, it } from "vitest";
import * as ours from "./tslab.ts";

it("offers the names of the package, with types that can stand for the package's", () => {
  type Names = Exclude<keyof typeof real, "default">;
  expectTypeOf<keyof typeof ours>().toEqualTypeOf<Names>();
  expectTypeOf<Parameters<typeof ours.display.raw>>().toEqualTypeOf<Parameters<typeof real.display.raw>>();
  expectTypeOf<keyof typeof ours.display>().toEqualTypeOf<keyof typeof real.display>();
  expectTypeOf(ours.newDisplay).parameters.toEqualTypeOf<Parameters<typeof real.newDisplay>>();
  expectTypeOf<typeof ours.display>().toExtend<typeof real.display>();
  expectTypeOf<typeof ours.versions>().toEqualTypeOf<typeof real.versions>();
});

it("and is the version that is installed", () => {
  const { version } = createRequire(import.meta.url)("tslab/package.json") as { version: string };
  expect(ours.versions.tslab).toBe(version);
});
