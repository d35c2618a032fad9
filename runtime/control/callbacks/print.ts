/** `jax.debug.print`: shows numbers while a compiled function runs. */
import type { JaxArray } from "../../core/array.ts";
import { callback } from "./callback.ts";

/**
 * Prints a line each time the program comes to it, also inside `jit`, loops and branches; vmap prints a line for each element.
 *
 * @param fmt text with places `{}` for the arguments in turn, `{0}` by position, or `{name}` for the fields of a last argument that
 * is a plain object. A place may say a format, as in Python: `{:.3f}`, `{loss:8.2e}`, `{:>6}`. `{{` and `}}` are braces
 * @param args values to print: arrays, or anything else
 * @throws TypeError for a place without an argument, or a format there is none of
 * @example
 * const f = jax.jit((x: jax.Array) => {
 *   jax.debug.print("x is {:.2f}, its square {y}", x, { y: x.mul(x) });
 *   return x;
 * });
 * f(3); // x is 3.00, its square 9
 */
export function print(fmt: string, ...args: readonly unknown[]): void {
  show(fmt, args, (line) => console.log(line));
}

/**
 * As `print`, to the log: `console.info`.
 *
 * @param fmt text with places for the arguments, as for `print`
 * @param args values to print
 * @example
 * jax.debug.log("{} steps", 3);
 */
export function log(fmt: string, ...args: readonly unknown[]): void {
  show(fmt, args, (line) => console.info(line));
}

function show(fmt: string, args: readonly unknown[], write: (line: string) => void): void {
  const parts = parse(fmt); // errors in the format are the caller's, not those of a later run
  const fields = fieldsOf(args);
  check(fmt, parts, fields ? args.slice(0, -1) : args, fields);
  callback(
    Object.defineProperty((...values: unknown[]) => write(format(parts, values, fieldsOf(values))), "name", {
      value: "print",
    }),
    ...args,
  );
}

type Part = string | { readonly key: string | number; readonly spec: string };

/** Text and places; `{}` are numbered. */
function parse(fmt: string): Part[] {
  let next = 0;
  return fmt.split(/(\{\{|\}\}|\{[^{}]*\})/).map((piece): Part => {
    if (piece === "{{" || piece === "}}") return piece[0]!;
    if (!piece.startsWith("{") || piece === "{") return piece;
    const [, key = "", spec = ""] = /^\{([^:]*):?(.*)\}$/.exec(piece)!;
    return { key: key === "" ? next++ : /^\d+$/.test(key) ? Number(key) : key, spec };
  });
}

function fieldsOf(args: readonly unknown[]): Readonly<Record<string, unknown>> | undefined {
  const last = args.at(-1);
  const isPlain = typeof last === "object" && last !== null && Object.getPrototypeOf(last) === Object.prototype;
  return isPlain ? (last as Record<string, unknown>) : undefined;
}

function check(
  fmt: string,
  parts: readonly Part[],
  args: readonly unknown[],
  fields: Readonly<Record<string, unknown>> | undefined,
): void {
  for (const part of parts) {
    if (typeof part === "string") continue;
    const isThere =
      typeof part.key === "number"
        ? part.key < Math.max(args.length, 0) || (part.key === args.length && fields)
        : fields && part.key in fields;
    if (!isThere)
      throw new TypeError(
        `Cannot print "${fmt}": there is no argument for {${part.key}}; give one for each place, or { ${part.key}: value } last`,
      );
    if (part.spec !== "" && !specPattern.test(part.spec))
      throw new TypeError(`Cannot print "${fmt}": there is no format ${part.spec}; use one like .3f, 8.2e, >6, 04d`);
  }
}

function format(
  parts: readonly Part[],
  args: readonly unknown[],
  fields: Readonly<Record<string, unknown>> | undefined,
): string {
  return parts
    .map((part) => {
      if (typeof part === "string") return part;
      const value = typeof part.key === "number" ? args[part.key] : fields![part.key];
      return part.spec === "" ? textOf(value) : formatted(value, part.spec);
    })
    .join("");
}

const specPattern = /^(?:(.?)([<>^]))?([+ ]?)(0?)(\d*)(?:\.(\d+))?([dfegs%]?)$/;

function formatted(value: unknown, spec: string): string {
  const [, fill = "", align = "", sign = "", zero = "", width = "", precision, kind = ""] = specPattern.exec(spec)!;
  let text = textOf(value);
  if (kind !== "s" && (kind !== "" || precision !== undefined || sign !== "")) {
    const x = Number(value as number | JaxArray);
    const digits = precision === undefined ? 6 : Number(precision);
    if (kind === "f") text = x.toFixed(digits);
    else if (kind === "%") text = `${(x * 100).toFixed(digits)}%`;
    else if (kind === "e") text = x.toExponential(digits).replace(/e([+-])(\d)$/, "e$10$2");
    else if (kind === "d") text = String(Math.trunc(x));
    else text = String(Number(x.toPrecision(Math.max(1, digits))));
    if (sign !== "" && x >= 0) text = sign + text;
  }
  const size = Number(width || 0);
  const filler = zero || fill || " ";
  const isNumber = typeof value !== "string";
  if (align === "<" || (align === "" && !isNumber)) return text.padEnd(size, filler);
  if (align === "^") return text.padStart((size + text.length) >> 1, filler).padEnd(size, filler);
  return text.padStart(size, filler);
}

/** Containers are shown with their elements, arrays as they print. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(", ")}]`;
  if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    return `{${Object.entries(value)
      .map(([key, part]) => `${key}: ${textOf(part)}`)
      .join(", ")}}`;
  }
  return String(value);
}
