/** The checker over many cells, without a kernel around it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTypescriptService, type TypescriptService } from "./service.ts";

let folder: string;
let service: TypescriptService;
let cells = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nnxlab-service-"));
  service = createTypescriptService(folder);
});
afterAll(() => {
  service.dispose();
  rmSync(folder, { recursive: true });
});

/** Checks a cell; returns what is wrong with it. */
function problems(code: string): string[] {
  const file = join(folder, `cell-${++cells}.ts`);
  const compilation = service.compile(code, file);
  if (compilation.ok) service.commit(file);
  return compilation.ok ? [] : compilation.problems.map(({ message }) => message);
}

describe("checking", () => {
  it("stays right and quick over more cells than one checker lives", { timeout: 120_000 }, () => {
    expect(problems("let total = 0; class Box<T> { constructor(readonly value: T) {} }")).toEqual([]);
    const times: number[] = [];
    for (let i = 0; i < 1100; i++) {
      const start = performance.now();
      expect(problems(`const box${i % 50} = new Box(${i}); total = box${i % 50}.value + total`)).toEqual([]);
      times.push(performance.now() - start);
    }
    expect(problems("const wrong: Box<string> = box3")).toEqual([
      expect.stringContaining("Type 'Box<number>' is not assignable to type 'Box<string>'"),
    ]);
    const median = (list: number[]): number => [...list].sort((a, b) => a - b)[list.length >> 1]!;
    expect(median(times.slice(-200))).toBeLessThan(5 * median(times.slice(20, 220)) + 5);
  });

  it("cells that nobody can name any more are forgotten; of the others their text is kept", {
    timeout: 120_000,
  }, () => {
    const fresh = createTypescriptService(folder);
    const run = (code: string): void => {
      const file = join(folder, `kept-${++cells}.ts`);
      const compilation = fresh.compile(code, file);
      if (compilation.ok) fresh.commit(file);
    };
    run("const first = [1, 2] as const");
    for (let i = 0; i < 660; i++) {
      run(
        i % 11 === 0
          ? `const unique${i} = first[1] + ${i}`
          : ["1 + 1", "let again = 1", "const wrong: number = ''"][i % 3]!,
      );
    }
    const { cells: files, trees } = fresh.kept;
    expect(files).toBeGreaterThanOrEqual(1 + 60 + 1);
    expect(files).toBeLessThanOrEqual(1 + 60 + 1 + 50);
    expect(trees).toBeLessThan(files);
    const again = fresh.compile("const ok: 2 = first[1]; const bad: string = unique0", join(folder, "end.ts"));
    expect(again).toMatchObject({
      ok: false,
      problems: [{ message: "Type 'number' is not assignable to type 'string'." }],
    });
    fresh.dispose();
  });

  it("two cells that are run by turns may name each other for longer than a checker lives", {
    timeout: 120_000,
  }, () => {
    expect(problems("const ping = { count: 0 }")).toEqual([]);
    for (let i = 0; i < 600; i++) {
      const [name, other] = i % 2 ? ["ping", "pong"] : ["pong", "ping"];
      expect(problems(`const ${name} = { count: ${other}.count + 1 }`)).toEqual([]);
    }
    expect(problems("const count: string = ping.count")).toEqual(["Type 'number' is not assignable to type 'string'."]);
  });

  it("a value that is only a type is not imported when the cell runs", () => {
    writeFileSync(join(folder, "types.ts"), "export interface Shape { a: number }\nexport const size = 1;\n");
    const file = join(folder, `cell-${++cells}.ts`);
    const compilation = service.compile("import { Shape, size } from './types.ts'; const s: Shape = { a: size }", file);
    expect(compilation).toMatchObject({ ok: true, cell: { names: ["size", "s"] } });
  });
});

describe("lints for arrays", () => {
  beforeAll(() => {
    // The lints know arrays by where they are declared.
    mkdirSync(join(folder, "runtime", "core"), { recursive: true });
    writeFileSync(
      join(folder, "runtime", "core", "array.ts"),
      "export abstract class JaxArray { abstract readonly aval: string; add(_: JaxArray | number): JaxArray { return this } }\nexport declare const x: JaxArray, y: JaxArray;\nexport declare const maybe: JaxArray | undefined;\n",
    );
    expect(problems("import { x, y, maybe } from './runtime/core/array.ts'")).toEqual([]);
  });

  it.each([
    "if (x) {}",
    "while (x) {}",
    "do {} while (x)",
    "for (; x;) {}",
    "x ? 1 : 2",
    "x && y",
    "x || y",
    "!x",
  ])("%s", (code) => {
    expect(problems(code)).toEqual([expect.stringMatching(/^Cannot use the array `x` as a condition: .*jnp\.where/)]);
  });

  it.each([
    "if (maybe) {}",
    "maybe && y",
    "maybe ?? y",
    "x < 1",
    "1 >= y",
    "x < y",
    "if (x < 1) {}",
  ])("%s is fine", (code) => {
    expect(problems(code)).toEqual([]);
  });

  it.each([
    ["x + 1", "x.add(1)"],
    ["x - y", "x.sub(y)"],
    ["2 * x", "jnp.multiply(2, x)"],
    ["x / 2", "x.div(2)"],
  ])("%s: write %s", (code, repair) => {
    expect(problems(code).join()).toContain(`Operators do not work on arrays: write ${repair}`);
  });
});
