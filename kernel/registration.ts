/**
 * Start-up by handshake (protocol 5.6): the kernel is given the address of whoever started it instead of five ports. It takes free ports
 * and tells their numbers, so no port can be taken by another process between being found and being used.
 *
 *     kernel ── { kernel_id, shell_port, … }, signed ──▶ registration socket
 *            ◀── anything, signed ──────────────────────
 *
 * @see https://jupyter-client.readthedocs.io/en/latest/messaging.html#kernel-startup-handshake
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  type Connection,
  connectionFileText,
  endpoint,
  type Fields,
  portField,
  type SocketName,
  signedTransport,
  socketNames,
  textField,
} from "./connection.ts";
import { log } from "./log.ts";
import { delimiter } from "./wire/frames.ts";
import { createSigner } from "./wire/signature.ts";
import { zmq } from "./wire/zeromq.ts";

/** What a registration file says, checked. */
export interface Registration {
  /** By which the one who started the kernel knows it. */
  readonly kernelId: string;
  /** Where to send the ports. */
  readonly address: string;
  /** Where the kernel listens; its ports are still to be found. */
  readonly connection: Connection;
}

/** How long the one who started the kernel may take to acknowledge, in milliseconds. */
const patience = 10_000;

/**
 * Checks the content of a registration file. The kernel listens at `ip`, which xeus knows too, or else where the registration socket is:
 * on this machine, and nowhere that nobody asked for.
 */
export function parseRegistration(fields: Fields, where = "the registration file"): Registration {
  const signed = signedTransport(fields, where);
  const { transport } = signed;
  const registrationIp = textField(fields, "registration_ip", where);
  const ip = fields.ip === undefined ? registrationIp : textField(fields, "ip", where);
  const kernelId = textField(fields, "kernel_id", where);
  const kernelName = typeof fields.kernel_name === "string" ? fields.kernel_name : "";
  return {
    kernelId,
    address: endpoint(transport, registrationIp, portField(fields, "registration_port", where)),
    connection: { ...signed, ip, ports: freePorts(transport, ip), kernelName },
  };
}

/** For tcp, ZeroMQ finds a free port when it binds; for ipc, it would take the place of a file that exists. */
function freePorts(transport: Connection["transport"], ip: string): Record<SocketName, number> {
  const taken = new Set<number>();
  const free = (): number => {
    for (;;) {
      const port = 1 + Math.floor(Math.random() * 65_535);
      if (!taken.has(port) && !existsSync(`${ip}-${port}`)) {
        taken.add(port);
        return port;
      }
    }
  };
  return Object.fromEntries(socketNames.map((name) => [name, transport === "tcp" ? 0 : free()])) as Record<
    SocketName,
    number
  >;
}

/**
 * Tells where the kernel listens, and waits until that is acknowledged.
 *
 * @throws Error when nobody does, in `timeout` milliseconds
 */
export async function register(
  { kernelId, address }: Registration,
  { key, hash, ports }: Connection,
  { timeout = patience }: { readonly timeout?: number } = {},
): Promise<void> {
  const signer = createSigner(key, hash);
  const socket = new zmq.Dealer({ linger: 1000, receiveTimeout: timeout });
  try {
    if (address.includes("[")) socket.ipv6 = true;
    socket.connect(address);
    const content: Record<string, string> = { kernel_id: kernelId };
    for (const name of socketNames) content[`${name}_port`] = String(ports[name]);
    const json = Buffer.from(JSON.stringify(content));
    await socket.send([delimiter, Buffer.from(signer.sign([json])), json]);
    const end = performance.now() + timeout;
    for (;;) {
      const frames = await socket.receive();
      const [signature, ...answer] = frames.slice(frames.findIndex((frame) => delimiter.equals(frame)) + 1);
      if (signature && answer.length > 0 && signer.verify(answer, signature)) return;
      log("Ignored an answer to the registration: its signature does not belong to it");
      socket.receiveTimeout = Math.max(1, end - performance.now());
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
    throw new Error(
      `Cannot register kernel ${kernelId} at ${address}: nobody acknowledged it within ${timeout / 1000} s`,
    );
  } finally {
    socket.close();
  }
}

/**
 * Writes a connection file into `folder`, for clients that did not start the kernel; returns how to take it away. Where it cannot be
 * written, the log says so; whoever started the kernel knows the ports all the same.
 */
export function publishConnection({ kernelId }: Registration, connection: Connection, folder: string): () => void {
  const file = join(folder, `kernel-${kernelId.replaceAll(/[^\w.-]/g, "_")}.json`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, connectionFileText(connection), { mode: 0o600 });
  } catch (error) {
    log(`Cannot write the connection file ${file}: ${(error as Error).message}`);
  }
  return () => rmSync(file, { force: true });
}
