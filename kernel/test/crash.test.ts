/** Kernels that die, and what the next one over the same connection file says, as when Jupyter restarts it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Connection, createKernelClient, type KernelClient } from "../client.ts";
import { connectionFileText } from "../connection.ts";
import { kernelCommand } from "../launch.ts";
import { plain } from "./checkedKernel.cases.ts";

let folder: string;
let connection: Connection;
let file: string;
let child: ChildProcess;
let client: KernelClient;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nnxlab-crash-"));
  file = join(folder, "connection.json");
  const ports = { shell: 1, control: 2, stdin: 3, iopub: 4, hb: 5 };
  const ip = join(folder, "socket");
  connection = { transport: "ipc", ip, ports, key: "secret", hash: "sha256", kernelName: "nnxlab" };
  writeFileSync(file, connectionFileText(connection));
});
afterAll(() => {
  client.close();
  child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

async function start(...flags: string[]): Promise<void> {
  const [node, ...rest] = kernelCommand(file);
  const env = { ...process.env, NNXLAB_HISTORY: join(folder, "history") };
  child = spawn(node!, [...flags, ...rest], { cwd: folder, env, stdio: "ignore" });
  client = createKernelClient(connection);
  await client.ready();
}

/** Starts the next kernel; returns what its first cell shows besides its result. */
async function restarted(): Promise<string> {
  await start();
  await client.execute("'silent'", { silent: true });
  const { outputs } = await client.execute("1");
  expect((await client.execute("2")).outputs).toHaveLength(1); // it is said once
  return plain(outputs.flatMap((output) => (output.output_type === "stream" ? [output.text] : [])).join(""));
}

/** Runs a cell that the kernel does not survive. */
async function dies(code: string, signal?: NodeJS.Signals): Promise<void> {
  await ended(async () => {
    void client.execute(code).catch(() => {});
    if (!signal) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
    child.kill(signal);
  });
}

/** Waits until the kernel that `end` ends is gone. */
async function ended(end: () => unknown): Promise<void> {
  const exited = once(child, "exit");
  await end();
  await exited;
  client.close();
}

const left = (): string[] => readdirSync(join(folder, "history", "running"));

/** One kernel after the other over one connection file: each test begins with the kernel that the one before it has left. */
it("JavaScript's heap is full", { timeout: 60_000 }, async () => {
  await start("--max-old-space-size=100");
  await client.execute("const before = 1");
  await dies("const lists: number[][] = [];\nfor (;;) lists.push(new Array(1e5).fill(0.5));");
  expect(await restarted()).toMatch(
    /^The kernel was restarted, and its variables are gone: it ran out of memory \(JavaScript's heap: \d+ MB of at most \d+ MB; .*\), while cell \[2\] ran.*:\n {4}const lists: number\[\]\[\] = \[\]; …\n$/,
  );
});

it("it is killed by a signal", { timeout: 60_000 }, async () => {
  await dies("await new Promise(() => {}) // waits", "SIGSEGV");
  expect(await restarted()).toMatch(
    /it ended without a word \(it had \d+ MB\).*while cell \[3\] ran:\n {4}await new Promise/,
  );
});

it("nothing is said, and no file left, after an orderly end in the middle of a cell", { timeout: 60_000 }, async () => {
  void client.execute("for (;;);").catch(() => {});
  await ended(() => client.request("shutdown_request", { restart: true }, "control"));
  expect(left()).toEqual([]);
  expect(await restarted()).toBe("");
});

it("nor when it was killed while it had nothing to do", { timeout: 60_000 }, async () => {
  await ended(() => child.kill("SIGKILL"));
  expect(await restarted()).toBe("");
});
