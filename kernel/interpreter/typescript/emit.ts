/**
 * A checked cell as JavaScript: one async function whose top-level names are properties of the global object, so that every cell and
 * every closure of every cell sees the same, latest value.
 *
 *     let total = await sum(xs);          total = await kernel.guard(sum(xs), 1);
 *     total                        ─▶     return { value: total };
 *
 * TypeScript's own transformation runs in between: `before` works on what the user wrote, `after` on the JavaScript made of it.
 */
import { ts } from "./compiler.ts";
import { guardAwaits } from "./guardAwaits.ts";
import { hoistNames } from "./hoistNames.ts";
import { importsToAwaits } from "./importsToAwaits.ts";
import { kernelParameter } from "./kernelCall.ts";
import { emitOptions } from "./options.ts";
import { returnLast } from "./returnLast.ts";

export interface Emitted {
  /** An expression whose value is `(__kernel__) => Promise<{ value } | undefined>`. */
  readonly js: string;
  /** Mappings of a source map for `js`, which starts one line earlier: the header has a line of its own. */
  readonly mappings: string;
}

/**
 * @param text the cell
 * @param names its top-level names that exist at run time
 * @param typeOnly imported names that are types, so that importing them must not be tried
 */
export function emitCell(text: string, names: ReadonlySet<string>, typeOnly: ReadonlySet<string>): Emitted {
  const { outputText, sourceMapText } = ts.transpileModule(text, {
    fileName: "cell.ts",
    compilerOptions: emitOptions,
    transformers: {
      before: [returnLast, importsToAwaits(typeOnly), guardAwaits],
      after: [hoistNames(names)],
    },
  });
  const body = outputText.replace(/\n?\/\/# sourceMappingURL=[^\n]*\s*$/, "");
  const { mappings } = JSON.parse(sourceMapText!) as { mappings: string };
  return { js: `(async (${kernelParameter}) => {"use strict";\n${body}\n})`, mappings };
}
