/** The protocol side between two doors that tests hold: no socket, no TypeScript. */
import { describe, expect, it } from "vitest";
import type { Cell, Interpreter, InterpreterEvents, Outcome } from "./interpreter/interpreter.ts";
import { serveKernel } from "./kernel.ts";
import { createEnvelope } from "./wire/envelope.ts";
import type { Header, Message } from "./wire/message.ts";
import type { ReplyChannel, RequestChannel, Transport } from "./wire/transport.ts";

interface Bench {
  readonly sent: { channel: ReplyChannel; message: Message }[];
  readonly cells: { cell: Cell; end(outcome: Outcome): void }[];
  readonly events: InterpreterEvents;
  /** Cells whose code may still run. */
  readonly living: Set<string>;
  stopped: boolean;
  request(
    type: string,
    content?: Record<string, unknown>,
    channel?: RequestChannel,
    subshell?: string,
    parent?: Header,
  ): Message;
  subscribe(topic: string): void;
  settle(): Promise<void>;
}

async function startBench(): Promise<Bench> {
  const envelope = createEnvelope("test");
  let receive!: (channel: RequestChannel, message: Message) => void;
  const bench = {
    sent: [] as Bench["sent"],
    cells: [] as Bench["cells"],
    living: new Set<string>(),
    stopped: false,
    request(type: string, content = {}, channel: RequestChannel = "shell", subshell?: string, parent?: Header) {
      const options = { identities: [Buffer.from("me")], subshell, ...(parent && { parent }) };
      const message = envelope.make(type, content, options);
      receive(channel, message);
      return message;
    },
    settle: () => new Promise<void>((resolve) => setTimeout(resolve, 20)),
  } as Bench;
  const transport: Transport = {
    async open(receiver) {
      receive = receiver.message;
      bench.subscribe = receiver.subscription;
    },
    send: (channel, message) => bench.sent.push({ channel, message }),
    async close() {},
  };
  const createInterpreter = (events: InterpreterEvents): Interpreter => {
    Object.assign(bench, { events });
    return {
      language: {
        name: "test",
        version: "0",
        mimetype: "",
        file_extension: "",
        codemirror_mode: "",
        pygments_lexer: "",
        nbconvert_exporter: "",
      },
      banner: "",
      prepare: async () => {},
      execute: (cell) => new Promise((end) => bench.cells.push({ cell, end })),
      mayStillRun: (cell) => bench.living.has(cell),
      evaluate: async () => ({}),
      isComplete: async () => ({ status: "complete" }),
      complete: async () => ({ matches: [{ text: "ab", type: "variable" }], start: 2, end: 3 }),
      inspect: async () => undefined,
      comm: async () => {},
      comms: new Map(),
      stopAtAwait: (id) =>
        bench.cells
          .find(({ cell }) => cell.id === id)
          ?.end({ status: "error", error: { ename: "KeyboardInterrupt", evalue: "", traceback: [] } }),
      interrupt: () =>
        bench.cells.at(-1)?.end({ status: "error", error: { ename: "KeyboardInterrupt", evalue: "", traceback: [] } }),
    };
  };
  await serveKernel({ transport, createInterpreter, onStop: () => (bench.stopped = true) });
  bench.sent.length = 0;
  return bench;
}

const summary = ({ sent }: Bench): string[] =>
  sent.map(
    ({ channel, message: { header, content } }) =>
      `${channel} ${header.msg_type}${content.execution_state ? ` ${content.execution_state}` : ""}`,
  );

describe("serveKernel()", () => {
  it("runs cells one after the other and answers other requests meanwhile", async () => {
    const bench = await startBench();
    bench.request("execute_request", { code: "1" });
    bench.request("execute_request", { code: "2" });
    bench.request("is_complete_request", { code: "x" });
    await bench.settle();
    expect(bench.cells).toHaveLength(1);
    expect(summary(bench)).toEqual([
      "iopub status busy",
      "iopub execute_input",
      "iopub status busy",
      "shell is_complete_reply",
      "iopub status idle",
      "iopub status busy", // the cell goes on
    ]);
    bench.cells[0]!.end({ status: "ok" });
    await bench.settle();
    expect(bench.cells.map(({ cell }) => cell.code)).toEqual(["1", "2"]);
  });

  it("text comes before what was published after it, and before the reply", async () => {
    const bench = await startBench();
    const { header } = bench.request("execute_request", { code: "1" });
    await bench.settle();
    bench.sent.length = 0;
    bench.events.stream(header.msg_id, "stdout", "a");
    bench.events.stream(header.msg_id, "stdout", "b");
    bench.events.publish(header.msg_id, "display_data", { data: {}, metadata: {}, transient: {} }, {});
    bench.events.stream(header.msg_id, "stderr", "c");
    bench.cells[0]!.end({ status: "ok", result: { data: { "text/plain": "1" }, metadata: {} } });
    await bench.settle();
    expect(summary(bench)).toEqual([
      "iopub stream",
      "iopub display_data",
      "iopub stream",
      "iopub execute_result",
      "shell execute_reply",
      "iopub status idle",
    ]);
    expect(bench.sent[0]!.message.content).toEqual({ name: "stdout", text: "ab" });
    expect(bench.sent.every(({ message }) => message.parent.msg_id === header.msg_id)).toBe(true);
  });

  it("late output finds its cell as long as code of the cell may run, and a thousand cells longer", async () => {
    const bench = await startBench();
    const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    const run = async (lives: boolean): Promise<string> => {
      const { header } = bench.request("execute_request", { code: "" });
      if (lives) bench.living.add(header.msg_id);
      await turn();
      bench.cells.at(-1)!.end({ status: "ok" });
      await turn();
      return header.msg_id;
    };
    const parentOf = async (cell: string): Promise<unknown> => {
      bench.events.publish(cell, "display_data", {}, {});
      return bench.sent.at(-1)!.message.parent.msg_id;
    };
    const withTimer = await run(true);
    const [first, second] = [await run(false), await run(false)];
    for (let cell = 0; cell < 999; cell++) await run(false);
    expect([await parentOf(withTimer), await parentOf(first), await parentOf(second)]).toEqual([
      withTimer,
      undefined,
      second,
    ]);
    bench.events.gone(withTimer);
    expect(await parentOf(withTimer)).toBe(withTimer);
    for (let cell = 0; cell < 1000; cell++) await run(false);
    expect(await parentOf(withTimer)).toBeUndefined();
  });

  it("one cell's output is bounded, with a note", async () => {
    const bench = await startBench();
    const { header } = bench.request("execute_request", { code: "1" });
    await bench.settle();
    bench.sent.length = 0;
    const piece = "x".repeat(1 << 20);
    for (let i = 0; i < 100; i++) bench.events.stream(header.msg_id, "stdout", piece);
    bench.cells[0]!.end({ status: "ok" });
    await bench.settle();
    const texts = bench.sent.flatMap(({ message }) =>
      message.header.msg_type === "stream" ? [String(message.content.text)] : [],
    );
    const all = texts.join("");
    expect(all.length).toBeLessThan(65 * (1 << 20));
    expect(all.slice(-150)).toContain("the rest of what this cell prints is left out");
  });

  it("an error aborts what waits at that moment", async () => {
    const bench = await startBench();
    bench.request("execute_request", { code: "1" });
    bench.request("execute_request", { code: "2" });
    await bench.settle();
    bench.cells[0]!.end({ status: "error", error: { ename: "E", evalue: "", traceback: [] } });
    await bench.settle();
    const replies = bench.sent.filter(({ message }) => message.header.msg_type === "execute_reply");
    expect(replies.map(({ message }) => message.content.status)).toEqual(["error", "aborted"]);
    expect(bench.cells).toHaveLength(1);
  });

  it("input_request goes to the client that sent the cell; its reply comes back", async () => {
    const bench = await startBench();
    const { header } = bench.request("execute_request", { code: "1" });
    await bench.settle();
    const line = bench.events.input(header.msg_id, "? ", false);
    const asked = bench.sent.find(({ channel }) => channel === "stdin")!.message;
    expect(Buffer.from(asked.identities[0]!).toString()).toBe("me");
    bench.request("input_reply", { value: "yes" }, "stdin");
    expect(await line).toBe("yes");
    await expect(bench.events.input("no such cell", "", false)).rejects.toThrow("only a cell that is running can");
  });

  it("shutdown is answered, heard by all, and then the kernel stops", async () => {
    const bench = await startBench();
    bench.request("shutdown_request", { restart: true }, "control");
    await bench.settle();
    expect(summary(bench)).toEqual([
      "iopub status busy",
      "iopub shutdown_reply",
      "control shutdown_reply",
      "iopub status idle",
    ]);
    expect(bench.stopped).toBe(true);
  });

  it("who subscribes is welcomed under the topic, without a parent", async () => {
    const bench = await startBench();
    bench.subscribe("");
    bench.subscribe("kernel.s");
    const welcomes = bench.sent.map(({ channel, message: { header, content, parent, identities } }) => [
      channel,
      header.msg_type,
      content,
      parent,
      Buffer.from(identities[0]!).toString(),
    ]);
    expect(welcomes).toEqual([
      ["iopub", "iopub_welcome", { subscription: "" }, {}, ""],
      ["iopub", "iopub_welcome", { subscription: "kernel.s" }, {}, "kernel.s"],
    ]);
  });

  it("a malformed message that gets no reply gets none, between busy and idle", async () => {
    const bench = await startBench();
    bench.request("comm_msg", { data: {} });
    await bench.settle();
    expect(summary(bench)).toEqual(["iopub status busy", "iopub status idle"]);
  });

  it("cells of two shells run side by side; an error aborts those behind it in its own", async () => {
    const bench = await startBench();
    bench.request("create_subshell_request", {}, "control");
    await bench.settle();
    const { subshell_id: subshell } = bench.sent.find(({ channel }) => channel === "control")!.message.content;
    bench.request("execute_request", { code: "main 1" });
    bench.request("execute_request", { code: "main 2" });
    bench.request("execute_request", { code: "sub 1" }, "shell", subshell as string);
    bench.request("execute_request", { code: "sub 2" }, "shell", subshell as string);
    await bench.settle();
    expect(bench.cells.map(({ cell }) => [cell.code, cell.subshell])).toEqual([
      ["main 1", undefined],
      ["sub 1", subshell],
    ]);
    bench.cells[1]!.end({ status: "error", error: { ename: "E", evalue: "", traceback: [] } });
    await bench.settle();
    bench.cells[0]!.end({ status: "ok" });
    await bench.settle();
    const replies = bench.sent.filter(({ message }) => message.header.msg_type === "execute_reply");
    expect(replies.map(({ message }) => message.content.status)).toEqual(["error", "aborted", "ok"]);
    expect(bench.cells.map(({ cell }) => cell.code)).toEqual(["main 1", "sub 1", "main 2"]);
  });

  it("a late answer to input() reaches no other question; one that names none reaches the one that waits", async () => {
    const bench = await startBench();
    const { header } = bench.request("execute_request", { code: "1" });
    await bench.settle();
    const first = bench.events.input(header.msg_id, "first", false);
    const asked = (): Message => bench.sent.findLast(({ channel }) => channel === "stdin")!.message;
    const question = asked().header;
    bench.request("input_reply", { value: "1" }, "stdin");
    expect(await first).toBe("1");
    const second = bench.events.input(header.msg_id, "second", false);
    bench.request("input_reply", { value: "late" }, "stdin", undefined, question);
    bench.request("input_reply", { value: "2" }, "stdin", undefined, asked().header);
    expect(await second).toBe("2");
  });

  it("a reply of the wrong channel or type is no request", async () => {
    const bench = await startBench();
    bench.request("input_reply", { value: "x" }, "shell");
    bench.request("nonsense", {});
    await bench.settle();
    expect(bench.sent).toEqual([]);
  });
});
