import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { inflateSync } from "node:zlib";
import { afterEach, beforeEach, expect, it } from "vitest";
import { version } from "../version.ts";
import { installKernelspec, kernelspecFolder, uninstallKernelspec } from "./installKernelspec.ts";
import { userDataFolder } from "./jupyterFolders.ts";
import { stableNode } from "./stableNode.ts";

let prefix: string;
beforeEach(() => {
  prefix = mkdtempSync(join(tmpdir(), "nnxlab-spec-"));
});
afterEach(() => rmSync(prefix, { recursive: true, force: true }));

it("writes kernel.json and logos below a prefix, again over an older one", () => {
  expect(installKernelspec({ prefix, node: "/old/node" }).replaced).toBeUndefined();
  const { folder, files, replaced } = installKernelspec({ prefix });
  expect(replaced).toMatchObject({ isOurs: true, version, problem: "the Node that it starts is gone: /old/node" });
  expect(folder).toBe(join(prefix, "share", "jupyter", "kernels", "nnxlab"));
  expect(readdirSync(join(folder, ".."))).toEqual(["nnxlab"]);
  expect(readdirSync(join(folder, "../.."))).toEqual(["kernels"]); // nothing is left beside it
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
    "--experimental-import-meta-resolve",
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
  for (const name of ["../x", "..", ""]) {
    expect(() => kernelspecFolder({ name })).toThrow(`Cannot name a kernel "${name}"`);
  }
});

it("the user's data folder is the one that jupyter_core chooses", () => {
  const chosen = (env: NodeJS.ProcessEnv, platform: NodeJS.Platform) => userDataFolder(env, platform, "/home/ada");
  expect(chosen({ JUPYTER_DATA_DIR: "/data" }, "linux")).toBe("/data");
  expect(chosen({}, "linux")).toBe("/home/ada/.local/share/jupyter");
  expect(chosen({ XDG_DATA_HOME: "/xdg", JUPYTER_PLATFORM_DIRS: "1" }, "linux")).toBe("/xdg/jupyter");
  expect(chosen({ JUPYTER_PLATFORM_DIRS: "no" }, "darwin")).toBe("/home/ada/Library/Jupyter");
  expect(chosen({ JUPYTER_PLATFORM_DIRS: "1" }, "darwin")).toBe("/home/ada/Library/Application Support/Jupyter");
});

it("a Node that an upgrade takes away is named by a link that stays, any other by its own path", () => {
  const cellar = join(prefix, "Cellar", "node", "22.1.0", "bin", "node");
  const fnm = join(prefix, "fnm", "node");
  const links = join(prefix, "bin");
  for (const file of [cellar, fnm]) {
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, "");
  }
  mkdirSync(links);
  symlinkSync(cellar, join(links, "node"));
  const path = [join(prefix, "none"), join(cellar, ".."), links].join(delimiter);
  expect(stableNode(cellar, path)).toBe(join(links, "node"));
  expect(stableNode(cellar, "")).toBe(cellar);
  expect(stableNode(fnm, links)).toBe(fnm);
});
