/** A kernel process of our own: started, talked to, ended. */
import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Connection, connectionFileText } from "../connection.ts";
import { kernelCommand } from "../launch.ts";
import { freePorts } from "./freePorts.ts";
import { createKernelClient, type KernelClient } from "./kernelClient.ts";

/** How a kernel process is started. */
export interface KernelProcessOptions {
  /** Folder in which cells run; default: the current one. */
  readonly cwd?: string;
  /** `ipc` sockets are files that only this user can open; default `tcp`, on this machine only. */
  readonly transport?: "tcp" | "ipc";
  /** Environment of the process; default: ours. */
  readonly env?: NodeJS.ProcessEnv;
  /** Turns the command into the one that is started, to run it in a sandbox; `folder` must be the same inside. */
  readonly wrapCommand?: (command: readonly string[], folder: string) => readonly string[];
  /** What the process writes to its own standard error; default: it is kept for error messages. */
  readonly onLog?: (text: string) => void;
  /** The longest message that is taken from it; default: no limit. */
  readonly maxMessageBytes?: number;
  /** How long it may take to start, in milliseconds; default 60 000. */
  readonly startTimeout?: number;
}

/** A kernel in a process of its own. */
export interface KernelProcess extends KernelClient {
  readonly pid: number;
  readonly connection: Connection;
  /** Resolves when the process has ended, with its exit code and signal. */
  readonly exited: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Sends the process a signal; SIGINT interrupts the running cell. */
  signal(signal: NodeJS.Signals): void;
  /** Asks the kernel to end, and ends it by force after `timeout` milliseconds, default 3000. */
  shutdown(timeout?: number): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A kernel process ended while something was asked of it. */
export class KernelDiedError extends Error {
  override readonly name: string = "KernelDiedError";
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;

  constructor(code: number | null, signal: NodeJS.Signals | null, log: string) {
    const how = signal ? `killed by ${signal}` : `exit code ${code}`;
    super(`The kernel process ended (${how})${log ? `:\n${log.trimEnd()}` : ""}`);
    this.code = code;
    this.signal = signal;
  }
}

/** A port may be taken between finding and binding it. */
const attempts = 3;

/**
 * Starts a kernel and waits until it answers.
 *
 * @throws KernelDiedError when the process ends instead
 * @example
 * const kernel = await startKernelProcess({ transport: "ipc" });
 * const { outputs } = await kernel.execute("1 + 1");
 * await kernel.shutdown();
 */
export async function startKernelProcess(options: KernelProcessOptions = {}): Promise<KernelProcess> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await startOnce(options);
    } catch (error) {
      if (attempt === attempts || !(error as Error).message.includes("the address is in use")) throw error;
    }
  }
}

async function startOnce(options: KernelProcessOptions): Promise<KernelProcess> {
  const folder = mkdtempSync(join(tmpdir(), "nnxlab-kernel-"));
  const connection = await newConnection(options.transport ?? "tcp", folder);
  const file = join(folder, "connection.json");
  writeFileSync(file, connectionFileText(connection), { mode: 0o600 });
  const command = kernelCommand(file);
  const [program, ...args] = options.wrapCommand?.(command, folder) ?? command;
  const child = spawn(program!, args, {
    cwd: options.cwd ?? process.cwd(),
    // Cells that a program runs do not belong into the history of what a person typed.
    env: { NNXLAB_HISTORY: "memory", ...(options.env ?? process.env), JPY_PARENT_PID: String(process.pid) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const log = collectLog(child, options.onLog);
  const client = createKernelClient(connection, { maxMessageBytes: options.maxMessageBytes });
  const exited = new Promise<Awaited<KernelProcess["exited"]>>((resolve) => {
    const ended = (code: number | null, signal: NodeJS.Signals | null, reason: Error): void => {
      client.close(reason);
      rmSync(folder, { recursive: true, force: true });
      resolve({ code, signal });
    };
    child.once("close", (code, signal) => ended(code, signal, new KernelDiedError(code, signal, log())));
    child.once("error", (error) => ended(null, null, new Error(`Cannot start the kernel: ${error.message}`)));
  });
  const kill = async (): Promise<void> => {
    child.kill("SIGKILL");
    await exited;
  };
  try {
    await client.ready(options.startTimeout);
  } catch (error) {
    await kill();
    throw error;
  }
  const shutdown: KernelProcess["shutdown"] = async (timeout = 3000) => {
    const timer = setTimeout(() => child.kill("SIGKILL"), timeout);
    await client.request("shutdown_request", { restart: false }, "control").catch(() => {}); // it may be gone before it answers
    await exited;
    clearTimeout(timer);
  };
  return {
    ...client,
    pid: child.pid!,
    connection,
    exited,
    signal: (signal) => child.kill(signal),
    shutdown,
    [Symbol.asyncDispose]: () => shutdown(),
  };
}

async function newConnection(transport: "tcp" | "ipc", folder: string): Promise<Connection> {
  const numbers = transport === "tcp" ? await freePorts(5) : [1, 2, 3, 4, 5];
  const [shell, control, stdin, iopub, hb] = numbers as [number, number, number, number, number];
  return {
    transport,
    ip: transport === "tcp" ? "127.0.0.1" : join(folder, "socket"),
    ports: { shell, control, stdin, iopub, hb },
    key: randomUUID(),
    hash: "sha256",
    kernelName: "nnxlab",
  };
}

const logKept = 4000; // characters

/** Collects what the process itself writes; returns a function that gives the end of it. */
function collectLog(child: ChildProcess, onLog: ((text: string) => void) | undefined): () => string {
  let log = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => {
      log = (log + text).slice(-logKept);
      onLog?.(text);
    });
  }
  return () => log;
}
