import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CheckedKernel, startCheckedKernel } from "./checkedKernel.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
});
afterAll(() => kernel.finish());

describe("results", () => {
  const cases: readonly [code: string, shown: string | undefined][] = [
    ["1 + 1", "2"],
    ["'text'", "'text'"],
    ["null", "null"],
    ["undefined", undefined],
    ["0", "0"],
    ["({ a: 1, b: [1, 2, { c: 3 }] })", "{ a: 1, b: [ 1, 2, { c: 3 } ] }"],
    ["Promise.resolve(4)", "Promise { 4 }"],
    ["await Promise.resolve(4)", "4"],
    ["const q1 = 5", undefined],
    ["if (true) { 42 }", undefined],
    ['"only a string"', "'only a string'"],
    ["[1, 2].map((x) => x * 2)", "[ 2, 4 ]"],
    ["export default 7", "7"],
    ["", undefined],
    ["// only a comment", undefined],
    ["new Map([[1, { a: 2 }]])", "Map(1) { 1 => { a: 2 } }"],
    ["1n ** 70n", "1n"],
    ["(() => {})", "[Function (anonymous)]"],
    ["function* two() { const got = yield 1; return got } [...two()]", "[ 1 ]"],
  ];
  it.each(cases)("%s", async (code, shown) => {
    expect(await kernel.value(code)).toBe(shown);
  });
});

describe("declarations carried from cell to cell", () => {
  const twice = (code: string): [string, string] => [code, code];
  /** Cells, and what the last one shows. */
  const cases: readonly [what: string, cells: readonly string[], shown: string][] = [
    [
      "a closure sees the value a later cell assigns",
      ["let a1 = 1; function show1() { return a1 }", "a1 = 5", "show1()"],
      "5",
    ],
    [
      "a closure sees the value of a redeclared variable",
      ["let a2 = 1; const get2 = () => a2", "let a2 = 2", "get2()"],
      "2",
    ],
    ["a const may be redeclared with another type", ["const a3 = 1", "const a3 = 'two'", "a3.length"], "3"],
    [
      "a function redeclared is the one that older functions call",
      ["function f4() { return 1 } function g4() { return f4() }", "function f4() { return 2 }", "g4()"],
      "2",
    ],
    [
      "classes, also as types",
      [
        "class A5 { constructor(readonly x: number) {} static make() { return new A5(3) } }",
        "const v5: A5 = A5.make()",
        "v5.x",
      ],
      "3",
    ],
    [
      "interfaces, aliases and generics",
      [
        "interface I6 { a: number } type T6<X> = X[]; function first6<X>(xs: T6<X>): X { return xs[0]! }",
        "const i6: I6 = { a: first6([4]) }",
        "i6.a",
      ],
      "4",
    ],
    [
      "generic inference over cells",
      ["const m7 = new Map<string, number[]>([['a', [1]]])", "m7.get('a')!.length"],
      "1",
    ],
    [
      "enums and namespaces, also redeclared",
      [
        "enum E8 { P, Q } namespace N8 { export const z = 3 }",
        "enum E8 { Q = 7, R }",
        "[E8.Q, E8.R, N8.z, Object.keys(E8).length]",
      ],
      "[ 7, 8, 3, 4 ]",
    ],
    [
      "enums, namespaces and interfaces, run again as they are",
      [
        ...twice("enum E70 { P, Q }\nnamespace N70 { export let n = 0; export interface I { a: number } }"),
        ...twice("class C70 { a = 1 }\nnamespace C70 { export const of = () => new C70() }"),
        ...twice("interface I70 { a: number }\nconst I70 = { of: (a: number): I70 => ({ a }) }"),
        "const i70: N70.I & I70 = I70.of(3); N70.n++",
        "[E70.Q, Object.keys(E70).length, N70.n, C70.of().a, i70.a]",
      ],
      "[ 1, 4, 1, 1, 3 ]",
    ],
    [
      "enums, namespaces and interfaces, run again with other members: the newest counts, nothing merges",
      [
        "enum E71 { P, Q } namespace N71 { export const x = 1 } interface I71 { a: number } const old71 = N71",
        "enum E71 { R = 9 } namespace N71 { export const y = 2 } interface I71 { b: string }",
        "const i71: I71 = { b: 'b' }; [E71.R, 'P' in E71, N71.y, 'x' in N71, old71.x, i71.b]",
      ],
      "[ 9, false, 2, false, 1, 'b' ]",
    ],
    [
      "destructuring with defaults and rest",
      [
        "const { a: a9, b: [b9, ...c9], d: d9 = 4, ...e9 } = { a: 1, b: [2, 3, 3], z: 9 } as { a: number; b: number[]; d?: number; z: number }",
        "[a9, b9, c9, d9, e9]",
      ],
      "[ 1, 2, [ 3, 3 ], 4, { z: 9 } ]",
    ],
    [
      "var in blocks and loops",
      ["for (var v10 = 0; v10 < 3; v10++) {} { var w10 = 2 } for (var k10 of [8]) {}", "[v10, w10, k10]"],
      "[ 3, 2, 8 ]",
    ],
    ["functions before their declaration", ["const a11 = f11(); function f11() { return 11 }", "a11"], "11"],
    ["private fields and accessors", ["class P12 { #x = 1; get x() { return this.#x } }", "new P12().x"], "1"],
    [
      "`let x = null` and `const xs = []` learn their type",
      ["let n13 = null; const xs13 = []; xs13.push(1); n13 = 5", "xs13.push(2); [n13, xs13]"],
      "[ 5, [ 1, 2 ] ]",
    ],
    ["a parameter without a type", ["const twice14 = (x) => x * 2", "twice14(4)"], "8"],
    [
      "names that JavaScript has, too, without harm to libraries",
      [
        "class Map { hello() { return 'mine' } }",
        "import { parse } from 'node:url'; [new Map().hello(), new globalThis.Map([[1, 2]]).size, typeof parse]",
      ],
      "[ 'mine', 1, 'function' ]",
    ],
    [
      "names of Node's globals",
      ["const process = 15, name = 'n', crypto = 16", "[process, name, crypto]"],
      "[ 15, 'n', 16 ]",
    ],
    [
      "standard decorators",
      [
        "function twice17(f: () => number, _: unknown) { return () => 2 * f() } class D17 { @twice17 m() { return 4 } }",
        "new D17().m()",
      ],
      "8",
    ],
    [
      "declare global",
      [
        "declare global { interface Array<T> { second(): T } } Array.prototype.second = function () { return this[1] }",
        "[5, 6].second().toFixed(1)",
      ],
      "'6.0'",
    ],
    ["export in a cell", ["export const x19 = 19; export function f19() { return x19 }", "f19()"], "19"],
    [
      "generators and async functions",
      ["function* g20() { yield 1; yield 2 } async function f20() { return [...g20()] }", "await f20()"],
      "[ 1, 2 ]",
    ],
    ["a type error does not run and declares nothing", ["let z21 = 1", "z21 = 2; const bad: number = 'q'", "z21"], "1"],
  ];
  it.each(cases)("%s", async (_, cells, shown) => {
    for (const code of cells.slice(0, -1)) await kernel.execute(code, { stopOnError: false });
    expect(await kernel.value(cells.at(-1)!)).toBe(shown);
  });

  it("what a redeclared interface, enum or namespace had before is a type error", async () => {
    await kernel.execute("enum E72 { P } namespace N72 { export const x = 1 } interface I72 { a: number }");
    await kernel.execute("enum E72 { R } namespace N72 { export const y = 2 } interface I72 { b: string }");
    expect((await kernel.failure("E72.P")).evalue).toContain("Property 'P' does not exist on type 'typeof E72'");
    expect((await kernel.failure("N72.x")).evalue).toContain("Property 'x' does not exist on type 'typeof N72'");
    expect((await kernel.failure("({ a: 1 }) satisfies I72")).evalue).toContain("'a' does not exist in type 'I72'");
  });

  it("a cell that fails half way keeps what it had assigned, and only that", async () => {
    await kernel.failure("const done30 = 'done'; throw new Error('x'); const never30 = 1");
    expect(await kernel.value("done30")).toBe("'done'");
    expect((await kernel.failure("never30")).evalue).toContain("Cannot find name 'never30'");
  });

  it("assigning to a constant of another cell says which", async () => {
    await kernel.execute("const fixed31 = 1");
    const { evalue } = await kernel.failure("fixed31 = 2");
    expect(evalue).toMatch(
      /Cannot assign to 'fixed31' because it is a constant of cell \[\d+\]; declare it with `let` there, or declare it again here/,
    );
  });

  it("`using` disposes at the end of the cell", async () => {
    expect(
      await kernel.printed("using r32 = { [Symbol.dispose]() { console.log('disposed') } }; console.log('in use')"),
    ).toBe("in use\ndisposed\n");
  });

  it("a top-level loop runs at the speed of loops, not of property traps", async () => {
    const loop = (sum: string): string => `for (let i = 0; i < 1e7; i++) ${sum} += i;`;
    const code = `const t33 = performance.now(); let s33 = 0; ${loop("s33")} const top33 = performance.now() - t33;
      const u33 = performance.now(); (() => { let s = 0; ${loop("s")} return s })(); const local33 = performance.now() - u33;
      [s33, top33 < 60 * local33]`;
    expect(await kernel.value(code)).toBe("[ 49999995000000, true ]"); // tslab: 50 to 100 times, without the loop's own cost
  });
});

describe("waiting", () => {
  it("top-level await, for await, await in blocks", async () => {
    expect(
      await kernel.value(
        "if (true) { await null } let t40 = 0; for await (const x of [1, Promise.resolve(2)]) t40 += x; t40",
      ),
    ).toBe("3");
    expect(
      await kernel.value(
        "async function* g41() { yield 1; yield 2 } let t41 = 0; for await (const x of g41()) t41 += x; t41",
      ),
    ).toBe("3");
  });

  it("leaving `for await` early closes the generator", async () => {
    const code =
      "async function* g42() { try { yield 1; yield 2 } finally { console.log('closed') } } for await (const x of g42()) break";
    expect(await kernel.printed(code)).toBe("closed\n");
  });
});

describe("imports", () => {
  it("node: modules, default, named and namespace", async () => {
    const code =
      "import fs, { readFileSync as read, type Stats } from 'node:fs'; import * as path from 'path'; [read === fs.readFileSync, path.sep]";
    expect(await kernel.value(code)).toBe("[ true, '/' ]");
    expect(await kernel.value("let stats50: Stats | undefined; typeof read")).toBe("'function'");
  });

  it("packages by their import condition, CommonJS packages by name", async () => {
    const esm = join(kernel.folder, "node_modules", "only-esm");
    mkdirSync(esm, { recursive: true });
    writeFileSync(
      join(esm, "package.json"),
      JSON.stringify({ name: "only-esm", type: "module", exports: { ".": { import: "./index.js" } } }),
    );
    writeFileSync(
      join(esm, "index.js"),
      "export const answer = 42; export default () => import.meta.url.startsWith('file:');",
    );
    const cjs = join(kernel.folder, "node_modules", "old-cjs");
    mkdirSync(cjs, { recursive: true });
    writeFileSync(join(cjs, "package.json"), JSON.stringify({ name: "old-cjs", main: "main.js" }));
    writeFileSync(join(cjs, "main.js"), "const all = { one: 1 }; all['t' + 'wo'] = 2; module.exports = all;");
    expect(await kernel.value("import check, { answer } from 'only-esm'; [check(), answer]")).toBe("[ true, 42 ]");
    expect(await kernel.value("import all, { two } from 'old-cjs'; [all.one, two]")).toBe("[ 1, 2 ]");
    expect(await kernel.value("const { answer: again } = await import('only-esm'); again")).toBe("42");
    expect(await kernel.value("require('old-cjs').one")).toBe("1");
  });

  it("local TypeScript files, with what they import, again when they change", async () => {
    writeFileSync(join(kernel.folder, "inner.ts"), "export enum Kind { A = 1 }\nexport const scale: number = 10;\n");
    writeFileSync(
      join(kernel.folder, "helper.ts"),
      "import { Kind, scale } from './inner';\nimport { sep } from 'node:path';\nexport interface Opts { x: number }\nexport function helper({ x }: Opts): string { return `${x * scale}${sep}${Kind.A}` }\n",
    );
    writeFileSync(join(kernel.folder, "data.json"), '{ "n": 3 }');
    expect(
      await kernel.value(
        "import { helper, type Opts } from './helper.ts'; import data from './data.json'; const o: Opts = { x: data.n }; helper(o)",
      ),
    ).toBe("'30/1'");
    writeFileSync(join(kernel.folder, "inner.ts"), "export enum Kind { A = 2 }\nexport const scale: number = 100;\n");
    utimesSync(join(kernel.folder, "inner.ts"), new Date(), new Date(Date.now() + 2000));
    expect(await kernel.value("import { helper } from './helper'; helper({ x: 1 })")).toBe("'100/2'");
  });

  it("errors inside local files point into them", async () => {
    writeFileSync(
      join(kernel.folder, "boom.ts"),
      "interface Unused { a: number }\n\nexport function boom(): never {\n  throw new RangeError('from a file');\n}\n",
    );
    const { ename, traceback } = await kernel.failure("import { boom } from './boom.ts'\nboom()");
    expect(ename).toBe("RangeError");
    expect(traceback).toContain(`at boom (${join(kernel.folder, "boom.ts")}:4:9)`);
    expect(traceback).toMatch(/at cell \[\d+\]:2:1/);
    writeFileSync(join(kernel.folder, "wrong.ts"), "export const x: number = 'no';\n");
    const typed = await kernel.failure("import { x } from './wrong.ts'");
    expect(typed.evalue).toContain("wrong.ts:1:14");
    writeFileSync(join(kernel.folder, "over.ts"), "export { x } from './wrong';\n");
    for (const again of ["import { x } from './wrong.ts'", "import * as over from './over'", "await import('./over')"])
      expect((await kernel.failure(again)).evalue).toContain("wrong.ts:1:14");
    expect(await kernel.value("1 + 1")).toBe("2"); // which imports nothing of it
  });

  it("a missing package says what, where and how to get it", async () => {
    const { ename, evalue } = await kernel.failure("import x from 'no-such-package/part'");
    expect(ename).toBe("ModuleNotFoundError");
    expect(evalue).toContain('there is no package "no-such-package" in');
    expect(evalue).toContain("npm install no-such-package");
    expect((await kernel.failure("import y from './nothing.ts'")).evalue).toContain("there is no file");
    expect((await kernel.failure("import { nope } from 'only-esm/inner'")).evalue).toContain("does not offer it");
    expect((await kernel.failure("await import('missing' + '-later')")).ename).not.toBe("");
  });

  it("JSON with attributes, `import x = require(…)`, aliases of namespaces, types only", async () => {
    const code =
      "import json from './data.json' with { type: 'json' }; const again = await import('./data.json', { with: { type: 'json' } });";
    expect(await kernel.value(`${code} [json.n, again.default.n]`)).toBe("[ 3, 3 ]");
    expect(await kernel.value("import old60 = require('old-cjs'); old60.one")).toBe("1");
    expect(await kernel.value("import scale60 = require('./inner'); [old60.one, scale60.scale]")).toBe("[ 1, 100 ]");
    await kernel.execute("namespace N60 { export const z = 6; export interface I { a: number } }");
    expect(await kernel.value("import z60 = N60.z; import I60 = N60.I; const i60: I60 = { a: z60 }; i60")).toBe(
      "{ a: 6 }",
    );
    expect(await kernel.value("import type { Opts } from './helper'; const o60: Opts = { x: 1 }; o60")).toBe(
      "{ x: 1 }",
    );
  });

  it("import.meta.resolve starts from the notebook's folder", async () => {
    const [esm, file] = ["node_modules/only-esm/index.js", "helper.ts"].map((path) => join(kernel.folder, path));
    expect(await kernel.value("[import.meta.resolve('only-esm'), import.meta.resolve('./helper.ts')].join()")).toBe(
      `'file://${esm},file://${file}'`,
    );
  });

  it("JSX is refused, with what to write instead", async () => {
    expect((await kernel.failure("const page = <b>text</b>")).evalue).toContain("display.html(`<b>text</b>`)");
  });

  it("import.meta is that of a module in the notebook's folder", async () => {
    expect(await kernel.value("import.meta.dirname === __dirname && import.meta.url.startsWith('file://')")).toBe(
      "true",
    );
  });
});
