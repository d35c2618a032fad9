/** Cells that break what they share with the kernel, throw what is no error, and show what cannot be shown: the kernel lives on. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CheckedKernel, plain, startCheckedKernel } from "./checkedKernel.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
  await kernel.execute("let kept = 41");
});
afterAll(() => kernel.finish());

/** Runs a cell of which nothing is expected but an end; returns all that it shows. */
async function shown(code: string): Promise<string> {
  const { outputs } = await kernel.execute(`// @ts-nocheck\n${code}`, { stopOnError: false });
  const texts = outputs.map((output) => {
    if (output.output_type === "stream") return output.text;
    return output.output_type === "error" ? `${output.ename}: ${output.evalue}` : String(output.data["text/plain"]);
  });
  return plain(texts.join("\n"));
}

/** Values, output, errors, waits and the runtime's numbers. */
const check = `console.log([kept, [3, 1].sort(), JSON.stringify({ a: new Map([[1, 2]]).get(1) })]);
  await new Promise((r) => setTimeout(r, 1)); Number(jnp.sum(jnp.ones([3])))`;

const broken: Readonly<Record<string, string>> = {
  "Array.prototype":
    "for (const n of Object.getOwnPropertyNames(Array.prototype)) try { Array.prototype[n] = undefined } catch {}",
  "statics of Array and Object":
    "for (const o of [Array, Object]) for (const n of Object.getOwnPropertyNames(o)) try { o[n] = undefined } catch {}",
  "the iterator of lists": "Array.prototype[Symbol.iterator] = undefined",
  JSON: "globalThis.JSON = undefined",
  "Map and Set": "globalThis.Map = globalThis.Set = undefined; delete WeakMap.prototype.get",
  "their methods": "Map.prototype.get = Map.prototype.set = Set.prototype.add = Set.prototype.delete = null",
  "Function.prototype": "Function.prototype.call = Function.prototype.apply = Function.prototype.bind = undefined",
  "String.prototype":
    "for (const n of Object.getOwnPropertyNames(String.prototype)) try { String.prototype[n] = undefined } catch {}",
  "timers and process":
    "globalThis.setTimeout = undefined; process.on = process.emit = undefined; globalThis.process = null; delete globalThis.Buffer",
  "ways between threads": "(await import('node:worker_threads')).MessagePort.prototype.postMessage = () => {}",
  output: "process.stdout.write = process.stderr.write = null",
  "the global object, emptied":
    "for (const n of Reflect.ownKeys(globalThis)) if (!['kept', 'jnp', 'console'].includes(n)) try { delete globalThis[n] } catch {}",
};

describe("what a cell breaks of JavaScript's own is put back, and the cell says so", () => {
  it.each(Object.entries(broken))("%s", async (_, code) => {
    expect(await shown(code)).toContain("The cell has broken what Node and this kernel rest on; it was put back: ");
    expect(await shown(check)).toBe("[ 41, [ 1, 3 ], '{\"a\":2}' ]\n\n3");
  });

  it("what was replaced by something that works stays, until an error cannot be described with it", async () => {
    expect(await shown("globalThis.mine = Array.isArray; Array.isArray = () => true; 1")).toBe("1");
    expect(await shown("Array.isArray(1)")).toBe("true");
    expect(await shown("throw new Error('with a list that is none')")).toContain("Error: with a list that is none");
    expect(await shown("Array.isArray(1)")).toBe("false");
  });

  it("stack traces are the kernel's again in the next cell, and errors of no cell are reported all the same", async () => {
    expect(await shown("Error.prepareStackTrace = () => { throw 1 }; throw new Error('here')")).toContain("rror");
    const { traceback } = await kernel.failure("throw new RangeError('again')");
    expect(traceback).toMatch(/at cell \[\d+\]:1:7/);
    await shown(
      "process.removeAllListeners(); Array.prototype.map = undefined; setTimeout(() => { Array.prototype.map = undefined; throw new Error('late') }, 5); await new Promise((r) => setTimeout(r, 60))",
    );
    expect(await shown(check)).toContain("[ 41, [ 1, 3 ]");
  });
});

describe("what is thrown", () => {
  const refuses = "new Proxy({}, new Proxy({}, { get() { throw 1 } }))";
  it.each([
    ["null", "Uncaught: null"],
    ["undefined", "Uncaught: undefined"],
    ["Symbol('s')", "Uncaught: Symbol(s)"],
    [refuses, "cannot be described"],
    ["new Proxy(new Error('x'), { get() { throw new Error('trap') } })", "cannot be described: Error: trap"],
    ["Object.defineProperty(new Error('x'), 'message', { get() { throw 1 } })", "cannot be described"],
    ["Object.defineProperty(new Error('x'), 'stack', { get() { throw 1 } })", "cannot be described"],
    [
      "Object.assign(new Error(), { message: { toString() { throw { toString() { throw 1 } } } } })",
      "describing it throws, too",
    ],
    ["(() => { const e = new Error('cyclic'); e.cause = e; return e })()", "Error: cyclic"],
  ])("%s", async (thrown, expected) => {
    expect(await shown(`throw ${thrown}`)).toContain(expected);
    expect(await kernel.value("kept")).toBe("41");
  });

  it("a message of 50 MB is shortened", async () => {
    const text = await shown("throw new Error('x'.repeat(50e6))");
    expect(text.length).toBeLessThan(200_000);
    expect(text).toContain("(50000000 characters)");
  });

  it("rejections of what cannot be described, and a flood of them", async () => {
    await shown(`for (let i = 0; i < 20; i++) Promise.reject(${refuses}); await new Promise((r) => setTimeout(r, 10))`);
    await shown(
      "for (let i = 0; i < 500; i++) void Promise.reject(new Error('flood')); await new Promise((r) => setTimeout(r, 10))",
    );
    expect(await kernel.value("kept")).toBe("41");
  });
});

describe("what is shown", () => {
  it.each([
    ["new Array(1e7).fill(1)", /more items/],
    ["Array(1e9)", /1000000000 empty items/],
    ["new Float32Array(1e7)", /more items/],
    ["'x'.repeat(1e8)", /x/],
    ["Object.fromEntries(Array.from({ length: 30000 }, (_, n) => ['k' + n, n]))", /29900 more properties/],
    ["({ get a() { while (true) {} } })", /Getter/],
    ["({ [Symbol.for('Jupyter.display')]() { return { 'text/html': 'x'.repeat(1e8) } } })", /too long for a page/],
    [
      "({ [Symbol.for('Jupyter.display')]() { const a = {}; a.a = a; return { 'application/json': a } } })",
      /method failed/,
    ],
  ])("%s is light", async (code, expected) => {
    const text = await shown(code);
    expect(text).toMatch(expected);
    expect(text.length).toBeLessThan(1_100_000);
  });

  it.each(["", "display"])("%s a display that never comes ends with an interrupt", async (call) => {
    const running = kernel.execute(
      `// @ts-nocheck\n${call}({ [Symbol.for("Jupyter.display")]: () => new Promise(() => {}) })`,
    );
    await new Promise((resolve) => setTimeout(resolve, 150));
    await kernel.interrupt();
    expect((await running).error?.evalue).toMatch(/while it waited for/);
    expect(await kernel.value("kept")).toBe("41");
  });

  it("completion and inspection call no getter", async () => {
    await kernel.execute("const trap = { get loop(): number { while (true) {} }, plain: 1 }; const any: any = trap");
    expect((await kernel.complete("trap.")).matches).toEqual(expect.arrayContaining(["loop", "plain"]));
    await kernel.complete("any.");
    await kernel.inspect("trap.loop");
    expect(await kernel.value("kept")).toBe("41");
  });
});

// The last one: nothing thaws them.
it("frozen prototypes change nothing", async () => {
  await shown("for (const o of [Object, Array, Promise, Error, Map]) { Object.freeze(o); Object.freeze(o.prototype) }");
  expect(await shown("const list = [1, 2]; class More extends Map {} throw new TypeError('x' + list.length)")).toBe(
    "TypeError: x2",
  );
});
