import { asArrayValue, describe } from "../value.ts";
import { digits, nameOf, sayOf, valueOf, wanted } from "./arguments.ts";
import { type CheckKind, firstFailure, passed } from "./checkKind.ts";

/** `{ kind: greater, of: first, than: { value: second } }`: one number above another. */
export const greater: CheckKind = (expectation, { observations }) =>
  firstFailure(
    observations.map((observation) => {
      const [value, bound] = [valueOf(expectation, observation), wanted("greater", expectation.than, observation)];
      const [x, y] = [asArrayValue(value), asArrayValue(bound)];
      const name = nameOf(expectation);
      if (x?.data.length !== 1 || y?.data.length !== 1) {
        return { ok: false, message: `${name} must be one number, got ${describe(value)}` };
      }
      if (x.data[0]! > y.data[0]!) return passed();
      const detail = `${name} is ${digits(x.data[0]!)}, which is not above ${digits(y.data[0]!)}`;
      return { ok: false, message: sayOf(expectation, `${name} is too small`), detail };
    }),
  );
