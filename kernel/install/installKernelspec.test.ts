import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { installKernelspec, kernelspecFolder, uninstallKernelspec } from "./installKernelspec.ts";

let prefix: string;
beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), "nnxlab-spec-"));
});
afterEach(() => rmSync(prefix, { recursive: true, force: true }));

it("writes kernel.json and logos below a prefix, again over an older one", () => {
  const { folder, files } = installKernelspec({ prefix });
  installKernelspec({ prefix });
  expect(folder).toBe(join(prefix, "share", "jupyter", "kernels", "nnxlab"));
  expect(readdirSync(join(folder, ".."))).toEqual(["nnxlab"]);
  expect(files.every(existsSync)).toBe(true);
  const spec = JSON.parse(readFileSync(join(folder, "kernel.json"), "utf8"));
  expect(spec).toMatchObject({
    language: "typescript",
    interrupt_mode: "message",
    kernel_protocol_version: "5.6",
    metadata: { debugger: true },
  });
  expect(spec.argv).toEqual([
    process.execPath,
    "--no-force-async-hooks-checks",
    expect.stringMatching(/dist\/bundle\/kernel\/main\.js$/),
    "{connection_file}",
  ]);
});

it("the PNG logos are pictures of their size", () => {
  const { folder } = installKernelspec({ prefix });
  for (const size of [32, 64]) {
    const png = readFileSync(join(folder, `logo-${size}x${size}.png`));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
    const length = png.readUInt32BE(33);
    expect(inflateSync(png.subarray(41, 41 + length))).toHaveLength(size * (1 + size * 4));
  }
});

it("goes away again", () => {
  installKernelspec({ prefix, name: "other" });
  expect(uninstallKernelspec({ prefix, name: "other" })).toBe(true);
  expect(uninstallKernelspec({ prefix, name: "other" })).toBe(false);
});

it("a folder that cannot be written, or a name that is none, is refused in words", () => {
  writeFileSync(join(prefix, "file"), "");
  expect(() => installKernelspec({ prefix: join(prefix, "file") })).toThrow(
    /Cannot register the kernel in .*--prefix DIR/,
  );
  expect(() => kernelspecFolder({ name: "../x" })).toThrow('Cannot name a kernel "../x"');
});
