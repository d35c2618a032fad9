/** The kernel under a client that talks as VS Code's does (see rawClient.cases.ts): one life of a notebook, in order. */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { installKernelspec, kernelspec } from "../install/installKernelspec.ts";
import { newConnection, type RawClient, type RawMessage, startRaw } from "./rawClient.cases.ts";

const folder = mkdtempSync(join(tmpdir(), "nnxlab vscode "));
const { folder: specFolder } = installKernelspec({ prefix: folder });
let connection: Record<string, unknown>;
let client: RawClient;

beforeAll(async () => {
  connection = await newConnection();
  client = startRaw(specFolder, connection, folder);
});
afterAll(() => {
  client?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Runs a cell as VS Code does: it names the cell, keeps history and does not stop on errors by itself. */
async function execute(code: string, cell = "vscode-notebook-cell:/work/a.ipynb#W0sZmlsZQ%3D%3D"): Promise<RawMessage> {
  const content = {
    code,
    silent: false,
    store_history: true,
    user_expressions: {},
    allow_stdin: true,
    stop_on_error: false,
  };
  return client.request("shell", "execute_request", content, { cellId: cell });
}
const types = (reply: RawMessage): string[] => client.about(reply.parent.msg_id).map(({ header }) => header.msg_type);
const resultOf = (reply: RawMessage): unknown =>
  client.about(reply.parent.msg_id).find(({ header }) => header.msg_type === "execute_result")?.content.data[
    "text/plain"
  ];

it("its kernelspec says which language cells have and how they are stopped", () => {
  expect(kernelspec()).toMatchObject({
    language: "typescript",
    interrupt_mode: "message",
    metadata: { debugger: true },
  });
});

it("requests that are sent before the kernel listens are answered; its info comes before it is idle", async () => {
  const reply = await client.request("shell", "kernel_info_request", {});
  expect(reply).toMatchObject({
    header: { msg_type: "kernel_info_reply" },
    content: {
      status: "ok",
      implementation: "nnxlab",
      language_info: { name: "typescript", file_extension: ".ts", mimetype: "application/typescript" },
    },
  });
  // The status that the user sees is made of these alone. Whoever asks before the kernel listens may have missed that it became busy.
  const states = client.about(reply.parent.msg_id).map(({ content }) => content.execution_state);
  expect([["busy", "idle"], ["idle"]]).toContainEqual(states);
  expect((await client.request("shell", "comm_info_request", { target_name: "jupyter.widget" })).content).toMatchObject(
    {
      status: "ok",
      comms: {},
    },
  );
});

it("a cell: what is published, and the reply", async () => {
  const reply = await execute('console.log("out"); const big = jnp.arange(3); big');
  expect(types(reply)).toEqual(["status", "execute_input", "stream", "execute_result", "status"]);
  expect(reply.content).toMatchObject({ status: "ok", execution_count: 1, payload: [], user_expressions: {} });
  expect(resultOf(reply)).toBe("Array([0, 1, 2], dtype=int32)");
  const help = await execute("big?");
  expect(help.content.payload).toMatchObject([
    { source: "page", data: { "text/plain": expect.stringContaining("big") } },
  ]);
  const failed = await execute("nowhere");
  expect(failed.content).toMatchObject({ status: "error", ename: "TypeCheckError" });
  expect(types(failed)).toEqual(["status", "execute_input", "error", "status"]);
});

it("completion and inspection while a cell runs, and input on the stdin socket", async () => {
  const asked = execute('const name = input("Name? "); name.length');
  const question = await client.wait(({ header }) => header.msg_type === "input_request");
  expect(question).toMatchObject({ channel: "stdin", content: { prompt: "Name? ", password: false } });
  const completed = await client.request("shell", "complete_request", { code: "big.resh", cursor_pos: 8 });
  expect(completed.content.matches).toContain("reshape");
  const inspected = await client.request("shell", "inspect_request", { code: "big", cursor_pos: 2, detail_level: 0 });
  expect(inspected.content).toMatchObject({ found: true, data: { "text/markdown": expect.any(String) } });
  client.send("stdin", "input_reply", { value: "Ada", status: "ok" }, { parent: question.header });
  expect(resultOf(await asked)).toBe("3");
});

it("an interrupt is a message on control; the state is kept", async () => {
  const running = execute("let n = 0; while (true) n = Math.min(n + 1, 9);");
  await client.wait(({ header, content }) => header.msg_type === "execute_input" && content.code.startsWith("let n"));
  expect((await client.request("control", "interrupt_request", {})).content).toEqual({ status: "ok" });
  expect((await running).content).toMatchObject({ status: "error", ename: "KeyboardInterrupt" });
  expect(resultOf(await execute("[n, name]"))).toBe("[ 9, 'Ada' ]");
});

it("widgets: comms of the protocol's version, and a page that was loaded again asks for all of them", async () => {
  const shown = await execute("const s = widgets.slider(1, { max: 5 }); s");
  const opened = client.about(shown.parent.msg_id).find(({ header }) => header.msg_type === "comm_open")!;
  expect(opened).toMatchObject({
    metadata: { version: expect.stringMatching(/^2\./) },
    content: { target_name: "jupyter.widget", data: { state: { value: 1 }, buffer_paths: [] } },
  });
  const { comm_id } = opened.content;
  const data = { method: "update", state: { value: 4 }, buffer_paths: [] };
  client.send("shell", "comm_msg", { comm_id, data });
  expect(resultOf(await execute("s.value"))).toBe("4");

  const asking = "again";
  client.send("shell", "comm_open", {
    comm_id: asking,
    target_name: "jupyter.widget.control",
    data: { widgets: null },
  });
  client.send("shell", "comm_msg", { comm_id: asking, data: { method: "request_states" } });
  const states = await client.wait(
    ({ content }) => content.comm_id === asking && content.data?.method === "update_states",
  );
  expect(states.content.data.states[comm_id]).toMatchObject({ model_name: "AnyModel", state: { value: 4 } });

  // A target that nobody registered: the comm is closed, the kernel lives on.
  client.send("shell", "comm_open", { comm_id: "other", target_name: "some.extension", data: {} });
  await client.wait(({ header, content }) => header.msg_type === "comm_close" && content.comm_id === "other");
});

it("the debugger: requests on control, events on iopub", async () => {
  let seq = 0;
  const debug = async (command: string, args: object = {}): Promise<any> => {
    const content = { type: "request", seq: ++seq, command, arguments: args };
    const reply = await client.request("control", "debug_request", content);
    expect(reply.content).toMatchObject({ type: "response", request_seq: seq, command, success: true });
    return reply.content.body;
  };
  const event = (name: string) =>
    client.wait(({ header, content }) => header.msg_type === "debug_event" && content.event === name);
  expect(await debug("debugInfo")).toMatchObject({ isStarted: false, tmpFileSuffix: ".ts" });
  await debug("initialize", {
    clientID: "vscode",
    adapterID: "",
    linesStartAt1: true,
    columnsStartAt1: true,
    pathFormat: "path",
  });
  await debug("attach", {});
  const { sourcePath } = await debug("dumpCell", { code: "let stopped = 1;\nstopped += 1;" });
  const breakpoints = { source: { path: sourcePath }, breakpoints: [{ line: 2 }] };
  expect((await debug("setBreakpoints", breakpoints)).breakpoints).toMatchObject([{ verified: true, line: 2 }]);
  await debug("configurationDone");
  const ran = execute("let stopped = 1;\nstopped += 1;");
  expect((await event("stopped")).content.body).toMatchObject({ reason: "breakpoint", threadId: 1 });
  expect((await debug("stackTrace", { threadId: 1 })).stackFrames[0]).toMatchObject({
    line: 2,
    source: { path: sourcePath },
  });
  await debug("continue", { threadId: 1 });
  expect((await ran).content.status).toBe("ok");
  await debug("disconnect", { restart: false });
});

it("a restart: the old process says goodbye and ends, a new one on the same connection knows nothing", async () => {
  const old = client;
  const ended = once(old.process, "exit");
  const id = old.send("control", "shutdown_request", { restart: true });
  const goodbye = await old.wait(({ channel, parent }) => channel === "control" && parent.msg_id === id);
  expect(goodbye.content).toEqual({ status: "ok", restart: true });
  expect(await ended).toEqual([0, null]);
  old.close();
  client = startRaw(specFolder, connection, folder);
  expect((await client.request("shell", "kernel_info_request", {})).content.status).toBe("ok");
  expect((await execute("typeof n")).content).toMatchObject({
    status: "error",
    execution_count: 1,
    ename: "TypeCheckError",
  });
});
