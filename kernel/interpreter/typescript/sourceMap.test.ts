import { expect, it } from "vitest";
import { emitCell } from "./emit.ts";
import { readMappings } from "./sourceMap.ts";

it("finds places of the cell in its JavaScript, exactly", () => {
  const text =
    "interface I {\n  a: number\n}\n\nenum E { A }\nfunction f(x: I): void {\n  throw new Error(`${x.a}`)\n}\n  f({ a: await g() })\nlet y = 1, z = oops()";
  const { js, mappings } = emitCell(text, {
    names: new Set(["f", "E", "y", "z"]),
    typeOnly: new Set(),
    shadows: false,
  });
  const find = readMappings(mappings);
  for (const mark of ["new Error", "f({", "g()", "oops()"]) {
    const at = js.lastIndexOf(mark);
    const before = js.slice(0, at).split("\n");
    const found = find({ line: before.length - 2, column: before.at(-1)!.length })!;
    const expected = text.slice(0, text.lastIndexOf(mark)).split("\n");
    expect([mark, found]).toEqual([mark, { line: expected.length - 1, column: expected.at(-1)!.length }]);
  }
});
