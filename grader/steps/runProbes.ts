/**
 * Runs the learner's cells and then the probe of each check, in the sandbox. A probe that kills the sandbox costs its own check only:
 * a new sandbox is started, the cells are run again, and the next check goes on. A cell that kills the sandbox is left out from then on.
 */
import type { CheckSpec } from "../../notebooks/build/check.ts";
import type { Master } from "../master.ts";
import type { Sandbox, SandboxRun } from "../sandbox/startSandbox.ts";
import type { GraderContext, Run, Step, Submission } from "../submission.ts";

export const runProbes: Step = async (submission, context) => {
  const session = new Session(submission, context);
  const runs = new Map<string, Run>();
  try {
    for (const check of submission.master.checks) {
      if (check.probe === "" || !isReady(check, submission)) continue;
      runs.set(check.id, await session.probe(check));
    }
  } finally {
    await session.stop();
  }
  return { ...submission, runs, cellErrors: session.cellErrors, isolation: session.isolation };
};

/** Whether everything that a check needs was attempted. */
function isReady(check: CheckSpec, { master, attempted }: Submission): boolean {
  return partsOf(check, master).every((part) => attempted.has(part));
}

/** The parts that a check builds on: its own, and those that declare what its probe names. */
export function partsOf(check: CheckSpec, { parts }: Master): string[] {
  const needed = parts.filter(
    ({ name, declares }) => name === check.part || declares.some((declared) => check.needs.includes(declared)),
  );
  return needed.map(({ name }) => name);
}

type Fatal = Exclude<SandboxRun["status"], "ok" | "error">;

/** The sandboxes of one submission, one after the other. */
class Session {
  readonly #submission: Submission;
  readonly #context: GraderContext;
  /** Parts that killed a sandbox, and how. */
  readonly #fatal = new Map<string, { status: Fatal; message: string }>();
  readonly cellErrors = new Map<string, string>();
  isolation: Submission["isolation"];
  #sandbox: Sandbox | undefined;
  #secondsLeft: number;

  constructor(submission: Submission, context: GraderContext) {
    this.#submission = submission;
    this.#context = context;
    this.#secondsLeft = context.limits.totalSeconds;
  }

  async stop(): Promise<void> {
    await this.#sandbox?.stop();
    this.#sandbox = undefined;
  }

  async probe(check: CheckSpec): Promise<Run> {
    const sandbox = await this.#ready();
    const mine = this.#fatal.get(check.part);
    if (mine) return { ...mine, seconds: 0 };
    const blocking = partsOf(check, this.#submission.master).find((part) => this.#fatal.has(part));
    if (blocking) return { status: "blocked", message: `it needs part "${blocking}", which could not be run` };
    const { public: open, hidden } = this.#submission.master.cases;
    const seeds = (check.hidden ? hidden : open).map(({ seed }) => seed);
    const run = await this.#run(() => sandbox.ask({ code: check.probe, needs: check.needs, seeds }, this.#limit()));
    if (run.status === "ok") return { status: "answered", answer: run.answer!, seconds: run.seconds };
    const { message, seconds } = run;
    if (run.status === "error")
      return { status: "answered", answer: { status: "error", name: "Error", message }, seconds };
    this.#fatal.set(check.part, { status: run.status, message });
    return { status: run.status, message, seconds };
  }

  /** A sandbox in which the cells have run. */
  async #ready(): Promise<Sandbox> {
    while (!this.#sandbox) {
      this.#sandbox = await this.#context.startSandbox(this.#context.limits);
      this.isolation = this.#sandbox.isolation;
      await this.#runCells(this.#sandbox);
    }
    return this.#sandbox;
  }

  async #runCells(sandbox: Sandbox): Promise<void> {
    const { master, sources } = this.#submission;
    for (const cell of master.cells) {
      const part = "part" in cell ? cell.part : undefined;
      const source = "part" in cell ? sources.get(cell.part) : cell.source;
      if (source === undefined || (part !== undefined && this.#fatal.has(part) && this.cellErrors.has(cell.id)))
        continue;
      const run = await this.#run(() => sandbox.execute(source, this.#limit()));
      if (run.status === "ok") continue;
      this.cellErrors.set(cell.id, run.message);
      if (run.status === "error") continue;
      if (part === undefined) throw new Error(`Cannot grade ${master.id}: a given cell failed: ${run.message}`);
      this.#fatal.set(part, { status: run.status, message: run.message });
      return; // this sandbox is gone; the next one leaves the cell out
    }
  }

  /** Runs something, counts its time, and forgets the sandbox if it did not survive. */
  async #run(what: () => Promise<SandboxRun>): Promise<SandboxRun> {
    if (this.#secondsLeft <= 0) {
      const message = `the submission as a whole may take ${this.#context.limits.totalSeconds} s`;
      return { status: "timeout", message, seconds: 0 };
    }
    const run = await what();
    this.#secondsLeft -= run.seconds;
    if (run.status !== "ok" && run.status !== "error") await this.stop();
    return run;
  }

  #limit(): number {
    return Math.min(this.#context.limits.cellSeconds, Math.max(this.#secondsLeft, 0.1));
  }
}
