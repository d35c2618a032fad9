import { expect, it } from "vitest";
import { ts } from "./compiler.ts";
import { documentationOf } from "./documentation.ts";
import { internals } from "./internals.ts";

const text = `/** Of the file. */
import "node:fs";
/** An old comment. */
/**
 * Adds.
 *
 * @param a - the first
 * @param b the second
 * @returns their sum
 * @example
 * add(1, 2)
 */
export declare function add(a: number, b: number): number;
// no documentation
/** A constant. */
export declare const one: 1, two: 2;
export interface Box {
  /** What is in it. */
  readonly value: string;
  bare(): void;
}
`;

it.each([
  ts.JSDocParsingMode.ParseNone,
  ts.JSDocParsingMode.ParseAll,
])("is found before a declaration, however its file was read (mode %i)", (jsDocParsingMode) => {
  const source = ts.createSourceFile("a.d.ts", text, { languageVersion: ts.ScriptTarget.ES2022, jsDocParsingMode });
  internals.bindSourceFile(source, {});
  const exported = (source as unknown as { symbol: { exports: Map<string, import("typescript").Symbol> } }).symbol
    .exports;
  const member = (name: string): import("typescript").Symbol => exported.get("Box")!.members!.get(name as never)!;
  const add = exported.get("add")!;
  const [a] = (add.declarations![0] as import("typescript").FunctionDeclaration).parameters;
  expect(documentationOf(add)).toBe(
    "Adds.\n\n- `a`: the first\n\n- `b`: the second\n\n**Returns** their sum\n\n```typescript\nadd(1, 2)\n```",
  );
  expect(documentationOf((a as unknown as { symbol: import("typescript").Symbol }).symbol)).toBe("- `a`: the first");
  expect(documentationOf(exported.get("two")!)).toBe("A constant.");
  expect(documentationOf(exported.get("Box")!)).toBe("");
  expect(documentationOf(member("value"))).toBe("What is in it.");
  expect(documentationOf(member("bare"))).toBe("");
});
