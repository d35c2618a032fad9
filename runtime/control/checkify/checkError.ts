/** What `checkify` found, and how it says so. */
import { DeviceArray, type JaxArray } from "../../core/array.ts";
import { showInConsole } from "../../core/showInConsole.ts";
import { registerPytreeNode } from "../../types/pytree.ts";

/** Thrown for a check that failed. */
export class CheckError extends Error {
  override readonly name: string = "CheckError";
}

/** A place in a program where something is checked. */
export interface Site {
  readonly message: string;
  /** Names in braces, of the arrays shown. */
  readonly names: readonly string[];
}

/** The message with arrays in place of names in braces. */
export function formatMessage(message: string, names: readonly string[], shown: readonly unknown[]): string {
  return message.replace(/\{(\w+)(?::[^}]*)?\}/g, (whole, name: string) => {
    const at = names.indexOf(name);
    return at < 0 ? whole : String(shown[at]);
  });
}

/**
 * Whether a check failed, and which came first. It is a pytree of arrays, so that jitted functions return it.
 *
 * @example
 * const { checkify } = jax.experimental;
 * const f = (x: jax.Array) => {
 *   checkify.check(jnp.all(jnp.greater(x, 0)), "x must be positive, got {x}", { x });
 *   return jnp.log(x);
 * };
 * const [error] = jax.jit(checkify.checkify(f))(jnp.array(-1));
 * assertEqual(error, "Error(x must be positive, got -1 (`check` failed))");
 */
export class CheckifyError {
  /** 0: all is well; else the number of the site that failed, from 1. i32[], with an axis for each vmap around. */
  readonly code: JaxArray;
  /** For each site the arrays that its message shows. */
  readonly shown: readonly (readonly JaxArray[])[];
  readonly sites: readonly Site[];

  constructor(code: JaxArray, shown: readonly (readonly JaxArray[])[], sites: readonly Site[]) {
    this.code = code;
    this.shown = shown;
    this.sites = sites;
  }

  /** What failed first, or null; under vmap a line for each example. Throws a `TypeError` inside a traced function. */
  get(): string | null {
    if (!(this.code instanceof DeviceArray))
      throw new TypeError(
        "Cannot tell whether a check failed: the error has no numbers yet; return it from the jitted function",
      );
    const codes = [...this.code.host].map(Number);
    const lines = codes.flatMap((code, i) => {
      if (code === 0) return [];
      const { message, names } = this.sites[code - 1]!;
      const mapped = this.code.ndim > 0;
      const shown = this.shown[code - 1]!.map((x) => (mapped ? exampleOf(x, i, codes.length) : x));
      const text = formatMessage(message, names, shown);
      return [mapped ? `at mapped index ${i}: ${text}` : text];
    });
    return lines.length === 0 ? null : lines.join("\n");
  }

  /** Throws a `CheckError` if a check failed. */
  throw(): void {
    const message = this.get();
    if (message !== null) throw new CheckError(message);
  }

  toString(): string {
    return `Error(${this.code instanceof DeviceArray ? (this.get() ?? "None") : "traced"})`;
  }
}
showInConsole(CheckifyError);

registerPytreeNode<CheckifyError, readonly Site[]>(CheckifyError, {
  flatten: ({ code, shown, sites }) => ({ children: [code, shown.map((arrays) => [...arrays])], aux: sites }),
  unflatten: (sites, [code, shown]) => new CheckifyError(code as JaxArray, shown as JaxArray[][], sites),
  equalAux: (a, b) => a.length === b.length && a.every(({ message }, i) => message === b[i]!.message),
});

/** Example `i` of a batch of `count`. */
function exampleOf(x: JaxArray, i: number, count: number): unknown {
  const host = (x as DeviceArray).host;
  const size = host.length / count;
  const part = [...host.slice(i * size, (i + 1) * size)];
  return part.length === 1 ? part[0] : `[${part.join(" ")}]`;
}
