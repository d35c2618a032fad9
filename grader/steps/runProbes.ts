/**
 * Runs the learner's cells and then the probe of each check, in the sandbox. A probe that kills the sandbox costs its own check only:
 * a new sandbox is started, the cells are run again, and the next check goes on. A cell that kills the sandbox is left out from then on.
 */
import type { CheckSpec } from "../../notebooks/build/check.ts";
import type { Master } from "../master.ts";
import type { ProbeAnswer } from "../probe/runProbe.ts";
import type { Sandbox, SandboxRun } from "../sandbox/startSandbox.ts";
import type { GraderContext, Run, Step, Submission } from "../submission.ts";

/** Everything of a submission that runs, runs in here. */
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

/** How a sandbox died. */
interface End {
  readonly status: Fatal;
  readonly message: string;
}

function isFatal(run: SandboxRun): run is SandboxRun & { status: Fatal } {
  return run.status !== "ok" && run.status !== "error";
}

/** Errors that stand for an end which the kernel, or Node, has prevented. */
function fatalError(answer: ProbeAnswer): End | undefined {
  if (answer.status !== "error") return undefined;
  if (answer.message.startsWith("Cannot end the process"))
    return { status: "crashed", message: "It tried to end the process" };
  if (/^(Array buffer allocation failed|Invalid (array|string) length)/.test(answer.message)) {
    return { status: "memory", message: `It asked for more memory than there is (${answer.message})` };
  }
  return undefined;
}

/** The sandboxes of one submission, one after the other. */
class Session {
  readonly #submission: Submission;
  readonly #context: GraderContext;
  /** Parts that killed a sandbox, and how. */
  readonly #fatal = new Map<string, End>();
  /** How a sandbox died in code that is not the learner's: nothing more can be asked. */
  #dead: End | undefined;
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
    const known = this.#obstacle(check);
    if (known) return known;
    const sandbox = await this.#ready();
    const found = this.#obstacle(check);
    if (found || !sandbox) return found!;
    const { public: open, hidden } = this.#submission.master.cases;
    const seeds = (check.hidden ? hidden : open).map(({ seed }) => seed);
    const run = await this.#run(() => sandbox.ask({ code: check.probe, needs: check.needs, seeds }, this.#limit()));
    const { seconds } = run;
    const answer: ProbeAnswer = run.answer ?? { status: "error", name: "Error", message: run.message };
    const end = isFatal(run) ? { status: run.status, message: run.message } : fatalError(answer);
    if (!end) return { status: "answered", answer, seconds };
    this.#fatal.set(check.part, end);
    return { ...end, seconds };
  }

  /** What is known already to stop a check. */
  #obstacle(check: CheckSpec): Run | undefined {
    const own = this.#dead ?? this.#fatal.get(check.part);
    if (own) return { ...own, seconds: 0 };
    const blocking = partsOf(check, this.#submission.master).find((part) => this.#fatal.has(part));
    if (blocking === undefined) return undefined;
    return { status: "blocked", message: `It needs part "${blocking}", which could not be run` };
  }

  /** A sandbox in which the cells have run. */
  async #ready(): Promise<Sandbox | undefined> {
    while (!this.#sandbox && !this.#dead) {
      this.#sandbox = await this.#context.startSandbox(this.#context.limits);
      this.isolation = this.#sandbox.isolation;
      await this.#runCells(this.#sandbox);
    }
    return this.#sandbox;
  }

  async #runCells(sandbox: Sandbox): Promise<void> {
    const { master, sources } = this.#submission;
    for (const cell of master.cells) {
      const source = "part" in cell ? sources.get(cell.part) : cell.source;
      if (source === undefined || this.#killers.has(cell.id)) continue;
      const run = await this.#run(() => sandbox.execute(source, this.#limit()));
      if (run.status === "ok") continue;
      this.cellErrors.set(cell.id, run.message);
      if (!isFatal(run)) continue;
      const end = { status: run.status, message: run.message };
      this.#killers.add(cell.id);
      if ("part" in cell) this.#fatal.set(cell.part, end);
      else this.#dead = end;
      return; // this sandbox is gone; the next one leaves the cell out
    }
  }

  /** Cells that killed a sandbox by being run. */
  readonly #killers = new Set<string>();

  /** Runs something, counts its time, and forgets the sandbox if it did not survive. */
  async #run(what: () => Promise<SandboxRun>): Promise<SandboxRun> {
    if (this.#secondsLeft <= 0) {
      this.#dead = {
        status: "timeout",
        message: `The submission as a whole may take ${this.#context.limits.totalSeconds} s`,
      };
      return { ...this.#dead, seconds: 0 };
    }
    const run = await what();
    this.#secondsLeft -= run.seconds;
    if (isFatal(run)) await this.stop();
    return run;
  }

  #limit(): number {
    return Math.min(this.#context.limits.cellSeconds, Math.max(this.#secondsLeft, 0.1));
  }
}
