import { ts } from "../interpreter/typescript/compiler.ts";
import { DebugError } from "./dap.ts";

/**
 * An expression, or statements, as JavaScript: types are taken off. `{ a: 1 }` is an object.
 *
 * @throws DebugError when it does not parse
 */
export function toJavaScript(code: string): string {
  const asExpression = strip(`(${code}\n)`);
  if (asExpression.ok) return asExpression.text;
  const asStatements = strip(code);
  if (asStatements.ok) return asStatements.text;
  throw new DebugError(`Cannot evaluate ${JSON.stringify(code)}: ${asStatements.text}`);
}

function strip(code: string): { readonly ok: boolean; readonly text: string } {
  const { outputText, diagnostics } = ts.transpileModule(code, {
    reportDiagnostics: true,
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      moduleDetection: ts.ModuleDetectionKind.Legacy,
      removeComments: true,
    },
  });
  const [problem] = diagnostics ?? [];
  if (!problem) return { ok: true, text: outputText.replace(/^"use strict";\s*/, "") };
  return { ok: false, text: ts.flattenDiagnosticMessageText(problem.messageText, " ") };
}
