import { asArrayValue, describe } from "../value.ts";
import { nameOf, valueOf } from "./arguments.ts";
import { type CheckKind, firstFailure, passed } from "./checkKind.ts";

/** `{ kind: dtype, of: output, is: float32 }`: an array of this dtype. */
export const dtype: CheckKind = (expectation, { observations }) =>
  firstFailure(
    observations.map((observation) => {
      const value = valueOf(expectation, observation);
      const found = asArrayValue(value)?.dtype;
      if (found === expectation.is) return passed();
      return {
        ok: false,
        message: `${nameOf(expectation)} must be of dtype ${expectation.is}, got ${describe(value)}`,
      };
    }),
  );
