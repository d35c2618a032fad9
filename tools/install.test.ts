/** `nnxlab install`, `uninstall` and `doctor`, as a user runs them. */
import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test, vi } from "vitest";
import { main } from "./cli.ts";
import type { Finding } from "./doctor/finding.ts";
import { node } from "./doctor/machine.ts";
import { root } from "./paths.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "nnxlab install ")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A user whose home is an empty folder. */
const home: NodeJS.ProcessEnv = {
  HOME: folder,
  JUPYTER_DATA_DIR: undefined,
  JUPYTER_PATH: undefined,
  JUPYTER_PLATFORM_DIRS: undefined,
  XDG_DATA_HOME: undefined,
  NNXLAB_PYTHON: undefined,
};

/** Runs the command line as that user. */
async function nnxlab(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  for (const [name, value] of Object.entries({ ...home, ...env })) vi.stubEnv(name, value);
  const out = vi.spyOn(console, "log").mockImplementation(() => {});
  const err = vi.spyOn(console, "error").mockImplementation(() => {});
  try {
    const code = await main(args);
    return { code, out: out.mock.calls.map(([line]) => `${line}\n`).join(""), err: err.mock.calls.join("\n") };
  } finally {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  }
}

const spec = (kernel: string) => JSON.parse(readFileSync(join(kernel, "kernel.json"), "utf8"));

describe("install and uninstall", () => {
  const own = join(folder, ".local/share/jupyter/kernels/nnxlab");

  test("for the user: registered, replaced by another Node's, taken away, and absent", async () => {
    const installed = await nnxlab(["install"]);
    expect(installed).toMatchObject({ code: 0 });
    expect(installed.out).toContain(`Kernel "nnxlab" is registered in ${own}\n`);
    expect(spec(own).argv[0]).toBe(process.execPath);

    const old = spec(own);
    writeFileSync(join(own, "kernel.json"), JSON.stringify({ ...old, argv: ["/old/node", ...old.argv.slice(1)] }));
    expect((await nnxlab(["install", "--env", "NNXLAB_BACKEND", "wasm"])).out).toContain(
      "replaces one that ran /old/node",
    );
    expect(spec(own)).toMatchObject({ argv: old.argv, env: { NNXLAB_BACKEND: "wasm" } });

    expect((await nnxlab(["uninstall"])).out).toBe(`Kernel "nnxlab" is no longer registered in ${own}\n`);
    expect(existsSync(own)).toBe(false);
    expect(await nnxlab(["uninstall"])).toMatchObject({
      code: 0,
      out: `Kernel "nnxlab" was not registered in ${own}\n`,
    });
  });

  test("in JUPYTER_DATA_DIR, below a prefix, in a Python's environment, under another name", async () => {
    const data = join(folder, "data dir");
    const prefix = join(folder, "a prefix");
    const python = join(folder, "python3");
    writeFileSync(
      python,
      `#!/bin/sh\n[ "$2" = 'import sys; print(sys.prefix)' ] && echo '${join(folder, "venv")}'\nexit 0\n`,
      {
        mode: 0o755,
      },
    );
    const named = ["--name", "nnxlab-old", "--display-name", "TypeScript (old)"];
    await nnxlab(["install"], { JUPYTER_DATA_DIR: data });
    await nnxlab(["install", "--prefix", prefix, ...named]);
    await nnxlab(["install", "--sys-prefix"], { NNXLAB_PYTHON: python });
    expect(spec(join(data, "kernels/nnxlab")).display_name).toBe("TypeScript (nnxlab)");
    expect(spec(join(prefix, "share/jupyter/kernels/nnxlab-old")).display_name).toBe("TypeScript (old)");
    expect(existsSync(join(folder, "venv/share/jupyter/kernels/nnxlab/kernel.json"))).toBe(true);

    const gone = await nnxlab(["uninstall", "--prefix", prefix], { JUPYTER_PATH: data });
    expect(gone.out).toContain("was not registered");
    expect(gone.out).toContain(`Jupyter still finds the one in ${join(data, "kernels/nnxlab")}`);
  });

  test("another program's kernel is left alone, and two places at once are bad usage", async () => {
    const foreign = join(folder, "p/share/jupyter/kernels/python3");
    mkdirSync(foreign, { recursive: true });
    writeFileSync(
      join(foreign, "kernel.json"),
      '{"argv": ["python"], "display_name": "Python 3", "language": "python"}',
    );
    for (const command of ["install", "uninstall"]) {
      const { code, err } = await nnxlab([command, "--prefix", join(folder, "p"), "--name", "python3"]);
      expect(code).toBe(1);
      expect(err).toMatch(/"Python 3" of another program is registered there; choose another name/);
    }
    expect(spec(foreign).argv).toEqual(["python"]);
    expect(await nnxlab(["install", "--prefix", folder, "--sys-prefix"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("--prefix and --sys-prefix"),
    });
    expect(await nnxlab(["uninstall", "--name", ".."])).toMatchObject({ code: 1 });
  });
});

describe("doctor", () => {
  test("says what works, runs a kernel, finds what is broken and how to mend it", async () => {
    await nnxlab(["install"]);
    const kernel = join(folder, ".local/share/jupyter/kernels/nnxlab");
    const { argv, ...rest } = spec(kernel);
    writeFileSync(join(kernel, "kernel.json"), JSON.stringify({ ...rest, argv: ["/old/node", ...argv.slice(1)] }));
    await nnxlab(["install", "--name", "second"]);
    const bin = join(folder, "bin");
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, "node"));

    const program = [join(root, "tools/nnxlab.mjs"), "doctor", "--json"];
    const env = { ...process.env, ...home, PATH: bin };
    const { status, stdout } = spawnSync(process.execPath, program, { encoding: "utf8", env });
    expect(status).toBe(1);
    const found = new Map((JSON.parse(stdout) as Finding[]).map((finding) => [finding.what, finding]));
    for (const what of ["Node", "ZeroMQ", "TypeScript", "WebAssembly", "runtime", "kernel"])
      expect(found.get(what)).toMatchObject({ what, works: true });
    expect(found.get("kernel")!.note).toMatch(/^ready in \d+ ms; 1 \+ 1 = 2 in \d+ ms, once more in \d+ ms$/);
    expect(found.get('kernel "nnxlab"')).toMatchObject({
      works: false,
      needed: true,
      note: `${kernel}: the Node that it starts is gone: /old/node`,
      repair: "`npx nnxlab install` registers this package instead",
    });
    expect(found.get('kernel "second"')).toMatchObject({ works: true });
    // No Python is on this PATH, and none is needed.
    expect(found.get("Python")).toMatchObject({ works: false, needed: false });
    for (const { works, repair } of found.values()) if (works) expect(repair).toBeUndefined();
  });

  test("a Node that is too old fails", () => {
    expect(node("20.18.3")).toMatchObject({ works: false, needed: true, repair: expect.stringContaining("20.19") });
    expect([node("20.19.0").works, node("24.0.0").works]).toEqual([true, true]);
  });
});
