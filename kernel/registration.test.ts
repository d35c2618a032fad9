import { afterEach, beforeEach, describe, expect, it } from "vitest";
import * as zmq from "zeromq";
import { isRegistration } from "./connection.ts";
import { parseRegistration, register } from "./registration.ts";
import { createSigner } from "./wire/signature.ts";

const good = {
  kernel_id: "k-1",
  transport: "tcp",
  registration_ip: "127.0.0.1",
  registration_port: 51587,
  signature_scheme: "hmac-sha256",
  key: "secret",
};

describe("registration files", () => {
  it("are told from connection files, and say where to register and where to listen", () => {
    expect([isRegistration(good), isRegistration({ shell_port: 1 }), isRegistration(null)]).toEqual([
      true,
      false,
      false,
    ]);
    expect(parseRegistration(good)).toEqual({
      kernelId: "k-1",
      address: "tcp://127.0.0.1:51587",
      connection: {
        transport: "tcp",
        ip: "127.0.0.1",
        ports: { shell: 0, control: 0, stdin: 0, iopub: 0, hb: 0 },
        key: "secret",
        hash: "sha256",
        kernelName: "",
      },
    });
    expect(parseRegistration({ ...good, ip: "10.0.0.1" }).connection.ip).toBe("10.0.0.1");
    const { ports } = parseRegistration({ ...good, transport: "ipc", registration_ip: "/tmp/none" }).connection;
    expect(new Set(Object.values(ports)).size).toBe(5);
  });

  const bad: readonly [what: string, data: Record<string, unknown>, message: RegExp][] = [
    ["no id", { ...good, kernel_id: "" }, /kernel_id must be a non-empty string/],
    ["no address", { ...good, registration_ip: undefined }, /registration_ip must be a non-empty string/],
    ["no port", { ...good, registration_port: "x" }, /registration_port must be an integer from 1 to 65535, got "x"/],
    ["an unknown hash", { ...good, signature_scheme: "none" }, /signature_scheme/],
  ];
  it.each(bad)("with %s are refused in words", (_, data, message) => {
    expect(() => parseRegistration(data)).toThrow(message);
  });
});

describe("register()", () => {
  let launcher: zmq.Router;
  let port: number;
  beforeEach(async () => {
    launcher = new zmq.Router({ linger: 0 });
    await launcher.bind("tcp://127.0.0.1:*");
    port = Number(/\d+$/.exec(launcher.lastEndpoint!)![0]);
  });
  afterEach(() => launcher.close());

  const signer = createSigner("secret", "sha256");
  const answer = (id: Buffer, signature: string): Promise<void> => launcher.send([id, "<IDS|MSG>", signature, "ACK"]);

  it("sends id and ports, signed, and waits for an answer that is signed with the same key", async () => {
    const registration = parseRegistration({ ...good, registration_port: port });
    const ports = { shell: 1, control: 2, stdin: 3, iopub: 4, hb: 5 };
    let done = false;
    const registered = register(registration, { ...registration.connection, ports }).then(() => (done = true));
    const [id, delimiter, signature, content, ...rest] = await launcher.receive();
    expect([String(delimiter), rest]).toEqual(["<IDS|MSG>", []]);
    expect(signer.verify([content!], signature!)).toBe(true);
    expect(JSON.parse(String(content))).toEqual({
      kernel_id: "k-1",
      shell_port: "1",
      control_port: "2",
      stdin_port: "3",
      iopub_port: "4",
      hb_port: "5",
    });
    await answer(id!, "f".repeat(64));
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(done).toBe(false);
    await answer(id!, signer.sign([Buffer.from("ACK")]));
    await registered;
  });

  it("fails when nobody acknowledges it in time", async () => {
    const registration = parseRegistration({ ...good, registration_port: port });
    await expect(register(registration, registration.connection, { timeout: 50 })).rejects.toThrow(
      `Cannot register kernel k-1 at tcp://127.0.0.1:${port}: nobody acknowledged it within 0.05 s`,
    );
  });
});
