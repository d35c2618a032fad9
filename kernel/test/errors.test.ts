import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CheckedKernel, plain, startCheckedKernel } from "./checkedKernel.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
});
afterAll(() => kernel.finish());

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** What is printed under a cell after it has ended: waits until there is something. */
async function lateText(code: string): Promise<string> {
  const start = kernel.published.length;
  await kernel.execute(code);
  for (let tries = 0; tries < 100; tries++) {
    await pause(50);
    const since = kernel.published.slice(start);
    const input = since.find(({ header, content }) => header.msg_type === "execute_input" && content.code === code)!;
    const text = since
      .filter(({ header, parent }) => header.msg_type === "stream" && parent.msg_id === input.parent.msg_id)
      .map(({ content }) => content.text)
      .join("");
    if (text) return plain(text);
  }
  return "";
}

describe("type errors", () => {
  it("stop the cell; name the compiler's number, cell, line, column and show the line", async () => {
    const { executionCount } = await kernel.execute("1");
    const { ename, evalue, traceback } = await kernel.failure(
      "const fine = 1\n\n  const bad: number = 'text'\nconsole.log('ran')",
    );
    const cell = `cell [${executionCount + 1}]:3:9`;
    expect(ename).toBe("TypeCheckError");
    expect(evalue).toBe(`TS2322: Type 'string' is not assignable to type 'number'. (${cell})`);
    expect(traceback).toContain(cell);
    expect(traceback).toContain("> 3 |   const bad: number = 'text'\n    |         ^^^");
  });

  it("several are all shown, in the order of the text", async () => {
    const { traceback } = await kernel.failure("const a: number = 'x'\nconst b: string = 3");
    expect(traceback.indexOf(":1:7")).toBeLessThan(traceback.indexOf(":2:7"));
  });

  it("@ts-ignore, @ts-expect-error and @ts-nocheck work; an expectation that is not met is an error", async () => {
    expect(await kernel.value("// @ts-ignore\nconst c: number = 'x'; c")).toBe("'x'");
    expect(await kernel.value("// @ts-expect-error: on purpose\nconst d: number = 'x'; d")).toBe("'x'");
    expect(await kernel.value("// @ts-nocheck\nconst e: number = 'x'; e")).toBe("'x'");
    expect((await kernel.failure("// @ts-expect-error\nconst f = 1")).evalue).toContain("TS2578");
  });

  it("strict: null is not a string", async () => {
    await kernel.execute("let maybe: string | undefined = undefined as string | undefined");
    expect((await kernel.failure("maybe.length")).evalue).toContain("'maybe' is possibly 'undefined'");
  });

  it("types of cells are named without their modules", async () => {
    await kernel.execute("class Apple { core = 1 } class Pear { stone = 2 } const apple = new Apple()");
    expect((await kernel.failure("const pear: Pear = apple")).evalue).toContain(
      "Property 'stone' is missing in type 'Apple' but required in type 'Pear'",
    );
  });
});

describe("syntax errors", () => {
  it("name the place", async () => {
    const { ename, evalue, traceback } = await kernel.failure("const x = 1\nconst = 3");
    expect(ename).toBe("SyntaxError");
    expect(evalue).toMatch(/Variable declaration expected\. \(cell \[\d+\]:2:7\)/);
    expect(traceback).toContain("> 2 | const = 3");
  });

  it("await in a function that is not async", async () => {
    expect((await kernel.failure("[1].map((x) => await x)")).ename).toMatch(/SyntaxError|TypeCheckError/);
  });
});

describe("errors while running", () => {
  it("point at the cell's own lines, whatever TypeScript removed above them", async () => {
    const { executionCount: n } = await kernel.execute(
      "interface Gone {\n  a: number\n}\nfunction thrower(x: Gone) {\n  // a comment\n  throw new RangeError(`bad ${x.a}`)\n}",
    );
    const { ename, evalue, traceback } = await kernel.failure("type T = number\n\nthrower({ a: 1 as T })");
    expect([ename, evalue]).toEqual(["RangeError", "bad 1"]);
    expect(traceback).toContain(`at thrower (cell [${n}]:6:9)`);
    expect(traceback).toContain(`at cell [${n + 1}]:3:1`);
    expect(traceback).toContain("> 6 |   throw new RangeError(`bad ${x.a}`)");
    expect(traceback).not.toMatch(/node:|dist\/kernel|__kernel__/);
  });

  it("through awaits the callers are still there", async () => {
    const { executionCount: n } = await kernel.execute(
      "async function inner() { await null; throw new Error('deep') }\nasync function outer() {\n  await inner()\n}",
    );
    const { traceback } = await kernel.failure("\nawait outer()");
    expect(traceback).toContain(`at inner (cell [${n}]:1:44)`);
    expect(traceback).toContain(`cell [${n}]:3:3`);
    expect(traceback).toContain(`cell [${n + 1}]:2:1`);
  });

  it("`error.stack` and console.error speak of cells, too", async () => {
    expect(
      await kernel.value(
        "try { (undefined as any).x } catch (e) { (e as Error).stack!.split('\\n')[1]!.trim().replace(/\\[\\d+\\]/, '[n]') }",
      ),
    ).toBe(undefined);
    const text = await kernel.printed("\nconsole.error(new Error('shown'))");
    expect(text).toMatch(/Error: shown\n\s+at cell \[\d+\]:2:15/);
  });

  it("causes, aggregates, own properties, and things that are no errors", async () => {
    const cause = await kernel.failure("throw new Error('outer', { cause: new TypeError('inner') })");
    expect(cause.traceback).toMatch(/Caused by\nTypeError: inner/);
    const all = await kernel.failure("throw new AggregateError([new Error('one'), new Error('two')], 'many')");
    expect(all.traceback).toMatch(/many[\s\S]*Error: one[\s\S]*Error: two/);
    expect((await kernel.failure("throw Object.assign(new Error('code'), { code: 'E42' })")).traceback).toContain(
      "{ code: 'E42' }",
    );
    expect(await kernel.failure("throw 'plain string'")).toMatchObject({ ename: "Uncaught", evalue: "'plain string'" });
    expect((await kernel.failure("throw null")).evalue).toBe("null");
    expect((await kernel.failure("class LossError extends Error {} throw new LossError('nan')")).ename).toBe(
      "LossError",
    );
    expect((await kernel.failure("throw { get message() { throw 1 }, get stack() { throw 2 } }")).ename).not.toBe("");
  });

  it("a stack that overflows", async () => {
    expect(await kernel.failure("const again = (): number => again() + 1\nagain()")).toMatchObject({
      ename: "RangeError",
    });
    expect(await kernel.value("1")).toBe("1");
  });
});

describe("a promise that is never awaited", () => {
  const work = "async function work() { return 3 }";

  it.each([
    ["work(); 1", "The promise of `work()` is never awaited"],
    ["if (true) work()", "write `await work()`"],
    ["async function outer() { work() } await outer()", ":1:26"],
    ["Promise.all([work(), work()]); 1", "never awaited"],
    ["[1, 2].map(() => work()); 1", "write `await Promise.all([1, 2].map(() => work()))`"],
    ["[1, 2].forEach(async () => { await null }); 1", "`forEach` does not wait for its async function"],
    ["(await import('node:fs/promises')).stat('.'); 1", "never awaited"],
  ])("%s: the cell says so, and runs", async (code, words) => {
    await kernel.execute(work);
    const text = plain(await kernel.printed(code));
    expect(text).toContain("Warning: ");
    expect(text).toContain(words);
  });

  it.each([
    "work()",
    "await work(); 1",
    "void work(); 1",
    "work().then(() => {}); 1",
    "work().catch(() => {}).finally(() => {}); 1",
    "const kept = work(); let later; later = work(); 1",
    "(async () => { await work() })(); 1",
    "setTimeout(() => work(), 1); 1",
    "// @ts-ignore\nwork(); 1",
    "(work as any)(); 1",
  ])("%s: nothing is said", async (code) => {
    await kernel.execute(work);
    expect(await kernel.printed(code)).toBe("");
  });
});

describe("what no cell waits for", () => {
  it("an unhandled rejection is reported under its cell", async () => {
    expect(await lateText("void Promise.reject(new Error('nobody looks')); 1")).toMatch(
      /Unhandled rejection: .*Error.*nobody looks[\s\S]*cell \[\d+\]/,
    );
  });

  it("an exception in a timer is reported under its cell, and the kernel lives", async () => {
    const text = lateText("setTimeout(() => { throw new Error('in a timer') }, 30); 1");
    await kernel.execute("'another cell in between'");
    expect(await text).toMatch(/Uncaught exception: .*in a timer/);
    expect(await kernel.value("2")).toBe("2");
  });

  it("late output belongs to the cell that started it", async () => {
    const texts = new Map<string, string>();
    const stop = kernel.onPublished(({ header, parent, content }) => {
      const id = String(parent.msg_id);
      if (header.msg_type === "stream") texts.set(id, (texts.get(id) ?? "") + content.text);
    });
    const ids: string[] = [];
    const run = async (code: string): Promise<void> => {
      await kernel.execute(code, {
        onMessage: ({ header, parent }) => header.msg_type === "execute_input" && ids.push(String(parent.msg_id)),
      });
    };
    await run(
      "setTimeout(() => console.log('timer'), 120); (async () => { for (let i = 0; i < 3; i++) { await new Promise((r) => setTimeout(r, 60)); console.log('loop ' + i) } })(); void 0",
    );
    await run(
      "Promise.resolve().then(() => new Promise((r) => setTimeout(r, 100))).then(() => console.log('then')); process.nextTick(() => console.log('tick'))",
    );
    await run("const early = 'now'; await new Promise((r) => setTimeout(r, 300)); console.log(early)");
    await pause(100);
    stop();
    const lines = ids.map((id) => (texts.get(id) ?? "").trim().split("\n").sort());
    expect(lines[0]).toEqual(["loop 0", "loop 1", "loop 2", "timer"]);
    expect(lines[1]).toEqual(["then", "tick"]);
    expect(lines[2]).toEqual(["now"]);
  });

  it("process.exit and its relatives throw, and the state is kept", async () => {
    await kernel.execute("let kept = 'kept'");
    for (const code of ["process.exit(3)", "process.abort()", "process.reallyExit(1)"]) {
      expect((await kernel.failure(`// @ts-ignore\n${code}`)).evalue).toContain("Cannot end the process from a cell");
    }
    expect(await kernel.value("kept")).toBe("'kept'");
  });

  it("a cell that breaks console or Promise breaks only that", async () => {
    const other = await startCheckedKernel();
    await other.execute("(globalThis as any).Promise = undefined; (console as any).log = undefined; 1");
    expect(await other.value("await (async () => 5)()")).toBe("5");
    expect(await other.value("const x = [1]; x.length")).toBe("1");
    expect((await other.failure("console.log(1)")).ename).toBe("TypeError");
    await other.finish();
  });
});
