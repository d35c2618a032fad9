/** Attempts to get out of the box, one for each mechanism. Each runs a real Node in it. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { bubblewrap } from "./bubblewrap.ts";
import { chooseIsolation, makeBox } from "./chooseIsolation.ts";
import { type Box, cleanEnvironment } from "./isolation.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { type Excess, watch } from "./watchdog.ts";

const choice = chooseIsolation();
const missing = choice.isolation.level < 2 ? "bubblewrap does not work here" : "";
const boxes: Box[] = [];

function newBox(limits: Partial<Limits> = {}): Box {
  const box = makeBox(choice, { ...defaultLimits, ...limits });
  boxes.push(box);
  return box;
}

afterAll(() => {
  for (const { folder } of boxes) rmSync(folder, { recursive: true, force: true });
});

/** Runs JavaScript in a box, to its end. */
function run(
  script: string,
  box = newBox(),
): { status: number | null; stdout: string; stderr: string; signal: string | null } {
  const [command, ...args] = bubblewrap.wrap([process.execPath, "-e", script], box);
  return spawnSync(command!, args, { env: cleanEnvironment(box), cwd: box.folder, encoding: "utf8", timeout: 30_000 });
}

/** The same, watched as the harness watches. */
async function runWatched(script: string, box: Box): Promise<Excess | "ended"> {
  const [command, ...args] = bubblewrap.wrap([process.execPath, "-e", script], box);
  const child = spawn(command!, args, { env: cleanEnvironment(box), cwd: box.folder, stdio: "ignore", detached: true });
  return await new Promise((resolve) => {
    const stop = watch(child.pid!, box, (excess) => {
      process.kill(-child.pid!, "SIGKILL");
      resolve(excess);
    });
    child.on("exit", () => {
      stop();
      resolve("ended");
    });
  });
}

const js = (value: unknown): string => JSON.stringify(value);

describe.skipIf(missing)(`the box (${missing || "bubblewrap"})`, () => {
  it("runs Node, sees the built project, and its own folder", () => {
    const box = newBox();
    const { stdout, stderr } = run(
      `require("node:fs").writeFileSync(${js(join(box.folder, "x"))}, "1"); console.log(process.cwd(), typeof require("typescript").version)`.replace(
        'require("typescript")',
        `require(${js(join(process.cwd(), "node_modules/typescript"))})`,
      ),
      box,
    );
    expect([stdout.trim(), stderr]).toEqual(["/box string", ""]);
    expect(readdirSync(box.folder)).toEqual(["x"]);
  });

  it("has no files of this machine", () => {
    const secret = join(mkdtempSync(join(tmpdir(), "nnxlab-secret-")), "secret");
    writeFileSync(secret, "reference values");
    const paths = [
      secret,
      join(process.cwd(), "solutions/basic-1.md"),
      join(process.cwd(), "solutions"),
      "/etc/passwd",
      "/root",
      "/home",
      "/bin/sh",
      "/usr/bin/env",
    ];
    const { stdout } = run(`console.log(JSON.stringify(${js(paths)}.filter((p) => require("node:fs").existsSync(p))))`);
    rmSync(dirname(secret), { recursive: true });
    expect(JSON.parse(stdout)).toEqual([]);
  });

  it("has no network, not even this machine's own", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    const connect = (host: string, to: number) =>
      `require("node:net").connect(${to}, ${js(host)}).on("error", (e) => console.log(e.code)).on("connect", () => console.log("connected"))`;
    const results = [run(connect("127.0.0.1", port)), run(connect("1.1.1.1", 53))].map(({ stdout }) => stdout.trim());
    server.close();
    expect(results).toEqual(["ECONNREFUSED", "ENETUNREACH"]);
  });

  it("does not see the environment of the harness, not even through /proc", () => {
    process.env.NNXLAB_TEST_TOKEN = "token-of-the-harness";
    const { stdout } = run(`const fs = require("node:fs"); console.log(JSON.stringify(process.env));
      for (const pid of fs.readdirSync("/proc")) try { console.log(fs.readFileSync("/proc/" + pid + "/environ", "utf8")); } catch {}`);
    delete process.env.NNXLAB_TEST_TOKEN;
    expect(stdout).toContain("NODE_OPTIONS");
    expect(stdout).not.toContain("token-of-the-harness");
  });

  it("sees and signals no process but its own", () => {
    const { stdout } =
      run(`const fs = require("node:fs"); const seen = fs.readdirSync("/proc").filter((n) => /^\\d+$/.test(n)).length;
      let killed; try { process.kill(${process.pid}, 0); killed = true; } catch (e) { killed = e.code; } console.log(seen < 5, killed)`);
    expect(stdout.trim()).toBe("true ESRCH");
  });

  it("has no writable place but small ones", () => {
    const box = newBox();
    const { stdout } = run(
      `const fs = require("node:fs"); const out = {};
      for (const dir of ["/", "/usr", "/dev", "/dev/shm", "/box", "/tmp", ${js(box.folder)}, ${js(join(process.cwd(), "dist"))}]) {
        let bytes = 0; try { const f = fs.openSync(dir + "/fill", "w"); const block = Buffer.alloc(1 << 20);
          try { for (let i = 0; i < 64; i++) bytes += fs.writeSync(f, block); } finally { fs.closeSync(f); } } catch (e) { out[dir] = e.code; } 
        if (bytes) out[dir] = bytes >> 20;
      } console.log(JSON.stringify(out))`,
      box,
    );
    const out = JSON.parse(stdout) as Record<string, unknown>;
    expect(out["/box"]).toBe(16); // the largest file
    expect(out[box.folder]).toBe(16);
    const others = Object.entries(out).filter(([dir]) => dir !== "/box" && dir !== box.folder);
    expect(others.filter(([, result]) => typeof result === "number" && result > 1)).toEqual([]);
  });

  it("cannot make namespaces of its own or mount", () => {
    const { stdout } = run(
      `console.log(require("node:fs").readFileSync("/proc/self/status", "utf8").match(/CapEff:\\s*(\\w+)/)[1], require("node:fs").readFileSync("/proc/self/status", "utf8").match(/NoNewPrivs:\\s*(\\d)/)[1])`,
    );
    expect(stdout.trim()).toBe("0000000000000000 1");
  });

  it("has WebAssembly memory, and enough memory to work", () => {
    const { stdout } = run(
      `new WebAssembly.Memory({ initial: 256, maximum: 65536 }); console.log(Buffer.alloc(512 << 20, 1).length >> 20)`,
    );
    expect(stdout.trim()).toBe("512");
  });

  it("dies of a memory bomb, and says of what", () => {
    const { status, stdout, stderr } = run(
      `const kept = []; for (let i = 0; i < 8192; i++) kept.push(Buffer.alloc(1 << 20, 1)); console.log("8 GiB")`,
    );
    expect([status, stdout]).not.toEqual([0, "8 GiB\n"]);
    expect(stderr).toMatch(/out of memory|allocation failed/i);
  }, 30_000);

  it("is stopped when many processes hold much memory together", async () => {
    const script = `if (process.argv[1] !== "child") for (let i = 0; i < 6; i++) require("node:child_process").spawn(process.execPath, ["-e", ${js("const k = []; setInterval(() => { for (let j = 0; j < 8; j++) if (k.length < 200) k.push(Buffer.alloc(1 << 20, 1)); }, 10)")}]); setInterval(() => {}, 1000)`;
    expect(await runWatched(script, newBox({ residentBytes: 600 * 2 ** 20 }))).toBe("memory");
  }, 30_000);

  it("is stopped when it starts processes without end", async () => {
    const script = `setInterval(() => { try { require("node:child_process").spawn(process.execPath, ["-e", "setInterval(()=>{},1000)"]).on("error", () => {}); } catch {} }, 20)`;
    expect(await runWatched(script, newBox({ processes: 6 }))).toBe("processes");
  }, 30_000);

  it("is stopped when it fills the shared folder", async () => {
    const box = newBox();
    const script = `let i = 0; const b = Buffer.alloc(1 << 20); setInterval(() => require("node:fs").writeFileSync(${js(box.folder)} + "/" + i++, b), 5)`;
    expect(await runWatched(script, box)).toBe("files");
  }, 30_000);

  it("ends with all its processes when it is killed", async () => {
    const box = newBox();
    const alive = join(box.folder, "alive");
    const child = `setInterval(() => require("node:fs").writeFileSync(${js(alive)}, String(Date.now())), 20)`;
    const script = `require("node:child_process").spawn(process.execPath, ["-e", ${js(child)}], { detached: true, stdio: "ignore" }).unref(); setInterval(() => {}, 1000)`;
    const [command, ...args] = bubblewrap.wrap([process.execPath, "-e", script], box);
    const process_ = spawn(command!, args, {
      env: cleanEnvironment(box),
      cwd: box.folder,
      stdio: "ignore",
      detached: true,
    });
    while (!existsSync(alive)) await new Promise((resolve) => setTimeout(resolve, 20));
    process.kill(-process_.pid!, "SIGKILL");
    await new Promise((resolve) => setTimeout(resolve, 300));
    rmSync(alive);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(existsSync(alive)).toBe(false);
  }, 30_000);

  it("is stopped by the processor time it may use", () => {
    const { signal, status } = run("while (true) {}", newBox({ cpuSeconds: 1 }));
    expect([signal, status]).toContainEqual(expect.toBeOneOf(["SIGXCPU", 152]));
  }, 30_000);
});
