import { BadInput } from "../../notebooks/badInput.ts";
import { asArrayValue, describe } from "../value.ts";
import { mistakesOf, nameOf, sayOf, valueOf } from "./arguments.ts";
import { type CheckKind, firstFailure, passed } from "./checkKind.ts";

/** `{ kind: equal, of: step, is: 101 }`: exactly this number. A mistake `{ is: 0 }` is known by another number. */
export const equal: CheckKind = (expectation, { observations }) => {
  const { is } = expectation;
  if (typeof is !== "number") throw new BadInput("Cannot run an equal check: `is` must be a number");
  return firstFailure(
    observations.map((observation) => {
      const value = valueOf(expectation, observation);
      const array = asArrayValue(value);
      const found = array?.data.length === 1 ? array.data[0] : undefined;
      if (found === is) return passed();
      const mistake = mistakesOf(expectation).find((one) => found !== undefined && one.is === found);
      const name = nameOf(expectation);
      const message = mistake?.say ?? sayOf(expectation, `${name} must be ${is}`);
      return {
        ok: false,
        message,
        detail: `${name} is ${found ?? describe(value)}`,
        ...(mistake ? { diagnosis: mistake.id } : {}),
      };
    }),
  );
};
