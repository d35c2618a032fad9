/** Which names of cells are sent to boxes: the JavaScript of a cell, after the cells before it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { type CompiledCell, createTypescriptService, type TypescriptService } from "./service.ts";
import { readMappings } from "./sourceMap.ts";

let folder: string;
let service: TypescriptService;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nnxlab-numbers-"));
  service = createTypescriptService(folder);
});
beforeEach(() => service.reset());
afterAll(() => {
  service.dispose();
  rmSync(folder, { recursive: true });
});

function compiled(code: string): CompiledCell {
  const file = join(folder, `cell-${++count}.ts`);
  const compilation = service.compile(code, file);
  if (!compilation.ok) throw new Error(compilation.problems.map(({ message }) => message).join("\n"));
  service.commit(file);
  return compilation.cell;
}

/** The JavaScript of a cell, without the function around it: first the boxes that it fetches, then its statements. */
function javascript(code: string): string {
  const { js } = compiled(code);
  const body = js.slice(js.indexOf('"use strict";') + '"use strict";'.length, js.lastIndexOf("\n"));
  return body
    .replace(/\n?"use strict";/, "")
    .replace(/\n?export \{\};$/, "")
    .replace(/;\s+/g, "; ")
    .trim();
}

const fetch = (...names: string[]): string =>
  names.map((name) => `const __box_${name} = __kernel__.box("${name}"); `).join("");

/** Cells, the last of which is looked at, and its JavaScript. */
const boxed: readonly [title: string, cells: readonly string[], js: string][] = [
  ["let", ["let s = 0; s += 1; s"], `${fetch("s")}__box_s.value = 0; __box_s.value += 1; return [__box_s.value];`],
  [
    "var in the head of a loop",
    ["for (var i = 0; i < 3; i++) ;"],
    `${fetch("i")}for (__box_i.value = 0; __box_i.value < 3; __box_i.value++)\n    ;`,
  ],
  ["var in a loop over values", ["for (var x of [1, 2]) ;"], `${fetch("x")}for (__box_x.value of [1, 2])\n    ;`],
  ["without a value", ["let n: number"], `${fetch("n")}__box_n.value = void 0;`],
  ["a variable of an earlier cell", ["let s = 0", "s++"], `${fetch("s")}return [__box_s.value++];`],
  ["in functions", ["let n = 0; const f = () => n++"], `${fetch("n")}__box_n.value = 0; f = () => __box_n.value++;`],
  [
    "patterns",
    ["let [a, { b = 1 }] = [1, {}] as [number, { b?: number }]"],
    `${fetch("a", "b")}[__box_a.value, { b: __box_b.value = 1 }] = [1, {}];`,
  ],
  [
    "patterns that assign",
    ["let a = 0, b = 1; [a, b] = [b, a + b]; ({ a, b = a } = {} as { a: number, b?: number })"],
    `${fetch("a", "b")}__box_a.value = 0; __box_b.value = 1; [__box_a.value, __box_b.value] = [__box_b.value, __box_a.value + __box_b.value]; return [({ a: __box_a.value, b: __box_b.value = __box_a.value } = {})];`,
  ],
  ["short properties", ["let a = 1; ({ a })"], `${fetch("a")}__box_a.value = 1; return [({ a: __box_a.value })];`],
  [
    "numbers of an enum",
    ["enum K { A, B }", "let k: K = K.A; k = K.B"],
    `${fetch("k")}__box_k.value = K.A; return [__box_k.value = K.B];`,
  ],
  [
    "one that a later cell makes a number",
    ["let v = 'a'; const show = () => v", "let v = 1", "v"],
    `${fetch("v")}return [__box_v.value];`,
  ],
];
it.each(boxed)("is sent to its box: %s", (_, cells, js) => {
  for (const cell of cells.slice(0, -1)) compiled(cell);
  expect(javascript(cells.at(-1)!)).toBe(js);
});

/** Cells, the last of which speaks of names that stay what they are. */
const plain: readonly [title: string, cells: readonly string[], js: string][] = [
  ["constants", ["const c = 1; c"], "c = 1; return [c];"],
  ["texts", ["let t = ''; t += 'x'"], "t = ''; return [t += 'x'];"],
  ["what may be no number", ["let u: number | undefined = 1; u"], "u = 1; return [u];"],
  ["what may be anything", ["let x: any = 1; x"], "x = 1; return [x];"],
  ["lists", ["let xs = [1]; xs[0]"], "xs = [1]; return [xs[0]];"],
  ["names that JavaScript has", ["let crypto = 1"], "crypto = 1;"],
  ["what a later cell makes a text", ["let v = 1", "let v = 'a'", "v"], "return [v];"],
];
it.each(plain)("is sent nowhere: %s", (_, cells, js) => {
  for (const cell of cells.slice(0, -1)) compiled(cell);
  expect(javascript(cells.at(-1)!)).toBe(js);
});

/** Mentions of a name that are something else than the variable `n` of an earlier cell, or are better left alone. */
const others: readonly string[] = [
  "(n => n)(1)",
  "{ let n = 1; n }",
  "for (let n = 0; n < 1; n++) n",
  "(function () { var n = 1; return n })()",
  "try { } catch (n) { n }",
  "({ n: 1 }).n",
  "class A { n = 1; m() { return this.n } }",
  "namespace N { export let n = 1; n++ }",
  "n: for (;;) break n",
  "type T = typeof n; const t: T = 1",
  "interface I { n: number } const i: I = { n: 1 }",
  "const { n: m } = { n: 1 }",
  "n.toFixed(1)",
  "(n as any).f.g()",
  "// @ts-ignore\nfor (const x of n) x",
];
it.each(others)("is not taken for the variable: %s", (cell) => {
  compiled("let n = 1");
  expect(compiled(cell).js).not.toContain("__box_");
});

it("says which of the cell's own names are in boxes", () => {
  compiled("let before = 1");
  const { numbers } = compiled("let s = 0, t = ''; const c = 1; s += before");
  expect(numbers).toEqual(["s"]);
});

it("places in the cell are found in its JavaScript, exactly", () => {
  compiled("let n = 1");
  const text =
    "let s = 0\nfor (var i = 0; i < n; i++) {\n  s += oops(i) * n\n}\nfunction oops(x: number): number { return x }";
  const { js, mappings } = compiled(text);
  const find = readMappings(mappings);
  const places: readonly [generated: string, original: string][] = [
    ["oops(__box_i.value)", "oops(i)"],
    ["__box_i.value) * ", "i) *"],
    ["__box_n.value; ", "n; "],
    ["__box_s.value += ", "s += "],
    ["__box_s.value = 0", "s = 0"],
  ];
  for (const [generated, original] of places) {
    const before = js.slice(0, js.lastIndexOf(generated)).split("\n");
    const found = find({ line: before.length - 2, column: before.at(-1)!.length });
    const expected = text.slice(0, text.indexOf(original)).split("\n");
    expect([generated, found]).toEqual([generated, { line: expected.length - 1, column: expected.at(-1)!.length }]);
  }
});
