/** Kernels that die, and what the next one over the same connection file says, as when Jupyter restarts it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
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
  await run([node!, ...flags, ...rest]);
}

async function run([program, ...args]: readonly string[]): Promise<void> {
  const env = { ...process.env, NNXLAB_HISTORY: join(folder, "history") };
  child = spawn(program!, args, { cwd: folder, env, stdio: "ignore" });
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

it.each(["SIGSEGV", "SIGKILL"] as const)("it is killed by %s", { timeout: 60_000 }, async (signal) => {
  await dies("await new Promise(() => {}) // waits", signal);
  expect(await restarted()).toMatch(
    /it ended without a word \(it had \d+ MB\).*while cell \[3\] ran:\n {4}await new Promise/,
  );
});

/** Takes memory outside of JavaScript's heap: in the first cell most of what there is, in the second all. */
async function diesOfBuffers(bytes: number): Promise<void> {
  const most = `const held: unknown[] = [];
    for (let sum = 0; sum < ${bytes}; sum += 1e6) held.push(new Uint8Array(1e6).fill(1));`;
  expect((await client.execute(most)).error).toBeUndefined();
  // an ArrayBuffer that cannot be had throws; without memory for a list there is nothing that could be thrown
  await dies(
    "for (let size = 1e6; ; ) try { held.push(new Uint8Array(size).fill(1)) } catch { size > 10_000 ? (size >>= 1) : held.push([size]) }",
  );
}

it.skipIf(process.platform !== "linux")(
  "arrays outside of JavaScript's heap reach a limit of the process",
  { timeout: 60_000 },
  async () => {
    await ended(() => child.kill("SIGKILL"));
    await run(["prlimit", `--data=${1.2e9}`, ...kernelCommand(file)]);
    await diesOfBuffers(0.7e9);
    expect(await restarted()).toMatch(
      /memory.*\bit had (\d+ MB|1\.\d GB) of at most 1\.2 GB, which is a limit of the process, .*while cell \[2\] ran.*:\n {4}for \(let size/,
    );
  },
);

it("the system kills it, because its container's memory is full", { timeout: 60_000 }, async ({ skip }) => {
  const group = `/sys/fs/cgroup/memory/nnxlab-${process.pid}`;
  try {
    mkdirSync(group);
    writeFileSync(join(group, "memory.limit_in_bytes"), `${0.7e9}`);
  } catch {
    skip("needs root, and cgroups of version 1");
  }
  try {
    await ended(() => child.kill("SIGKILL"));
    await run(["sh", "-c", `echo $$ > ${group}/cgroup.procs; exec "$@"`, "sh", ...kernelCommand(file)]);
    await diesOfBuffers(0.3e9);
    expect(await restarted()).toMatch(
      /its container's memory was full, and the system ended a process for it, .*while cell \[2\] ran.*:\n {4}for \(let size/,
    );
  } finally {
    rmdirSync(group);
  }
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
