/** `nnxlab run`, as a user runs it, and the rules by which it runs cells. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type KernelProcess, startKernelProcess } from "../kernel/client.ts";
import { type CodeCell, type Notebook, parseNotebook } from "../notebooks/nbformat.ts";
import { runNotebook } from "../notebooks/run/runNotebook.ts";
import { main } from "./cli.ts";

const folder = mkdtempSync(join(tmpdir(), "nnxlab-run-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;
const code = (source: string, ...tags: string[]): CodeCell => ({
  cell_type: "code",
  id: `c${count++}`,
  metadata: { tags },
  source,
  execution_count: 7,
  outputs: [{ output_type: "stream", name: "stdout", text: "old" }],
});
const notebook = (...cells: Notebook["cells"]): Notebook => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
const outputs = ({ cells }: Notebook) => cells.map((cell) => (cell.cell_type === "code" ? cell.outputs : undefined));
const result = (text: string) => [expect.objectContaining({ data: { "text/plain": text } })];

describe("cells", () => {
  let kernel: KernelProcess;
  beforeAll(async () => {
    kernel = await startKernelProcess({ transport: "ipc" });
  });
  afterAll(() => kernel?.shutdown());

  it("that are tagged, raw or empty are treated as nbclient treats them", async () => {
    const raw = { cell_type: "raw" as const, id: "raw", metadata: {}, source: "{{ not code }}" };
    const made = notebook(
      code("let n = 1"),
      raw,
      code("n = 100", "skip-execution"),
      code('throw new Error("meant")', "raises-exception"),
      code("  "),
      code("n"),
    );
    expect(await runNotebook(made, kernel)).toBeUndefined();
    const old = [{ output_type: "stream", name: "stdout", text: "old" }];
    expect(outputs(made)).toMatchObject([[], undefined, old, [{ ename: "Error", evalue: "meant" }], [], result("1")]);
    expect(made.cells[1]).toEqual(raw);
    expect(made.metadata.language_info).toMatchObject({ name: "typescript", file_extension: ".ts" });
    expect(made.metadata.widgets).toBeUndefined();
  });

  it("that fail, or take too long, end the run; the rest has no outputs", async () => {
    const failing = notebook(code("1"), code("nowhere"), code("2"));
    expect(await runNotebook(failing, kernel)).toMatchObject({ cell: 2, message: expect.stringContaining("TS2304") });
    expect(outputs(failing)).toMatchObject([result("1"), [{ ename: "TypeCheckError" }], []]);
    expect(await runNotebook(failing, kernel, { allowErrors: true })).toBeUndefined();
    expect(outputs(failing)[2]).toMatchObject(result("2"));

    const slow = notebook(code("while (true) {}", "raises-exception"), code("3"));
    const message = "it took longer than 0.2 s, and was interrupted";
    expect(await runNotebook(slow, kernel, { timeout: 200 })).toEqual({ cell: 1, message });
    expect(outputs(slow)).toMatchObject([[{ ename: "KeyboardInterrupt" }], []]);

    const controller = new AbortController();
    setTimeout(() => controller.abort(), 100);
    const stopped = runNotebook(notebook(code("await new Promise(() => {})")), kernel, { signal: controller.signal });
    expect(await stopped).toEqual({ cell: 1, message: "the run was interrupted" });
  });

  it("leave what their widgets show in the metadata", async () => {
    const made = notebook(code('const s = widgets.slider(1, { max: 5, label: "n" }); s'), code("s.value = 3"));
    expect(await runNotebook(made, kernel)).toBeUndefined();
    const shown = made.cells[0] as CodeCell;
    const view = (shown.outputs[0] as { data: Record<string, { model_id: string }> }).data;
    const { state, version_major } = (made.metadata.widgets as Record<string, any>)[
      "application/vnd.jupyter.widget-state+json"
    ];
    const id = view["application/vnd.jupyter.widget-view+json"]!.model_id;
    expect(version_major).toBe(2);
    expect(state[id]).toMatchObject({ model_module: "anywidget", state: { value: 3, label: "n" } });
  });
});

describe("the command", () => {
  const write = (name: string, ...cells: Notebook["cells"]) => {
    writeFileSync(join(folder, name), JSON.stringify({ ...notebook(...cells), cells }));
  };
  const nnxlab = async (notebook: string, ...args: string[]) => {
    const err = vi.spyOn(console, "error").mockImplementation(() => {});
    try {
      const status = await main(["run", join(folder, notebook), ...args]);
      return { status, stderr: err.mock.calls.join("\n").replaceAll(folder, "") };
    } finally {
      vi.restoreAllMocks();
    }
  };
  const read = (name: string) => parseNotebook(readFileSync(join(folder, name), "utf8"), name);

  it("sets parameters and writes the notebook: exit code 0", async () => {
    write("in.ipynb", code('const rate: number = 0.1, name = "first"', "parameters"), code("[rate, name]"));
    writeFileSync(join(folder, "more.yaml"), "rate: 5\nsizes: [1, 2]\n");
    const args = ["-p", "rate", "0.5", "-r", "name", "2", "-f", join(folder, "more.yaml")];
    const { status, stderr } = await nnxlab("in.ipynb", ...args, "--output", join(folder, "out/made.ipynb"));
    expect([status, stderr]).toEqual([0, "The notebook declares no parameter sizes; it is set all the same"]);
    const made = read("out/made.ipynb");
    expect(made.cells[1]!.source).toBe('// Parameters\nlet rate: number = 0.5;\nlet sizes = [1, 2];\nlet name = "2";');
    expect(outputs(made)[2]).toMatchObject(result("[ 0.5, '2' ]"));
    expect(read("in.ipynb").cells).toHaveLength(2);
  });

  it("writes what there is when the kernel dies: exit code 1", async () => {
    write(
      "dies.ipynb",
      code("1"),
      code('console.log("last words");\nprocess.kill(process.pid, "SIGKILL");\nwhile (true) {}'),
    );
    const { status, stderr } = await nnxlab("dies.ipynb", "--output", join(folder, "dead.ipynb"));
    expect(status).toBe(1);
    expect(stderr).toMatch(/^Cannot run \/dies.ipynb: cell 2 failed\nThe kernel process ended \(killed by SIGKILL\)/);
    expect(outputs(read("dead.ipynb"))).toMatchObject([result("1"), [{ ename: "KernelDiedError" }]]);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  it("refuses what makes no sense: exit code 2", async () => {
    const python = { ...notebook(), metadata: { kernelspec: { language: "python", display_name: "Python 3" } } };
    writeFileSync(join(folder, "python.ipynb"), JSON.stringify(python));
    expect(await nnxlab("python.ipynb")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("a notebook of Python 3"),
    });
    expect(await nnxlab("in.ipynb", "-p", "rate")).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("Cannot use -p"),
    });
  });
});
