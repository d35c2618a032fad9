/** `nnxlab install`, `uninstall` and `doctor`, as a shell runs them; Jupyter's own programs look at what they leave. */
import { execFile } from "node:child_process";
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
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import type { Finding } from "./doctor/finding.ts";
import { node } from "./doctor/machine.ts";
import { root } from "./paths.ts";

const folder = realpathSync(mkdtempSync(join(tmpdir(), "nnxlab install ")));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const execute = promisify(execFile);

/** Runs the command line as a user whose home is an empty folder. */
async function nnxlab(args: readonly string[], env: NodeJS.ProcessEnv = {}, node = process.execPath) {
  const { JUPYTER_DATA_DIR, JUPYTER_PATH, JUPYTER_PLATFORM_DIRS, XDG_DATA_HOME, NNXLAB_PYTHON, ...ours } = process.env;
  try {
    const { stdout, stderr } = await execute(node, [join(root, "tools/nnxlab.mjs"), ...args], {
      env: { ...ours, HOME: folder, ...env },
    });
    return { code: 0, out: stdout, err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return { code, out: stdout, err: stderr };
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
    await Promise.all([
      nnxlab(["install"], { JUPYTER_DATA_DIR: data }),
      nnxlab(["install", "--prefix", prefix, ...named]),
      nnxlab(["install", "--sys-prefix"], { NNXLAB_PYTHON: python }),
    ]);
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
    const bin = join(folder, "bin");
    mkdirSync(bin);
    symlinkSync(process.execPath, join(bin, "node"));

    const looked = await nnxlab(["doctor", "--json"], { PATH: bin });
    expect(looked.code).toBe(1);
    const found = new Map((JSON.parse(looked.out) as Finding[]).map((finding) => [finding.what, finding]));
    for (const what of ["Node", "ZeroMQ", "TypeScript", "WebAssembly", "runtime", "kernel"])
      expect(found.get(what)).toMatchObject({ what, works: true });
    expect(found.get("kernel")!.note).toMatch(/^ready in \d+ ms; 1 \+ 1 = 2 in \d+ ms, once more in \d+ ms$/);
    expect(found.get('kernel "nnxlab"')).toMatchObject({
      works: false,
      needed: true,
      note: `${kernel}: the Node that it starts is gone: /old/node`,
      repair: "`npx nnxlab install` registers this package instead",
    });
    // No Python is on this PATH, and none is needed.
    expect(found.get("Python")).toMatchObject({ works: false, needed: false });
    for (const { works, repair } of found.values()) if (works) expect(repair).toBeUndefined();
  });

  test("a Node that is too old fails", () => {
    expect(node("20.18.3")).toMatchObject({ works: false, needed: true, repair: expect.stringContaining("20.19") });
    expect([node("20.19.0").works, node("24.0.0").works]).toEqual([true, true]);
  });
});
