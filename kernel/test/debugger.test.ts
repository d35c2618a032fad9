/** JupyterLab's debugger, as a client of the protocol sees it. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { codePath } from "../debugger/codePath.ts";
import { murmur2 } from "../debugger/murmur2.ts";
import { type CheckedKernel, startCheckedKernel } from "./checkedKernel.cases.ts";
import { type DebugClient, debugClient } from "./debugClient.cases.ts";

let kernel: CheckedKernel;
let client: DebugClient;

const helper = `function double(a: number): number {
  const b = a * 2;
  return b;
}`;

beforeAll(async () => {
  kernel = await startCheckedKernel();
  await kernel.execute(helper);
  client = debugClient(kernel);
});
afterAll(() => kernel.finish());

/** Each test begins with a debugger that has just been turned on. */
beforeEach(async () => {
  await client.request("disconnect");
  await client.request("initialize", { clientID: "test" });
  await client.until("initialized", () => client.request("attach"));
  client.events();
});

describe("debugInfo", () => {
  it("says how code is named, and dumpCell names it that way", async () => {
    const info = await client.request("debugInfo");
    expect(info).toMatchObject({ isStarted: true, hashMethod: "Murmur2", tmpFileSuffix: ".ts", richRendering: true });
    const code = "const π = 'é'\nπ";
    const { sourcePath } = await client.request("dumpCell", { code });
    const hash = murmur2(code, info.hashSeed as number);
    expect(sourcePath).toBe(`${String(info.tmpFilePrefix)}${hash}${String(info.tmpFileSuffix)}`);
    expect(await client.request("source", { source: { path: sourcePath } })).toMatchObject({ content: code });
  });

  it("gives a client that comes later the breakpoints and the stop", async () => {
    const code = "let late = 1;\nlate += 1;\nlate";
    expect(await client.breakAt(code, 2)).toEqual([2]);
    const running = kernel.execute(code);
    await client.until("stopped", () => {});
    const info = await client.request("debugInfo");
    expect(info.stoppedThreads).toEqual([1]);
    expect(info.breakpoints).toMatchObject([{ source: codePath(code), breakpoints: [{ line: 2, verified: true }] }]);
    await client.request("continue", { threadId: 1 });
    expect((await running).status).toBe("ok");
  });
});

describe("breakpoints", () => {
  it("stop a cell, and a function of an earlier cell; stepping follows the source", async () => {
    const code = `let total = 0;
for (let i = 1; i < 3; i++) {
  total += await Promise.resolve(double(i));
}
total`;
    expect(await client.breakAt(code, 3)).toEqual([3]);
    expect(await client.breakAt(helper, 1)).toEqual([2]);
    let running!: ReturnType<CheckedKernel["execute"]>;
    const stop = await client.until("stopped", () => {
      running = kernel.execute(code);
    });
    expect(stop).toMatchObject({ reason: "breakpoint", threadId: 1 });
    const title = (await client.stack())[0]!.split(" cell")[0]!;
    const at = (line: number): string => `${title} ${title}:${line}`;
    expect(await client.stack()).toEqual([at(3)]);
    expect(await client.variables("Locals")).toMatchObject({
      i: { value: "1", type: "int" },
      total: { value: "0", type: "int" },
    });
    await client.until("stopped", () => client.request("continue"));
    expect(await client.stack()).toEqual(["double cell [1]:2", at(3)]);
    const steps: [string, string][] = [];
    for (const command of ["next", "stepOut", "next", "next", "stepIn", "stepOut"]) {
      await client.until("stopped", () => client.request(command));
      steps.push([command, (await client.stack())[0]!]);
    }
    expect(steps).toEqual([
      ["next", "double cell [1]:3"],
      ["stepOut", at(3)],
      ["next", at(2)],
      ["next", at(3)],
      ["stepIn", "double cell [1]:2"],
      ["stepOut", at(3)],
    ]);
    // Without breakpoints the rest is stepped through to the end of the cell, which is no stop.
    await client.breakAt(code);
    await client.breakAt(helper);
    for (const line of [2, 5]) {
      await client.until("stopped", () => client.request("next"));
      expect(await client.stack()).toEqual([at(line)]);
    }
    await client.until("continued", () => client.request("next"));
    expect((await running).outputs).toMatchObject([{ data: { "text/plain": "6" } }]);
    expect((await kernel.execute("double(1)")).status).toBe("ok");
  });

  it("stop again when the cell is run again, when their condition holds, and never after disconnect", async () => {
    const code = "for (let n = 0; n < 5; n++) {\n  double(n);\n}";
    const { sourcePath } = await client.request("dumpCell", { code });
    const source = { path: sourcePath };
    await client.request("setBreakpoints", { source, breakpoints: [{ line: 2, condition: "n === 3" }] });
    for (let run = 0; run < 2; run++) {
      const running = kernel.execute(code);
      await client.until("stopped", () => {});
      expect((await client.variables("Locals")).n!.value).toBe("3");
      await client.request("continue");
      expect((await running).status).toBe("ok");
    }
    await client.until("terminated", () => client.request("disconnect"));
    expect(await client.request("debugInfo")).toMatchObject({ isStarted: false, breakpoints: [] });
    client.events();
    expect((await kernel.execute(code)).status).toBe("ok");
    expect(client.events()).toEqual([]);
  });

  it("go to the next line where something runs, or say that there is none", async () => {
    const code = "interface P { x: number }\n\nconst p: P = { x: 1 };\n// the end";
    const { sourcePath } = await client.request("dumpCell", { code });
    const breakpoints = [{ line: 1 }, { line: 4 }];
    const body = await client.request("setBreakpoints", { source: { path: sourcePath }, breakpoints });
    expect(body.breakpoints).toMatchObject([
      { line: 3, verified: true },
      { line: 4, verified: false },
    ]);
  });

  it("stop in a file that a cell imports", async () => {
    const file = join(kernel.folder, "area.ts");
    writeFileSync(file, "// a file\nexport function area(r: number): number {\n  return 3 * r * r;\n}\n");
    await client.request("setBreakpoints", { source: { path: file }, breakpoints: [{ line: 3 }] });
    const running = kernel.execute('import { area } from "./area.ts";\narea(2)');
    await client.until("stopped", () => {});
    expect((await client.stack())[0]).toBe("area area.ts:3");
    expect(await client.request("modules")).toMatchObject({ modules: [{ name: "area.ts", path: file }] });
    await client.request("continue");
    expect((await running).outputs).toMatchObject([{ data: { "text/plain": "12" } }]);
  });
});

describe("while a cell stands still", () => {
  const code = `class Point {
  #secret = 7;
  constructor(readonly x: number) {}
}
function look(list: number[]): number {
  const point = new Point(list.length);
  const weights = jnp.arange(6).reshape([2, 3]);
  const table = new Map([["a", 1]]);
  const text = "hello";
  debugger;
  return point.x + weights.size + table.size + text.length;
}
look(Array.from({ length: 250 }, (_, i) => i))`;
  let running: ReturnType<CheckedKernel["execute"]>;

  beforeEach(async () => {
    running = kernel.execute(code);
    await client.until("stopped", () => {});
  });
  const goOn = async (): Promise<void> => {
    await client.request("continue");
    expect((await running).outputs).toMatchObject([{ data: { "text/plain": "262" } }]);
  };

  it("its variables can be read and opened: arrays, private fields, maps, long lists in pages", async () => {
    const { list, point, weights, table, text } = await client.variables("Locals");
    expect(weights).toMatchObject({
      type: "int32[2, 3]",
      value: expect.stringContaining("Array([[0, 1, 2], [3, 4, 5]]"),
    });
    expect(await client.inside(weights)).toMatchObject({ dtype: { value: "'int32'" }, shape: { type: "Array(2)" } });
    expect(await client.inside(point)).toMatchObject({ "#secret": { value: "7" }, x: { value: "250" } });
    expect(await client.inside(table)).toMatchObject({ "['a']": { value: "1" } });
    expect(text).toMatchObject({ type: "str", value: "'hello'", variablesReference: 0 });
    const pages = await client.inside(list);
    expect(Object.keys(pages)).toEqual(["[0 … 99]", "[100 … 199]", "[200 … 249]"]);
    expect((await client.inside(pages["[200 … 249]"]))["249"]!.value).toBe("249");
    const part = { variablesReference: list!.variablesReference, start: 3, count: 2 };
    expect((await client.request("variables", part)).variables).toMatchObject([{ name: "3" }, { name: "4" }]);
    expect(Object.keys(await client.variables("Globals"))).toEqual(expect.arrayContaining(["double", "look", "Point"]));
    await goOn();
    const opened = { variablesReference: point!.variablesReference };
    expect(await client.refused("variables", opened)).toMatch(/the program has gone on/);
  });

  it("expressions are evaluated in the call; hovering changes nothing", async () => {
    const evaluate = (expression: string, context = "repl"): Promise<Record<string, unknown>> =>
      client.request("evaluate", { expression, context });
    expect(await evaluate("(point.x as number) + list[1]!")).toMatchObject({ result: "251", type: "int" });
    expect(await evaluate("{ a: text }")).toMatchObject({ result: "{ a: 'hello' }" });
    expect(await evaluate("list.length", "hover")).toMatchObject({ result: "250" });
    expect(await client.refused("evaluate", { expression: "list.push(1)", context: "hover" })).toMatch(/side-effect/);
    expect(await client.refused("evaluate", { expression: "nowhere" })).toBe("ReferenceError: nowhere is not defined");
    expect(await client.refused("evaluate", { expression: "1 +" })).toMatch(/Expression expected/);
    await goOn();
  });

  it("a variable is shown as a cell shows it, and copied to where cells see it", async () => {
    const { stackFrames } = await client.request("stackTrace");
    const frameId = (stackFrames as { id: number }[])[0]!.id;
    const shown = await client.request("richInspectVariables", { variableName: "weights", frameId });
    expect(shown).toMatchObject({ data: { "text/plain": expect.stringContaining("[3, 4, 5]") } });
    const copy = { srcVariableName: "point", dstVariableName: "kept", srcFrameId: frameId };
    await client.request("copyToGlobals", copy);
    await goOn();
    expect(await kernel.value("kept.x")).toBe("250");
  });

  it("other requests are answered", async () => {
    expect(await kernel.heartbeat()).toBe(true);
    expect((await kernel.complete("dou")).matches).toContain("double");
    expect(await kernel.request("comm_info_request")).toMatchObject({ status: "ok" });
    await goOn();
  });

  it("an interrupt stops it, and state is kept", async () => {
    await kernel.interrupt();
    expect((await running).error?.ename).toBe("KeyboardInterrupt");
    expect(await client.request("debugInfo")).toMatchObject({ stoppedThreads: [] });
    expect(await kernel.value("double(4)")).toBe("8");
  });

  it("disconnect lets it go on", async () => {
    await client.request("disconnect");
    expect((await running).status).toBe("ok");
    expect(client.events()).toEqual(expect.arrayContaining(["continued", "terminated"]));
  });
});

describe("pause", () => {
  it("stops a loop that runs", async () => {
    let runs = false;
    const running = kernel.execute("let on = true, turns = 0; console.log('runs');\nwhile (on) {\n  turns++;\n}", {
      onOutput: () => (runs = true),
    });
    await expect.poll(() => runs, { timeout: 20_000 }).toBe(true);
    expect(await client.until("stopped", () => client.request("pause"))).toMatchObject({ reason: "pause" });
    expect((await client.stack())[0]).toMatch(/:[23]$/);
    await client.request("evaluate", { expression: "on = false" });
    await client.request("continue");
    expect((await running).status).toBe("ok");
  });
});

describe("errors", () => {
  const run = (code: string): Promise<Record<string, unknown>> =>
    client.until("stopped", () => void kernel.execute(code, { stopOnError: false }));

  it("that end the cell stop where they are thrown; those that are caught do not", async () => {
    await client.request("setExceptionBreakpoints", { filters: ["uncaught"] });
    const code = `async function careful() { await null; throw new Error("caught later"); }
try { JSON.parse("{"); } catch {}
try { await careful(); } catch {}
throw new RangeError("mine");`;
    expect(await run(code)).toMatchObject({ reason: "exception", text: "RangeError: mine" });
    expect((await client.stack())[0]).toMatch(/:4$/);
    await client.request("continue");
    const shapes = "await null;\njnp.array([1, 2]).add(jnp.array([1, 2, 3]))";
    expect(await run(shapes)).toMatchObject({ reason: "exception", text: expect.stringContaining("Cannot add") });
    expect((await client.stack())[0]).toMatch(/:2$/);
    await client.request("continue");
  });

  it("that are caught stop when they are asked for", async () => {
    await client.request("setExceptionBreakpoints", { filters: ["caught"] });
    expect(await run('try {\n  throw new Error("known");\n} catch {}')).toMatchObject({ text: "Error: known" });
    expect((await client.stack())[0]).toMatch(/:2$/);
    await client.request("continue");
    await client.request("setExceptionBreakpoints", { filters: [] });
    client.events();
    await kernel.execute('try { throw new Error("known") } catch {}');
    expect(client.events()).toEqual([]);
  });
});

describe("when nothing stands still", () => {
  it("the names of all cells can be looked at", async () => {
    await kernel.execute("const seen = jnp.ones([2]), map = new Map([[1, 2]])");
    const { variables } = await client.request("inspectVariables");
    expect(variables).toMatchObject(
      expect.arrayContaining([
        expect.objectContaining({ name: "seen", type: "float32[2]" }),
        expect.objectContaining({ name: "map", type: "Map(1)" }),
      ]),
    );
    const shown = await client.request("richInspectVariables", { variableName: "seen" });
    expect(shown).toMatchObject({ data: { "text/plain": "Array([1., 1.], dtype=float32)" } });
    expect(await client.request("evaluate", { expression: "await Promise.resolve(seen.size)" })).toMatchObject({
      result: "2",
    });
  });

  it("requests that need a stop, or that nobody knows, are refused", async () => {
    expect(await client.refused("next")).toMatch(/the program is not stopped/);
    expect(await client.refused("stackTrace")).toMatch(/the program is not stopped/);
    expect(await client.refused("toString")).toMatch(/does not know this command/);
    await client.request("disconnect");
    expect(await client.refused("setBreakpoints", { source: { path: "x" } })).toMatch(/send `initialize` first/);
  });
});
