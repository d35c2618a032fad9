/**
 * The TypeScript interpreter: it checks and compiles in this thread (the worker) and runs cells in the main thread (mainThread.ts).
 */
import { readFileSync } from "node:fs";
import { Session } from "node:inspector";
import { setTimeout as delay } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { type MessagePort, parentPort } from "node:worker_threads";
import type { Debugger } from "../debugger/debugger.ts";
import { createScripts } from "../debugger/scripts.ts";
import type { Journal } from "../journal.ts";
import { wakeOptimizer } from "../startFlags.ts";
import { typescriptVersion, version } from "../version.ts";
import type { Content } from "../wire/message.ts";
import { garbageCollector } from "./collectGarbage.ts";
import type {
  Cell,
  CommEvent,
  ErrorContent,
  Interpreter,
  InterpreterEvents,
  MimeBundle,
  Outcome,
} from "./interpreter.ts";
import { install } from "./magics/install.ts";
import { type Magic, readMagic, withoutMagic } from "./magics/readMagic.ts";
import { createMainThread, type Job } from "./mainThread.ts";
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
import { renderError, renderProblems, renderWarnings } from "./renderError.ts";
import { listenForInterrupts } from "./signalInterrupt.ts";
import { terminated } from "./terminated.ts";
import type { LocalModule } from "./typescript/localModules.ts";
import type { TypescriptService } from "./typescript/service.ts";
import { withMembers, withValue } from "./typescript/withValues.ts";
import { type Look, lookAtSymbol } from "./user/lookAt.ts";

/** What the worker gives the interpreter. */
export interface TypescriptInterpreterOptions {
  readonly folder: string;
  readonly memory: Int32Array;
  readonly inputPort: MessagePort;
  readonly journal: Journal;
  readonly events: InterpreterEvents;
}

/** How long looking at a value may take: the main thread may be in code that is not JavaScript. */
const lookPatience = 250; // ms
/** How long nothing must have been asked for before the kernel works ahead. */
const quiet = 200; // ms

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
  /** Ids of the cells whose code may still run. */
  const living = new Set<string>();
  const comms = new Map<string, string>();
  let service: Promise<TypescriptService> | undefined;
  let loaded: TypescriptService | undefined;
  let debugging: Promise<Debugger> | undefined;
  let loadedDebugger: Debugger | undefined;
  let asking: string | undefined;
  let ready: Promise<void> | undefined;
  let lastAsked = 0;
  let scopeHasLoaded!: () => void;
  const scopeLoaded = new Promise<void>((resolve) => {
    scopeHasLoaded = resolve;
  });

  const send = (message: ToUser): void => parentPort!.postMessage(message);
  const cellCompiled = garbageCollector(() => send({ type: "collect" }));
  const mainThread = createMainThread({
    memory,
    inspector,
    send,
    wakeInput,
    asking: () => asking,
    isPaused: () => loadedDebugger?.isPaused ?? false,
    resume: () => loadedDebugger?.resume(),
    note: (owner, text) => events.stream(owner, "stderr", text),
  });
  const { interrupt } = mainThread;

  /** TypeScript, loaded when it is first needed. */
  function typescript(): Promise<TypescriptService> {
    lastAsked = performance.now();
    service ??= import("./typescript/service.ts").then(({ createTypescriptService }) => {
      loaded = createTypescriptService(folder);
      return loaded;
    });
    return service;
  }

  /** Compiler and scope, which the two threads load side by side. What is left is done in the background afterwards. */
  async function getReady(): Promise<void> {
    const compiler = await typescript();
    await Promise.all([scopeLoaded, takeTurns(compiler.preparation("first"))]);
    wakeOptimizer();
    lastAsked = performance.now(); // who was waiting for this asks at once
    void takeTurns(compiler.preparation("rest"), untilQuiet);
  }

  /** Work in the background waits while somebody uses the kernel. */
  async function untilQuiet(): Promise<void> {
    while (mainThread.jobs.length > 0 || performance.now() - lastAsked < quiet) await delay(quiet);
  }

  /** The debugger is loaded when the first client asks for it. */
  function debuggerOf(): Promise<Debugger> {
    debugging ??= Promise.all([import("../debugger/debugger.ts"), typescript()]).then(
      ([{ createDebugger }, compiler]) => {
        loadedDebugger = createDebugger({
          scripts,
          folder,
          emit: (event) => events.publish(mainThread.jobs[0]?.id, "debug_event", { ...event }, {}),
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
      case "scopeLoaded":
        scopeHasLoaded();
        break;
      case "stream":
        events.stream(message.owner, message.name, message.text);
        if (Atomics.sub(memory, slots.backlog, message.text.length) > 0) Atomics.notify(memory, slots.backlog);
        break;
      case "publish":
        if (message.messageType === "comm_open") track("open", message.content);
        if (message.messageType === "comm_close") track("close", message.content);
        events.publish(message.owner, message.messageType, message.content, message.metadata, message.buffers);
        break;
      case "done":
      case "evaluated":
      case "commDone":
      case "pong":
      case "ready":
        mainThread.hear(message);
        break;
      case "gone":
        for (const { id, file } of message.cells) {
          scripts.release(pathToFileURL(file).href);
          living.delete(id);
          events.gone(id);
        }
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
    return mainThread.comm(owner, event);
  }

  async function ask({ owner, prompt, password }: Extract<ToWorker, { type: "input" }>): Promise<void> {
    asking = owner;
    const answer: InputAnswer = await events.input(owner, prompt, password).then(
      (value) => ({ value }),
      (error: Error) => ({ error: error.message }),
    );
    asking = undefined;
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

  let newestCount = -1;
  let uncounted = 0;

  /** A file name that no cell has had: cells that are not counted share a number. */
  function newFile(count: number): string {
    const serial = count > newestCount ? 0 : ++uncounted;
    newestCount = Math.max(newestCount, count);
    return `${folder.replaceAll("\\", "/")}/${cellFolder}/${cellFile(count, serial)}`;
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
      ready ??= getReady();
      return ready;
    },
    async execute(cell) {
      wakeOptimizer(); // some clients do not wait for the answer to kernel_info
      const obituary = cell.showResult ? journal.takeObituary() : undefined; // a silent cell would show it to nobody
      if (obituary) events.stream(cell.id, "stderr", obituary);
      const cellEnded = journal.cellStarts(cell);
      const job = mainThread.enter(cell.id, cell.subshell);
      try {
        return await execute(cell, job);
      } finally {
        mainThread.leave(job);
        cellEnded();
      }
    },
    mayStillRun: (cell) => living.has(cell),
    async evaluate(expressions, { id, subshell }) {
      const job = mainThread.enter(id, subshell);
      try {
        return await evaluate(expressions, job);
      } finally {
        mainThread.leave(job);
      }
    },
    isComplete: async (code) => (await typescript()).isComplete(withoutMagic(code)),
    async complete(code, cursor) {
      const typed = (await typescript()).complete(withoutMagic(code), cursor);
      const look = typed.receiver && (await lookAt(typed.receiver));
      const { matches, start, end } = look ? withMembers(typed, code, look.members) : typed;
      return { matches, start, end };
    },
    inspect,
    comm,
    comms,
    interrupt,
    stopAtAwait: mainThread.stopAtAwait,
    debug: async (request) => (await debuggerOf()).answer(request),
    get isRunning() {
      return mainThread.jobs.length > 0;
    },
    dispose() {
      loadedDebugger?.dispose();
      inspector.disconnect(); // or Node waits for it when the process ends
      loaded?.dispose();
    },
  };

  async function inspect(code: string, cursor: number, level: 0 | 1): Promise<MimeBundle | undefined> {
    const compiler = await typescript();
    const typed = compiler.inspect(withoutMagic(code), cursor, level);
    // What is declared by cells, or by nobody that the types know of, has a value to look at.
    const kind = typed.path && compiler.names().get(typed.path[0]!);
    const mayLook = typed.path && (kind === undefined ? !typed.bundle : kind !== "function" && kind !== "class");
    return withValue(typed, mayLook ? await lookAt(typed.path!) : undefined);
  }

  /** Looks at a value while cells run or not; undefined when there is none, or the main thread is out of JavaScript for long. */
  function lookAt(path: readonly string[]): Promise<Look | undefined> {
    const expression = `globalThis[Symbol.for(${JSON.stringify(lookAtSymbol)})](${JSON.stringify(path)})`;
    const look = new Promise<Look | undefined>((resolve) => {
      inspector.post("Runtime.evaluate", { expression, returnByValue: true, silent: true }, (error, answer) => {
        resolve(error || answer.exceptionDetails ? undefined : ((answer.result.value as Look | null) ?? undefined));
      });
    });
    return Promise.race([look, delay(lookPatience, undefined)]);
  }

  async function execute(cell: Cell, job: Job): Promise<Outcome> {
    let magic: Magic | undefined;
    try {
      magic = readMagic(cell.code);
    } catch (error) {
      return { status: "error", error: plainError(error as Error) };
    }
    if (magic && !("code" in magic)) return obey(magic, job);
    const code = magic?.code ?? cell.code;
    const file = newFile(cell.count);
    const compiler = await typescript();
    const compilation = compiler.compile(code, file);
    const warnings = [...compiler.configProblems(), ...(compilation.ok ? compilation.warnings : [])];
    if (warnings.length > 0) events.stream(cell.id, "stderr", renderWarnings(warnings, fileTitle(file)));
    if (!compilation.ok) return { status: "error", error: renderProblems(compilation.problems, fileTitle(file)) };
    const { mappings, names } = compilation.cell;
    const url = pathToFileURL(file).href; // as the inspector calls it
    const script = scripts.add({ url, text: cell.code, mappings, headerLines: 1, names });
    await loadedDebugger?.prepare(script);
    cellCompiled();
    compiler.begin(file);
    const end = await mainThread.run<RunResult>(job, (serial) => {
      living.add(cell.id);
      return {
        type: "run",
        id: cell.id,
        serial,
        file,
        cell: compilation.cell,
        showResult: cell.showResult,
        ...(magic && { measure: magic.name }),
      };
    });
    if (!living.has(cell.id)) scripts.release(url); // it was stopped before it could start, or is gone already
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

  async function evaluate(
    expressions: Readonly<Record<string, string>>,
    job: Job,
  ): Promise<Readonly<Record<string, Outcome>>> {
    const compiler = await typescript();
    const compiled = Object.fromEntries(
      Object.entries(expressions).map(([name, code]) => [name, compiler.compileExpression(code)] as const),
    );
    const end = await mainThread.run<Readonly<Record<string, RunResult>>>(job, (serial) => ({
      type: "evaluate",
      id: job.id,
      serial,
      expressions: compiled,
    }));
    if (end.kind === "terminated") return mapValues(expressions, () => ({ status: "error", error: terminated }));
    return mapValues(end.result, (result) =>
      result.status === "ok" ? outcomeOf(result) : { status: "error", error: renderError(result.error, sourceOf) },
    );
  }

  /** Commands that are no code. */
  async function obey(magic: Exclude<Magic, { code: string }>, job: Job): Promise<Outcome> {
    const { id } = job;
    const compiler = await typescript();
    switch (magic.name) {
      case "help": {
        const page = await inspect(magic.target, magic.target.length, magic.level);
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
        events.stream(id, "stdout", await who(compiler.names(), job));
        return { status: "ok" };
      case "reset":
        compiler.reset();
        send({ type: "reset" });
        return { status: "ok" };
      case "install": {
        const installation = install(magic.packages, folder, (text) => events.stream(id, "stdout", text));
        job.stop = installation.stop;
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
        }
      }
      default:
        return magic satisfies never;
    }
  }

  /** A line for each name: what it is, and the beginning of its value. */
  async function who(names: ReadonlyMap<string, string>, job: Job): Promise<string> {
    if (names.size === 0) return "No cell has declared anything yet.\n";
    const withValue = [...names].filter(([, kind]) => kind !== "type").map(([name]) => [name, name] as const);
    const values = await evaluate(Object.fromEntries(withValue), job);
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
/** Takes all steps, and lets messages in between. */
async function takeTurns(steps: Iterator<void>, pause?: () => Promise<void> | undefined): Promise<void> {
  while (!steps.next().done) {
    await nextTurn();
    await pause?.();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function mapValues<A, B>(record: Readonly<Record<string, A>>, f: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value)]));
}
