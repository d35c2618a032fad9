import { expect, it } from "vitest";
import { emitCell } from "./emit.ts";

/** Cells, their names, and the JavaScript made of them, without the function around it. */
const cases: readonly [cell: string, names: readonly string[], js: string][] = [
  ["1 + 1", [], "return [1 + 1];"],
  ["let x: number = 1, y; x", ["x", "y"], "x = 1;\ny = void 0;\nreturn [x];"],
  ["const { a, b: [c, ...d], e = 2, ...f } = g", ["a", "c", "d", "e", "f"], "({ a, b: [c, ...d], e = 2, ...f } = g);"],
  ["f(); function f() { return f }", ["f"], "f = function () { return f; };\nf();"],
  ["async function* f() { yield 1 }", ["f"], "f = async function* () { yield 1; };"],
  ["class A extends B { static s = A.name }", ["A"], "A = class A extends B {\n    static s = A.name;\n};"],
  ["enum E { P }", ["E"], 'E = void 0;\n(function (E) {\n    E[E["P"] = 0] = "P";\n})(E || (E = {}));'],
  ["var v; var v = 1; var v", ["v"], "v = void 0;\nv = 1;"],
  [
    "for (var i = 0, j = 1; i < 3; i++) { var k = i }",
    ["i", "j", "k"],
    "for (i = 0, j = 1; i < 3; i++) {\n    k = i;\n}",
  ],
  ["for (var [p, q] of r) ;", ["p", "q"], "for ([p, q] of r)\n    ;"],
  ["await p", [], "return [__kernel__.resume(await __kernel__.guard(p, 1, 1))];"],
  [
    "const f = async () => {\n  await p }",
    ["f"],
    "f = async () => {\n    __kernel__.resume(await __kernel__.guard(p, 2, 3));\n};",
  ],
  ["for await (const x of y) ;", [], "for await (const x of __kernel__.guardEach(y, 1, 1))\n    ;"],
  [
    'x = 1; import d, { a as b, type T } from "m"',
    ["d", "b"],
    '({ default: d, a: b } = __kernel__.resume(await __kernel__.guard(__kernel__.import("m", ["default", "a"]), 1, 42)));\nx = 1;',
  ],
  ['import * as ns from "m"', ["ns"], 'ns = __kernel__.resume(await __kernel__.guard(__kernel__.import("m"), 1, 21));'],
  ['import type { T } from "m"; import { U } from "n"', [], ""],
  ["export const e = import.meta.url", ["e"], "e = __kernel__.meta.url;"],
  ['export default import("m")', [], 'return [__kernel__.import("m")];'],
  ["type T = 1; interface I {} declare const z: T", [], ""],
];

it.each(cases)("%s", (cell, names, js) => {
  const emitted = emitCell(cell, { names: new Set(names), typeOnly: new Set(["U"]), shadows: false }).js;
  const body = emitted.slice(emitted.indexOf("\n") + 1, emitted.lastIndexOf("\n"));
  expect(body.replace(/^"use strict";\n?/, "").replace(/\n?export \{\};$/, "")).toBe(js);
});

it("a cell that uses a shadowed name sees the cells' own names first", () => {
  const { js } = emitCell("new Map()", { names: new Set(), typeOnly: new Set(), shadows: true });
  expect(js).toMatch(/^\(function \(__kernel__\) \{ with \(__kernel__\.own\) return/);
  const run = (0, eval)(js) as (kernel: object) => Promise<[unknown]>;
  const own = { Map: class Mine {} };
  return expect(run({ own })).resolves.toEqual([expect.any(own.Map)]);
});
