import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { address, connectionFileText, parseConnection, readConnectionFile } from "./connection.ts";

const good = {
  transport: "tcp",
  ip: "127.0.0.1",
  key: "k",
  signature_scheme: "hmac-sha256",
  shell_port: 1,
  control_port: 2,
  stdin_port: 3,
  iopub_port: 4,
  hb_port: 5,
  kernel_name: "n",
};

describe("connection files", () => {
  it("say where the sockets are", () => {
    expect(address(parseConnection(good), "iopub")).toBe("tcp://127.0.0.1:4");
    expect(address(parseConnection({ ...good, ip: "::1" }), "hb")).toBe("tcp://[::1]:5");
    expect(address(parseConnection({ ...good, transport: "ipc", ip: "/tmp/k" }), "shell")).toBe("ipc:///tmp/k-1");
  });

  it("are written as they are read", () => {
    const curve = { curve_publickey: "p".repeat(40), curve_secretkey: "s".repeat(40) };
    const connection = parseConnection({ ...good, ...curve });
    expect(connection.curve).toEqual({ publicKey: "p".repeat(40), secretKey: "s".repeat(40) });
    expect(parseConnection(JSON.parse(connectionFileText(connection)))).toEqual(connection);
  });

  const bad: readonly [what: string, data: unknown, message: RegExp][] = [
    ["no object", [], /must hold a JSON object/],
    ["no port", { ...good, hb_port: undefined }, /hb_port must be an integer from 1 to 65535, got undefined/],
    ["a port out of range", { ...good, shell_port: 70_000 }, /shell_port .* got 70000/],
    ["an unknown transport", { ...good, transport: "carrier pigeon" }, /transport must be "tcp" or "ipc"/],
    ["no address", { ...good, ip: "" }, /ip must be a non-empty string/],
    ["a key that is no string", { ...good, key: 5 }, /key must be a string/],
    [
      "half a pair of keys",
      { ...good, curve_publickey: "p".repeat(40) },
      /curve_secretkey must be 40 characters of Z85/,
    ],
    ["an unknown hash", { ...good, signature_scheme: "hmac-nonsense" }, /signature_scheme/],
  ];
  it.each(bad)("with %s are refused in words", (_, data, message) => {
    expect(() => parseConnection(data)).toThrow(message);
  });

  it("that are missing or no JSON are refused with their path", () => {
    const folder = mkdtempSync(join(tmpdir(), "nnxlab-"));
    const file = join(folder, "c.json");
    expect(() => readConnectionFile(file)).toThrow(`Cannot read the connection file ${file}`);
    writeFileSync(file, "{");
    expect(() => readConnectionFile(file)).toThrow("it is no JSON");
    rmSync(folder, { recursive: true });
  });
});
