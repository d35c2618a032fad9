/**
 * A client as VS Code has it: no server, the sockets themselves, messages as `@jupyterlab/services` makes them. Written from what is
 * known of both in public, with nothing of the kernel's own wire code, so that a mistake there cannot cancel out here.
 *
 * @see https://jupyter-client.readthedocs.io/en/stable/messaging.html
 */
import { type ChildProcess, spawn } from "node:child_process";
import { createHmac, randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as zmq from "zeromq";
import { freePorts } from "../client/freePorts.ts";

/** A message as it came; `content` is what its type says. */
export interface RawMessage {
  readonly channel: "shell" | "control" | "stdin" | "iopub";
  readonly header: { readonly msg_id: string; readonly msg_type: string };
  readonly parent: { readonly msg_id?: string };
  readonly metadata: Record<string, any>;
  readonly content: Record<string, any>;
}

/** A kernel that a kernelspec starts, with open sockets. */
export interface RawClient {
  readonly process: ChildProcess;
  /** All that has come, in its order. */
  readonly messages: readonly RawMessage[];
  /** Sends a message; returns its id. */
  send(
    channel: "shell" | "control" | "stdin",
    type: string,
    content: object,
    more?: { metadata?: object; parent?: object },
  ): string;
  /** The first message, past or future, that is what is looked for. */
  wait(wanted: (message: RawMessage) => boolean): Promise<RawMessage>;
  /** Sends a request; resolves with its reply after the kernel has said that it is idle again. */
  request(channel: "shell" | "control", type: string, content: object, metadata?: object): Promise<RawMessage>;
  /** What was published about a request. */
  about(id: string | undefined): RawMessage[];
  close(): void;
}

/** The ports and the key of a connection, as VS Code makes them before it starts the kernel. */
export async function newConnection(): Promise<Record<string, unknown>> {
  const [shell_port, iopub_port, stdin_port, control_port, hb_port] = await freePorts(5);
  const ports = { shell_port, iopub_port, stdin_port, control_port, hb_port };
  return { ...ports, ip: "127.0.0.1", transport: "tcp", key: randomUUID(), signature_scheme: "hmac-sha256" };
}

/** Starts the kernel of a kernelspec's folder and connects, without waiting for it. */
export function startRaw(specFolder: string, connection: Record<string, unknown>, cwd: string): RawClient {
  const spec = JSON.parse(readFileSync(join(specFolder, "kernel.json"), "utf8"));
  const file = join(cwd, "kernel-v3.json");
  writeFileSync(file, JSON.stringify({ ...connection, kernel_name: "nnxlab" }));
  const [program, ...args] = (spec.argv as string[]).map((part) => part.replace("{connection_file}", file));
  const env = { ...process.env, ...spec.env, NNXLAB_HISTORY: "memory" };
  const child = spawn(program!, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });

  const session = randomUUID();
  const key = String(connection.key);
  const routing = { routingId: session, linger: 0, reconnectInterval: 10 };
  const sockets = {
    shell: new zmq.Dealer(routing),
    control: new zmq.Dealer(routing),
    stdin: new zmq.Dealer(routing),
    iopub: new zmq.Subscriber({ linger: 0, reconnectInterval: 10, receiveHighWaterMark: 0 }),
  };
  for (const [name, socket] of Object.entries(sockets)) socket.connect(`tcp://127.0.0.1:${connection[`${name}_port`]}`);
  sockets.iopub.subscribe("");
  const sign = (parts: readonly Buffer[]): string =>
    parts.reduce((hmac, part) => hmac.update(part), createHmac("sha256", key)).digest("hex");

  const messages: RawMessage[] = [];
  const waiting = new Set<() => void>();
  const receive = async (channel: RawMessage["channel"]): Promise<void> => {
    for await (const frames of sockets[channel]) {
      const start = frames.findIndex((frame) => frame.toString() === "<IDS|MSG>");
      const [signature, ...parts] = frames.slice(start + 1, start + 6) as [Buffer, ...Buffer[]];
      if (signature.toString() !== sign(parts)) throw new Error(`a message on ${channel} has a wrong signature`);
      const [header, parent, metadata, content] = parts.map((part) => JSON.parse(part.toString()));
      messages.push({ channel, header, parent, metadata, content });
      for (const look of [...waiting]) look();
    }
  };
  let closed = false;
  for (const channel of ["shell", "control", "stdin", "iopub"] as const) {
    receive(channel).catch((error) => {
      if (!closed) throw error;
    });
  }
  let sending: Promise<void> = Promise.resolve();

  const client: RawClient = {
    process: child,
    messages,
    send(channel, type, content, { metadata = {}, parent = {} } = {}) {
      const header = {
        date: new Date().toISOString(),
        msg_id: randomUUID(),
        msg_type: type,
        session,
        username: "",
        version: "5.2",
      };
      const parts = [header, parent, metadata, content].map((part) => Buffer.from(JSON.stringify(part)));
      const frames = ["<IDS|MSG>", sign(parts), ...parts];
      sending = sending.then(() => sockets[channel].send(frames));
      return header.msg_id;
    },
    wait(wanted) {
      return new Promise((resolve, reject) => {
        const look = (): void => {
          const found = messages.find(wanted);
          if (!found) return;
          clearTimeout(timer);
          waiting.delete(look);
          resolve(found);
        };
        const timer = setTimeout(() => {
          const last = messages.slice(-5).map(({ channel, header, content }) => [channel, header.msg_type, content]);
          reject(new Error(`what was waited for did not come; the last messages are ${JSON.stringify(last)}`));
        }, 20_000);
        waiting.add(look);
        look();
      });
    },
    async request(channel, type, content, metadata = {}) {
      const id = client.send(channel, type, content, { metadata });
      const reply = await client.wait((message) => message.channel === channel && message.parent.msg_id === id);
      await client.wait((m) => m.parent.msg_id === id && m.content.execution_state === "idle");
      return reply;
    },
    about: (id) => messages.filter((message) => message.channel === "iopub" && message.parent.msg_id === id),
    close() {
      closed = true;
      for (const socket of Object.values(sockets)) socket.close();
      child.kill("SIGKILL");
    },
  };
  return client;
}
