/** What a kind of check is: a file of this folder. It judges values that have crossed the trust boundary, and never runs code of the learner. */
import type { Expectation } from "../../notebooks/build/check.ts";
import type { ReferenceCase } from "../../notebooks/build/reference.ts";
import type { Value } from "../value.ts";

/** What a probe read from the learner's code, for one seed, with the reference values of that seed. */
export interface Observation {
  readonly values: ReadonlyMap<string, Value>;
  readonly reference: ReferenceCase;
}

export interface CheckContext {
  /** One for each seed. */
  readonly observations: readonly Observation[];
  /** The learner's source of the part that is checked. */
  readonly source: string;
}

/** A number that was compared, for the reader: how far it was off, and how far it may be. */
export interface Measure {
  readonly of: string;
  readonly error: number;
  readonly tolerance: number;
}

export interface Finding {
  readonly ok: boolean;
  /** What is wrong, without numbers of the reference: this may be shown of hidden checks too. Empty when nothing is. */
  readonly message: string;
  /** The numbers behind it, for checks that are not hidden. */
  readonly detail?: string;
  /** The mistake, when it is one that the exercise or the kind knows by name. */
  readonly diagnosis?: string;
  readonly measures?: readonly Measure[];
}

/**
 * Judges one expectation.
 *
 * @throws BadInput when the exercise asks for something that makes no sense
 */
export type CheckKind = (expectation: Expectation, context: CheckContext) => Finding;

/** Nothing to complain about. */
export function passed(measures: readonly Measure[] = []): Finding {
  return { ok: true, message: "", measures };
}

/** The first finding that is not ok, else the last one, with the measures of all. */
export function firstFailure(findings: readonly Finding[]): Finding {
  const measures = findings.flatMap((finding) => finding.measures ?? []);
  const failure = findings.find((finding) => !finding.ok);
  return { ...(failure ?? passed()), measures };
}
