/** What is left of cells after many others. Counts, not megabytes: those are measured by `kernel/bench/soak.ts`. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CheckedKernel, startCheckedKernel } from "./checkedKernel.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
});
afterAll(() => kernel.finish());

/** Many cells that leave nothing; after four hundred, garbage is collected without a pause. */
async function live(cells: number): Promise<void> {
  for (let cell = 0; cell < cells; cell++) await kernel.execute(`${cell} + 1`);
}

it("cells are forgotten when none of their code can run; all else of theirs stays exact", {
  timeout: 300_000,
}, async () => {
  // A cell can watch what its code is held by; two lines.
  const watched = (name: string, code: string): string =>
    `// @ts-ignore\n(globalThis as any).${name} = new WeakRef(__kernel__);\n${code}`;
  const isHeld = (name: string): Promise<string | undefined> =>
    kernel.value(`(globalThis as any).${name}.deref() !== undefined`);

  await kernel.execute(watched("plain", "1 + 1"));
  await kernel.execute(
    watched("busy", "await new Promise((r) => setTimeout(r, 1)); console.log('x'); display({ a: 1 })"),
  );
  await kernel.execute(watched("failed", "throw new Error('over')"), { stopOnError: false });
  await kernel.execute(watched("replaced", "function twice() {}"));
  await kernel.execute(
    watched("told", "const seen = (() => { const e = new RangeError('seen'); e.stack; return e })()"),
  );
  const { executionCount: first } = await kernel.execute(
    watched("declared", "interface Gone { a: number }\nfunction thrower() {\n  throw new RangeError('late')\n}"),
  );
  const { executionCount: second } = await kernel.execute(watched("kept", "const unseen = new RangeError('kept')"));
  await kernel.execute("function twice() {}");
  expect(await isHeld("plain")).toBe("true");

  await live(450);
  for (const name of ["plain", "busy", "failed", "replaced", "told"])
    expect([name, await isHeld(name)]).toEqual([name, "false"]);
  for (const name of ["declared", "kept"]) expect([name, await isHeld(name)]).toEqual([name, "true"]);

  await live(250); // more than the worker keeps the text of for good measure
  const late = await kernel.failure("\nthrower()");
  expect(late.traceback).toContain(`at thrower (cell [${first}]:5:9)`);
  expect(late.traceback).toContain("> 5 |   throw new RangeError('late')");
  const kept = await kernel.failure("throw unseen");
  expect(kept.traceback).toContain(`at cell [${second}]:3:16`);
  expect(kept.traceback).toContain("> 3 | const unseen = new RangeError('kept')");
  // Its places are known, from when its stack was read; its text is not.
  const seen = await kernel.failure("throw seen");
  expect(seen.traceback).toMatch(/at cell \[\d+\]:3:\d+/);
  expect(seen.traceback).not.toContain("e.stack");

  await live(150);
  // V8 names the scripts that it has. Between two collections there are those of the cells in between.
  const scripts = await kernel.value(`(() => {
    const { Session } = require("node:inspector") as typeof import("node:inspector");
    const session = new Session();
    session.connect();
    let count = 0;
    session.on("Debugger.scriptParsed", ({ params }) => { if (params.url.includes("__cells__")) count++ });
    session.post("Debugger.enable");
    session.post("Debugger.disable");
    session.disconnect();
    return count;
  })()`);
  expect(Number(scripts)).toBeLessThan(200); // of more than 850
});
