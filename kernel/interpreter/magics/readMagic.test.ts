import { expect, test } from "vitest";
import { readMagic, withoutMagic } from "./readMagic.ts";

test.each([
  ["1 + 1", undefined],
  ["const a = b ? c : d", undefined],
  ["a ?? b", undefined],
  ["x % 2", undefined],
  ["%time f(x)", { name: "time", code: "      f(x)" }],
  ["%%timeit\nf(x)\ng()", { name: "timeit", code: "        \nf(x)\ng()" }],
  ["  %time f()", { name: "time", code: "        f()" }],
  ["%who", { name: "who" }],
  ["%reset\n", { name: "reset" }],
  ["%install lodash @types/lodash@4.17.0", { name: "install", packages: ["lodash", "@types/lodash@4.17.0"] }],
  ["jnp.sum?", { name: "help", target: "jnp.sum", level: 0 }],
  [" $x ?? ", { name: "help", target: "$x", level: 1 }],
])("%j is %j", (cell, magic) => expect(readMagic(cell)).toEqual(magic));

test.each([
  ["%magic 1", /Cannot run %magic: there are %time, %timeit/],
  ["%", /Cannot run %: there are/],
  ["%time", /write the code to time behind it/],
  ["%who x", /stands alone/],
  ["%install", /name the packages/],
  ["%install --global x", /Cannot install --global/],
  ["%install a;rm", /Cannot install a;rm/],
])("%j is refused", (cell, message) => expect(() => readMagic(cell)).toThrow(message));

test("places of what follows stay", () => {
  expect(withoutMagic("%timeit foo.")).toBe("        foo.");
  expect(withoutMagic("foo")).toBe("foo");
});
