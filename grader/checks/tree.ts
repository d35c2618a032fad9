import { nameOf, sayOf, toleranceOf, valueOf, wanted } from "./arguments.ts";
import { type CheckKind, firstFailure } from "./checkKind.ts";
import { compareTrees } from "./compareTrees.ts";

/** `{ kind: tree, of: params, to: { reference: final } }`: a record of arrays with the names, shapes and values of another. */
export const tree: CheckKind = (expectation, { observations }) =>
  firstFailure(
    observations.map((observation) => {
      const want = wanted("tree", expectation.to, observation);
      const finding = compareTrees(
        nameOf(expectation),
        valueOf(expectation, observation),
        want,
        toleranceOf(expectation),
      );
      return finding.ok ? finding : { ...finding, message: sayOf(expectation, finding.message) };
    }),
  );
