import { describe, expect, test } from "vitest";
import { pageExamples, runExample } from "./doctest.ts";

describe.each(["docs/from-python.md", "docs/from-pytorch.md"])("%s", (file) => {
  const blocks = pageExamples(file);
  test("has examples", () => expect(blocks.length).toBeGreaterThan(5));
  test.each(blocks)("line $line runs, and says what is so", runExample);
});
