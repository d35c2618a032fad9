/** A submission on its way through the grader. Each step adds what it found out. */
import type { Notebook } from "../notebooks/nbformat.ts";
import type { Finding } from "./checks/checkKind.ts";
import type { Master } from "./master.ts";
import type { ProbeAnswer } from "./probe/runProbe.ts";
import type { Isolation } from "./sandbox/isolation.ts";
import type { Limits } from "./sandbox/limits.ts";
import type { Sandbox } from "./sandbox/startSandbox.ts";
import type { Verdict } from "./verdict.ts";

/** What came of running the probe of a check. */
export type Run =
  | { readonly status: "answered"; readonly answer: ProbeAnswer; readonly seconds: number }
  | {
      readonly status: "timeout" | "memory" | "crashed" | "output-limit";
      readonly message: string;
      readonly seconds: number;
    }
  /** It was not run, because a part that it needs could not be. */
  | { readonly status: "blocked"; readonly message: string };

/** The result of a check. */
export interface CheckResult {
  readonly id: string;
  readonly verdict: Verdict;
  readonly message: string;
  readonly detail?: string;
  readonly diagnosis?: string;
  readonly measures: NonNullable<Finding["measures"]>;
  readonly seconds: number;
}

export interface Submission {
  /** The file that was handed in. */
  readonly file: string;
  readonly notebook: Notebook;
  readonly master: Master;
  /** What the reader should know besides the checks. */
  readonly notes: readonly string[];
  /** The learner's code by part; parts whose cell is gone have none. */
  readonly sources: ReadonlyMap<string, string>;
  /** Parts that differ from the starter. */
  readonly attempted: ReadonlySet<string>;
  /** Cells that failed, by cell id, with what they threw. */
  readonly cellErrors: ReadonlyMap<string, string>;
  readonly runs: ReadonlyMap<string, Run>;
  readonly results: readonly CheckResult[];
  readonly isolation: Pick<Isolation, "level" | "name" | "about"> | undefined;
}

/** What steps may use. */
export interface GraderContext {
  readonly limits: Limits;
  startSandbox(limits: Limits): Promise<Sandbox>;
}

/** One step of the pipeline. */
export type Step = (submission: Submission, context: GraderContext) => Submission | Promise<Submission>;
