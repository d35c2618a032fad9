/** What no healthy adapter shows: a device that is lost, and one that refuses work. The device here is a mock. */
import { expect, test } from "vitest";
import { Device } from "./device.ts";

interface Mock {
  readonly adapter: GPUAdapter;
  readonly asked: { requiredLimits?: Record<string, number> };
  lose(message: string): void;
  complain(error: unknown): void;
}

function mock(): Mock {
  const asked: Mock["asked"] = {};
  let lose: (info: { reason: string; message: string }) => void = () => undefined;
  let listener: (event: { error: unknown }) => void = () => undefined;
  const device = {
    lost: new Promise((resolve) => {
      lose = resolve;
    }),
    addEventListener: (_: string, heard: typeof listener) => {
      listener = heard;
    },
    destroy: () => lose({ reason: "destroyed", message: "" }),
  };
  const limits = { maxStorageBuffersPerShaderStage: 10, maxBufferSize: 2 ** 40, maxStorageBufferBindingSize: 2 ** 32 };
  const info = {
    description: "Mock 1000",
    vendor: "nobody",
    architecture: "paper",
    device: "",
    isFallbackAdapter: false,
  };
  const adapter = {
    info,
    limits,
    features: new Set(["subgroups", "shader-f16"]),
    requestDevice: (wish: object) => {
      Object.assign(asked, wish);
      return Promise.resolve(device);
    },
  };
  return {
    adapter: adapter as unknown as GPUAdapter,
    asked,
    lose: (message) => lose({ reason: "unknown", message }),
    complain: (error) => listener({ error }),
  };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

test("a device asks for all that the adapter has, and counts sizes that travel as 32-bit words", async () => {
  const { adapter, asked } = mock();
  const { info } = await Device.open(adapter, () => undefined);
  expect(asked.requiredLimits).toMatchObject({ maxBufferSize: 2 ** 40, maxStorageBuffersPerShaderStage: 10 });
  expect(info).toMatchObject({
    description: "Mock 1000",
    maxBufferBytes: 2 ** 31 - 4,
    features: ["shader-f16", "subgroups"],
  });
});

test("a lost device is reported with its name and the reason", async () => {
  const { adapter, lose } = mock();
  const reports: [string, string][] = [];
  await Device.open(adapter, (kind, text) => reports.push([kind, text]));
  lose("the driver was reset");
  await settled();
  expect(reports).toEqual([
    ["lost", "The GPU Mock 1000 (nobody paper) was lost: the driver was reset. Restart the process"],
  ]);
});

test("a device that is closed is not lost", async () => {
  const { adapter } = mock();
  const reports: string[] = [];
  const device = await Device.open(adapter, (kind) => reports.push(kind));
  await device.close();
  await settled();
  expect(reports).toEqual([]);
});

test("refused work is an error, and want of memory one of its own", async () => {
  class GPUOutOfMemoryError extends Error {}
  Object.assign(globalThis, { GPUOutOfMemoryError });
  const { adapter, complain } = mock();
  const reports: [string, string][] = [];
  await Device.open(adapter, (kind, text) => reports.push([kind, text]));
  complain(new Error("a binding is too small"));
  complain(new GPUOutOfMemoryError("no room"));
  expect(reports.map(([kind]) => kind)).toEqual(["error", "outOfMemory"]);
  expect(reports[0]![1]).toBe("The GPU Mock 1000 (nobody paper) refused work: a binding is too small");
});
