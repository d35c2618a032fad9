import { expect, it } from "vitest";
import { createRemembered } from "./remembered.ts";

it("keeps what is in use, and the last of what is not", () => {
  const remembered = createRemembered<number>(2);
  for (const name of ["a", "b", "c", "d", "e"]) remembered.add(name, name.charCodeAt(0));
  for (const name of ["b", "c", "d", "nothing"]) remembered.release(name);
  expect([...remembered.values()].map((code) => String.fromCharCode(code))).toEqual(["a", "c", "d", "e"]);
  expect(remembered.get("b")).toBeUndefined();
  expect(remembered.get("c")).toBe(99);
  expect(remembered.size).toBe(4);
});

it("what is released twice counts once, and what is added again is in use", () => {
  const remembered = createRemembered<string>(1);
  remembered.add("a", "first");
  remembered.release("a");
  remembered.release("a");
  remembered.add("a", "second");
  remembered.add("b", "other");
  remembered.add("c", "other");
  remembered.release("b");
  remembered.release("c");
  expect(remembered.get("a")).toBe("second");
  expect(remembered.size).toBe(2);
});
