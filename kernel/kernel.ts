/**
 * The protocol side of the kernel, between the two doors:
 *
 *     Transport ──requests──▶ handlers ──cells──▶ Interpreter
 *         ◀── replies, iopub ──   ◀── output, results, errors ──
 *
 * Cells of one shell run one after the other, in the order they came; every other request is answered at once, also while a cell runs.
 */
import { type History, openHistory } from "./history.ts";
import type { Interpreter, InterpreterEvents } from "./interpreter/interpreter.ts";
import { log } from "./log.ts";
import type { Handler, KernelContext, ReplyContent, Request } from "./messages/handler.ts";
import { handlers } from "./messages/index.ts";
import { createRemembered } from "./remembered.ts";
import { createShells, type Shell, UnknownSubshellError } from "./shells.ts";
import { createEnvelope } from "./wire/envelope.ts";
import type { Content, Header, Message } from "./wire/message.ts";
import { createStreamBuffer } from "./wire/streamBuffer.ts";
import type { RequestChannel, Transport } from "./wire/transport.ts";

/** The two doors of a kernel, and what it keeps. */
export interface KernelOptions {
  readonly transport: Transport;
  /** Makes the interpreter; it tells through `events` what happens while cells run. */
  createInterpreter(events: InterpreterEvents): Interpreter;
  readonly history?: History;
  /** Called once, after the last message has left. */
  onStop(): void;
}

/** Of so many cells without code that could still run the header is remembered all the same: a timer may call a function of Node's. */
const spareCells = 1000;
/** Text that one cell may print, in characters; a page does not survive much more. */
const longestOutput = 64 * 1024 * 1024;

/** A cell, or an answer to a page, that output may belong to. */
interface Owner {
  readonly header: Header;
  printed: number;
  /** The whole request, while it runs as a cell. */
  request: Request | undefined;
}

/** Starts serving. Resolves when the sockets are bound. */
export async function serveKernel(options: KernelOptions): Promise<void> {
  const { transport } = options;
  const envelope = createEnvelope("kernel");
  const owners = createRemembered<Owner>(spareCells);
  const shells = createShells();
  const byType = new Map(handlers.map((handler) => [handler.type, handler]));
  let pendingInput: { readonly asker: Request; readonly question: string; answer(value: string): void } | undefined;
  let stopping = false;

  const streams = createStreamBuffer((name, text, parent) => {
    transport.send(
      "iopub",
      envelope.make("stream", { name, text }, { identities: [topic("stream")], ...from(parent) }),
    );
  });

  const publish: KernelContext["publish"] = (type, content, parent, metadata = {}) => {
    streams.flush();
    transport.send("iopub", envelope.make(type, content, { identities: [topic(type)], metadata, ...from(parent) }));
  };

  const events: InterpreterEvents = {
    stream(owner, name, text) {
      const cell = owner === undefined ? undefined : owners.get(owner);
      const parent = cell?.header;
      if (cell) {
        const before = cell.printed;
        cell.printed += text.length;
        if (cell.printed > longestOutput) {
          if (before > longestOutput) return;
          text = `${text.slice(0, longestOutput - before)}\n… the rest of what this cell prints is left out: it printed more than ${longestOutput >> 20} million characters\n`;
        }
      }
      streams.write(name, text, parent);
    },
    publish(owner, type, content, metadata, buffers = []) {
      const header = owner === undefined ? undefined : owners.get(owner)?.header;
      streams.flush();
      const options = { identities: [topic(type)], metadata, buffers, ...from(header) };
      transport.send("iopub", envelope.make(type, content, options));
    },
    input(owner, prompt, password) {
      const asker = owner === undefined ? undefined : owners.get(owner)?.request;
      if (!asker) {
        return Promise.reject(new Error("Cannot ask for input: only a cell that is running can"));
      }
      const { message } = asker;
      if (message.content.allow_stdin === false) {
        return Promise.reject(new Error("Cannot ask for input: this front end does not support it"));
      }
      streams.flush();
      const request = envelope.make(
        "input_request",
        { prompt, password },
        {
          identities: message.identities,
          parent: message.header,
        },
      );
      transport.send("stdin", request);
      return new Promise((answer) => {
        pendingInput = { asker, question: request.header.msg_id, answer };
      });
    },
    gone: owners.release,
  };

  const kernel: KernelContext = {
    interpreter: options.createInterpreter(events),
    history: options.history ?? openHistory(undefined),
    executionCount: 0,
    publish,
    abortQueue(request) {
      const shell = shells.running(request);
      if (shell) abort(shell);
    },
    answerInput(value, question) {
      // Some clients do not say which question they answer; one that says another answers too late.
      if (question !== undefined && question !== pendingInput?.question) return;
      pendingInput?.answer(value);
      pendingInput = undefined;
    },
    createSubshell: shells.create,
    deleteSubshell(id) {
      const shell = shells.remove(id);
      abort(shell);
      if (shell.running) kernel.interpreter.stopAtAwait(shell.running.message.header.msg_id);
    },
    get subshells() {
      return shells.ids;
    },
    stop() {
      stopping = true;
    },
  };

  /** Answers one request, with busy before and idle after. */
  async function serve(handler: Pick<Handler, "type" | "quiet" | "respond">, request: Request): Promise<void> {
    const { header, identities } = request.message;
    if (!handler.quiet) publish("status", { execution_state: "busy" }, header);
    const content = await handler.respond(kernel, request).catch((error: Error) => {
      if (!handler.type.endsWith("_request")) log(`Ignored ${handler.type}: ${error.message}`);
      return failure(error);
    });
    streams.flush();
    if (content && handler.type.endsWith("_request")) {
      const type = handler.type.replace(/_request$/, "_reply");
      transport.send(request.channel, envelope.make(type, content, { identities, parent: header }));
    }
    if (!handler.quiet) publish("status", { execution_state: "idle" }, header);
    // Front ends draw the last status they hear: a cell that goes on running is said to be busy again.
    const other = shells.cells.findLast((cell) => cell !== request);
    if (other) publish("status", { execution_state: "busy" }, other.message.header);
    if (stopping) await stop();
  }

  async function serveWaiting(shell: Shell): Promise<void> {
    if (shell.running) return;
    for (let item = shell.waiting.shift(); item && !stopping; item = shell.waiting.shift()) {
      const { handler, request, isAborted } = item;
      shells.begin(shell, request);
      const owner: Owner = { header: request.message.header, printed: 0, request };
      owners.add(owner.header.msg_id, owner);
      await serve(isAborted ? { ...handler, respond: async () => abortedReply(kernel) } : handler, request);
      shells.end(shell);
      owner.request = undefined;
      if (!kernel.interpreter.mayStillRun(owner.header.msg_id)) owners.release(owner.header.msg_id);
      if (pendingInput?.asker === request) pendingInput = undefined;
    }
  }

  function abort({ waiting }: Shell): void {
    for (const item of waiting) item.isAborted = true;
  }

  /** Answers a page, beside the cells. */
  async function servePage(handler: Handler, request: Request): Promise<void> {
    const { header } = request.message;
    owners.add(header.msg_id, { header, printed: 0, request: undefined });
    await serve(handler, request);
    owners.release(header.msg_id);
  }

  async function stop(): Promise<void> {
    await transport.close();
    options.onStop();
  }

  /** Who has subscribed hears from now on whatever is published; who subscribed before hears this too, and ignores it. */
  function welcome(topic: string): void {
    const content = { subscription: topic };
    transport.send("iopub", envelope.make("iopub_welcome", content, { identities: [Buffer.from(topic)] }));
  }

  function receive(channel: RequestChannel, message: Message): void {
    if (stopping) return;
    const type = message.header.msg_type;
    const handler = byType.get(type);
    const request: Request = { channel, message };
    if (!handler?.channels.includes(channel)) {
      log(`Ignored a message on ${channel}: this kernel does not know ${JSON.stringify(type)} there`);
      if (type.endsWith("_request")) void serve(unknownHandler(type), request);
      return;
    }
    let shell: Shell;
    try {
      shell = shells.of(request);
    } catch (error) {
      log(`Refused a message on ${channel}: ${(error as Error).message}`);
      const respond = async (): Promise<ReplyContent> =>
        type.endsWith("_request") ? failure(error as Error) : undefined;
      void serve({ type, quiet: handler.quiet, respond }, request);
      return;
    }
    if (handler.queued) {
      shell.waiting.push({ handler, request, isAborted: false });
      void serveWaiting(shell);
    } else {
      void (handler.printing ? servePage : serve)(handler, request);
    }
  }

  /** Who sent a malformed request waits for an answer all the same. */
  function refuse(channel: RequestChannel, message: Pick<Message, "identities" | "header">, reason: string): void {
    const { msg_type: type } = message.header;
    if (stopping || channel === "stdin" || !type.endsWith("_request")) return;
    const respond = async (): Promise<ReplyContent> => failure(new TypeError(`Cannot handle the message: ${reason}`));
    const whole = { ...message, parent: {}, metadata: {}, content: {}, buffers: [] };
    void serve({ type, quiet: false, respond }, { channel, message: whole });
  }

  await transport.open({ message: receive, refused: refuse, subscription: welcome });
  const starting = envelope.make("status", { execution_state: "starting" }, { identities: [topic("status")] });
  transport.send("iopub", starting);
  void kernel.interpreter.prepare();
}

function topic(type: string): Uint8Array {
  return Buffer.from(`kernel.${type}`);
}

function from(parent: Header | undefined): { parent?: Header } {
  return parent ? { parent } : {};
}

function failure(error: Error): ReplyContent {
  const isOfSender = [TypeError, RangeError, UnknownSubshellError].some((kind) => error instanceof kind);
  if (!isOfSender) log(`A request failed: ${error.stack}`);
  return { status: "error", ename: error.name, evalue: error.message, traceback: [] };
}

function abortedReply(kernel: KernelContext): Content {
  return { status: "aborted", execution_count: kernel.executionCount };
}

function unknownHandler(type: string): Pick<Handler, "type" | "quiet" | "respond"> {
  const evalue = `Cannot answer ${type}: this kernel does not know it`;
  return {
    type,
    quiet: false,
    respond: async () => ({ status: "error", ename: "UnknownMessageType", evalue, traceback: [] }),
  };
}
