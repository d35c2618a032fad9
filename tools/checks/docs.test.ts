import { expect, test } from "vitest";
import { undocumented } from "./docs.ts";

test("a public function without an example is found", () => {
  // `expandTo` is an inner function, which no user sees: it has a comment and no example
  const broadcast = ["runtime/numpy/broadcast.ts"];
  expect(undocumented({ jnp: new Set(["expandTo"]) }, broadcast)).toEqual([
    expect.stringMatching(/^runtime\/numpy\/broadcast\.ts:\d+: expandTo is taught and has no @example$/),
  ]);
  expect(undocumented({ jnp: new Set(["broadcastTo"]) }, broadcast)).toEqual([]);
});
