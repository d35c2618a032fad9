/**
 * The connection file: where the five sockets are and the key that signs messages. Jupyter writes it, a kernel reads it.
 *
 * @see https://jupyter-client.readthedocs.io/en/stable/kernels.html#connection-files
 */
import { getHashes } from "node:crypto";
import { readFileSync } from "node:fs";

/** The sockets of a kernel. */
export type SocketName = "shell" | "control" | "stdin" | "iopub" | "hb";

/** What a connection file says, checked. */
export interface Connection {
  readonly transport: "tcp" | "ipc";
  /** IP address for tcp, path prefix for ipc. */
  readonly ip: string;
  readonly ports: Readonly<Record<SocketName, number>>;
  /** Key of the signatures; empty: messages are not signed. */
  readonly key: string;
  /** Name of the hash of the signatures, as Node knows it: `sha256`. */
  readonly hash: string;
  readonly kernelName: string;
}

/** Every socket of a kernel. */
export const socketNames: readonly SocketName[] = ["shell", "control", "stdin", "iopub", "hb"];

/** Reads and checks a connection file; throws an Error that says what is wrong with it. */
export function readConnectionFile(path: string): Connection {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`Cannot read the connection file ${path}: ${(error as Error).message}`);
  }
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new Error(`Cannot read the connection file ${path}: it is no JSON (${(error as Error).message})`);
  }
  return parseConnection(data, path);
}

/** Checks the content of a connection file. `where` is named in errors. */
export function parseConnection(data: unknown, where = "the connection file"): Connection {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new TypeError(`Cannot use ${where}: it must hold a JSON object`);
  }
  const fields = data as Record<string, unknown>;
  const transport = fields.transport ?? "tcp";
  if (transport !== "tcp" && transport !== "ipc") {
    throw new RangeError(`Cannot use ${where}: transport must be "tcp" or "ipc", got ${JSON.stringify(transport)}`);
  }
  const ip = fields.ip;
  if (typeof ip !== "string" || ip === "") {
    throw new TypeError(`Cannot use ${where}: ip must be a non-empty string, got ${JSON.stringify(ip)}`);
  }
  const key = fields.key ?? "";
  if (typeof key !== "string") {
    throw new TypeError(`Cannot use ${where}: key must be a string, got ${JSON.stringify(key)}`);
  }
  const scheme = fields.signature_scheme ?? "hmac-sha256";
  const hash = typeof scheme === "string" && scheme.startsWith("hmac-") ? scheme.slice("hmac-".length) : "";
  if (!getHashes().includes(hash)) {
    throw new RangeError(
      `Cannot use ${where}: signature_scheme must be "hmac-" and a hash such as "hmac-sha256", got ${JSON.stringify(scheme)}`,
    );
  }
  const ports = Object.fromEntries(socketNames.map((name) => [name, port(fields, name, where)]));
  return {
    transport,
    ip,
    ports: ports as Record<SocketName, number>,
    key,
    hash,
    kernelName: typeof fields.kernel_name === "string" ? fields.kernel_name : "",
  };
}

/** The ZeroMQ address of one socket. */
export function address(connection: Connection, name: SocketName): string {
  const { transport, ip, ports } = connection;
  if (transport === "ipc") return `ipc://${ip}-${ports[name]}`;
  return `tcp://${ip.includes(":") ? `[${ip}]` : ip}:${ports[name]}`;
}

/** The JSON of a connection file. */
export function connectionFileText(connection: Connection): string {
  const { transport, ip, ports, key, hash, kernelName } = connection;
  const fields: Record<string, unknown> = { transport, ip, key, signature_scheme: `hmac-${hash}` };
  for (const name of socketNames) fields[`${name}_port`] = ports[name];
  if (kernelName) fields.kernel_name = kernelName;
  return `${JSON.stringify(fields, null, 2)}\n`;
}

function port(fields: Record<string, unknown>, name: SocketName, where: string): number {
  const value = fields[`${name}_port`];
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > 65535) {
    throw new RangeError(
      `Cannot use ${where}: ${name}_port must be an integer from 1 to 65535, got ${JSON.stringify(value)}`,
    );
  }
  return value;
}
