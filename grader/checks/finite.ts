import { asArrayValue, describe } from "../value.ts";
import { nameOf, valueOf } from "./arguments.ts";
import { type CheckKind, firstFailure, passed } from "./checkKind.ts";

/** `{ kind: finite, of: loss }`: no NaN and no infinity. */
export const finite: CheckKind = (expectation, { observations }) =>
  firstFailure(
    observations.map((observation) => {
      const value = valueOf(expectation, observation);
      const name = nameOf(expectation);
      const array = asArrayValue(value);
      if (!array) return { ok: false, message: `${name} must be numbers, got ${describe(value)}` };
      const bad = array.data.filter((x) => !Number.isFinite(x));
      if (bad.length === 0) return passed();
      const what =
        array.data.length === 1
          ? `is ${bad[0]}`
          : `has ${bad.length} of ${array.data.length} elements that are NaN or infinite`;
      return { ok: false, message: `${name} must be finite, but it ${what}`, diagnosis: "not-finite" };
    }),
  );
