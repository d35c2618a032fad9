import { isClose, sameShape, type Tolerance, worstElement } from "../closeness.ts";
import { asArrayValue, describe, isRecord, type Value } from "../value.ts";
import { detailOf } from "./allClose.ts";
import { type Finding, passed } from "./checkKind.ts";

/**
 * Compares records of arrays: the same names, then shapes, then values.
 *
 * @param title what to call the record in messages
 * @returns a finding whose measure is that of the worst element of all
 */
export function compareTrees(title: string, got: Value | undefined, want: Value, tolerance: Tolerance): Finding {
  if (!isRecord(want)) throw new TypeError(`Cannot compare ${title}: the reference must be a record of arrays`);
  if (!isRecord(got)) return { ok: false, message: `${title} must be a record of arrays, got ${describe(got)}` };
  const missing = [...want.keys()].filter((name) => !got.has(name));
  const extra = [...got.keys()].filter((name) => !want.has(name));
  if (missing.length > 0)
    return { ok: false, message: `${title} must have ${missing.join(", ")}`, diagnosis: "wrong-structure" };
  if (extra.length > 0)
    return {
      ok: false,
      message: `${title} must not have ${extra.slice(0, 4).join(", ")}`,
      diagnosis: "wrong-structure",
    };
  let worst: { name: string; found: NonNullable<ReturnType<typeof worstElement>> } | undefined;
  for (const [name, value] of want) {
    const [x, y] = [asArrayValue(got.get(name)), asArrayValue(value)!];
    if (!x) return { ok: false, message: `${name} of ${title} must be an array, got ${describe(got.get(name))}` };
    if (!sameShape(x, y))
      return { ok: false, message: `${name} of ${title} must have shape [${y.shape}], got [${x.shape}]` };
    const found = worstElement(x, y, tolerance);
    if (found && (!worst || !isClose(found) || excess(found) > excess(worst.found))) {
      if (!worst || excess(found) > excess(worst.found)) worst = { name, found };
    }
  }
  if (!worst) return passed();
  const measures = [{ of: `${title}: ${worst.name}`, error: worst.found.error, tolerance: worst.found.tolerance }];
  if (isClose(worst.found)) return passed(measures);
  return {
    ok: false,
    message: `${worst.name} of ${title} has wrong values`,
    detail: detailOf(worst.name, worst.found),
    measures,
  };
}

function excess({ error, tolerance }: { error: number; tolerance: number }): number {
  return error === 0 ? 0 : Number.isFinite(error) ? error / tolerance : Number.POSITIVE_INFINITY;
}
