import { commonFactor, isClose, sameShape, type Worst, worstElement } from "../closeness.ts";
import { type ArrayValue, asArrayValue, describe } from "../value.ts";
import { digits, type Mistake, mistakesOf, nameOf, sayOf, toleranceOf, valueOf, wanted } from "./arguments.ts";
import { type CheckContext, type CheckKind, type Finding, firstFailure, passed } from "./checkKind.ts";

/**
 * `{ kind: allClose, of: loss, to: { reference: loss }, rtol, atol }`: every element near what it must be.
 *
 * Mistakes: `{ factor: 160 }` when all elements are off by this factor, `{ factor: any }` by some factor (`{factor}` in `say`),
 * `{ when: sameForEverySeed }` when the value does not depend on the seed although it should.
 */
export const allClose: CheckKind = (expectation, context) => {
  const name = nameOf(expectation);
  const tolerance = toleranceOf(expectation);
  const mistakes = mistakesOf(expectation);
  const finding = firstFailure(
    context.observations.map((observation) => {
      const value = valueOf(expectation, observation);
      const [got, want] = [asArrayValue(value), asArrayValue(wanted("allClose", expectation.to, observation))!];
      if (!got) return { ok: false, message: `${name} must be numbers, got ${describe(value)}` };
      if (!sameShape(got, want))
        return { ok: false, message: `${name} must have shape [${want.shape}], got [${got.shape}]` };
      const worst = worstElement(got, want, tolerance);
      const measures = worst ? [{ of: name, error: worst.error, tolerance: worst.tolerance }] : [];
      if (isClose(worst)) return passed(measures);
      return {
        ...explain(name, got, want, mistakes, sayOf(expectation, `${name} has wrong values`)),
        detail: detailOf(name, worst!),
        measures,
      };
    }),
  );
  const constant = mistakes.find((mistake) => mistake.when === "sameForEverySeed");
  if (finding.ok || !constant || !isConstant(name, context)) return finding;
  return { ...finding, message: constant.say, diagnosis: constant.id };
};

/** `loss[3,1] is 2.5 where 2 is right: off by 0.5, allowed are 0.2`. */
export function detailOf(name: string, { index, got, want, error, tolerance }: Worst): string {
  const place = index.length > 0 ? `${name}[${index}]` : name;
  return `${place} is ${digits(got)} where ${digits(want)} is right: off by ${error.toPrecision(2)}, allowed ${tolerance.toPrecision(2)}`;
}

function explain(
  name: string,
  got: ArrayValue,
  want: ArrayValue,
  mistakes: readonly Mistake[],
  otherwise: string,
): Finding {
  const factor = commonFactor(got, want);
  for (const mistake of factor === undefined ? [] : mistakes) {
    const fits =
      mistake.factor === "any" || (typeof mistake.factor === "number" && Math.abs(factor! / mistake.factor - 1) < 1e-2);
    if (fits)
      return {
        ok: false,
        message: mistake.say.replaceAll("{factor}", Number(factor!.toPrecision(3)).toString()),
        diagnosis: mistake.id,
      };
  }
  return { ok: false, message: got.data.some(Number.isNaN) ? `${name} has elements that are NaN` : otherwise };
}

/** Whether there are several seeds and one answer for all of them. */
function isConstant(name: string, { observations }: CheckContext): boolean {
  const texts = observations.map(({ values }) => JSON.stringify(asArrayValue(values.get(name))?.data));
  return texts.length > 1 && texts.every((text) => text === texts[0]);
}
