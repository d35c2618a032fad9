/**
 * A kernel in a box, asked for values. The grader is a client like any other: it speaks the Jupyter protocol over sockets that are
 * files, because a box has no network. What runs inside may say what it likes on those sockets; it is bounded in size and time here,
 * and only the answer to a question, under the ticket of that question, is taken from it.
 */
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type ExecuteResult, type KernelProcess, startKernelProcess } from "../../kernel/client.ts";
import { projectRoot } from "../../notebooks/projectRoot.ts";
import type { Probe, ProbeAnswer } from "../probe/runProbe.ts";
import { type Choice, chooseIsolation, newUser } from "./chooseIsolation.ts";
import { startFairClock } from "./fairClock.ts";
import { type Box, cleanEnvironment, type Isolation } from "./isolation.ts";
import type { Limits } from "./limits.ts";
import { readAnswer } from "./readAnswer.ts";
import { watch } from "./watchdog.ts";

/** How a cell or a question can end. All but `ok` and `error` mean that the sandbox is gone. */
export type SandboxStatus = "ok" | "error" | "timeout" | "memory" | "crashed" | "output-limit";

/** What came of a cell or a question. */
export interface SandboxRun {
  readonly status: SandboxStatus;
  readonly message: string;
  readonly seconds: number;
  /** The answer to a question that ended `ok`. */
  readonly answer?: ProbeAnswer;
}

export interface Sandbox {
  readonly isolation: Isolation;
  /** Runs a cell. */
  execute(code: string, seconds: number): Promise<SandboxRun>;
  /** Runs a probe on what the cells have defined. */
  ask(probe: Probe, seconds: number): Promise<SandboxRun>;
  stop(): Promise<void>;
}

/** Runs in the box, from the built files, which are at the same place there. */
const answerModule = pathToFileURL(join(projectRoot, "dist/bundle/grader/probe/answer.js")).href;
const warmUp = `await import(${JSON.stringify(answerModule)} as string); new nnx.Linear(1, 1, { rngs: new nnx.Rngs(0) })(jnp.ones([1, 1])).shape`;

type Ending = Pick<SandboxRun, "status" | "message">;

/**
 * Starts a kernel in the strictest isolation that works here.
 *
 * @param limits what it may use
 * @param choice another isolation, for tests
 */
export async function startSandbox(limits: Limits, choice: Choice = chooseIsolation()): Promise<Sandbox> {
  const { isolation } = choice;
  const uid = newUser(choice);
  const work = mkdtempSync(join(tmpdir(), "nnxlab-work-"));
  if (uid !== undefined) chownSync(work, uid, uid);
  let box: Box = { folder: work, uid, limits };
  const kernel = await startKernelProcess({
    cwd: work,
    transport: "ipc",
    env: cleanEnvironment(box),
    maxMessageBytes: limits.messageBytes,
    wrapCommand(command, folder) {
      box = { folder, uid, limits };
      give(folder, uid);
      return isolation.wrap(command, box);
    },
  }).catch((error: Error) => {
    rmSync(work, { recursive: true, force: true });
    throw new Error(`Cannot start a kernel in the sandbox (${isolation.name}): ${error.message}`, { cause: error });
  });
  if (uid !== undefined) close(box.folder);
  const sandbox = new BoxedKernel(isolation, kernel, box, work);
  const warm = await sandbox.execute(warmUp, longestStart);
  if (warm.status === "ok") return sandbox;
  await sandbox.stop();
  throw new Error(`Cannot start the runtime in the sandbox (${isolation.name}): ${warm.status}, ${warm.message}`);
}

/** Loads the runtime, the types of its names and the compiler, so that no time of the submission goes into it. */
const longestStart = 60; // s

/** Hands the folder of the sockets to the user of the box. */
function give(folder: string, uid: number | undefined): void {
  if (uid === undefined) return;
  for (const path of [folder, ...readdirSync(folder).map((name) => join(folder, name))]) chownSync(path, uid, uid);
}

/** The sockets are there: from now on nothing new can be put into their folder. */
function close(folder: string): void {
  chownSync(folder, 0, 0);
  chmodSync(folder, 0o711);
}

class BoxedKernel implements Sandbox {
  readonly isolation: Isolation;
  readonly #kernel: KernelProcess;
  readonly #work: string;
  readonly #limits: Limits;
  readonly #stopWatching: () => void;
  /** Why we ended the process, if it was us. */
  #ending: Ending | undefined;
  /** Length of the messages of the present run, and what it may be. */
  #received = 0;
  #allowed = 0;

  constructor(isolation: Isolation, kernel: KernelProcess, box: Box, work: string) {
    this.isolation = isolation;
    this.#kernel = kernel;
    this.#work = work;
    this.#limits = box.limits;
    this.#stopWatching = watch(kernel.pid, box, (excess) => this.#end(excessEnding(excess, box.limits)));
    kernel.onPublished(({ content }) => {
      this.#received += sizeOf(content);
      if (this.#received > this.#allowed) {
        this.#end({ status: "output-limit", message: `A cell may print ${box.limits.outputBytes >> 20} MiB` });
      }
    });
  }

  async execute(code: string, seconds: number): Promise<SandboxRun> {
    this.#allowed = this.#limits.outputBytes;
    const { result, ...run } = await this.#run(code, seconds);
    return result?.status === "ok" ? { ...run, status: "ok" } : run;
  }

  async ask(probe: Probe, seconds: number): Promise<SandboxRun> {
    this.#allowed = this.#limits.outputBytes + this.#limits.messageBytes; // the answer is a message too
    const ticket = randomBytes(16).toString("hex");
    const code = `(await import(${JSON.stringify(answerModule)} as string)).answer(${JSON.stringify(ticket)}, ${JSON.stringify(probe)})`;
    const { result, ...run } = await this.#run(code, seconds);
    if (result?.status !== "ok") return run;
    const answer = readAnswer(result.outputs, ticket);
    return answer
      ? { ...run, answer }
      : { ...run, status: "error", message: "The question was not answered with values" };
  }

  async stop(): Promise<void> {
    this.#stopWatching();
    this.#kernel.signal("SIGKILL");
    await this.#kernel.exited;
    rmSync(this.#work, { recursive: true, force: true });
  }

  async #run(code: string, seconds: number): Promise<SandboxRun & { result?: ExecuteResult }> {
    this.#received = 0;
    const clock = startFairClock(this.#kernel.pid);
    const cancel = clock.after(seconds, () => {
      this.#end({ status: "timeout", message: `It did not end within ${seconds} s` });
    });
    try {
      const result = await this.#kernel.execute(code, { storeHistory: false });
      if (this.#ending) return { ...this.#ending, seconds: clock.seconds() };
      if (result.status === "ok") return { status: "ok", message: "", seconds: clock.seconds(), result };
      const { ename = "Error", evalue = result.status } = result.error ?? {};
      return { status: "error", message: `${ename}: ${evalue}`.slice(0, 2000), seconds: clock.seconds(), result };
    } catch (error) {
      await this.#kernel.exited;
      return { ...(this.#ending ?? deathOf(error as Error, this.#limits)), seconds: clock.seconds() };
    } finally {
      cancel();
    }
  }

  #end(ending: Ending): void {
    this.#ending ??= ending;
    this.#kernel.signal("SIGKILL");
  }
}

/** What a kernel died of that we did not end: its last words are in the message. */
function deathOf(error: Error, { dataBytes, cpuSeconds }: Limits): Ending {
  const { code, signal } = error as { code?: number | null; signal?: string | null };
  if (/out of memory|allocation failed|Cannot allocate memory/i.test(error.message)) return tooMuchMemory(dataBytes);
  const spent = signal === "SIGXCPU" || code === 128 + 24;
  if (spent) return { status: "timeout", message: `It may use the processor for ${cpuSeconds} s` };
  return { status: "crashed", message: `It ended the process (${signal ?? `exit code ${code}`})` };
}

function excessEnding(excess: "memory" | "processes" | "files", limits: Limits): Ending {
  if (excess === "memory") return tooMuchMemory(limits.residentBytes);
  if (excess === "files")
    return { status: "output-limit", message: `It may write ${limits.fileBytes >> 20} MiB to files` };
  return { status: "crashed", message: `It may start ${limits.processes} processes` };
}

function tooMuchMemory(bytes: number): Ending {
  return { status: "memory", message: `It may use ${bytes >> 20} MiB of memory` };
}

/** Roughly how long a message is. */
function sizeOf(content: { readonly [name: string]: unknown }): number {
  return typeof content.text === "string" ? content.text.length : JSON.stringify(content).length;
}
