/**
 * The TypeScript interpreter: it checks and compiles in this thread (the worker) and runs cells in the main thread.
 *
 *     worker                                   main thread
 *     compile ── run ─────────────────────────▶ cell
 *     interrupt ── reject its awaits ─────────▶   (60 ms)
 *               ── no answer: terminate ──────▶   every frame unwound
 *     outcome ◀──────────────── done ──────────
 *
 * A terminated cell cannot answer, since its frames and ours are gone; that is why the request lives here, and why the answer to an
 * interrupt is made here.
 */
import { readFileSync } from "node:fs";
import { Session } from "node:inspector";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { type MessagePort, parentPort } from "node:worker_threads";
import type { Debugger } from "../debugger/debugger.ts";
import { createScripts } from "../debugger/scripts.ts";
import type { Journal } from "../journal.ts";
import { typescriptVersion, version } from "../version.ts";
import type { Content } from "../wire/message.ts";
import { garbageCollector } from "./collectGarbage.ts";
import type { Cell, CommEvent, ErrorContent, Interpreter, InterpreterEvents, Outcome } from "./interpreter.ts";
import { openDoor, shutDoor } from "./interruptDoor.ts";
import { type Installation, install } from "./magics/install.ts";
import { type Magic, readMagic, withoutMagic } from "./magics/readMagic.ts";
import {
  cellFile,
  cellFolder,
  fileTitle,
  type InputAnswer,
  type RunResult,
  slots,
  type ToUser,
  type ToWorker,
} from "./protocol.ts";
import { renderError, renderProblems } from "./renderError.ts";
import { listenForInterrupts } from "./signalInterrupt.ts";
import type { LocalModule } from "./typescript/localModules.ts";
import type { TypescriptService } from "./typescript/service.ts";

/** What the worker gives the interpreter. */
export interface TypescriptInterpreterOptions {
  readonly folder: string;
  readonly memory: Int32Array;
  readonly inputPort: MessagePort;
  readonly journal: Journal;
  readonly events: InterpreterEvents;
}

/** How long a cell may take to notice an interrupt by itself. */
const patience = 60; // ms
/** How long a call that must not be cut off may go on after an interrupt; a second interrupt does not wait for it. */
const mostPatience = 30_000; // ms
/** How long of it without a word. */
const silence = 1000; // ms
const waitingNote =
  "Interrupt: waiting for the call that runs now, because it writes new values over old ones; interrupt again to cut it off (those arrays are lost then)\n";
const nativeNote =
  "Interrupt: waiting for native code to return (execSync, a sort of numbers, a package's own); it cannot be cut off\n";
/** How long what a terminated cell had sent already may take to arrive. */
const lastWords = 20; // ms

/** TypeScript cells, as the worker sees them. */
export interface TypescriptInterpreter extends Interpreter {
  /** Whether a cell runs on the main thread now. */
  readonly isRunning: boolean;
  dispose(): void;
}

/** The interpreter of this worker thread; its main thread runs the cells. */
export function createTypescriptInterpreter(options: TypescriptInterpreterOptions): TypescriptInterpreter {
  const { folder, memory, inputPort, journal, events } = options;
  const inspector = new Session();
  inspector.connectToMainThread();
  const scripts = createScripts();
  const usedFiles = new Map<number, number>();
  const evaluations = new Map<string, (results: Readonly<Record<string, RunResult>>) => void>();
  const comms = new Map<string, string>();
  const commsInHand = new Map<string, () => void>();
  let service: Promise<TypescriptService> | undefined;
  let loaded: TypescriptService | undefined;
  let debugging: Promise<Debugger> | undefined;
  let loadedDebugger: Debugger | undefined;
  let running: RunningCell | undefined;
  let installation: Installation | undefined;
  let interruptingComms = false;
  let evaluationCount = 0;
  const cellCompiled = garbageCollector();
  const pinged = new Map<number, () => void>();
  let pings = 0;
  /** Interrupts asked for so far. */
  let interrupts = 0;

  const send = (message: ToUser): void => parentPort!.postMessage(message);

  /** TypeScript is loaded when it is first needed: answering kernel_info does not have to wait for it. */
  function typescript(): Promise<TypescriptService> {
    service ??= import("./typescript/service.ts").then(({ createTypescriptService }) => {
      loaded = createTypescriptService(folder);
      return loaded;
    });
    return service;
  }

  /** The debugger is loaded when the first client asks for it. */
  function debuggerOf(): Promise<Debugger> {
    debugging ??= Promise.all([import("../debugger/debugger.ts"), typescript()]).then(
      ([{ createDebugger }, compiler]) => {
        loadedDebugger = createDebugger({
          scripts,
          folder,
          emit: (event) => events.publish(running?.id, "debug_event", { ...event }, {}),
          interrupt,
          declare(name) {
            const file = newFile(0);
            const compilation = compiler.compile(`let ${name}: any;`, file);
            if (!compilation.ok) throw new Error(`Cannot declare ${name}: ${compilation.problems[0]?.message}`);
            compiler.commit(file);
            return compilation.cell.shadowing.includes(name);
          },
        });
        return loadedDebugger;
      },
    );
    return debugging;
  }

  parentPort!.on("message", (message: ToWorker) => {
    switch (message.type) {
      case "stream":
        events.stream(message.owner, message.name, message.text);
        if (Atomics.sub(memory, slots.backlog, message.text.length) > 0) Atomics.notify(memory, slots.backlog);
        break;
      case "publish":
        if (message.messageType === "comm_open") track("open", message.content);
        if (message.messageType === "comm_close") track("close", message.content);
        events.publish(message.owner, message.messageType, message.content, message.metadata, message.buffers);
        break;
      case "commDone":
        commsInHand.get(message.owner)?.();
        break;
      case "done":
        if (running?.id === message.id) running.finish(message.result);
        break;
      case "evaluated":
        evaluations.get(message.id)?.(message.results);
        evaluations.delete(message.id);
        break;
      case "pong":
        pinged.get(message.ping)?.();
        pinged.delete(message.ping);
        break;
      case "ready":
        if (running?.id === message.id) running.ready(message.assigned);
        break;
      case "signal":
        interrupt();
        break;
      case "stray":
        reportStray(message);
        break;
      case "input":
        void ask(message);
        break;
      case "resolve":
        void resolve(message);
        break;
      default:
        message satisfies never;
    }
  });

  /** Comms that either side opens are open until either side closes them. */
  function track(change: "open" | "close", { comm_id, target_name }: Content): void {
    if (change === "open") comms.set(comm_id as string, target_name as string);
    else comms.delete(comm_id as string);
  }

  function comm(owner: string, event: CommEvent): Promise<void> {
    if (event.kind !== "message") track(event.kind, { comm_id: event.id, target_name: event.target });
    return new Promise((done) => {
      commsInHand.set(owner, () => {
        commsInHand.delete(owner);
        done();
      });
      send({ type: "comm", owner, event });
    });
  }

  async function ask({ owner, prompt, password }: Extract<ToWorker, { type: "input" }>): Promise<void> {
    const answer: InputAnswer = await events.input(owner, prompt, password).then(
      (value) => ({ value }),
      (error: Error) => ({ error: error.message }),
    );
    inputPort.postMessage(answer);
    wakeInput();
  }

  function wakeInput(): void {
    Atomics.store(memory, slots.input, 1);
    Atomics.notify(memory, slots.input);
  }

  async function resolve({ request, specifier }: Extract<ToWorker, { type: "resolve" }>): Promise<void> {
    try {
      const module = (await typescript()).localModule(specifier, folder);
      for (const source of module.sources) await prepareFile(source);
      send({ type: "resolved", request, module });
    } catch (error) {
      send({ type: "resolved", request, error: (error as Error).message });
    }
  }

  async function prepareFile({ url, original, mappings }: LocalModule["sources"][number]): Promise<void> {
    if (scripts.byUrl(url)) return;
    const text = readFileSync(original, "utf8");
    const script = scripts.add({ url, file: original, text, mappings, headerLines: 0, names: [] });
    await loadedDebugger?.prepare(script);
  }

  function reportStray({ owner, kind, error }: Extract<ToWorker, { type: "stray" }>): void {
    const { traceback } = renderError(error, sourceOf);
    events.stream(owner, "stderr", `${kind}: ${traceback.join("\n")}\n`);
  }

  const sourceOf = (file: string): string | undefined => scripts.byUrl(pathToFileURL(file).href)?.text;

  /** A file name that no cell has had: cells that are not counted share a number. */
  function newFile(count: number): string {
    const serial = usedFiles.get(count) ?? 0;
    usedFiles.set(count, serial + 1);
    return `${folder.replaceAll("\\", "/")}/${cellFolder}/${cellFile(count, serial)}`;
  }

  /** Runs a compiled cell in the main thread and waits for its end, of whichever kind. */
  async function run(message: Omit<RunMessage, "type">): Promise<RunEnd> {
    const { id } = message;
    Atomics.store(memory, slots.interrupted, 0);
    let finished!: (end: RunEnd) => void;
    const end = new Promise<RunEnd>((resolve) => {
      finished = resolve;
    });
    const current: RunningCell = {
      id,
      ended: end.then(() => true as const),
      interrupting: undefined,
      finish: (result) => finished({ kind: "finished", result }),
      ready: (assigned) => finished({ kind: "terminated", assigned }),
    };
    running = current;
    send({ type: "run", ...message });
    const result = await end;
    // A termination that is on its way must not hit the next cell.
    await current.interrupting;
    running = undefined;
    return result;
  }

  /** Resolves when the main thread has heard of the interrupt: it is not stuck in the user's code. */
  function listening(): Promise<true> {
    const ping = ++pings;
    return new Promise((resolve) => {
      pinged.set(ping, () => resolve(true));
      send({ type: "interrupt", ping });
    });
  }

  /**
   * Unwinds whatever the main thread runs, between two calls that must not be cut off if it gets there in time. What answered a comm has
   * no frames that anybody waits for: it counts as answered, and a note says what became of it.
   *
   * @returns false when `isOver` has become true meanwhile: nothing was unwound
   */
  async function terminate(owner: string | undefined, isOver: () => boolean): Promise<boolean> {
    const stuck = [...commsInHand];
    loadedDebugger?.resume(); // what stands still cannot be unwound, nor reach the end of a call
    const start = performance.now();
    const asked = interrupts;
    let told = false;
    try {
      await shutDoor(memory, () => {
        const waited = performance.now() - start;
        if (waited > silence && !told) {
          told = true;
          events.stream(owner, "stderr", waitingNote);
        }
        return isOver() || interrupts > asked || waited > mostPatience;
      });
      if (isOver()) return false;
      const unwound = new Promise<true>((acknowledged) => {
        inspector.post("Runtime.terminateExecution", () => acknowledged(true));
      });
      if (!(await Promise.race([unwound, delay(silence, false)]))) events.stream(owner, "stderr", nativeNote);
      await unwound;
    } finally {
      openDoor(memory);
    }
    send({ type: "unwound" });
    for (const [owner, done] of stuck) {
      if (!commsInHand.has(owner)) continue; // it had come to its end
      events.stream(owner, "stderr", `${terminated.traceback.join("\n")}\n`);
      done();
    }
    return true;
  }

  /** As for a cell, whose turn it may be by the time that the main thread is cut off. */
  async function interruptComms(): Promise<void> {
    if (await Promise.race([listening(), delay(patience, false)])) return;
    if (running) return interruptCell(running);
    const [owner] = commsInHand.keys();
    if (owner === undefined || !(await terminate(owner, () => commsInHand.size === 0))) return;
    const next = running as RunningCell | undefined;
    if (next && !(await Promise.race([next.ended, delay(lastWords, false)]))) send({ type: "terminated", id: next.id });
  }

  function interrupt(): void {
    interrupts++;
    installation?.stop();
    if (running) {
      const cell = running;
      cell.interrupting ??= interruptCell(cell).finally(() => {
        cell.interrupting = undefined;
      });
    } else if (commsInHand.size > 0) {
      if (interruptingComms) return;
      interruptingComms = true;
      void interruptComms().finally(() => {
        interruptingComms = false;
      });
    } else {
      loadedDebugger?.resume();
    }
  }

  /** The order that was proven: reject what the cell waits for; if it does not listen, unwind it. */
  async function interruptCell(cell: RunningCell): Promise<void> {
    Atomics.store(memory, slots.interrupted, 1);
    wakeInput();
    let isOver = false;
    const heard = Promise.race([listening(), cell.ended]).then(() => {
      isOver = true;
      return true;
    });
    if (await Promise.race([heard, delay(patience, false)])) return;
    if (!(await terminate(cell.id, () => isOver))) return;
    // What the cell had sent before it was cut off is on its way; it may even have come to its end.
    if (await Promise.race([cell.ended, delay(lastWords, false)])) return;
    send({ type: "terminated", id: cell.id });
  }

  if (!listenForInterrupts(interrupt)) send({ type: "watchSignals" });

  return {
    language: {
      name: "typescript",
      version: typescriptVersion,
      mimetype: "application/typescript",
      file_extension: ".ts",
      codemirror_mode: "typescript",
      pygments_lexer: "typescript",
      nbconvert_exporter: "script",
    },
    banner: `nnxlab ${version}: TypeScript ${typescriptVersion} on Node ${process.versions.node}, with jax, jnp, nnx and optax in scope`,
    prepare() {
      void typescript().then(async (compiler) => {
        for (const steps = compiler.preparation(); !steps.next().done; ) await nextTurn();
      });
    },
    async execute(cell) {
      const obituary = cell.showResult ? journal.takeObituary() : undefined; // a silent cell would show it to nobody
      if (obituary) events.stream(cell.id, "stderr", obituary);
      const cellEnded = journal.cellStarts(cell);
      return execute(cell).finally(cellEnded);
    },
    evaluate,
    isComplete: async (code) => (await typescript()).isComplete(withoutMagic(code)),
    complete: async (code, cursor) => (await typescript()).complete(withoutMagic(code), cursor),
    inspect: async (code, cursor, level) => (await typescript()).inspect(withoutMagic(code), cursor, level),
    comm,
    comms,
    interrupt,
    debug: async (request) => (await debuggerOf()).answer(request),
    get isRunning() {
      return running !== undefined;
    },
    dispose() {
      loadedDebugger?.dispose();
      inspector.disconnect(); // or Node waits for it when the process ends
      loaded?.dispose();
    },
  };

  async function execute(cell: Cell): Promise<Outcome> {
    let magic: Magic | undefined;
    try {
      magic = readMagic(cell.code);
    } catch (error) {
      return { status: "error", error: plainError(error as Error) };
    }
    if (magic && !("code" in magic)) return obey(magic, cell);
    const code = magic?.code ?? cell.code;
    const file = newFile(cell.count);
    const compiler = await typescript();
    const compilation = compiler.compile(code, file);
    if (!compilation.ok) return { status: "error", error: renderProblems(compilation.problems, fileTitle(file)) };
    const { mappings, names } = compilation.cell;
    const url = pathToFileURL(file).href; // as the inspector calls it
    const script = scripts.add({ url, text: cell.code, mappings, headerLines: 1, names });
    await loadedDebugger?.prepare(script);
    cellCompiled();
    const end = await run({
      id: cell.id,
      file,
      cell: compilation.cell,
      showResult: cell.showResult,
      ...(magic && { measure: magic.name }),
    });
    if (end.kind === "terminated") {
      compiler.commit(file, end.assigned);
      return { status: "error", error: terminated };
    }
    if (end.result.status === "error") {
      compiler.commit(file, end.result.assigned);
      return { status: "error", error: renderError(end.result.error, sourceOf) };
    }
    compiler.commit(file);
    return outcomeOf(end.result);
  }

  async function evaluate(expressions: Readonly<Record<string, string>>): Promise<Readonly<Record<string, Outcome>>> {
    const compiler = await typescript();
    const id = `expressions-${evaluationCount++}`;
    const compiled = Object.entries(expressions).map(
      ([name, code]) => [name, compiler.compileExpression(code)] as const,
    );
    const results = await new Promise<Readonly<Record<string, RunResult>>>((finished) => {
      evaluations.set(id, finished);
      send({ type: "evaluate", id, expressions: Object.fromEntries(compiled) });
    });
    return Object.fromEntries(
      Object.entries(results).map(([name, result]) => {
        if (result.status === "ok") return [name, outcomeOf(result)];
        return [name, { status: "error", error: renderError(result.error, sourceOf) }];
      }),
    );
  }

  /** Commands that are no code. */
  async function obey(magic: Exclude<Magic, { code: string }>, { id }: Cell): Promise<Outcome> {
    const compiler = await typescript();
    switch (magic.name) {
      case "help": {
        const page = compiler.inspect(magic.target, magic.target.length, magic.level);
        return page
          ? { status: "ok", page }
          : {
              status: "error",
              error: plainError(
                new ReferenceError(`Cannot explain ${magic.target}: nothing of that name is known here`),
              ),
            };
      }
      case "who":
        events.stream(id, "stdout", await who(compiler.names()));
        return { status: "ok" };
      case "reset":
        compiler.reset();
        send({ type: "reset" });
        return { status: "ok" };
      case "install": {
        installation = install(magic.packages, folder, (text) => events.stream(id, "stdout", text));
        try {
          const code = await installation.done;
          if (code === 0) return { status: "ok" };
          const how = code === null ? "was stopped" : `ended with ${code}; what it says is above`;
          return {
            status: "error",
            error: plainError(new Error(`Cannot install ${magic.packages.join(", ")}: npm ${how}`)),
          };
        } catch (error) {
          return { status: "error", error: plainError(error as Error) };
        } finally {
          installation = undefined;
        }
      }
      default:
        return magic satisfies never;
    }
  }

  /** A line for each name: what it is, and the beginning of its value. */
  async function who(names: ReadonlyMap<string, string>): Promise<string> {
    if (names.size === 0) return "No cell has declared anything yet.\n";
    const withValue = [...names].filter(([, kind]) => kind !== "type").map(([name]) => [name, name] as const);
    const values = await evaluate(Object.fromEntries(withValue));
    const width = Math.max(...[...names.keys()].map((name) => name.length));
    return [...names]
      .map(([name, kind]) => {
        const outcome = values[name];
        const text = outcome?.status === "ok" ? String(outcome.result?.data["text/plain"] ?? "undefined") : "";
        return `${name.padEnd(width)}  ${kind.padEnd(9)} ${text.replace(/\s+/g, " ").slice(0, 80)}`.trimEnd();
      })
      .join("\n")
      .concat("\n");
  }
}

interface RunningCell {
  readonly id: string;
  /** Settles when an interrupt has done what it can. */
  interrupting: Promise<void> | undefined;
  /** Resolves to true when the cell has ended, in whichever way. */
  readonly ended: Promise<true>;
  finish(result: RunResult): void;
  ready(assigned: readonly string[]): void;
}

type RunMessage = Extract<ToUser, { type: "run" }>;

type RunEnd =
  | { readonly kind: "finished"; readonly result: RunResult }
  | { readonly kind: "terminated"; readonly assigned: readonly string[] };

const terminated: ErrorContent = {
  ename: "KeyboardInterrupt",
  evalue: "the cell was stopped while it computed; its variables keep their values",
  traceback: [
    "\x1b[31m\x1b[1mKeyboardInterrupt\x1b[22m\x1b[39m: the cell was stopped while it computed; its variables keep their values",
  ],
};

/** An error without a place in a cell. */
function plainError({ name, message }: Error): ErrorContent {
  return { ename: name, evalue: message, traceback: [`\x1b[31m\x1b[1m${name}\x1b[22m\x1b[39m: ${message}`] };
}

function outcomeOf(result: Extract<RunResult, { status: "ok" }>): Outcome {
  return result.data
    ? { status: "ok", result: { data: result.data, metadata: result.metadata ?? {} } }
    : { status: "ok" };
}

/** Lets requests that have come in go first. */
function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
