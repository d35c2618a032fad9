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
  /** Port for tcp, end of the path for ipc; 0, in a kernel that chooses its ports itself: a free one. */
  readonly ports: Readonly<Record<SocketName, number>>;
  /** Key of the signatures; empty: messages are not signed. */
  readonly key: string;
  /** Name of the hash of the signatures, as Node knows it: `sha256`. */
  readonly hash: string;
  readonly kernelName: string;
  /** Keys of CurveZMQ; there when what the sockets carry is to be encrypted. */
  readonly curve?: CurveKeys;
}

/** The pair of keys that a kernel and its clients share; whoever lacks it cannot connect. 40 characters of Z85 each. */
export interface CurveKeys {
  readonly publicKey: string;
  readonly secretKey: string;
}

/** Every socket of a kernel. */
export const socketNames: readonly SocketName[] = ["shell", "control", "stdin", "iopub", "hb"];

/** Reads and checks a connection file; throws an Error that says what is wrong with it. */
export function readConnectionFile(path: string): Connection {
  return parseConnection(readJsonFile(path), path);
}

/** The content of a file that Jupyter has written for a kernel; throws an Error that says why it cannot be read. */
export function readJsonFile(path: string): unknown {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new Error(`Cannot read the connection file ${path}: ${(error as Error).message}`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`Cannot read the connection file ${path}: it is no JSON (${(error as Error).message})`);
  }
}

/** Checks the content of a connection file. `where` is named in errors. */
export function parseConnection(data: unknown, where = "the connection file"): Connection {
  if (typeof data !== "object" || data === null || Array.isArray(data)) {
    throw new TypeError(`Cannot use ${where}: it must hold a JSON object`);
  }
  const fields = data as Fields;
  const ports = Object.fromEntries(socketNames.map((name) => [name, portField(fields, `${name}_port`, where)]));
  return {
    ip: textField(fields, "ip", where),
    ...signedTransport(fields, where),
    ports: ports as Record<SocketName, number>,
    kernelName: typeof fields.kernel_name === "string" ? fields.kernel_name : "",
  };
}

/** The fields of a file, not yet checked. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether the file with this content lets the kernel choose its ports (registration.ts); else it is a connection file. */
export function isRegistration(data: unknown): data is Fields {
  return typeof data === "object" && data !== null && "registration_port" in data;
}

/** How messages travel, with which signatures, and whether encrypted. */
export function signedTransport(
  fields: Fields,
  where: string,
): Pick<Connection, "transport" | "key" | "hash" | "curve"> {
  const transport = fields.transport ?? "tcp";
  if (transport !== "tcp" && transport !== "ipc") {
    throw new RangeError(`Cannot use ${where}: transport must be "tcp" or "ipc", got ${JSON.stringify(transport)}`);
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
  const curve = curveKeys(fields, where);
  return { transport, key, hash, ...(curve && { curve }) };
}

function curveKeys(fields: Fields, where: string): CurveKeys | undefined {
  if (fields.curve_publickey === undefined && fields.curve_secretkey === undefined) return undefined;
  const key = (name: string): string => {
    const value = fields[name];
    // The alphabet of Z85 (ZeroMQ's RFC 32).
    if (typeof value === "string" && /^[0-9a-zA-Z.\-:+=^!/*?&<>()[\]{}@%$#]{40}$/.test(value)) return value;
    throw new TypeError(`Cannot use ${where}: ${name} must be 40 characters of Z85, a key of CurveZMQ`);
  };
  return { publicKey: key("curve_publickey"), secretKey: key("curve_secretkey") };
}

/** The ZeroMQ address of one socket. */
export function address(connection: Connection, name: SocketName): string {
  return endpoint(connection.transport, connection.ip, connection.ports[name]);
}

/** A ZeroMQ address; port 0 of tcp is any that is free. */
export function endpoint(transport: Connection["transport"], ip: string, port: number): string {
  if (transport === "ipc") return `ipc://${ip}-${port}`;
  return `tcp://${ip.includes(":") ? `[${ip}]` : ip}:${port === 0 ? "*" : port}`;
}

/** The JSON of a connection file. */
export function connectionFileText(connection: Connection): string {
  const { transport, ip, ports, key, hash, kernelName, curve } = connection;
  const fields: Record<string, unknown> = { transport, ip, key, signature_scheme: `hmac-${hash}` };
  for (const name of socketNames) fields[`${name}_port`] = ports[name];
  if (kernelName) fields.kernel_name = kernelName;
  if (curve) Object.assign(fields, { curve_publickey: curve.publicKey, curve_secretkey: curve.secretKey });
  return `${JSON.stringify(fields, null, 2)}\n`;
}

/** A field that must hold text. */
export function textField(fields: Fields, name: string, where: string): string {
  const value = fields[name];
  if (typeof value !== "string" || value === "") {
    throw new TypeError(`Cannot use ${where}: ${name} must be a non-empty string, got ${JSON.stringify(value)}`);
  }
  return value;
}

/** A field that must hold a port. */
export function portField(fields: Fields, name: string, where: string): number {
  const value = fields[name];
  if (typeof value !== "number" || !Number.isInteger(value) || value < 1 || value > 65535) {
    throw new RangeError(
      `Cannot use ${where}: ${name} must be an integer from 1 to 65535, got ${JSON.stringify(value)}`,
    );
  }
  return value;
}
