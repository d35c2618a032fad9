/**
 * `{ kind: trajectory, of: trajectory, to: { reference: trajectory }, start: { reference: start } }`: parameters **and** optimizer
 * state after some steps. Losses are no measure of a training: they hardly move when weight decay is forgotten or two transformations
 * change places, and Adam hides the size of the gradients from the parameters. The state shows all of it.
 *
 * A trajectory is a record by step number of `{ step, params, optState }`; each of the last two is a record of arrays by path.
 */
import { commonFactor, type Tolerance, worstElement } from "../closeness.ts";
import { type ArrayValue, asArrayValue, describe, isRecord, type Value } from "../value.ts";
import { type Mistake, mistakesOf, valueOf, wanted } from "./arguments.ts";
import { type CheckKind, type Finding, firstFailure, passed } from "./checkKind.ts";
import { compareTrees } from "./compareTrees.ts";

/**
 * Rounding in float32 moves parameters by at most 2e-5 in 100 steps (measured on real JAX: float32 against float64, 8 seeds) and the
 * moving averages by 1.3e-6 of their largest element (20 seeds). Wrong optimizers move them by 3e-4 and more.
 */
const tolerances: { readonly params: Tolerance; readonly optState: Tolerance } = {
  params: { rtol: 1e-5, atol: 5e-5, scale: 0 },
  optState: { rtol: 2e-5, atol: 0, scale: 2e-5 },
};

type Records = ReadonlyMap<string, Value>;

/** Compares step by step; where something differs, asks which foreseen mistake explains it. */
export const trajectory: CheckKind = (expectation, { observations }) =>
  firstFailure(
    observations.map((observation) => {
      const value = valueOf(expectation, observation);
      const want = wanted("trajectory", expectation.to, observation) as Records;
      if (!isRecord(value))
        return { ok: false, message: `The trajectory must be a record of steps, got ${describe(value)}` };
      const finding = compareSteps(value, want);
      if (finding.ok) return finding;
      const start = wanted("trajectory", expectation.start, observation) as Records;
      const mistake = recognise(mistakesOf(expectation), value, want, start);
      return mistake ? { ...finding, ...mistake } : finding;
    }),
  );

function compareSteps(got: Records, want: Records): Finding {
  const findings: Finding[] = [];
  for (const step of [...want.keys()].sort((a, b) => Number(a) - Number(b))) {
    const [found, right] = [got.get(step), want.get(step) as Records];
    const after = `after ${step} step${step === "1" ? "" : "s"}`;
    if (!isRecord(found)) return { ok: false, message: `There is nothing recorded ${after}` };
    for (const tree of ["params", "optState"] as const) {
      const title = `${tree === "params" ? "the parameters" : "the optimizer state"} ${after}`;
      findings.push(compareTrees(title, found.get(tree), right.get(tree)!, tolerances[tree]));
    }
    if (asArrayValue(found.get("step"))?.data[0] !== Number(step))
      findings.push({ ok: false, message: `optimizer.step must be ${step} ${after}` });
  }
  return firstFailure(findings.length > 0 ? findings : [passed()]);
}

/** The first foreseen mistake that explains what was found. */
function recognise(
  mistakes: readonly Mistake[],
  got: Records,
  want: Records,
  start: Records,
): Partial<Finding> | undefined {
  const [first] = [...want.keys()].sort((a, b) => Number(a) - Number(b));
  const [found, right] = [got.get(first!), want.get(first!) as Records];
  if (!isRecord(found)) return undefined;
  const tests: { readonly [when: string]: () => number | undefined } = {
    unchanged: () => (isUnchanged(found.get("params"), start) ? 1 : undefined),
    stepFactor: () => differs(factorOf(steps(found.get("params"), start), steps(right.get("params"), start))),
    gradientFactor: () => differs(factorOf(moments(found.get("optState")), moments(right.get("optState")))),
  };
  for (const { id, say, when, factor: wish } of mistakes) {
    const factor = tests[String(when)]?.();
    if (factor === undefined || (typeof wish === "number" && Math.abs(factor / wish - 1) > 0.02)) continue;
    return { message: say.replaceAll("{factor}", Number(factor.toPrecision(3)).toString()), diagnosis: id };
  }
  return undefined;
}

function isUnchanged(params: Value | undefined, start: Records): boolean {
  if (!isRecord(params)) return false;
  const tolerance: Tolerance = { rtol: 1e-6, atol: 1e-7, scale: 0 };
  return [...start].every(([name, before]) => {
    const now = asArrayValue(params.get(name));
    const worst = now && worstElement(now, asArrayValue(before)!, tolerance);
    return worst !== undefined && worst.error <= worst.tolerance;
  });
}

/** What the first steps did: parameters now less parameters before, all in one row. */
function steps(params: Value | undefined, start: Records): number[] | undefined {
  if (!isRecord(params)) return undefined;
  return joined([...start].map(([name, before]) => minus(asArrayValue(params.get(name)), asArrayValue(before)!)));
}

/** The moving averages of the gradients: leaves of the state whose path names `mu` (Adam) or `trace` (momentum). */
function moments(state: Value | undefined): number[] | undefined {
  if (!isRecord(state)) return undefined;
  const leaves = [...state].filter(([name]) => /(^|\.)(mu|trace)\./.test(name)).sort(([a], [b]) => (a < b ? -1 : 1));
  return joined(leaves.map(([, leaf]) => asArrayValue(leaf)?.data));
}

function factorOf(got: number[] | undefined, want: number[] | undefined): number | undefined {
  if (!got || !want || got.length !== want.length || got.length === 0) return undefined;
  const row = (data: number[]): ArrayValue => ({ dtype: "float32", shape: [data.length], data });
  return commonFactor(row(got), row(want), 0.05);
}

function differs(factor: number | undefined): number | undefined {
  return factor !== undefined && Math.abs(factor - 1) > 0.01 ? factor : undefined;
}

function minus(a: ArrayValue | undefined, b: ArrayValue): number[] | undefined {
  return a?.data.length === b.data.length ? a.data.map((x, i) => x - b.data[i]!) : undefined;
}

function joined(rows: readonly (readonly number[] | undefined)[]): number[] | undefined {
  return rows.some((row) => row === undefined) ? undefined : rows.flatMap((row) => row!);
}
