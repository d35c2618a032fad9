/** Arguments of a function with a custom rule: those its rule is about, and those handed on as they are. */

/** Options of `customJvp` and `customVjp`. */
export interface CustomOptions {
  /** Positions of arguments that are handed on as they are (functions, flags, sizes), to the rules too. Default none. */
  readonly nondiffArgnums?: number | readonly number[];
}

/** An argument list in two parts. */
export interface CustomArguments {
  readonly differentiable: readonly unknown[];
  readonly others: readonly unknown[];
  /** The whole argument list again. */
  join(differentiable: readonly unknown[]): unknown[];
}

/** The two parts. Throws a `TypeError` for a position outside the list. */
export function splitArguments(
  args: readonly unknown[],
  { nondiffArgnums = [] }: CustomOptions,
  action: string,
): CustomArguments {
  const list = typeof nondiffArgnums === "number" ? [nondiffArgnums] : nondiffArgnums;
  const places = list.map((n) => {
    const at = n < 0 ? n + args.length : n;
    if (Number.isInteger(at) && at >= 0 && at < args.length) return at;
    throw new TypeError(`Cannot ${action}: nondiffArgnums names argument ${n}, the call has ${args.length} arguments`);
  });
  const fixed = new Set(places);
  return {
    differentiable: args.filter((_, i) => !fixed.has(i)),
    others: places.map((place) => args[place]),
    join(differentiable) {
      let next = 0;
      return args.map((arg, i) => (fixed.has(i) ? arg : differentiable[next++]));
    },
  };
}
