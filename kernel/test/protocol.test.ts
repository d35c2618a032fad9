import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Message } from "../wire/message.ts";
import { type CheckedKernel, startCheckedKernel } from "./checkedKernel.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
});
afterAll(() => kernel.finish());

/** What was published about one cell, as `type` or `status:state`. */
async function messagesOf(code: string, options: Parameters<CheckedKernel["execute"]>[1] = {}): Promise<Message[]> {
  const messages: Message[] = [];
  await kernel.execute(code, { ...options, onMessage: (message) => messages.push(message) });
  return messages;
}

function summary(messages: readonly Message[]): string[] {
  return messages.map(({ header, content }) =>
    header.msg_type === "status" ? `status:${content.execution_state}` : header.msg_type,
  );
}

describe("execute_request", () => {
  it("publishes busy, execute_input, output, execute_result, idle, in this order", async () => {
    const messages = await messagesOf("console.log('a'); console.error('b'); 5");
    expect(summary(messages)).toEqual([
      "status:busy",
      "execute_input",
      "stream",
      "stream",
      "execute_result",
      "status:idle",
    ]);
  });

  it("counts cells, and the result carries the number", async () => {
    const first = await kernel.execute("1");
    const second = await kernel.execute("2");
    expect(second.executionCount).toBe(first.executionCount + 1);
    expect(second.outputs[0]).toMatchObject({ output_type: "execute_result", execution_count: second.executionCount });
  });

  it("silent: no execute_input, no result, no error, no count", async () => {
    const before = (await kernel.execute("1")).executionCount;
    expect(summary(await messagesOf("5", { silent: true }))).toEqual(["status:busy", "status:idle"]);
    expect(summary(await messagesOf("throw new Error('x')", { silent: true }))).toEqual(["status:busy", "status:idle"]);
    expect((await kernel.execute("1")).executionCount).toBe(before + 1);
  });

  it("store_history false does not count", async () => {
    const before = (await kernel.execute("1")).executionCount;
    const result = await kernel.execute("6", { storeHistory: false });
    expect(result.outputs).toHaveLength(1);
    expect((await kernel.execute("1")).executionCount).toBe(before + 1);
  });

  it("user_expressions are evaluated, each with its own status", async () => {
    const { userExpressions } = await kernel.execute("let u = 20", {
      userExpressions: { twice: "u * 2", typed: "(u as number) + 1", bad: "missing.x", broken: "(" },
    });
    expect(userExpressions).toMatchObject({
      twice: { status: "ok", data: { "text/plain": "40" } },
      typed: { status: "ok", data: { "text/plain": "21" } },
      bad: { status: "error", ename: "ReferenceError" },
      broken: { status: "error", ename: "SyntaxError" },
    });
  });

  it("after an error the waiting cells are aborted, and only those", async () => {
    const cells = ["throw new Error('stop')", "let after1 = 1", "let after2 = 2"].map((code) => kernel.execute(code));
    const info = kernel.kernelInfo();
    expect((await Promise.all(cells)).map(({ status }) => status)).toEqual(["error", "aborted", "aborted"]);
    expect((await info).status).toBe("ok");
    expect(await kernel.value("7")).toBe("7");
  });

  it("a cell sent right after the error's reply is not aborted", async () => {
    for (let i = 0; i < 5; i++) {
      await kernel.failure("throw 1");
      expect((await kernel.execute("1")).status).toBe("ok");
    }
  });

  it("stop_on_error false: the waiting cells run", async () => {
    const cells = [kernel.execute("throw new Error('go on')", { stopOnError: false }), kernel.execute("3")];
    expect((await Promise.all(cells)).map(({ status }) => status)).toEqual(["error", "ok"]);
  });

  it("code of the wrong kind is refused in words", async () => {
    const reply = await kernel.request("execute_request", { code: 5 });
    expect(reply).toMatchObject({
      status: "error",
      ename: "TypeError",
      evalue: expect.stringContaining("`code` must be a string, got 5"),
    });
  });
});

describe("while a cell runs", () => {
  it("heartbeat, kernel_info, completion, inspection and control are answered", async () => {
    await kernel.complete("Math.ma");
    const busy = kernel.execute("const until = Date.now() + 4000; while (Date.now() < until) {} 'slept'");
    await new Promise((resolve) => setTimeout(resolve, 200));
    const start = performance.now();
    expect(await kernel.heartbeat()).toBe(true);
    expect((await kernel.kernelInfo()).status).toBe("ok");
    expect((await kernel.request("kernel_info_request", {}, "control")).status).toBe("ok");
    expect((await kernel.complete("Math.ma")).matches).toEqual(["max"]);
    expect((await kernel.inspect("Math.max", 6)).found).toBe(true);
    expect((await kernel.isComplete("1 +")).status).toBe("incomplete");
    expect(performance.now() - start).toBeLessThan(3500);
    expect((await busy).outputs[0]).toMatchObject({ data: { "text/plain": "'slept'" } });
  });
});

describe("is_complete_request", () => {
  const cases: readonly [code: string, status: string, indent?: string][] = [
    ["1 + 1", "complete"],
    ["const x = 1", "complete"],
    ["", "complete"],
    ["function f() { return 1 }", "complete"],
    ["for (const x of [1]) {", "incomplete", "  "],
    ["[1, 2,", "incomplete", "  "],
    ["foo(\n  {", "incomplete", "    "],
    ["`open ${1}", "incomplete", ""],
    ["/* open", "incomplete", ""],
    ["if (true)", "incomplete", ""],
    ["const y =", "incomplete", ""],
    ["1 +", "incomplete", ""],
    ["try { f() }", "incomplete", ""],
    ["class A { m() {", "incomplete", "    "],
    ["interface I {", "incomplete", "  "],
    ["type T = ", "incomplete", ""],
    ["import { a } from", "incomplete", ""],
    ["import = 7q", "invalid"],
    ["'open", "invalid"],
    ["const = 3", "invalid"],
    ["}", "invalid"],
    ["x ) y", "invalid"],
  ];
  it.each(cases)("%j is %s", async (code, status, indent) => {
    expect(await kernel.isComplete(code)).toEqual(indent === undefined ? { status } : { status, indent });
  });
});

describe("complete_request", () => {
  it("members by type, with kinds", async () => {
    await kernel.execute("const person = { firstName: 'A', greet(n: number) { return n } }");
    const reply = await kernel.complete("person.");
    expect(reply.matches).toEqual(["firstName", "greet"]);
    expect(reply).toMatchObject({ cursor_start: 7, cursor_end: 7 });
    expect(reply.metadata).toMatchObject({
      _jupyter_types_experimental: [
        { text: "firstName", type: "property" },
        { text: "greet", type: "method" },
      ],
    });
  });

  it("names of earlier cells, of the scope, and keywords", async () => {
    expect((await kernel.complete("pers")).matches).toEqual(["person"]);
    expect((await kernel.complete("displ")).matches).toContain("display");
    expect((await kernel.complete("awai")).matches).toContain("await");
  });

  it("names of the cell itself, option objects and string literals", async () => {
    expect((await kernel.complete("const localName = 1; localN")).matches).toEqual(["localName"]);
    const options = "function f(o: { alpha?: number; beta?: 'left' | 'right' }) {} f({ ";
    expect((await kernel.complete(options)).matches).toEqual(["alpha", "beta"]);
    expect((await kernel.complete(`${options}beta: "`)).matches).toEqual(["left", "right"]);
  });

  it("modules in import strings", async () => {
    expect((await kernel.complete('import fs from "node:fs/p')).matches).toContain("promises");
  });

  it("counts the cursor in code points", async () => {
    const reply = await kernel.complete("'😀😀'; perso", 11);
    expect(reply).toMatchObject({ matches: ["person"], cursor_start: 6, cursor_end: 11 });
  });

  it("never runs code: a getter that does not return is not called", async () => {
    await kernel.execute("const trap = { get forever(): { deep: number } { while (true) {} } }");
    expect((await kernel.complete("trap.forever.")).matches).toEqual(["deep"]);
  });
});

describe("inspect_request", () => {
  it("type and documentation, as text and Markdown", async () => {
    await kernel.execute(
      "/** Adds one.\n * @param n a number\n * @returns n + 1 */\nfunction increment(n: number): number { return n + 1 }",
    );
    const { found, data } = await kernel.inspect("increment(3)", 4);
    expect(found).toBe(true);
    expect(data).toMatchObject({ "text/plain": expect.stringContaining("function increment(n: number): number") });
    expect((data as Record<string, string>)["text/markdown"]).toContain("Adds one.");
    expect((data as Record<string, string>)["text/markdown"]).toContain("- `n`: a number");
  });

  it("inside the brackets of a call, the function; level 1 shows its source", async () => {
    const { data } = await kernel.inspect("increment(", 10, 1);
    expect((data as Record<string, string>)["text/plain"]).toContain("return n + 1");
  });

  it("documentation of Node and of the language", async () => {
    const { data } = await kernel.inspect("Math.max", 7);
    expect((data as Record<string, string>)["text/plain"]).toContain(
      "Returns the larger of a set of supplied numeric expressions.",
    );
  });

  it("an unknown name is not found", async () => {
    expect(await kernel.inspect("noSuchName", 4)).toMatchObject({ found: false, data: {} });
    expect(await kernel.inspect("", 0)).toMatchObject({ found: false });
  });
});

describe("history_request", () => {
  it("tail, range and search", async () => {
    const other = await startCheckedKernel();
    for (const code of ["let h1 = 1", "h1 + 1", "let h2 = 'x'", "h1 + 1"]) await other.execute(code);
    await other.execute("'not counted'", { storeHistory: false });
    const entries = async (query: object): Promise<unknown> =>
      (await other.history(query as Record<string, unknown>)).history;
    expect(await entries({ hist_access_type: "tail", n: 2, output: false, raw: true })).toEqual([
      [1, 3, "let h2 = 'x'"],
      [1, 4, "h1 + 1"],
    ]);
    expect(await entries({ hist_access_type: "range", session: 0, start: 1, stop: 3, output: true })).toEqual([
      [1, 1, ["let h1 = 1", null]],
      [1, 2, ["h1 + 1", "2"]],
    ]);
    expect(await entries({ hist_access_type: "search", pattern: "h1*", n: 10, unique: true })).toEqual([
      [1, 4, "h1 + 1"],
    ]);
    expect((await other.history({ hist_access_type: "nonsense" })).status).toBe("error");
    await other.finish();
  });
});

describe("stdin", () => {
  it("input() and password() ask the client", async () => {
    const asked: [string, boolean][] = [];
    const onInput = (prompt: string, password: boolean): string => {
      asked.push([prompt, password]);
      return password ? "secret" : "Ada";
    };
    expect(await kernel.value("const who = input('Name? '); const pass = password(); [who, pass]", { onInput })).toBe(
      "[ 'Ada', 'secret' ]",
    );
    expect(asked).toEqual([
      ["Name? ", false],
      ["Password: ", true],
    ]);
  });

  it("a client that cannot be asked: an error in the cell", async () => {
    expect((await kernel.failure("input()")).evalue).toBe("Cannot ask for input: this front end does not support it");
  });
});

describe("other requests", () => {
  it("comms: none is open, and one that a page opens is closed", async () => {
    expect(await kernel.request("comm_info_request")).toEqual({ status: "ok", comms: {} });
    const heard = new Promise<Message>((resolve) => {
      const stop = kernel.onPublished((message) => {
        if (message.header.msg_type !== "comm_close") return;
        stop();
        resolve(message);
      });
    });
    void kernel.request("comm_open", { comm_id: "c1", target_name: "unknown", data: {} }).catch(() => {});
    expect((await heard).content).toEqual({ comm_id: "c1", data: {} });
  });

  it("what the debugger cannot do is refused in its own terms", async () => {
    const reply = await kernel.request("debug_request", { seq: 4, type: "request", command: "next" }, "control");
    expect(reply).toMatchObject({ request_seq: 4, success: false, command: "next" });
  });

  it("an unknown request gets an error, not silence", async () => {
    const reply = await kernel.request("unknown_request");
    expect(reply).toMatchObject({ status: "error", ename: "UnknownMessageType" });
  });

  it("kernel_info on both channels is what the specification says", async () => {
    const shell = await kernel.requestMessage("kernel_info_request");
    const control = await kernel.requestMessage("kernel_info_request", {}, "control");
    expect(shell.content).toEqual(control.content);
    for (const type of ["comm_info_request", "interrupt_request"]) await kernel.requestMessage(type, {}, "shell");
    for (const [type, content] of Object.entries({
      complete_request: { code: "Math.", cursor_pos: 5 },
      inspect_request: { code: "Math", cursor_pos: 2, detail_level: 0 },
      is_complete_request: { code: "1" },
      history_request: { hist_access_type: "tail", n: 3, output: true, raw: true },
      execute_request: { code: "1" },
      unknown_request: {},
    })) {
      expect((await kernel.requestMessage(type, content)).header.msg_type).toBe(type.replace("_request", "_reply"));
    }
  });

  it("its messages carry its own session, and the parent's header", async () => {
    const reply = await kernel.requestMessage("kernel_info_request");
    expect(reply.header.session).not.toBe(reply.parent.session);
    expect(reply.parent.msg_type).toBe("kernel_info_request");
  });
});
