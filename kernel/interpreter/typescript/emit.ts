/**
 * A checked cell as JavaScript: one async function whose top-level names are properties of the global object, so that every cell and
 * every closure of every cell sees the same, latest value; variables that are numbers are in boxes, because that is faster.
 *
 *     let all = await load(xs);           all = await kernel.guard(load(xs), 1);
 *     let n = all.length;          ─▶     __box_n.value = all.length;
 *     n                                   return [__box_n.value];
 *
 * TypeScript's own transformation runs in between: `before` works on what the user wrote, `after` on the JavaScript made of it.
 */
import type typescript from "typescript";
import { boxNumbers, fetchBoxes } from "./boxNumbers.ts";
import { ts } from "./compiler.ts";
import { guardAwaits } from "./guardAwaits.ts";
import { hoistNames } from "./hoistNames.ts";
import { importsToAwaits } from "./importsToAwaits.ts";
import { kernelParameter } from "./kernelCall.ts";
import { type NumberVariables, noNumbers } from "./numberVariables.ts";
import { emitOptions } from "./options.ts";
import { replaceSpecifiers } from "./replaceSpecifiers.ts";
import { returnLast } from "./returnLast.ts";

/** What the checker found out about a cell. */
export interface EmitOptions {
  /** The cell's top-level names that exist at run time. */
  readonly names: ReadonlySet<string>;
  /** Imported names that are types, so that importing them must not be tried. */
  readonly typeOnly: ReadonlySet<string>;
  /**
   * Whether the cell uses a name like `Map` that a cell has declared. Such names are not written to the global object, where
   * libraries look for the real ones, but to an object of their own, which such cells see first.
   */
  readonly shadows: boolean;
  /** Its variables that are in boxes. */
  readonly numbers?: NumberVariables;
  /** Specifiers that stand for a file, by the user's `paths`. */
  readonly files?: ReadonlyMap<string, string>;
  /** What the user's configuration says about JavaScript. */
  readonly user?: typescript.CompilerOptions;
}

/** A cell as JavaScript. */
export interface Emitted {
  /** An expression whose value is `(__kernel__) => Promise<[value] | undefined>`. */
  readonly js: string;
  /** Mappings of a source map for `js`, which starts one line earlier: the header has a line of its own. */
  readonly mappings: string;
}

/** Turns the text of a cell into JavaScript. */
export function emitCell(
  text: string,
  { names, typeOnly, shadows, numbers = noNumbers, files = new Map(), user = {} }: EmitOptions,
): Emitted {
  const { outputText, sourceMapText } = ts.transpileModule(text, {
    fileName: "cell.ts",
    compilerOptions: { ...emitOptions, ...user },
    transformers: {
      before: [boxNumbers(numbers), replaceSpecifiers(files), returnLast, importsToAwaits(typeOnly), guardAwaits],
      after: [hoistNames(names, numbers)],
    },
  });
  const body = outputText.replace(/\n?\/\/# sourceMappingURL=[^\n]*\s*$/, "");
  const { mappings } = JSON.parse(sourceMapText!) as { mappings: string };
  const cell = `async () => {"use strict";${fetchBoxes(numbers)}\n${body}\n}`;
  const scoped = shadows ? `with (${kernelParameter}.own) return (${cell})();` : `return (${cell})();`;
  // The last function is never made. Because it names the parameter, V8 keeps the parameter where every function of the cell holds it:
  // that is how the kernel knows whether one of them can still be called (user/cellLives.ts).
  return { js: `(function (${kernelParameter}) { ${scoped} () => ${kernelParameter}; })`, mappings };
}
