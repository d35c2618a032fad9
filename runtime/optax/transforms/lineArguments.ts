import type { ArrayLike, JaxArray } from "../../core/array.ts";
import { type ExtraArgs, extraArg, type Tree } from "../base.ts";

/** What a line search needs: the function, and its value and gradient at the parameters. */
export interface LineArguments {
  readonly value: ArrayLike;
  readonly grad: Tree;
  /** The function of the parameters, with all further extra arguments filled in. */
  readonly valueFn: (params: Tree) => JaxArray;
}

/** Takes `value`, `grad` and `valueFn` out of the extra arguments; throws where one is missing. */
export function lineOf(extra: ExtraArgs | undefined, name: string): LineArguments {
  const [value, grad, valueFn] = ["value", "grad", "valueFn"].map((argument) => extraArg(extra, argument, name));
  const known = ["value", "grad", "valueFn", "objFn"];
  const rest = Object.fromEntries(Object.entries(extra ?? {}).filter(([key]) => !known.includes(key)));
  const hasRest = Object.keys(rest).length > 0;
  return { value, grad, valueFn: (params) => (hasRest ? valueFn(params, rest) : valueFn(params)) };
}
