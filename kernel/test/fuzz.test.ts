/**
 * Malformed messages and connection files by the thousand, from a seed. `NNXLAB_FUZZ=100000` sends more, `NNXLAB_SEED` others.
 * Nothing of it may end the kernel, keep it busy, or leak a handle.
 */
import { createHmac } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import * as zmq from "zeromq";
import { address, parseConnection } from "../connection.ts";
import { handlers } from "../messages/index.ts";
import { startCheckedKernel } from "./checkedKernel.cases.ts";

const rounds = Number(process.env.NNXLAB_FUZZ ?? 4000);
const seed = Number(process.env.NNXLAB_SEED ?? 1);

/** Numbers in [0, 1) from a seed: mulberry32. */
function random(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let z = Math.imul(state ^ (state >>> 15), state | 1);
    z ^= z + Math.imul(z ^ (z >>> 7), z | 61);
    return ((z ^ (z >>> 14)) >>> 0) / 2 ** 32;
  };
}

const types = [...handlers.map(({ type }) => type), "nonsense_request", "", "comm_msg\0", "__proto__"]
  // What these mean is to end, to wait or to run; with good content they are tested elsewhere.
  .filter((type) => type !== "shutdown_request");
const fields = [
  "code",
  "comm_id",
  "target_name",
  "data",
  "cursor_pos",
  "detail_level",
  "silent",
  "allow_stdin",
  "value",
].concat(["command", "arguments", "seq", "hist_access_type", "n", "pattern", "session", "start", "user_expressions"]);

/** Anything that JSON can say. */
function junk(next: () => number, depth = 0): unknown {
  const pick = Math.floor(next() * (depth > 3 ? 9 : 12));
  switch (pick) {
    case 0:
      return null;
    case 1:
      return next() < 0.5;
    case 2:
      return Math.floor((next() - 0.5) * 10);
    case 3:
      return (next() - 0.5) * 1e308;
    case 4:
      return "";
    case 5:
      return "\u{1f600}\ud800\0".repeat(Math.floor(next() * 5));
    case 6:
      return "x".repeat(Math.floor(next() * 3000));
    case 7:
      return "1 +";
    case 8:
      return fields[Math.floor(next() * fields.length)];
    case 9:
    case 10:
      return Array.from({ length: Math.floor(next() * 4) }, () => junk(next, depth + 1));
    default:
      return Object.fromEntries(
        Array.from({ length: Math.floor(next() * 4) }, () => [String(junk(next, 9)), junk(next, depth + 1)]),
      );
  }
}

/** The frames of a message in which something is wrong, most often behind a signature that is right. */
function malformed(next: () => number, key: string): Buffer[] {
  const type = types[Math.floor(next() * types.length)]!;
  const content = Object.fromEntries(fields.filter(() => next() < 0.4).map((field) => [field, junk(next)]));
  // Code that runs is not what is tried here; code of any other type is refused.
  if (typeof content.code === "string") content.code = "1 +";
  const common = { msg_id: `fuzz-${next()}`, session: "s", username: "u", date: "", msg_type: type, version: "5.5" };
  const header = next() < 0.1 ? { ...common, subshell_id: junk(next) } : common;
  const parts: unknown[] = [next() < 0.1 ? junk(next) : header, next() < 0.1 ? junk(next) : {}, {}, content];
  if (next() < 0.1) parts[Math.floor(next() * 4)] = junk(next);
  const json = parts.map((part) => Buffer.from(JSON.stringify(part) ?? "undefined"));
  if (next() < 0.05) json[Math.floor(next() * 4)] = Buffer.from([0xff, 0x7b, 0x22]);
  const hmac = createHmac("sha256", key);
  for (const frame of json) hmac.update(frame);
  const signature = Buffer.from(next() < 0.05 ? "0".repeat(64) : hmac.digest("hex"));
  const frames = [Buffer.from("<IDS|MSG>"), signature, ...json];
  if (next() < 0.05) frames.splice(Math.floor(next() * frames.length), 1);
  if (next() < 0.05) frames.splice(Math.floor(next() * frames.length), 0, Buffer.alloc(Math.floor(next() * 99)));
  return frames;
}

it(`${rounds} malformed messages leave the kernel as it was`, { timeout: 30_000 + rounds * 20 }, async () => {
  const kernel = await startCheckedKernel();
  await kernel.execute("const kept = 41");
  const handles = (): number => readdirSync(`/proc/${kernel.pid}/fd`).length;
  const before = process.platform === "linux" ? handles() : 0;
  const resident = (): number => (Number(readFileSync(`/proc/${kernel.pid}/statm`, "utf8").split(" ")[1]) * 4096) / 1e6;
  const next = random(seed);
  const sockets = (["shell", "control", "stdin"] as const).map((name) => {
    const socket = new zmq.Dealer({ linger: 0, sendHighWaterMark: 0, receiveHighWaterMark: 0 });
    socket.connect(address(kernel.connection, name));
    return socket;
  });
  /** A cell may be aborted or interrupted by a message before it, as the protocol has it; then it is sent again. */
  const kept = async (): Promise<unknown> => {
    for (let tries = 0; ; tries++) {
      const { status, outputs, error } = await kernel.execute("kept");
      if (status === "ok" || tries === 50)
        return outputs.flatMap((o) => ("data" in o ? [o.data["text/plain"]] : []))[0];
      expect(error?.ename ?? "KeyboardInterrupt").toBe("KeyboardInterrupt");
    }
  };
  for (let n = 0; n < rounds; n++) {
    await sockets[Math.floor(next() * sockets.length)]!.send(malformed(next, kernel.connection.key));
    // What is sent in one go waits in the kernel's memory, which is not what is tried here.
    if (n % 500 === 499) expect(await kept(), `after ${n + 1} messages of seed ${seed}`).toBe("41");
  }
  for (const socket of sockets) socket.close();
  expect(await kept()).toBe("41");
  expect(await kernel.heartbeat()).toBe(true);
  if (process.platform === "linux") {
    await expect.poll(handles, { timeout: 10_000 }).toBeLessThanOrEqual(before + 2);
    const megabytes = resident();
    if (rounds > 10_000)
      console.log(`${megabytes.toFixed(0)} MB and ${handles()} handles after ${rounds} messages (${before} before)`);
    expect(megabytes).toBeLessThan(1000);
  }
  await kernel.shutdown();
});

it("malformed connection files are refused with the reason, or are good", { timeout: 30_000 + rounds * 20 }, () => {
  const good = {
    transport: "tcp",
    ip: "127.0.0.1",
    shell_port: 1,
    control_port: 2,
    stdin_port: 3,
    iopub_port: 4,
    hb_port: 5,
    key: "k",
    signature_scheme: "hmac-sha256",
    kernel_name: "nnxlab",
  };
  const next = random(seed + 1);
  for (let n = 0; n < rounds; n++) {
    const entries = Object.entries(good).flatMap(([name, value]) => {
      if (next() < 0.1) return [];
      return [[next() < 0.05 ? `${name}x` : name, next() < 0.3 ? junk(next) : value]];
    });
    const data = next() < 0.05 ? junk(next) : Object.fromEntries(entries);
    try {
      const { ports } = parseConnection(data);
      for (const port of Object.values(ports)) expect(Number.isInteger(port) && port > 0 && port < 65536).toBe(true);
    } catch (error) {
      expect((error as Error).message, JSON.stringify(data)).toMatch(/^Cannot use the connection file: .{10,}/s);
    }
  }
});
