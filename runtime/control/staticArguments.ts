/** Splits the arguments of a jitted call into arrays to trace and static values the program is made for. */
import { JaxArray } from "../core/array.ts";
import { printAval } from "../types/aval.ts";
import { flatten } from "../types/pytree.ts";

export interface StaticOptions {
  /** Positions of arguments that are not traced: a program is made for each value. Negative ones count from the end. */
  readonly staticArgnums?: number | readonly number[];
  /** Keys of a trailing options object that are not traced. */
  readonly staticArgnames?: string | readonly string[];
}

export interface SplitArguments {
  readonly dynamic: unknown[];
  readonly statics: readonly unknown[];
  /** The whole argument list again. */
  join(dynamic: readonly unknown[]): unknown[];
}

/** The splitter for given options; undefined if nothing is static. */
export function staticSplitter(
  { staticArgnums = [], staticArgnames = [] }: StaticOptions,
  action: string,
): ((args: readonly unknown[]) => SplitArguments) | undefined {
  const nums = typeof staticArgnums === "number" ? [staticArgnums] : staticArgnums;
  const names = typeof staticArgnames === "string" ? [staticArgnames] : staticArgnames;
  if (nums.length === 0 && names.length === 0) return undefined;
  return (args) => {
    const places = new Set(nums.map((n) => place(n, args.length, action)));
    const dynamic = args.filter((_, i) => !places.has(i));
    const statics: unknown[] = args.filter((_, i) => places.has(i));
    const last = args.length - 1;
    const options = names.length > 0 && !places.has(last) && isPlain(args[last]) ? args[last] : undefined;
    const taken = options ? names.filter((name) => Object.hasOwn(options, name)) : [];
    if (options) {
      const rest = { ...options };
      for (const name of taken) delete rest[name];
      dynamic[dynamic.length - 1] = rest;
      statics.push(taken, ...taken.map((name) => options[name]));
    }
    const array = flatten(statics)[0].find((value): value is JaxArray => value instanceof JaxArray);
    if (array) {
      throw new TypeError(
        `Cannot ${action} with ${printAval(array.aval)} as a static argument: a program is made for each static value, and arrays are ` +
          "compared by identity, not by what is in them; pass it as an ordinary argument, or Number(x) or x.tolist() as the static one",
      );
    }
    return {
      dynamic,
      statics,
      join(inputs) {
        let [nextStatic, nextDynamic] = [0, 0];
        const whole = args.map((_, i) => (places.has(i) ? statics[nextStatic++] : inputs[nextDynamic++]));
        if (options) {
          const fixed = Object.fromEntries(taken.map((name) => [name, options[name]]));
          whole[last] = { ...(whole[last] as object), ...fixed };
        }
        return whole;
      },
    };
  };
}

/** Whether two lists of static values are the same: lists and plain objects by what is in them, all else by `Object.is`. */
export function sameStatics(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((value, i) => sameStatics(value, b[i]));
  if (!isPlain(a) || !isPlain(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && sameStatics(a[key], b[key]))
  );
}

function place(n: number, count: number, action: string): number {
  const at = n < 0 ? n + count : n;
  if (Number.isInteger(at) && at >= 0 && at < count) return at;
  throw new TypeError(`Cannot ${action}: staticArgnums names argument ${n}, the call has ${count} arguments`);
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
