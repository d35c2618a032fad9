/** The pipeline with a sandbox that is played: what is taken from a notebook, and what happens when the sandbox dies. */
import { describe, expect, it } from "vitest";
import type { CheckSpec } from "../notebooks/build/check.ts";
import type { CodeCell, Notebook } from "../notebooks/nbformat.ts";
import type { Master } from "./master.ts";
import { runPipeline } from "./pipeline.ts";
import type { Probe } from "./probe/runProbe.ts";
import { htmlReport } from "./report/html.ts";
import { type Report, reportOf } from "./report/report.ts";
import { terminalReport } from "./report/terminal.ts";
import { defaultLimits } from "./sandbox/limits.ts";
import { plainProcess } from "./sandbox/plainProcess.ts";
import type { Sandbox, SandboxRun } from "./sandbox/startSandbox.ts";

const checkOf = (id: string, part: string, needs: string[], hidden = false): CheckSpec => ({
  ...{ id, title: `<${id}>`, part, points: 1, hidden, needs, advice: "Think again." },
  probe: `return { x: ${needs.at(-1)}(seed) };`,
  expect: [{ kind: "equal", of: "x", is: 1, mistakes: [{ id: "zero", is: 0, say: "It is zero" }] }],
});

const master: Master = {
  id: "tiny",
  title: "Tiny",
  cells: [
    { id: "given", source: "const one = 1;" },
    { id: "tiny-f", part: "f" },
    { id: "tiny-g", part: "g" },
  ],
  parts: [
    {
      name: "f",
      cellId: "tiny-f",
      declares: ["f"],
      starter: "function f() {\n  // TODO: one\n  throw new Error('Not written yet');\n}",
      hints: [],
    },
    { name: "g", cellId: "tiny-g", declares: ["g"], starter: "function g() {}", hints: [] },
  ],
  checks: [
    checkOf("f-public", "f", ["f"]),
    checkOf("g-public", "g", ["f", "g"]),
    checkOf("g-hidden", "g", ["f", "g"], true),
  ],
  cases: { public: [{ seed: 1 }], hidden: [{ seed: 2 }, { seed: 3 }] },
  unseenPoints: 0,
};

const cell = (id: string, source: string, metadata: object = {}): CodeCell => ({
  ...{ cell_type: "code", id, source, metadata: { ...metadata }, execution_count: null, outputs: [] },
});
const notebookOf = (...cells: CodeCell[]): Notebook => ({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells });
const given = cell("given", "const one = 1;");
const good = [given, cell("tiny-f", "function f() { return one }"), cell("tiny-g", "function g() { return f() }")];

/** A sandbox that is played: cells are remembered, `behave` answers questions and may kill it. */
interface Played {
  readonly cells: string[];
  readonly probes: Probe[];
}

async function grade(
  notebook: Notebook,
  behave: (probe: Probe, cells: readonly string[]) => Partial<SandboxRun>,
  onCell: (code: string) => Partial<SandboxRun> = () => ({}),
  exercise: Master = master,
): Promise<{ report: Report; boxes: Played[] }> {
  const boxes: Played[] = [];
  const startSandbox = async (): Promise<Sandbox> => {
    const box: Played = { cells: [], probes: [] };
    boxes.push(box);
    return {
      isolation: plainProcess,
      async execute(code) {
        box.cells.push(code);
        return { status: "ok", message: "", seconds: 0.1, ...onCell(code) };
      },
      async ask(probe) {
        box.probes.push(probe);
        const values = probe.seeds.map(() => ({ x: 1 }));
        return {
          status: "ok",
          message: "",
          seconds: 0.1,
          answer: { status: "ok", values },
          ...behave(probe, box.cells),
        };
      },
      async stop() {},
    };
  };
  const submission = await runPipeline("a.ipynb", notebook, exercise, { limits: defaultLimits, startSandbox });
  return { report: reportOf(submission), boxes };
}

const fine = (): Partial<SandboxRun> => ({});
const verdicts = (report: Report): string[] => report.checks.map(({ verdict }) => verdict);

describe("takeSources", () => {
  it("runs the learner's cells between the given ones of the master", async () => {
    const { report, boxes } = await grade(notebookOf(...good), fine);
    expect(boxes.map(({ cells }) => cells)).toEqual([
      ["const one = 1;", "function f() { return one }", "function g() { return f() }"],
    ]);
    expect([report.passed, report.points, report.maxPoints]).toEqual([true, 3, 3]);
  });

  it("ignores changed given cells, further cells, metadata and outputs", async () => {
    const forged = cell("grade", "// all points", {
      nbgrader: { grade: true, points: 100, grade_id: "grade", schema_version: 3, solution: false, locked: true },
    });
    const tampered = cell("given", "process.exit(0); const one = 1;", { nnxlab: { part: "f" } });
    const { report, boxes } = await grade(notebookOf(tampered, ...good.slice(1), forged), fine);
    expect(boxes[0]?.cells[0]).toBe("const one = 1;");
    expect(boxes[0]?.cells).toHaveLength(3);
    expect(report.notes).toEqual(["A cell that is given was changed or is missing: the original was used"]);
  });

  const ways: [name: string, cells: CodeCell[]][] = [
    [
      "nbgrader's grade_id",
      [
        given,
        cell("x", "function f() { return 1 }", { nbgrader: { grade_id: "tiny-f" } }),
        cell("y", "function g() { return 1 }", { nbgrader: { grade_id: "tiny-g" } }),
      ],
    ],
    [
      "our part",
      [
        given,
        cell("x", "function f() { return 1 }", { nnxlab: { part: "f" } }),
        cell("y", "function g() { return 1 }", { nnxlab: { part: "g" } }),
      ],
    ],
    [
      "what it declares",
      [cell("a", "const one = 1;"), cell("x", "function f() { return 1 }"), cell("y", "const g = () => 1")],
    ],
  ];
  for (const [name, cells] of ways) {
    it(`finds renamed cells by ${name}`, async () =>
      expect((await grade(notebookOf(...cells), fine)).report.points).toBe(3));
  }

  it("takes the last of two copies, and says so", async () => {
    const { report, boxes } = await grade(notebookOf(...good, cell("tiny-f", "function f() { return 2 }")), fine);
    expect(boxes[0]?.cells[1]).toBe("function f() { return 2 }");
    expect(report.notes).toEqual(['There are 2 cells of part "f": the last one was graded']);
  });

  it("counts a missing cell as not attempted, and skips what needs it", async () => {
    const { report, boxes } = await grade(notebookOf(given, good[2]!), fine);
    expect(verdicts(report)).toEqual(["unattempted", "skipped", "skipped"]);
    expect(report.notes).toEqual(['The cell of part "f" is missing: it counts as not attempted']);
    expect(boxes).toEqual([]);
  });
});

describe("findAttempted", () => {
  it("sees through blanks and comments", async () => {
    const untouched = cell(
      "tiny-f",
      "function f() {\n\n    // I will do this tomorrow\n    throw new Error('Not written yet');\n}\n",
    );
    const { report } = await grade(notebookOf(given, untouched, good[2]!), fine);
    expect(report.verdict).toBe("unattempted");
    expect([report.points, report.checks[0]?.message]).toEqual([0, 'Part "f" is not written yet']);
  });
});

describe("runProbes", () => {
  it("skips what needs a part that has killed a sandbox", async () => {
    const { report, boxes } = await grade(notebookOf(...good), ({ needs }) =>
      needs.length === 1 ? { status: "timeout", message: "too long" } : {},
    );
    expect(verdicts(report)).toEqual(["timeout", "skipped", "skipped"]);
    expect(boxes).toHaveLength(1);
    expect(report.verdict).toBe("timeout");
  });

  it("starts a new sandbox after one was killed, runs the cells again, and goes on", async () => {
    const checks = [...master.checks, checkOf("f-again", "f", ["f"])];
    const { report, boxes } = await grade(
      notebookOf(...good),
      ({ needs }) => (needs.length === 2 ? { status: "timeout", message: "too long" } : {}),
      undefined,
      { ...master, checks },
    );
    expect(verdicts(report)).toEqual(["pass", "timeout", "timeout", "pass"]);
    expect(boxes.map(({ cells }) => cells.length)).toEqual([3, 3]);
  });

  it("gives up when a sandbox dies in a cell that is given", async () => {
    const onCell = (code: string): Partial<SandboxRun> =>
      code.includes("const one") ? { status: "crashed", message: "gone" } : {};
    const { report, boxes } = await grade(notebookOf(...good), fine, onCell);
    expect(verdicts(report)).toEqual(["crashed", "crashed", "crashed"]);
    expect(boxes).toHaveLength(1);
  });

  it("does not ask a part again that has killed a sandbox", async () => {
    const { report, boxes } = await grade(notebookOf(...good), ({ needs }) =>
      needs.length === 2 ? { status: "memory", message: "all of it" } : {},
    );
    expect(verdicts(report)).toEqual(["pass", "memory", "memory"]);
    expect(boxes.flatMap(({ probes }) => probes)).toHaveLength(2);
  });

  it("leaves out a cell that has killed a sandbox", async () => {
    const { report, boxes } = await grade(notebookOf(...good), fine, (code) =>
      code.includes("function g") ? { status: "crashed", message: "it ended the process" } : {},
    );
    expect(verdicts(report)).toEqual(["pass", "crashed", "crashed"]);
    expect(boxes.map(({ cells }) => cells.length)).toEqual([3, 2]);
  });

  it("tells why a name is not defined", async () => {
    const { report } = await grade(
      notebookOf(...good),
      () => ({ answer: { status: "missing", names: ["g"] } }),
      (code) => (code.includes("function g") ? { status: "error", message: "TypeCheckError: TS2322" } : {}),
    );
    expect(report.checks[1]?.message).toBe("g is not defined: the cell failed with TypeCheckError: TS2322");
  });

  it("gives the submission as a whole no more than its time", async () => {
    const { report } = await grade(notebookOf(...good), () => ({ seconds: 59.8 }));
    expect(verdicts(report)).toEqual(["pass", "timeout", "timeout"]);
    expect(report.checks[1]?.message).toBe("The submission as a whole may take 60 s");
  });

  const ends: [name: string, message: string, verdict: string][] = [
    ["process.exit", "Cannot end the process from a cell with process.exit(): …", "crashed"],
    ["an array too large", "Array buffer allocation failed", "memory"],
  ];
  for (const [name, message, verdict] of ends) {
    it(`knows ${name} by its error`, async () => {
      const { report } = await grade(notebookOf(...good), () => ({
        answer: { status: "error", name: "Error", message },
      }));
      expect(verdicts(report)).toEqual([verdict, "skipped", "skipped"]);
    });
  }
});

describe("judgeChecks", () => {
  const answers: [name: string, values: unknown[], verdict: string, message: RegExp][] = [
    ["the wrong number of cases", [{ x: 1 }, { x: 1 }], "fail", /wrong number of cases/],
    [
      "a record of something else",
      [{ x: { dtype: "float32", shape: [2], data: [{}, {}] } }],
      "fail",
      /no data: .*not a number/,
    ],
    ["values that are no record", ["all checks passed"], "fail", /no record of values/],
    ["a mistake that is known", [{ x: 0 }], "fail", /^It is zero$/],
  ];
  for (const [name, values, verdict, message] of answers) {
    it(`takes ${name} for what it is`, async () => {
      const { report } = await grade(notebookOf(...good), ({ seeds }) =>
        seeds.length === 1 ? { answer: { status: "ok", values } } : {},
      );
      expect(report.checks[0]?.verdict).toBe(verdict);
      expect(report.checks[0]?.message).toMatch(message);
    });
  }

  it("takes no points for what is the grader's fault, and says so", async () => {
    const { report } = await grade(notebookOf(...good), () => ({ answer: { status: "ok", values: [{ y: 1 }] } }));
    expect(report.checks[0]).toMatchObject({ verdict: "error", points: 1 });
    expect(report.notes[0]).toMatch(/Check f-public could not be graded/);
  });
});

describe("reports", () => {
  const wrong = async (): Promise<Report> => {
    const threw = { status: "error", name: "TypeError", message: "seed 2, secret <b>3</b>" } as const;
    const zero = { status: "ok", values: [{ x: 0 }] } as const;
    return (await grade(notebookOf(...good), ({ seeds }) => ({ answer: seeds.length > 1 ? threw : zero }))).report;
  };

  it("shows the numbers of public checks and none of hidden ones", async () => {
    const report = await wrong();
    expect(report.checks.map(({ message, detail }) => [message, detail])).toEqual([
      ["It is zero", "x is 0"],
      ["It is zero", "x is 0"],
      ["The code threw a TypeError", undefined],
    ]);
    expect(JSON.stringify(report)).not.toContain("secret");
    expect([report.verdict, report.diagnosis]).toEqual(["fail", "zero"]);
  });

  it("prints in words, with and without colour", async () => {
    const text = terminalReport(await wrong(), false);
    expect(text).toContain("tiny · Tiny   0 of 3 points");
    expect(text).toContain("✗   0/1  <g-hidden> (hidden)   failed");
    expect(text).toContain("Ran in isolation level 0, plain process: limits on time and output only");
    expect(terminalReport(await wrong(), true)).toContain("\u001b[31m✗");
  });

  it("escapes everything in HTML", async () => {
    const html = htmlReport(await wrong());
    expect(html).toContain("&lt;g-hidden&gt;");
    expect(html).not.toMatch(/<(f|g)-/);
    expect(html).not.toContain("<script");
  });
});
