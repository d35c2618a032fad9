/** Completion and inspection: by types, by values where types say nothing, ranked, and never by running anything. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CheckedKernel, startCheckedKernel } from "./checkedKernel.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
  mkdirSync(join(kernel.folder, "weights"));
  for (const file of ["weights/a.bin", "table.csv", ".hidden", "tools.ts"])
    writeFileSync(join(kernel.folder, file), "");
  expect((await kernel.execute(cell)).error).toBeUndefined();
});
afterAll(() => kernel.finish());

const cell = `
  const json = JSON.parse('{ "alpha": 1, "beta": { "gamma": [1, 2] }, "with space": true }');
  let touched = 0;
  class Base { inherited() {} }
  class Trap extends Base {
    plain = 1; _internal = 2;
    get getter() { touched++; while (true) {} }
    method() { touched++ }
    get [Symbol.toStringTag]() { touched++; return "Trap" }
    static get name() { touched++; return "No" }
  }
  const trap: any = new Trap();
  const touch = (): never => { touched++; throw new Error("touched") };
  const proxy: any = new Proxy({ a: 1 }, { get: touch, ownKeys: touch, getPrototypeOf: touch, getOwnPropertyDescriptor: touch, has: touch });
  const byKey: Record<string, unknown> = { first: 1, second: { third: 2 } };
  const numbers = [1, 2, 3], ages: any = new Map([["a", 1]]), hugeList: any = new Float32Array(1e6);
  interface Person { name: string; age: number }
  type Mode = "train" | "eval";
  class Old {
    now() {} _hidden() {}
    /** @deprecated */
    alas() {}
  }
  /** Trains. @example run("train", { lr: 1 }) */
  function run(mode: Mode, options: { lr: number; steps?: number }): number { return options.lr }
  const x = jnp.ones([2, 3]);`;

/** What is proposed where the bar stands. */
async function proposed(marked: string): Promise<string[]> {
  return (await items(marked)).map(({ text }) => text);
}

interface Item {
  readonly text: string;
  readonly type: string;
  readonly signature?: string;
  readonly deprecated?: boolean;
  readonly start: number;
}

async function items(marked: string): Promise<Item[]> {
  const reply = await kernel.complete(marked.replace("|", ""), marked.indexOf("|"));
  return (reply.metadata as { _jupyter_types_experimental: Item[] })._jupyter_types_experimental;
}

/** The text about the name where the bar stands; undefined when nothing is known. */
async function explained(marked: string): Promise<string | undefined> {
  const reply = await kernel.inspect(marked.replace("|", ""), marked.indexOf("|"));
  return reply.found ? String((reply.data as Record<string, unknown>)["text/plain"]) : undefined;
}

describe("by types", () => {
  it.each([
    ["x.ARGM|", ["argmax", "argmin"]],
    ['run("|', ["eval", "train"]],
    ['run("train", { |', ["lr", "steps"]],
    ["optax.adam(1e-3, { b1: 0.9, n|", ["nesterov"]],
    ["const p: Pers|", ["Person"]],
    ["new Tra|", ["Trap", "trap"]],
    ["numbers.findLast|", ["findLast", "findLastIndex"]],
    ["new Old().|", ["now", "_hidden", "alas"]],
    ["'text'.an|", ["anchor"]],
    ["// a comment |", []],
    ["'any text |'", []],
  ])("%s", async (marked, wanted) => {
    expect(await proposed(marked)).toEqual(wanted);
  });

  it("icons by what a name is, signatures, what is deprecated", async () => {
    expect(await items("jnp.arang|")).toEqual([
      expect.objectContaining({
        text: "arange",
        type: "function",
        signature: expect.stringMatching(/^\(.*\): JaxArray$/),
      }),
    ]);
    expect(await items("nnx.LinearG|")).toMatchObject([{ text: "LinearGeneral", type: "class" }]);
    expect(await items("new Old().ala|")).toMatchObject([{ text: "alas", type: "method", deprecated: true }]);
  });

  it("locals before names of cells, those before the scope's, then the global ones; types only where a type may stand", async () => {
    expect((await proposed("function f(tangent: number) { t|")).slice(0, 5)).toEqual([
      "tangent",
      "touch",
      "touched",
      "trap",
      "Trap",
    ]);
    expect((await proposed("n|")).slice(0, 3)).toEqual(["numbers", "nnx", "NamedSharding"]);
    expect(await proposed("Pers|")).toEqual([]);
    expect((await proposed("|")).indexOf("json")).toBeLessThan(10);
  });

  it("members of a class before those that every function has", async () => {
    const names = await proposed("new nnx.Linear(1, 1, { rngs: new nnx.Rngs(0) }).|");
    expect(names.indexOf("kernel")).toBeLessThan(names.indexOf("apply"));
  });
});

describe("of modules and files", () => {
  it.each([
    ['import x from "./to|', ["tools"]],
    ['import x from "node:fs/p|', ["promises"]],
    ['import { readFileS| } from "node:fs"', ["readFileSync"]],
    ["const data = './we|'", ["weights/"]],
    ["await fetch('./weights/|')", ["a.bin"]],
    ["import fs from 'node:fs'; fs.readFileSync('|')", ["table.csv", "tools.ts", "weights/"]],
    ["import fs from 'node:fs'; fs.readFileSync('.h|')", [".hidden"]],
    ["import fs from 'node:fs'; fs.readFileSync('table.csv', 'utf-1|')", ["utf-16le"]],
    ["const data = './nowhere/|'", []],
  ])("%s", async (marked, wanted) => {
    expect(await proposed(marked)).toEqual(wanted);
  });

  it("a specifier that is being written is not looked for, so no checker is made anew", async () => {
    await proposed('import x from "|"');
    const start = performance.now();
    for (const text of ["a", "as", "ass", "asse"]) await proposed(`import x from "${text}|"`);
    expect(performance.now() - start).toBeLessThan(400); // 4 new programs take a second
  });
});

describe("by values where the types know nothing", () => {
  it.each([
    ["json.|", ["alpha", "beta"]],
    ["json.beta.|", ["gamma"]],
    ["`${json.al|}`", ["alpha"]],
    ['json["|', ["alpha", "beta", "with space"]],
    ['json["be|"]', ["beta"]],
    ["trap.|", ["plain", "getter", "method", "inherited", "_internal"]],
    ["proxy.|", []],
    ["byKey.|", ["first", "second"]],
    ["ages.s|", ["set", "size"]],
    ["function f(json: any) { json.|", []],
    ["json.beta.gamma.at(0).|", []],
  ])("%s", async (marked, wanted) => {
    const names = await proposed(marked);
    expect(marked.startsWith("trap") ? names.toSorted() : names).toEqual(
      marked.startsWith("trap") ? wanted.toSorted() : wanted,
    );
  });

  it("own members come before those of classes", async () => {
    expect(await proposed("trap.|")).toEqual(["plain", "getter", "method", "inherited", "_internal"]);
  });

  it("while a cell runs that never ends", async () => {
    const endless = kernel.execute("while (true) {}");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await proposed("json.|")).toEqual(["alpha", "beta"]);
    expect(await explained("json.al|pha")).toContain("number = 1");
    await kernel.interrupt();
    expect((await endless).status).toBe("error");
  });

  it("inspection shows the value of now", async () => {
    expect(await explained("x|")).toBe("const x: JaxArray\n\nNow: float32[2, 3]");
    expect(await explained("json.be|ta")).toBe("json.beta\n\nNow: Object = { gamma: [1, 2] }");
    expect(await explained("numbers|.length")).toContain("Now: Array(3) = [1, 2, 3]");
    expect(await explained("ages|")).toContain("Now: Map(1)");
    expect(await explained("hugeList|")).toContain(
      "Now: Float32Array(1000000) = Float32Array(1000000) [0, 0, 0, 0, 0, …]",
    );
    expect(await explained("trap|")).toContain("Now: Object = { plain: 1, _internal: 2 }");
    expect(await explained("proxy|")).toContain("Now: Proxy");
    expect(await explained("run|")).toMatch(
      /^function run\(mode: Mode, options[\s\S]*Trains\.[\s\S]*run\("train", \{ lr: 1 \}\)/,
    );
    expect(await explained("jn|p.sum")).toMatch(/^module jnp\n\n(?![\s\S]*Now:)/);
  });

  it.each([
    "+| ",
    "const| a = 1",
    "for| (;;) {}",
    "nothing|",
    "'str|ing'",
    "json.nope|",
  ])("nothing is known of %s", async (marked) => {
    expect(await explained(marked)).toBeUndefined();
  });

  it("nothing of the user's has run for it", async () => {
    expect(await kernel.value("touched")).toBe("0");
  });
});
