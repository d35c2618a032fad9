/** What the user's `tsconfig.json` means for cells. */
import { mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CheckedKernel, plain, startCheckedKernel } from "./checkedKernel.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
});
afterAll(() => kernel.finish());

let seconds = 0;

/** Writes a file that is newer than every one before it. */
function write(file: string, content: unknown): void {
  const path = join(kernel.folder, file);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  utimesSync(path, new Date(), new Date(Date.now() + 1000 * ++seconds));
}

const options = (compilerOptions: object): object => ({ compilerOptions });

it("without one, cells are strict but for implicit any", async () => {
  expect(await kernel.value("const twice = (x) => x * 2; [1][0] + twice(1)")).toBe("3");
  expect((await kernel.failure("const s: string = null")).evalue).toContain("'null' is not assignable");
});

it("its strictness counts, from the next cell on, with what it extends", async () => {
  write("base.json", options({ noUncheckedIndexedAccess: true }));
  write("tsconfig.json", { extends: "./base.json", ...options({ strict: true }) });
  expect((await kernel.failure("const a = [1]; const b: number = a[0]")).evalue).toContain("'number | undefined'");
  expect((await kernel.failure("const thrice = (x) => x * 3")).evalue).toContain("TS7006");
  expect(await kernel.value("let learns = null; learns = 5; const list = []; list.push(learns); list")).toBe("[ 5 ]");
  write("base.json", options({ noImplicitOverride: true }));
  expect((await kernel.failure("class A { m() {} } class B extends A { m() {} }")).evalue).toContain("TS4114");
  write("tsconfig.json", options({ strict: false }));
  expect(await kernel.value("const s: string = null; const f = (x) => x; s")).toBe("null");
});

it("decorators as it says, in cells and files; fields as it says", async () => {
  write("tsconfig.json", options({ experimentalDecorators: true, useDefineForClassFields: false }));
  write(
    "old.ts",
    "function mark(target: object, key: string) { (target as any)['marked_' + key] = true } export class Old { @mark x = 1 }",
  );
  expect(
    await kernel.value(
      "function tag(target: object, key: string) { (target as any)[key + 'Tag'] = key } class T { @tag a = 1 } (new T() as any).aTag",
    ),
  ).toBe("'a'");
  expect(await kernel.value("import { Old } from './old.ts'; (new Old() as any).marked_x")).toBe("true");
});

it("its paths lead to files, in cells, in files and in import()", async () => {
  write("tsconfig.json", options({ paths: { "@lib/*": ["./source/*"], config: ["./source/config.ts"] } }));
  write("source/config.ts", "export const rate = 0.5;");
  write("source/model.ts", "import { rate } from 'config'; export const doubled: number = rate * 2;");
  expect(
    await kernel.value("import { doubled } from '@lib/model'; import { rate } from 'config'; [doubled, rate]"),
  ).toBe("[ 1, 0.5 ]");
  expect(await kernel.value("(await import('@lib/model')).doubled.toFixed(1)")).toBe("'1.0'");
  write("source/config.ts", "export const rate = 2;");
  expect(await kernel.value("import { doubled as again } from '@lib/model.ts'; again")).toBe("4");
});

it("its lib and types add to what is in scope", async () => {
  write("node_modules/@types/house/index.d.ts", "declare const HOUSE: 'blue' | undefined;");
  write("tsconfig.json", options({ lib: ["ES2020", "DOM"], types: ["house"], typeRoots: ["./node_modules/@types"] }));
  expect(
    await kernel.value("let e: HTMLElement | undefined; let h: typeof HOUSE; [1].toSorted(); typeof document"),
  ).toBe("'undefined'");
});

it("what is about output, modules and JSX does not count", async () => {
  write("tsconfig.json", {
    ...options({
      module: "CommonJS",
      target: "ES5",
      noUnusedLocals: true,
      outDir: "x",
      verbatimModuleSyntax: true,
      jsx: "react",
    }),
    include: ["nothing-here"],
  });
  expect(
    await kernel.value(
      "import { Stats } from 'node:fs'; const unused = 1; class P { #p = 2; get p() { return this.#p } } await null; new P().p",
    ),
  ).toBe("2");
});

it("one that is broken is reported once, where it is broken, and cells run", async () => {
  write("tsconfig.json", '{ "compilerOptions": { "strict": true, "strictt": 1, "target": "ES1" }, }\n');
  const text = plain(await kernel.printed("1"));
  expect(text).toContain("The tsconfig.json of these cells is not all right");
  expect(text).toContain("Unknown compiler option 'strictt'");
  expect(text).toContain(`${join(kernel.folder, "tsconfig.json")}:1:`);
  expect(await kernel.printed("2")).toBe("");
  expect((await kernel.failure("const untyped = (x) => x")).evalue).toContain("TS7006");
  write("tsconfig.json", "{ not json");
  expect(plain(await kernel.printed("3"))).toContain("is not all right");
  expect(await kernel.value("4")).toBe("4");
});
