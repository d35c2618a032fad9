/**
 * JupyterLab's debugger: requests of the Debug Adapter Protocol on one side, V8's inspector on the other.
 *
 *     client ── setBreakpoints ──▶ placesToStop ─▶ source map ──▶ Debugger.setBreakpointByUrl      main thread
 *            ◀── stopped ───────── visible frames ◀───────────── Debugger.paused                   stands still
 *            ── variables ───────▶ references ──────────────────▶ Runtime.getProperties, debuggee.ts
 *
 * All of it runs in the worker, so the kernel goes on answering while a cell stands still. V8's debugger makes an `await` three times as
 * slow, so it is on only while there is something to stop at; else cells run as if there were none.
 */
import { readFileSync } from "node:fs";
import type { Runtime, Debugger as V8Debugger } from "node:inspector";
import { basename } from "node:path";
import type { MimeBundle } from "../interpreter/interpreter.ts";
import type { Content } from "../wire/message.ts";
import { type Breakpoints, createBreakpoints } from "./breakpoints.ts";
import { codeNaming, codePath } from "./codePath.ts";
import {
  cellThread,
  DebugError,
  type DebugEvent,
  type DebugRequest,
  type DebugResponse,
  type SourceBreakpoint,
} from "./dap.ts";
import { evaluateRemote, evaluateText } from "./evaluate.ts";
import {
  asyncDepth,
  createExceptionFilter,
  type ExceptionFilter,
  exceptionFilters,
  exceptionReasons,
} from "./exceptionFilter.ts";
import { createFrames, type Frames, frameOf, type UserFrame } from "./frames.ts";
import { type InspectorSession, openInspectorSession } from "./inspectorSession.ts";
import { inSameStatement } from "./sameStatement.ts";
import type { Script, Scripts } from "./scripts.ts";
import { describeUserCode } from "./userCode.ts";
import { createVariables, type Variables } from "./variables.ts";

/** What the debugger needs of the interpreter. */
export interface DebuggerOptions {
  readonly scripts: Scripts;
  /** Where cells run. */
  readonly folder: string;
  /** Tells clients what happened. */
  emit(event: DebugEvent): void;
  /** Makes a name known to the cells that come, of any type; returns whether JavaScript's globals have it too. */
  declare(name: string): boolean;
  /** Stops the running cell. */
  interrupt(): void;
}

/** The debugger of one kernel. */
export interface Debugger {
  /** Never rejects: what cannot be done is an answer, too. */
  answer(request: DebugRequest): Promise<DebugResponse>;
  /** A script is about to run. */
  prepare(script: Script): Promise<void>;
  /** Whether the program stands still. */
  readonly isPaused: boolean;
  /** Lets it go on. */
  resume(): void;
  dispose(): void;
}

type StepAction = "stepOver" | "stepInto" | "stepOut";

/** One session, from `initialize` to `disconnect`. */
interface Session {
  readonly inspector: InspectorSession;
  readonly variables: Variables;
  readonly frames: Frames;
  readonly breakpoints: Breakpoints;
  readonly exceptions: ExceptionFilter;
  isAttached: boolean;
  /** Whether V8's debugger is on. */
  isArmed: boolean;
  /** Whether V8 has stopped, for the user or not. */
  isStanding: boolean;
  paused: { readonly frames: readonly UserFrame[]; readonly firstId: number } | undefined;
  /** What the client asked for last: it says why the program stops next. */
  stepping: { readonly action: StepAction; readonly frames: readonly UserFrame[] } | undefined;
  isPauseWanted: boolean;
  /** Steps taken to get out of code that is not the user's. */
  detours: number;
}

/** A step that does not find its way back to the user's code is given up. */
const longestDetour = 100;

/** A debugger, off. */
export function createDebugger({ scripts, folder, emit, declare, interrupt }: DebuggerOptions): Debugger {
  const userCode = describeUserCode(folder);
  /** Code that clients have shown: it may not have run yet. */
  const dumped = new Map<string, string>();
  let session: Session | undefined;
  let sent = 0;
  let firstId = 1;
  /** Breakpoints are set and V8's debugger turned on and off one after the other. */
  let last: Promise<unknown> = Promise.resolve();

  const event = (name: DebugEvent["event"], body: Content = {}): void =>
    emit({ type: "event", seq: ++sent, event: name, body });

  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };

  const textOf = (path: string): string | undefined => scripts.ofPath(path).at(-1)?.text ?? dumped.get(path);

  function start(): Session {
    const inspector = openInspectorSession({
      paused: (paused) => void onPaused(paused),
      resumed: onResumed,
    });
    const variables = createVariables(inspector);
    return {
      inspector,
      variables,
      frames: createFrames(scripts, userCode, variables, inspector.urlOf),
      breakpoints: createBreakpoints(inspector, scripts, textOf),
      exceptions: createExceptionFilter(inspector, userCode),
      isAttached: false,
      isArmed: false,
      isStanding: false,
      paused: undefined,
      stepping: undefined,
      isPauseWanted: false,
      detours: 0,
    };
  }

  async function onPaused(paused: V8Debugger.PausedEventDataType): Promise<void> {
    const current = session;
    if (!current) return;
    current.isStanding = true;
    const visible = current.frames.visible(paused.callFrames);
    // When V8 cannot say more about an error, an interrupt or the end of the session has come in between.
    const wanted = await isWanted(current, paused, visible).catch(() => false);
    if (session !== current || !current.isStanding) return;
    if (wanted) announce(current, paused, visible);
    else void current.inspector.post(`Debugger.${wayOn(current, paused, visible)}`).catch(() => {}); // it may be over
  }

  /** Whether the user is to see that V8 has stopped. */
  async function isWanted(
    { exceptions, stepping }: Session,
    paused: V8Debugger.PausedEventDataType,
    visible: readonly UserFrame[],
  ): Promise<boolean> {
    if (visible.length === 0) return false;
    if (exceptionReasons.has(paused.reason)) return exceptions.wants(paused);
    if (paused.hitBreakpoints?.length) return true;
    const isUsers = visible[0]!.call === paused.callFrames[0];
    return isUsers && !(stepping && inSameStatement(stepping.frames, visible));
  }

  /** How to go on from a stop that is not wanted, without losing a step that has begun. */
  function wayOn(current: Session, paused: V8Debugger.PausedEventDataType, visible: readonly UserFrame[]): string {
    const { stepping, isPauseWanted } = current;
    const isLost = ++current.detours > longestDetour || visible.length === 0;
    if (isLost || !(stepping || isPauseWanted)) return "resume";
    if (exceptionReasons.has(paused.reason))
      return visible.length > (stepping?.frames.length ?? 0) ? "stepOut" : "stepOver";
    return stepping && visible[0]!.call === paused.callFrames[0] ? stepping.action : "stepOut";
  }

  function announce(current: Session, paused: V8Debugger.PausedEventDataType, visible: readonly UserFrame[]): void {
    const isException = exceptionReasons.has(paused.reason);
    const reason = isException ? "exception" : reasonOf(current, paused);
    current.paused = { frames: visible, firstId };
    firstId += visible.length;
    current.stepping = undefined;
    current.isPauseWanted = false;
    current.detours = 0;
    const thrown = paused.data as Runtime.RemoteObject | undefined;
    const text = isException ? String(thrown?.description ?? thrown?.value ?? "").split("\n")[0] : undefined;
    event("stopped", {
      reason,
      threadId: cellThread.id,
      allThreadsStopped: true,
      ...(text ? { text, description: text } : {}),
    });
  }

  function onResumed(): void {
    if (session) session.isStanding = false;
    if (!session?.paused) return;
    session.paused = undefined;
    void session.variables.forget();
    event("continued", { threadId: cellThread.id, allThreadsContinued: true });
  }

  /** The session, of a client that has initialized one. */
  function started(command: string): Session {
    if (!session)
      throw new DebugError(`Cannot do \`${command}\`: the debugger is not started; send \`initialize\` first`);
    return session;
  }

  /** The session while the program stands still. */
  function stopped(command: string): Session & { readonly paused: NonNullable<Session["paused"]> } {
    const current = started(command);
    if (!current.paused) throw new DebugError(`Cannot do \`${command}\`: the program is not stopped`);
    return current as Session & { readonly paused: NonNullable<Session["paused"]> };
  }

  function frameFor(args: Content): UserFrame | undefined {
    if (!session?.paused || args.frameId === undefined || args.frameId === null) return session?.paused?.frames[0];
    return frameOf(session.paused.frames, args.frameId, session.paused.firstId);
  }

  async function step(command: string, action: StepAction): Promise<Content> {
    const current = stopped(command);
    current.stepping = { action, frames: current.paused.frames };
    await setBlackbox(current, action === "stepInto");
    await current.inspector.post(`Debugger.${action}`);
    return {};
  }

  /**
   * V8 reports an error only when the innermost call is none that it steps over. While errors are looked for, it is told to step over
   * the kernel alone; stepping into a call needs the whole list.
   */
  async function setBlackbox({ inspector, exceptions }: Session, isStepIn: boolean): Promise<void> {
    const patterns = exceptions.isActive && !isStepIn ? userCode.kernel : userCode.foreign;
    await inspector.post("Debugger.setBlackboxPatterns", { patterns });
  }

  /** Turns V8's debugger on. */
  async function arm(current: Session): Promise<void> {
    if (current.isArmed) return;
    current.isArmed = true;
    await current.inspector.post("Debugger.enable");
    await setBlackbox(current, false);
  }

  /** Before a cell: whether something could stop it decides whether V8's debugger is on. */
  async function armOrDisarm(current: Session): Promise<void> {
    const { breakpoints, exceptions, isPauseWanted } = current;
    if (breakpoints.list().length > 0 || exceptions.isActive || isPauseWanted || scripts.hasDebuggerStatement) {
      await arm(current);
    } else if (current.isArmed && !current.paused) {
      current.isArmed = false;
      await current.inspector.post("Debugger.disable");
    }
  }

  async function attach(): Promise<void> {
    const current = started("attach");
    if (current.isAttached) return;
    current.isAttached = true;
    event("initialized");
    event("thread", { reason: "started", threadId: cellThread.id });
  }

  async function detach(): Promise<void> {
    const closing = session;
    if (!closing) return;
    const wasPaused = closing.paused !== undefined;
    session = undefined;
    // Turning the debugger off removes its breakpoints and lets the program go on.
    await closing.inspector.post("Debugger.disable").catch(() => {});
    closing.inspector.close();
    if (wasPaused) event("continued", { threadId: cellThread.id, allThreadsContinued: true });
    event("terminated");
  }

  const commands: Readonly<Record<string, (args: Content) => Content | Promise<Content>>> = {
    debugInfo: () => ({
      ...codeNaming,
      isStarted: session !== undefined,
      breakpoints: session?.breakpoints.list() ?? [],
      stoppedThreads: session?.paused ? [cellThread.id] : [],
      richRendering: true,
      exceptionPaths: [],
      copyToGlobals: true,
    }),
    initialize() {
      session ??= start();
      return {
        supportsConfigurationDoneRequest: true,
        supportsConditionalBreakpoints: true,
        supportsEvaluateForHovers: true,
        supportsExceptionInfoRequest: false,
        supportsModulesRequest: true,
        supportsTerminateRequest: true,
        exceptionBreakpointFilters: exceptionFilters,
      };
    },
    attach: () => inTurn(attach).then(() => ({})),
    configurationDone: () => ({}),
    disconnect: () => inTurn(detach).then(() => ({})),
    terminate() {
      interrupt();
      return {};
    },
    threads: () => ({ threads: [cellThread] }),
    dumpCell({ code }) {
      if (typeof code !== "string") throw new DebugError("Cannot do `dumpCell`: arguments.code must be a string");
      const sourcePath = codePath(code);
      dumped.set(sourcePath, code);
      return { sourcePath };
    },
    source({ source }) {
      const path = pathOf("source", source);
      const content = textOf(path) ?? readUserFile(path);
      return { content, mimeType: "application/typescript" };
    },
    modules() {
      const modules = scripts.files().map(({ path }, id) => ({ id, name: basename(path), path }));
      return { modules, totalModules: modules.length };
    },
    async setBreakpoints(args) {
      const path = pathOf("setBreakpoints", args.source);
      const wishes = wishesOf(args.breakpoints);
      const breakpoints = await inTurn(async () => {
        const current = started("setBreakpoints");
        if (wishes.length > 0) await arm(current);
        return current.breakpoints.set(path, wishes);
      });
      return { breakpoints };
    },
    async setExceptionBreakpoints({ filters }) {
      const current = started("setExceptionBreakpoints");
      current.exceptions.choose(Array.isArray(filters) ? filters : []);
      const { isActive } = current.exceptions;
      if (isActive) await inTurn(() => arm(current));
      else if (!current.isArmed) return {};
      await current.inspector.post("Debugger.setPauseOnExceptions", { state: isActive ? "all" : "none" });
      // So that an error after an await is known to be caught by the code that waits.
      await current.inspector.post("Debugger.setAsyncCallStackDepth", { maxDepth: isActive ? asyncDepth : 0 });
      await setBlackbox(current, false);
      return {};
    },
    stackTrace(args) {
      const { frames, paused } = stopped("stackTrace");
      const all = frames.stack(paused.frames, paused.firstId);
      const { startFrame = 0, levels = 0 } = args as { startFrame?: number; levels?: number };
      return {
        stackFrames: all.slice(startFrame, levels > 0 ? startFrame + levels : undefined),
        totalFrames: all.length,
      };
    },
    async scopes({ frameId }) {
      const { frames, paused } = stopped("scopes");
      return { scopes: await frames.scopes(frameOf(paused.frames, frameId, paused.firstId)) };
    },
    async variables({ variablesReference, start, count }) {
      const page = { start: start as number | undefined, count: count as number | undefined };
      return { variables: await started("variables").variables.children(Number(variablesReference), page) };
    },
    async inspectVariables() {
      const { variables } = started("inspectVariables");
      const all = await variables.call<Runtime.RemoteObject>("globals", []);
      return { variables: await variables.describe(await variables.propertiesOf(all.objectId!)) };
    },
    async richInspectVariables({ variableName, frameId }) {
      const { inspector, variables, paused } = started("richInspectVariables");
      const name = identifierOf("richInspectVariables", variableName);
      const value = await evaluateRemote(inspector, name, { frame: frameFor({ frameId }) });
      const bundle = await variables.call<MimeBundle | undefined>("bundle", [argumentOf(value), { value: !paused }], {
        byValue: true,
        awaitPromise: !paused,
      });
      return { data: bundle?.data ?? {}, metadata: bundle?.metadata ?? {} };
    },
    async evaluate({ expression, frameId, context }) {
      const { inspector, variables } = started("evaluate");
      if (typeof expression !== "string")
        throw new DebugError("Cannot evaluate: arguments.expression must be a string");
      const options = { frame: frameFor({ frameId }), isHover: context === "hover" };
      const { value, type, variablesReference } = await evaluateText(inspector, variables, expression, options);
      return { result: value, ...(type ? { type } : {}), variablesReference };
    },
    async copyToGlobals({ srcVariableName, dstVariableName, srcFrameId }) {
      const { inspector, variables } = stopped("copyToGlobals");
      const source = identifierOf("copyToGlobals", srcVariableName);
      const name = identifierOf("copyToGlobals", dstVariableName);
      const value = await evaluateRemote(inspector, source, { frame: frameFor({ frameId: srcFrameId }) });
      const isShadowing = declare(name);
      await variables.call("setGlobal", [{ value: name }, argumentOf(value), { value: isShadowing }]);
      return {};
    },
    async continue() {
      const current = stopped("continue");
      await setBlackbox(current, false);
      await current.inspector.post("Debugger.resume");
      return { allThreadsContinued: true };
    },
    next: () => step("next", "stepOver"),
    stepIn: () => step("stepIn", "stepInto"),
    stepOut: () => step("stepOut", "stepOut"),
    async pause() {
      const current = started("pause");
      current.isPauseWanted = true;
      await inTurn(() => arm(current));
      await setBlackbox(current, true);
      await current.inspector.post("Debugger.pause");
      return {};
    },
  };

  return {
    async answer({ seq, command, arguments: args }) {
      const answer = { type: "response", seq: ++sent, request_seq: seq, command } as const;
      const run = Object.hasOwn(commands, command) ? commands[command] : undefined;
      try {
        if (!run) throw new DebugError(`Cannot do \`${command}\`: the debugger does not know this command`);
        return { ...answer, success: true, body: await run(args) };
      } catch (error) {
        return { ...answer, success: false, message: (error as Error).message, body: {} };
      }
    },
    async prepare(script) {
      if (!session?.isAttached) return;
      await inTurn(async () => {
        if (!session) return;
        if (!script.file) {
          session.stepping = undefined; // a step that left the last cell ends there
          await armOrDisarm(session);
        }
        await session.breakpoints.prepare(script);
      });
    },
    get isPaused() {
      return session?.isStanding ?? false;
    },
    resume() {
      if (session?.isStanding) void session.inspector.post("Debugger.resume").catch(() => {});
    },
    dispose() {
      session?.inspector.close();
      session = undefined;
    },
  };
}

function reasonOf({ isPauseWanted, stepping }: Session, { hitBreakpoints }: V8Debugger.PausedEventDataType): string {
  if (hitBreakpoints?.length) return "breakpoint";
  if (isPauseWanted) return "pause";
  return stepping ? "step" : "breakpoint"; // a debugger statement
}

function pathOf(command: string, source: unknown): string {
  const path = (source as { path?: unknown } | undefined)?.path;
  if (typeof path !== "string")
    throw new DebugError(`Cannot do \`${command}\`: arguments.source.path must be a string`);
  return path;
}

function wishesOf(breakpoints: unknown): readonly SourceBreakpoint[] {
  if (!Array.isArray(breakpoints)) return [];
  return breakpoints.filter(({ line }: SourceBreakpoint) => Number.isInteger(line));
}

function identifierOf(command: string, name: unknown): string {
  if (typeof name === "string" && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)) return name;
  throw new DebugError(`Cannot do \`${command}\`: ${JSON.stringify(name)} is not the name of a variable`);
}

function argumentOf({ objectId, unserializableValue, value }: Runtime.RemoteObject): Runtime.CallArgument {
  if (objectId !== undefined) return { objectId };
  return unserializableValue === undefined ? { value: value as unknown } : { unserializableValue };
}

function readUserFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    throw new DebugError(`Cannot show ${path}: no cell has this code, and there is no such file`);
  }
}
