import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { root } from "./paths.ts";
import { createScriptOutput } from "./scriptOutput.ts";

const folder = mkdtempSync(join(tmpdir(), "nnxlab-exec-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs `nnxlab exec` on a file of this text. */
function exec(text: string, input = ""): Promise<{ code: number; out: string; err: string }> {
  const file = join(folder, "script.ts");
  writeFileSync(file, text);
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [join(root, "tools", "nnxlab.mjs"), "exec", file], (error, out, err) =>
      resolve({ code: (error?.code as number | undefined) ?? 0, out, err }),
    );
    child.stdin!.end(input);
  });
}

describe("nnxlab exec", () => {
  test("runs a file with the scope of cells: text, results, files beside it, input, bars", async () => {
    writeFileSync(join(folder, "part.ts"), "export const two: number = 2;\n");
    const { code, out, err } = await exec(
      `import { two } from "./part.ts";
      console.log(String(jnp.arange(two))); console.error("aside");
      for (const _ of progress(3, { label: "steps" }));
      const name = input("Name? ");
      [name, await Promise.resolve(two)]`,
      "Ada\n",
    );
    expect(err).toBe("aside\n");
    expect(out).toMatch(/^\[0 1\]\nsteps ─+ 0\/3\n.*Name\? .*\[ 'Ada', 2 \]\n[\s\S]*steps ━+ 3\/3 · .*\n$/s);
    expect(code).toBe(0);
  });

  test("an error of a type ends it before it starts, with its place in the file", async () => {
    const { code, out, err } = await exec("console.log('started');\nconst n: number = 'text';\n");
    expect([code, out]).toEqual([1, ""]);
    expect(err).toMatch(/^TypeCheckError TS2322: [\s\S]*script\.ts:2:7\n[\s\S]*> 2 \| const n: number = 'text'/);
  });
});

describe("on a terminal", () => {
  function screen(): { text: () => string; output: ReturnType<typeof createScriptOutput> } {
    let text = "";
    const write = (more: string): void => {
      text += more;
    };
    return { text: () => text, output: createScriptOutput({ out: write, err: write, isTerminal: true }) };
  }
  const bar = (text: string, id = "bar"): Record<string, unknown> => ({
    data: { "text/plain": text, "text/html": "<progress>" },
    transient: { display_id: id },
  });

  test("bars change in place below what is printed, and stay at the end", () => {
    const { text, output } = screen();
    output.take("display_data", bar("0/2"));
    output.take("stream", { name: "stdout", text: "line\n" });
    output.take("update_display_data", bar("1/2"));
    output.take("update_display_data", bar("2/2"));
    output.finish();
    const up = "\r\x1b[1A\x1b[J";
    expect(text()).toBe(`0/2\n${up}line\n0/2\n${up}1/2\n${up}2/2\n${up}2/2\n`);
  });

  test("an output of several lines is written again at the end", () => {
    const { text, output } = screen();
    output.take("display_data", { data: { "text/plain": "a\nb" }, transient: { display_id: "x" } });
    output.take("update_display_data", { data: { "text/plain": "c\nd" }, transient: { display_id: "x" } });
    output.finish();
    expect(text()).toBe("a\nb\nc\nd\n");
  });
});
