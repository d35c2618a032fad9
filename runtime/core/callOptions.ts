/** Options behind a variable number of arguments. */

/**
 * Takes a trailing options object off an argument list. It is one if it is a plain object with at least one key and no key but
 * those named; arguments of a user's function are hardly ever that.
 */
export function takeOptions<O extends object>(
  args: readonly unknown[],
  names: readonly (keyof O & string)[],
): [args: readonly unknown[], options: Partial<O>] {
  const last = args.at(-1);
  if (typeof last !== "object" || last === null || Object.getPrototypeOf(last) !== Object.prototype) return [args, {}];
  const keys = Object.keys(last);
  if (keys.length === 0 || !keys.every((key) => names.includes(key as keyof O & string))) return [args, {}];
  return [args.slice(0, -1), last as Partial<O>];
}
