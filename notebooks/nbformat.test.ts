import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isSkipped, jupyterPython } from "../kernel/test/jupyterPython.cases.ts";
import { BadInput } from "./badInput.ts";
import { type Cell, checkNotebook, type Notebook, parseNotebook, serializeNotebook } from "./nbformat.ts";

const notebook: Notebook = {
  nbformat: 4,
  nbformat_minor: 5,
  metadata: { kernelspec: { name: "nnxlab", display_name: "TypeScript (nnxlab)", language: "typescript" } },
  cells: [
    { cell_type: "markdown", id: "a", metadata: {}, source: "# Title\n\ntext" },
    {
      cell_type: "code",
      id: "b-1",
      metadata: { slideshow: { slide_type: "slide" } },
      source: "1 + 1\n",
      execution_count: 3,
      outputs: [
        { output_type: "stream", name: "stdout", text: "one\ntwo\n" },
        {
          output_type: "display_data",
          data: { "text/plain": "x", "application/vnd.vegalite.v5+json": { mark: ["line"] } },
          metadata: {},
        },
        { output_type: "execute_result", execution_count: 3, data: { "text/plain": "2" }, metadata: {} },
        { output_type: "error", ename: "TypeError", evalue: "no", traceback: ["a", "b"] },
      ],
    },
    { cell_type: "raw", id: "c", metadata: {}, source: "" },
  ],
};

describe("serializeNotebook()", () => {
  it("is undone by parseNotebook()", () => {
    expect(parseNotebook(serializeNotebook(notebook), "n.ipynb")).toEqual(notebook);
  });

  it("writes text as lines, JSON as JSON, keys in order", () => {
    const file = JSON.parse(serializeNotebook(notebook));
    expect(file.cells[0].source).toEqual(["# Title\n", "\n", "text"]);
    expect(file.cells[1].outputs[1].data["application/vnd.vegalite.v5+json"]).toEqual({ mark: ["line"] });
    expect(Object.keys(file)).toEqual(["cells", "metadata", "nbformat", "nbformat_minor"]);
  });

  it("refuses ids that are taken or malformed", () => {
    const twice: Cell[] = [notebook.cells[0]!, notebook.cells[0]!, { ...notebook.cells[2]!, id: "" }];
    expect(checkNotebook({ ...notebook, cells: twice })).toHaveLength(2);
    expect(() => serializeNotebook({ ...notebook, cells: twice })).toThrow(/cells\[1\]\.id "a" is taken/);
  });

  const python = jupyterPython("nbformat");
  it.skipIf(isSkipped(python))(
    "writes what Jupyter's own nbformat accepts, and writes the same",
    () => {
      const path = join(mkdtempSync(join(tmpdir(), "nnxlab-")), "n.ipynb");
      writeFileSync(path, serializeNotebook(notebook));
      const script =
        "import nbformat,sys; n=nbformat.read(sys.argv[1],4); nbformat.validate(n); nbformat.write(n,sys.argv[1])";
      execFileSync(python!, ["-c", script, path]);
      expect(readFileSync(path, "utf8")).toBe(serializeNotebook(notebook));
    },
    60_000,
  );
});

describe("parseNotebook()", () => {
  const empty = { nbformat: 4, nbformat_minor: 5, metadata: {}, cells: [] as unknown[] };
  const cases: [name: string, text: string, message: string][] = [
    ["an empty file", " \n", "Cannot read n.ipynb: the file is empty"],
    ["half a file", serializeNotebook(notebook).slice(0, 300), "it is not JSON"],
    ["a merge conflict", "{\n<<<<<<< HEAD\n", "conflict marks of a git merge"],
    ["other JSON", "[]", "the file must be an object, got a list of 0"],
    ["format 3", '{"nbformat": 3, "worksheets": []}', "nbformat must be 4, got 3; open it in JupyterLab"],
    [
      "a notebook without cells",
      '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
      "cells must be a list, got nothing",
    ],
    [
      "a cell of no type",
      JSON.stringify({ ...empty, cells: [{ metadata: {}, source: "" }] }),
      'cells[0].cell_type must be "code" or',
    ],
    [
      "a source that is a number",
      JSON.stringify({ ...empty, cells: [{ cell_type: "raw", id: "a", metadata: {}, source: 7 }] }),
      "cells[0].source must be a string or a list of strings, got 7",
    ],
    [
      "an output that is wrong",
      JSON.stringify({
        ...empty,
        cells: [
          {
            cell_type: "code",
            id: "a",
            metadata: {},
            source: "",
            outputs: [{ output_type: "display_data", data: { "text/plain": 1 } }],
          },
        ],
      }),
      'cells[0].outputs[0].data["text/plain"] must be a string or a list of strings, got 1',
    ],
  ];
  for (const [name, text, message] of cases) {
    it(`explains ${name}`, () => {
      expect(() => parseNotebook(text, "n.ipynb")).toThrow(BadInput);
      expect(() => parseNotebook(text, "n.ipynb")).toThrow(message);
    });
  }

  it("gives ids to cells of format 4.4, the same each time", () => {
    const old = JSON.stringify({
      ...empty,
      nbformat_minor: 4,
      cells: [{ cell_type: "markdown", metadata: {}, source: ["a"] }],
    });
    const first = parseNotebook(old, "n").cells[0]!.id;
    expect(first).toMatch(/^[0-9a-f]{12}$/);
    expect(parseNotebook(old, "n").cells[0]!.id).toBe(first);
  });
});
