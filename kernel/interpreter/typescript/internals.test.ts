/** Notices when a new compiler changes what internals.ts relies on. */
import { expect, it } from "vitest";
import { ts } from "./compiler.ts";
import { internals } from "./internals.ts";

it("the compiler is the one that was tried", () => {
  expect(ts.version).toBe("6.0.3");
});

it("what its declarations leave out is there", () => {
  const {
    createTypeChecker,
    bindSourceFile,
    getSetExternalModuleIndicator,
    getTouchingPropertyName,
    createCommentDirectivesMap,
  } = internals;
  for (const f of [
    createTypeChecker,
    bindSourceFile,
    getSetExternalModuleIndicator,
    getTouchingPropertyName,
    createCommentDirectivesMap,
  ]) {
    expect(f).toBeTypeOf("function");
  }
  expect(internals.Completions.getCompletionsAtPosition).toBeTypeOf("function");
  expect(internals.SymbolDisplay.getSymbolDisplayPartsDocumentationAndSymbolKind).toBeTypeOf("function");
});
