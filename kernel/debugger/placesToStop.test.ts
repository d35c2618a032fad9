import { expect, it } from "vitest";
import { placesToStop } from "./placesToStop.ts";

/** The text with a mark at each place. */
function marked(text: string): string {
  const lines = text.split("\n");
  for (const { line, column } of [...placesToStop(text)].reverse()) {
    lines[line] = `${lines[line]!.slice(0, column)}▸${lines[line]!.slice(column)}`;
  }
  return lines.join("\n");
}

it.each([
  ["statements", "let x = 1, y; x++;\nconsole.log(x)", "▸let x = 1, y; ▸x++;\n▸console.log(x)"],
  [
    "functions, where nothing runs in the line of the name",
    "function f(a: number) {\n  let b;\n  return a;\n}",
    "function f(a: number) {\n  let b;\n  ▸return a;\n▸}",
  ],
  ["arrow functions without braces", "xs.map(\n  (x) => x + 1,\n)", "▸xs.map(\n  (x) => ▸x + 1,\n)"],
  [
    "branches and loops",
    "if (a) b(); else {\n  c();\n}\nfor (const x of xs) while (x) break;\ntry { d() } catch {}",
    "▸if (a) ▸b(); else {\n  ▸c();\n}\n▸for (const x of xs) ▸while (x) ▸break;\ntry { ▸d() } catch {}",
  ],
  ["classes", "class A {\n  x = 1;\n  y: number;\n  m() {}\n}", "▸class A {\n  x = ▸1;\n  y: number;\n  m() {▸}\n}"],
  [
    "no types",
    "interface I { a: number }\ntype T = 1;\ndeclare const z: T;\nimport type { Q } from 'q';\nenum E { A }",
    "interface I { a: number }\ntype T = 1;\ndeclare const z: T;\nimport type { Q } from 'q';\n▸enum E { A }",
  ],
])("a program stops at %s", (_, text, expected) => {
  expect(marked(text)).toBe(expected);
});
