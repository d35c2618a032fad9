import { BadInput } from "../../notebooks/badInput.ts";
import { asArrayValue, describe } from "../value.ts";
import { nameOf, valueOf } from "./arguments.ts";
import { type CheckKind, firstFailure, passed } from "./checkKind.ts";

/** `{ kind: shape, of: output, is: [32, 5] }`: an array of this shape. */
export const shape: CheckKind = (expectation, { observations }) => {
  const { is } = expectation;
  if (!Array.isArray(is)) throw new BadInput("Cannot run a shape check: `is` must be a list of sizes");
  const name = nameOf(expectation);
  return firstFailure(
    observations.map((observation) => {
      const value = valueOf(expectation, observation);
      const array = asArrayValue(value);
      if (!array) return { ok: false, message: `${name} must be an array, got ${describe(value)}` };
      const same = array.shape.length === is.length && array.shape.every((size, i) => size === is[i]);
      return same ? passed() : { ok: false, message: `${name} must have shape [${is}], got [${array.shape}]` };
    }),
  );
};
