/** A client of a running kernel, whoever started it: requests as functions, outputs collected per cell. */
import type { Connection } from "../connection.ts";
import type { Content, Message } from "../wire/message.ts";
import { type ClientChannel, connectChannels } from "./connect.ts";
import type { Output } from "./output.ts";
import { createOutputCollector, type DisplayRegistry, type OutputCollector } from "./outputCollector.ts";

/** How a cell is run, and who hears of it. */
export interface ExecuteOptions {
  /** Called for each output when it comes; text of a stream comes in pieces. `updated`: it replaces an earlier one. */
  readonly onOutput?: (output: Output, updated: boolean) => void;
  /** Called for every message about this cell, on iopub. */
  readonly onMessage?: (message: Message) => void;
  /** Answers `input()`; without it the cell cannot ask. */
  readonly onInput?: (prompt: string, password: boolean) => string | Promise<string>;
  /** Interrupts the cell after this many milliseconds; then the result is an error. */
  readonly timeout?: number;
  readonly silent?: boolean;
  readonly storeHistory?: boolean;
  readonly stopOnError?: boolean;
  readonly userExpressions?: Readonly<Record<string, string>>;
  /** The subshell it runs in, as `createSubshell` named it; default: the main shell. */
  readonly subshell?: string;
}

/** How a cell ended, and what it left behind. */
export interface ExecuteResult {
  readonly status: "ok" | "error" | "aborted";
  readonly executionCount: number;
  readonly outputs: Output[];
  /** The error, when there was one, also in `outputs`. */
  readonly error?: { readonly ename: string; readonly evalue: string; readonly traceback: readonly string[] };
  readonly userExpressions: Readonly<Record<string, unknown>>;
  /** Whether the cell was interrupted because it took longer than `timeout`. */
  readonly timedOut: boolean;
}

/** Requests to a kernel, as functions. */
export interface KernelClient {
  /** Runs a cell. Resolves when it has ended and all it printed has come; rejects only when the kernel is gone. */
  execute(code: string, options?: ExecuteOptions): Promise<ExecuteResult>;
  /** Sends any request; resolves with the reply's content. */
  request(type: string, content?: Content, channel?: "shell" | "control"): Promise<Content>;
  /** Sends any request; resolves with the whole reply. */
  requestMessage(type: string, content?: Content, channel?: "shell" | "control"): Promise<Message>;
  /**
   * Sends a message that gets no reply, such as `comm_msg`; resolves when the kernel has dealt with it.
   *
   * @returns what it printed and showed meanwhile
   */
  notify(type: string, content: Content, buffers?: readonly Uint8Array[], subshell?: string): Promise<Output[]>;
  /** Completions at `cursor`, in code points. */
  complete(code: string, cursor?: number): Promise<Content>;
  inspect(code: string, cursor?: number, detailLevel?: 0 | 1): Promise<Content>;
  isComplete(code: string): Promise<Content>;
  kernelInfo(): Promise<Content>;
  history(query: Content): Promise<Content>;
  /** Makes a subshell: its cells run while one of the main shell waits at an `await`. Returns its id. */
  createSubshell(): Promise<string>;
  /** Takes a subshell away; throws an `Error` when there is none of that id. */
  deleteSubshell(id: string): Promise<void>;
  /** Stops the running cell; its state is kept. */
  interrupt(): Promise<void>;
  /** Whether the kernel answers a heartbeat within `timeout` milliseconds, default 1000. */
  heartbeat(timeout?: number): Promise<boolean>;
  /** Hears everything that the kernel publishes, of all cells and clients, until the returned function is called. */
  onPublished(listener: (message: Message) => void): () => void;
  /** Resolves when the kernel answers and its publications reach us. */
  ready(timeout?: number): Promise<void>;
  /** Every unfinished request rejects with this error; the sockets are closed. */
  close(reason?: Error): void;
}

interface Pending {
  reply?: Message;
  readonly replies: boolean;
  idle: boolean;
  readonly collector: OutputCollector | undefined;
  readonly options: ExecuteOptions;
  finish(): void;
  fail(error: Error): void;
}

/** Connects to the kernel of a connection file; from one that is not trusted it takes no message longer than `maxMessageBytes`. */
export function createKernelClient(
  connection: Connection,
  options: { readonly maxMessageBytes?: number | undefined } = {},
): KernelClient {
  const pending = new Map<string, Pending>();
  const displays: DisplayRegistry = new Map();
  const listeners = new Set<(message: Message) => void>();
  let closed: Error | undefined;
  let welcomed = (): void => {};
  const welcome = new Promise<void>((resolve) => {
    welcomed = resolve;
  });
  const channels = connectChannels(connection, receive, options.maxMessageBytes);

  function receive(channel: ClientChannel, message: Message): void {
    if (channel === "iopub") for (const listener of [...listeners]) listener(message);
    if (message.header.msg_type === "iopub_welcome") welcomed();
    const request = pending.get(String(message.parent.msg_id));
    if (!request) return;
    if (channel === "iopub") receivePublished(request, message);
    else if (channel === "stdin") void answerInput(request, message);
    else request.reply = message;
    if (request.idle && (request.reply || !request.replies)) request.finish();
  }

  function receivePublished(request: Pending, message: Message): void {
    const { header, content } = message;
    request.options.onMessage?.(message);
    if (header.msg_type === "status" && content.execution_state === "idle") request.idle = true;
    const taken = request.collector?.take(header.msg_type, content);
    if (taken) request.options.onOutput?.(taken.output, taken.updated);
  }

  async function answerInput(request: Pending, message: Message): Promise<void> {
    if (message.header.msg_type !== "input_request") return;
    const { prompt, password } = message.content as { prompt: string; password: boolean };
    const value = await (request.options.onInput?.(prompt, password) ?? "");
    channels.send("stdin", channels.envelope.make("input_reply", { value, status: "ok" }, { parent: message.header }));
  }

  /** Sends a request; resolves with its reply when the kernel is idle again after it. */
  function send(
    type: string,
    content: Content,
    channel: "shell" | "control",
    options: ExecuteOptions = {},
    collector?: OutputCollector,
    buffers: readonly Uint8Array[] = [],
  ): { readonly id: string; readonly reply: Promise<Message> } {
    if (closed) return { id: "", reply: Promise.reject(closed) };
    const message = channels.envelope.make(type, content, { buffers, subshell: options.subshell });
    const id = message.header.msg_id;
    const reply = new Promise<Message>((resolve, reject) => {
      const entry: Pending = {
        idle: false,
        replies: type.endsWith("_request"),
        collector,
        options,
        finish() {
          pending.delete(id);
          resolve(entry.reply!);
        },
        fail: reject,
      };
      pending.set(id, entry);
    });
    channels.send(channel, message);
    return { id, reply };
  }

  const requestMessage: KernelClient["requestMessage"] = (type, content = {}, channel = "shell") =>
    send(type, content, channel).reply;
  const request: KernelClient["request"] = async (type, content, channel) =>
    (await requestMessage(type, content, channel)).content;

  const client: KernelClient = {
    async execute(code, options = {}) {
      const collector = createOutputCollector(displays);
      const { silent = false, storeHistory = true, stopOnError = true, userExpressions = {}, timeout } = options;
      const content = {
        code,
        silent,
        store_history: storeHistory,
        stop_on_error: stopOnError,
        user_expressions: userExpressions,
        allow_stdin: options.onInput !== undefined,
      };
      const { reply } = send("execute_request", content, "shell", options, collector);
      let timedOut = false;
      const timer =
        timeout === undefined
          ? undefined
          : setTimeout(() => {
              timedOut = true;
              void client.interrupt().catch(() => {});
            }, timeout);
      try {
        return executeResult((await reply).content, collector.outputs, timedOut);
      } finally {
        clearTimeout(timer);
      }
    },
    request,
    requestMessage,
    async notify(type, content, buffers = [], subshell) {
      const collector = createOutputCollector(displays);
      await send(type, content, "shell", subshell === undefined ? {} : { subshell }, collector, buffers).reply;
      return collector.outputs;
    },
    complete: (code, cursor = [...code].length) => request("complete_request", { code, cursor_pos: cursor }),
    inspect: (code, cursor = [...code].length, level = 0) =>
      request("inspect_request", { code, cursor_pos: cursor, detail_level: level }),
    isComplete: (code) => request("is_complete_request", { code }),
    kernelInfo: () => request("kernel_info_request"),
    history: (query) => request("history_request", query),
    async createSubshell() {
      return (await request("create_subshell_request", {}, "control")).subshell_id as string;
    },
    async deleteSubshell(id) {
      const { status, evalue } = await request("delete_subshell_request", { subshell_id: id }, "control");
      if (status !== "ok") throw new Error(String(evalue));
    },
    async interrupt() {
      await request("interrupt_request", {}, "control");
    },
    heartbeat: (timeout = 1000) => channels.heartbeat(timeout),
    onPublished(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ready(timeout = 60_000) {
      const end = Date.now() + timeout;
      // What is published before the subscription has arrived is lost, so the first request whose status is heard counts: one that is sent
      // after the kernel's welcome. Some kernels have none, and answers may be slow on a busy machine: earlier requests go on counting, and
      // are asked less and less often.
      const asked: string[] = [];
      const answers: Promise<true>[] = [];
      let isWelcome = false;
      const firstWelcome = welcome.then(() => {
        isWelcome = true;
      });
      try {
        for (let patience = 50; ; patience = Math.min(2 * patience, 1000)) {
          const { id, reply } = send("kernel_info_request", {}, "shell");
          asked.push(id);
          answers.push(reply.then(() => true as const));
          const left = end - Date.now();
          const waits = [...answers, sleep(Math.min(patience, left))];
          if (await Promise.race(isWelcome ? waits : [...waits, firstWelcome])) return;
          if (Date.now() >= end)
            throw new Error(`Cannot reach the kernel: no answer to kernel_info within ${timeout / 1000} s`);
        }
      } finally {
        for (const id of asked) pending.delete(id);
      }
    },
    close(reason = new Error("Cannot talk to the kernel: this client was closed")) {
      if (closed) return;
      closed = reason;
      for (const { fail } of pending.values()) fail(reason);
      pending.clear();
      channels.close();
    },
  };
  return client;
}

function executeResult(content: Content, outputs: Output[], timedOut: boolean): ExecuteResult {
  const { status, execution_count: count, user_expressions: values } = content;
  const { ename, evalue, traceback } = content as { ename: string; evalue: string; traceback: string[] };
  return {
    status: status as ExecuteResult["status"],
    executionCount: Number(count ?? 0),
    outputs,
    ...(status === "error" ? { error: { ename, evalue, traceback } } : {}),
    userExpressions: (values ?? {}) as Record<string, unknown>,
    timedOut,
  };
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
