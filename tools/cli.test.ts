import { describe, expect, test, vi } from "vitest";
import { commands, main } from "./cli.ts";

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  const out = vi.spyOn(console, "log").mockImplementation(() => {});
  const err = vi.spyOn(console, "error").mockImplementation(() => {});
  try {
    const code = await main(argv);
    return { code, out: out.mock.calls.join("\n"), err: err.mock.calls.join("\n") };
  } finally {
    vi.restoreAllMocks();
  }
}

describe("the command line", () => {
  test("lists every command with --help, exit code 0", async () => {
    const { code, out } = await run("--help");
    expect(code).toBe(0);
    for (const { name } of commands) expect(out).toContain(name);
  });

  test.each(commands.map(({ name }) => name))("%s --help prints its usage, exit code 0", async (name) => {
    const { code, out } = await run(name, "--help");
    expect(code).toBe(0);
    expect(out).toContain(`nnxlab ${name}`);
  });

  test("an unknown command is bad usage and names the known ones", async () => {
    const { code, err } = await run("trian");
    expect(code).toBe(2);
    expect(err).toMatch(/Cannot run `trian`.*start, lab/);
  });

  test("an unknown option is bad usage and shows the usage", async () => {
    const { code, err } = await run("conform", "--areas", "random");
    expect(code).toBe(2);
    expect(err).toContain("nnxlab conform [DIR]");
  });

  test("a number option that is no number is bad usage", async () => {
    expect(await run("run", "x.ipynb", "--timeout", "soon")).toMatchObject({
      code: 2,
      err: expect.stringContaining("--timeout soon"),
    });
  });

  test("conform says which backends there are", async () => {
    expect(await run("conform", "--backend", "cuda")).toMatchObject({
      code: 2,
      err: expect.stringContaining("wasm, webgpu, reference"),
    });
  });

  test("conform on a folder that is not there fails and names it", async () => {
    expect(await run("conform", "/no/such/folder")).toMatchObject({
      code: 1,
      err: expect.stringContaining("/no/such/folder"),
    });
  });

  test("run on a notebook that is not there fails and names it", async () => {
    expect(await run("run", "nowhere.ipynb")).toMatchObject({ code: 1, err: expect.stringContaining("nowhere.ipynb") });
  });
});
