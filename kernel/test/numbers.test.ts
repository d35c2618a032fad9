/** Top-level variables that hold numbers: what every client sees of them is what it sees of other variables. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CheckedKernel, startCheckedKernel } from "./checkedKernel.cases.ts";
import { debugClient } from "./debugClient.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
});
afterAll(() => kernel.finish());

/** Cells that run one after the other, and what the last one shows. */
const cases: readonly [title: string, cells: readonly string[], shown: string][] = [
  [
    "sums, counters, nested loops, elements",
    [
      "let s = 0, i = 0; for (i = 0; i < 100; i++) s += i; var w = 0; while (w < 10) w++",
      "const a = new Float64Array(4); let t = 0; for (let j = 0; j < 3; j++) for (var k = 0; k < a.length; k++) { a[k]! += Math.sqrt(k); t += a[k]! }",
      "[s, i, w, k, t.toFixed(3), `${s}`, -s, s++, ++s, typeof s].join()",
    ],
    "'4950,100,10,4,24.878,4950,-4950,4950,4952,number'",
  ],
  [
    "functions of earlier cells, and of the same one",
    [
      "let n1 = 0; function bump1() { return ++n1 }",
      "n1 += 10; const later1 = () => n1 * 2; bump1()",
      "bump1(); [n1, later1(), (globalThis as any).n1]",
    ],
    "[ 12, 24, 12 ]",
  ],
  [
    "the cell run again, and declared again",
    ["let n2 = 1; const read2 = () => n2", "let n2 = 5", "n2++", "[n2, read2()]"],
    "[ 6, 6 ]",
  ],
  [
    "a number that becomes a text, a function, and a number again",
    [
      "let v3 = 1; const read3 = () => v3; const seen3: unknown[] = []",
      "let v3 = 'text'; seen3.push(read3(), v3)",
      "function v3() { return 'called' }",
      "seen3.push(v3(), typeof read3())",
      "let v3 = 4; for (let i = 0; i < 3; i++) v3 += 0.5",
      "seen3.push(read3(), v3); seen3",
    ],
    "[ 'text', 'text', 'called', 'function', 5.5, 5.5 ]",
  ],
  [
    "patterns, also as targets, and values that cells destructure",
    [
      "let [a4, { b4 = 2 }] = [1, {} as { b4?: number }]",
      "for (let i = 0; i < 10; i++) [a4, b4] = [b4, a4 + b4]; ({ a4 } = { a4: a4 + 0.5 }); [{ a4 }, b4]",
    ],
    "[ { a4: 144.5 }, 233 ]",
  ],
  [
    "an await in the loop, in an async function, and in a generator",
    [
      "let n5 = 0; for (let i = 0; i < 3; i++) { n5 += i; await null; n5 += 0.5 } const f5 = async () => { await null; n5++ }; await f5(); await f5()",
      "function* g5() { yield n5++; yield n5++ } [...g5(), n5]",
    ],
    "[ 6.5, 7.5, 8.5 ]",
  ],
  [
    "values that the types deny",
    ["let n6 = 0; n6 = JSON.parse('[\"a\"]')[0]", "for (const x of [1, 2]) n6 += x", "n6"],
    "'a12'",
  ],
  [
    "`using` beside them",
    ["using r7 = { [Symbol.dispose]() {} }; let n7 = 1; for (let i = 0; i < 3; i++) n7 += i", "n7"],
    "4",
  ],
  [
    "namespaces, enums and classes that use them",
    ["let n8 = 2; enum E8 { A = n8 } class C8 { static s = n8; p = n8++ } new C8(); [E8.A, C8.s, n8]"],
    "[ 2, 2, 3 ]",
  ],
  ["%timeit and %time", ["let n9 = 0", "%time n9 = 3", "n9"], "3"],
];
it.each(cases)("%s", async (_, cells, shown) => {
  for (const code of cells.slice(0, -1)) expect((await kernel.execute(code)).error?.traceback).toBeUndefined();
  expect(await kernel.value(cells.at(-1)!)).toBe(shown);
});

describe("a loop that does not come to its end", () => {
  it("by break, return of a function, or an error, leaves the values of that moment", async () => {
    await kernel.execute("let b10 = 0; for (;;) { b10 += 1.5; if (b10 > 5) break }");
    await kernel.failure("let e10 = 0; for (let i = 0; i < 10; i++) { e10 += 0.5; if (i === 6) throw new Error('x') }");
    expect(await kernel.value("[b10, e10]")).toBe("[ 6, 3.5 ]");
  });

  it("points at the place of the error", async () => {
    const { traceback } = await kernel.failure(
      "let s11 = 0;\nfor (let i = 0; i < 5; i++) {\n  s11 += i; s11 *= (null as any)[i];\n}",
    );
    expect(traceback).toMatch(/at cell \[\d+\]:3:33/);
  });

  it("does not show its boxes in messages", async () => {
    expect((await kernel.failure("let n12 = 1; (n12 as any).go()")).evalue).toBe("n12.go is not a function");
    const { evalue, traceback } = await kernel.failure("const fs12: (() => void)[] = []; fs12[n12]!()");
    expect([evalue, traceback.includes("__box_")]).toEqual(["fs12[n12] is not a function", false]);
    const caught = "try { (n12 as any).go() } catch (error) { console.log((error as Error).message) }";
    expect(await kernel.printed(caught)).toBe("n12.go is not a function\n");
    const logged = "try { fs12[n12]!() } catch (error) { console.log((error as Error).stack!.split('\\n')[0]) }";
    expect(await kernel.printed(logged)).toBe("TypeError: fs12[n12] is not a function\n");
  });

  it("by an interrupt keeps the values of the last turn, each of them", async () => {
    await kernel.execute("let turns13 = 0, half13 = 0; const seen13 = new Float64Array(1)");
    for (let round = 0; round < 3; round++) {
      let runs = false;
      const running = kernel.execute(
        "console.log('runs'); while (true) { turns13++; half13 += 0.5; seen13[0] = turns13 }",
        {
          onOutput: () => (runs = true),
        },
      );
      await expect.poll(() => runs, { timeout: 20_000 }).toBe(true);
      await kernel.interrupt();
      expect((await running).error?.ename).toBe("KeyboardInterrupt");
    }
    // A loop is cut off between two turns.
    expect(await kernel.value("[turns13 > 0, turns13 - seen13[0]!, turns13 / half13]")).toBe("[ true, 0, 2 ]");
  });

  it("by an error before its declaration leaves what the name was", async () => {
    await kernel.execute("let was14 = ['list']");
    await kernel.failure("throw new Error('early'); let was14 = 1");
    expect(await kernel.value("was14[0]")).toBe("'list'");
  });
});

describe("while a loop runs", () => {
  const endless = "console.log('runs'); while (on20) { turns20++; sum20 += 0.5 }";

  async function whileItRuns(act: () => Promise<void>): Promise<void> {
    await kernel.execute("let on20: any = true, turns20 = 0, sum20 = 0");
    let runs = false;
    const running = kernel.execute(endless, { onOutput: () => (runs = true) });
    await expect.poll(() => runs, { timeout: 20_000 }).toBe(true);
    try {
      await act();
    } finally {
      await kernel.interrupt();
      await running;
    }
  }

  it("inspection shows the value of now", async () => {
    await whileItRuns(async () => {
      const shown = async (): Promise<string> => JSON.stringify((await kernel.inspect("turns20", 3)).data);
      const first = await shown();
      expect(first).toMatch(/let turns20: number/);
      await expect.poll(async () => (await shown()) !== first, { timeout: 20_000 }).toBe(true);
    });
  });

  it("the debugger shows and changes them", async () => {
    const client = debugClient(kernel);
    await client.request("initialize", { clientID: "test" });
    await client.until("initialized", () => client.request("attach"));
    const code = "let n21 = 0, end21 = 1e9;\nfor (let i = 0; i < end21; i++) {\n  n21 += 0.5;\n}\nn21";
    await client.breakAt(code, 3);
    const running = kernel.execute(code);
    await client.until("stopped", () => {});
    await client.until("stopped", () => client.request("continue"));
    const locals = await client.variables("Locals");
    expect(locals).toMatchObject({ n21: { value: "0.5", type: "float" }, i: { value: "1" } });
    expect(Object.keys(locals).filter((name) => name.includes("box"))).toEqual([]);
    expect((await client.variables("Globals")).n21).toMatchObject({ value: "0.5" });
    expect(await client.request("evaluate", { expression: "n21 + 1", context: "hover" })).toMatchObject({
      result: "1.5",
    });
    await client.request("evaluate", { expression: "n21 = 100, end21 = 2", context: "repl" });
    await client.request("continue");
    expect((await running).outputs).toMatchObject([{ data: { "text/plain": "100.5" } }]);
    await client.request("disconnect");
  });

  it("a subshell's cell that declares the name again, as something else, is seen by the loop", async () => {
    const subshell = await kernel.createSubshell();
    const running = kernel.execute(
      "let v22 = 0; const seen22: unknown[] = []; while (v22 < 1e9) { v22 += 1; await new Promise((r) => setTimeout(r, 1)); seen22.push(typeof v22); if (seen22.at(-1) === 'string') break } seen22.at(-1)",
    );
    await expect.poll(async () => (await kernel.inspect("v22", 2)).found, { timeout: 20_000 }).toBe(true);
    const other = await kernel.execute("let v22 = 'text'", { subshell });
    expect(other.status).toBe("ok");
    expect((await running).outputs).toMatchObject([{ data: { "text/plain": "'string'" } }]);
    await kernel.deleteSubshell(subshell);
  });
});

it("after %reset a function that is left behind sees the next variable of the name", async () => {
  await kernel.execute("let n30 = 1; (globalThis as any)[Symbol.for('left30')] = () => n30");
  await kernel.execute("%reset");
  await kernel.execute("let n30 = 7");
  expect(await kernel.value("(globalThis as any)[Symbol.for('left30')]()")).toBe("7");
});
