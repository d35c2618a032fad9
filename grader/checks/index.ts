/** The table of checks: what an exercise may ask for. */
import { BadInput } from "../../notebooks/badInput.ts";
import type { Expectation } from "../../notebooks/build/check.ts";
import { allClose } from "./allClose.ts";
import { type CheckContext, type CheckKind, type Finding, firstFailure } from "./checkKind.ts";
import { dtype } from "./dtype.ts";
import { equal } from "./equal.ts";
import { finite } from "./finite.ts";
import { greater } from "./greater.ts";
import { shape } from "./shape.ts";
import { source } from "./source.ts";
import { trajectory } from "./trajectory.ts";
import { tree } from "./tree.ts";

const kinds: { readonly [kind: string]: CheckKind } = {
  allClose,
  dtype,
  equal,
  finite,
  greater,
  shape,
  source,
  trajectory,
  tree,
};

/**
 * Judges expectations in order and stops at the first that does not hold: what comes after it would only repeat it.
 *
 * @throws BadInput for a kind that does not exist
 */
export function judge(expectations: readonly Expectation[], context: CheckContext): Finding {
  const findings: Finding[] = [];
  for (const expectation of expectations) {
    const kind = Object.hasOwn(kinds, expectation.kind) ? kinds[expectation.kind] : undefined;
    if (!kind)
      throw new BadInput(
        `Cannot check ${expectation.kind}: there is no such kind; there are ${Object.keys(kinds).join(", ")}`,
      );
    const finding = kind(expectation, context);
    findings.push(finding);
    if (!finding.ok) break;
  }
  return firstFailure(findings);
}
