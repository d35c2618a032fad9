import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as zmq from "zeromq";
import { createKernelClient, KernelDiedError, startKernelProcess } from "../client.ts";
import { address, connectionFileText, parseConnection, readConnectionFile, socketNames } from "../connection.ts";
import { kernelCommand } from "../launch.ts";
import { decodeFrames } from "../wire/frames.ts";
import type { Message } from "../wire/message.ts";
import { createSigner } from "../wire/signature.ts";
import { startCheckedKernel } from "./checkedKernel.cases.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nnxlab-transport-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs the kernel's program; resolves with its exit code and what it wrote. */
function program(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; log: string }> {
  const [node, ...rest] = kernelCommand("");
  return new Promise((resolve) => {
    const child = spawn(node!, [...rest.slice(0, -1), ...args], {
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, NNXLAB_HISTORY: "memory", ...env },
    });
    let log = "";
    for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (log += data));
    child.on("close", (code) => resolve({ code, log }));
  });
}

describe("transports", () => {
  it.each(["tcp", "ipc"] as const)("%s: everything works over it", async (transport) => {
    const kernel = await startCheckedKernel({ transport });
    expect(await kernel.value("1 + 1")).toBe("2");
    expect(await kernel.heartbeat()).toBe(true);
    expect((await kernel.complete("Math.ma")).matches).toEqual(["max"]);
    await kernel.finish();
    expect(await kernel.exited).toEqual({ code: 0, signal: null });
  });

  it("two kernels and two clients of one kernel do not disturb each other", async () => {
    const [a, b] = await Promise.all([startCheckedKernel({ transport: "ipc" }), startCheckedKernel()]);
    const second = createKernelClient(a.connection);
    await second.ready();
    await a.execute("let mine = 'a'");
    await b.execute("let mine = 'b'");
    const [one, two] = await Promise.all([second.execute("mine + 2"), a.execute("mine + 1")]);
    expect([one, two].map(({ outputs }) => outputs)).toMatchObject([
      [{ data: { "text/plain": "'a2'" } }],
      [{ data: { "text/plain": "'a1'" } }],
    ]);
    expect(await b.value("mine")).toBe("'b'");
    second.close();
    await Promise.all([a.finish(), b.finish()]);
  });
});

describe("start-up handshake", () => {
  it.each(["tcp", "ipc"] as const)("%s: the kernel chooses its ports and tells them", async (transport) => {
    const launcher = new zmq.Router({ linger: 0, receiveTimeout: 30_000 });
    const ip = transport === "tcp" ? "127.0.0.1" : join(folder, "s");
    await launcher.bind(transport === "tcp" ? "tcp://127.0.0.1:*" : `ipc://${ip}-1`);
    const port = Number(/\d+$/.exec(launcher.lastEndpoint!)![0]);
    const key = "secret";
    const file = join(folder, "registration.json");
    writeFileSync(
      file,
      JSON.stringify({ kernel_id: "my kernel", transport, registration_ip: ip, registration_port: port, key }),
    );
    const runtime = join(folder, "runtime");
    const ended = program([file], { JUPYTER_RUNTIME_DIR: runtime });
    const [id, , , content] = await launcher.receive();
    const ports = JSON.parse(String(content)) as Record<string, string>;
    const signature = createSigner(key, "sha256").sign([Buffer.from("ACK")]);
    await launcher.send([id!, "<IDS|MSG>", signature, "ACK"]);
    launcher.close();
    const told = readConnectionFile(join(runtime, "kernel-my_kernel.json"));
    expect(ports).toEqual({
      kernel_id: "my kernel",
      ...Object.fromEntries(Object.entries(told.ports).map(([name, number]) => [`${name}_port`, String(number)])),
    });
    const client = createKernelClient(told);
    await client.ready();
    expect((await client.execute("1 + 1")).outputs).toMatchObject([{ data: { "text/plain": "2" } }]);
    expect(await client.heartbeat()).toBe(true);
    await client.request("shutdown_request", { restart: false }, "control");
    client.close();
    expect((await ended).code).toBe(0);
    expect(readdirSync(runtime)).toEqual([]);
  });

  it("a registration file that is wrong ends the process with the reason", async () => {
    const file = join(folder, "registration.json");
    writeFileSync(file, JSON.stringify({ registration_ip: "127.0.0.1", registration_port: 1 }));
    expect(await program([file])).toMatchObject({ code: 1, log: expect.stringContaining("kernel_id must be") });
  });
});

describe("CurveZMQ", () => {
  it.skipIf(!zmq.capability.curve)("a client with the keys is served, one without hears nothing", async () => {
    const keys = zmq.curveKeyPair();
    const connection = parseConnection({
      transport: "ipc",
      ip: join(folder, "c"),
      key: "secret",
      curve_publickey: keys.publicKey,
      curve_secretkey: keys.secretKey,
      ...Object.fromEntries(socketNames.map((name, i) => [`${name}_port`, i + 1])),
    });
    const file = join(folder, "connection.json");
    writeFileSync(file, connectionFileText(connection));
    const ended = program([file]);
    const client = createKernelClient(connection);
    await client.ready();
    expect((await client.execute("1 + 1")).outputs).toMatchObject([{ data: { "text/plain": "2" } }]);
    expect(await client.heartbeat()).toBe(true);
    const { curve: _, ...open } = connection;
    const stranger = createKernelClient(open);
    await expect(stranger.ready(400)).rejects.toThrow("Cannot reach the kernel");
    stranger.close();
    await client.request("shutdown_request", { restart: false }, "control");
    client.close();
    expect((await ended).code).toBe(0);
  });
});

describe("iopub_welcome", () => {
  it("is heard by each subscriber, also of a topic", async () => {
    const kernel = await startCheckedKernel({ transport: "ipc" });
    const { key, hash } = kernel.connection;
    const welcomeOf = async (topic: string | Buffer): Promise<Message> => {
      const socket = new zmq.Subscriber({ linger: 0, receiveTimeout: typeof topic === "string" ? 5000 : 300 });
      socket.connect(address(kernel.connection, "iopub"));
      socket.subscribe(topic);
      try {
        for (;;) {
          const message = decodeFrames(await socket.receive(), createSigner(key, hash));
          if (message.header.msg_type === "iopub_welcome") return message; // the end of an earlier request may come before
        }
      } finally {
        socket.close();
      }
    };
    for (const topic of ["", "", "kernel.status", "ünï"]) {
      const { header, content, parent } = await welcomeOf(topic);
      expect([header.msg_type, content, parent]).toEqual(["iopub_welcome", { subscription: topic }, {}]);
    }
    // A topic that is no text is not welcomed.
    await expect(welcomeOf(Buffer.from([0xff, 0xfe]))).rejects.toThrow();
    const welcomes = kernel.published.filter(({ header }) => header.msg_type === "iopub_welcome");
    expect(welcomes.length).toBeGreaterThanOrEqual(2);
    await kernel.finish();
  });
});

describe("flood", () => {
  it("20,000 lines arrive, all of them, in few messages, before the reply", async () => {
    const kernel = await startCheckedKernel();
    await kernel.execute("1");
    let messages = 0;
    const start = performance.now();
    const text = await kernel.printed("for (let i = 0; i < 20000; i++) console.log('line ' + i)", {
      onMessage: () => messages++,
    });
    const took = performance.now() - start;
    expect(text.split("\n")).toHaveLength(20_001);
    expect(text.endsWith("line 19999\n")).toBe(true);
    expect(messages).toBeLessThan(2000);
    expect(took).toBeLessThan(10_000);
    await kernel.finish();
  });

  it("20,000 displays, between lines, arrive in order", async () => {
    const kernel = await startCheckedKernel();
    const { outputs } = await kernel.execute(
      "for (let i = 0; i < 5000; i++) { console.log(i); display.text(String(i)) }",
    );
    expect(outputs).toHaveLength(10_000);
    expect(
      outputs.every((output, i) => (output.output_type === "stream" ? output.text === `${i / 2}\n` : i % 2 === 1)),
    ).toBe(true);
    await kernel.finish();
  });

  it("100 MB of text is bounded, with a note, and the kernel lives", { timeout: 60_000 }, async () => {
    const kernel = await startCheckedKernel();
    const text = await kernel.printed(
      "const mega = 'x'.repeat(1 << 20); for (let i = 0; i < 100; i++) console.log(mega)",
    );
    expect(text.length).toBeLessThan(66 * (1 << 20));
    expect(text.slice(-200)).toContain("the rest of what this cell prints is left out");
    expect(await kernel.value("2")).toBe("2");
    await kernel.finish();
  });
});

describe("bad input", () => {
  it("wrong signatures and junk on every socket are ignored", async () => {
    const kernel = await startCheckedKernel();
    const forged = createKernelClient({ ...kernel.connection, key: "another key" });
    await expect(forged.ready(600)).rejects.toThrow("Cannot reach the kernel");
    forged.close();
    for (const name of ["shell", "control", "stdin", "hb"] as const) {
      const socket = new zmq.Dealer({ linger: 0 });
      socket.connect(address(kernel.connection, name));
      for (let i = 0; i < 200; i++) {
        const frames = Array.from({ length: 1 + (i % 8) }, (_, n) =>
          n === i % 3 ? Buffer.from("<IDS|MSG>") : Buffer.alloc(i, i),
        );
        await socket.send(frames);
      }
      socket.close();
    }
    expect(await kernel.value("'alive'")).toBe("'alive'");
    expect(await kernel.heartbeat()).toBe(true);
    await kernel.finish();
  });

  it("a cell of 10 MB", { timeout: 120_000 }, async () => {
    const kernel = await startCheckedKernel();
    expect(await kernel.value(`const text = ${JSON.stringify("abcdefghij".repeat(1_000_000))}; text.length`)).toBe(
      "10000000",
    );
    expect(await kernel.value("text.slice(0, 3)")).toBe("'abc'");
    await kernel.finish();
  });

  it("a client that goes away in the middle of a cell", async () => {
    const kernel = await startCheckedKernel();
    const gone = createKernelClient(kernel.connection);
    await gone.ready();
    void gone
      .execute("let counted = 0; for (let i = 0; i < 1e5; i++) { counted++; if (i % 100 === 0) console.log(i) }")
      .catch(() => {});
    gone.close();
    await expect(gone.execute("1")).rejects.toThrow("this client was closed");
    expect(await kernel.value("1")).toBe("1");
    await kernel.finish();
  });

  it("a port in use ends the process with a message that names the address", async () => {
    const kernel = await startKernelProcess();
    const file = join(folder, "connection.json");
    writeFileSync(file, connectionFileText(kernel.connection));
    const { code, log } = await program([file]);
    expect(code).toBe(1);
    expect(log).toMatch(
      /Cannot bind the \w+ socket to tcp:\/\/127\.0\.0\.1:\d+: the address is in use, perhaps by another kernel/,
    );
    expect((await kernel.execute("1")).status).toBe("ok");
    await kernel.shutdown();
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    writeFileSync(
      file,
      connectionFileText({ ...kernel.connection, ports: { ...kernel.connection.ports, iopub: port } }),
    );
    expect((await program([file])).log).toContain(`iopub socket to tcp://127.0.0.1:${port}`);
    server.close();
  });

  it("connection files that are missing or wrong, and no file at all", async () => {
    expect(await program([join(folder, "none.json")])).toMatchObject({
      code: 1,
      log: expect.stringContaining("Cannot read the connection file"),
    });
    writeFileSync(join(folder, "bad.json"), '{"ip": "127.0.0.1"}');
    expect((await program([join(folder, "bad.json")])).log).toContain("shell_port must be an integer");
    expect(await program([])).toMatchObject({ code: 2, log: expect.stringContaining("Usage") });
  });

  it("a kernel that is killed: whoever waits hears of it", async () => {
    const kernel = await startKernelProcess();
    const running = kernel.execute("while (true) {}");
    kernel.signal("SIGKILL");
    await expect(running).rejects.toThrow(KernelDiedError);
    await expect(kernel.execute("1")).rejects.toThrow("killed by SIGKILL");
    await kernel.shutdown();
  });

  it("shutdown ends a kernel that is busy", async () => {
    const kernel = await startKernelProcess();
    await kernel.execute("1"); // the compiler is there
    void kernel.execute("while (true) {}").catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 200));
    const start = performance.now();
    await kernel.shutdown();
    expect(performance.now() - start).toBeLessThan(3000);
  });
});
