import { structure } from "../../tree/index.ts";
import { flattenUpTo } from "../../types/pytree.ts";
import type { Tree } from "../base.ts";

/**
 * Throws when a tree of labels or of booleans is neither of the structure of the parameters nor a prefix of it. The message names the
 * place where they part first, and shows both.
 */
export function checkPrefix(what: "labels" | "mask", prefix: Tree, params: Tree): void {
  const def = structure(prefix);
  try {
    flattenUpTo(def, params, "compare");
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const fact = error.message.replace(/^Cannot compare:? ?/, "");
    throw new TypeError(
      `Cannot tell parameters apart: the ${what} must have the structure of the parameters, or a prefix of it: ${fact}. ` +
        `The ${what} are ${def}, the parameters ${structure(params)}; a function that makes the ${what} from the parameters always fits`,
    );
  }
}
