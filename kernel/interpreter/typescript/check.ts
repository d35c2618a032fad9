/** What the compiler says about a cell or an imported file, in words for the notebook. */
import type typescript from "typescript";
import { arrayLints, isArrayComparison, repairForOperator } from "./arrayLints.ts";
import { ts } from "./compiler.ts";
import type { Declarations } from "./declarations.ts";
import type { Environment } from "./environment.ts";
import { internal, internals } from "./internals.ts";
import { missingModule } from "./missingModule.ts";
import type { Problem } from "./problem.ts";

/** Complaints of `strict` about a type that is `any` because nobody wrote one; cells run in spite of them. */
const tolerated: ReadonlySet<number> = new Set([
  7005, // variable implicitly any
  7006, // parameter implicitly any
  7008, // member implicitly any
  7010, // return type implicitly any
  7011, // function expression's return type implicitly any
  7015, // element implicitly any: the index is no number
  7016, // module without declarations
  7017, // element implicitly any: no index signature
  7019, // rest parameter implicitly any[]
  7022, // implicitly any: referenced in its own initializer
  7023, // implicitly any: referenced in its own return expression
  7024, // function implicitly any: referenced in its own return expression
  7031, // binding element implicitly any
  7034, // variable implicitly any in some locations
  7057, // `yield` implicitly any
  7053, // element implicitly any: the key is not known to be one
]);

/** Imports that lead nowhere. */
const missing: ReadonlySet<number> = new Set([2307, 2792, 2732, 2882]);

/** Errors of syntax in a cell, found by the parser alone. */
export function syntaxProblems(source: typescript.SourceFile): Problem[] {
  return internal(source).parseDiagnostics.map((diagnostic) => problem(diagnostic, "syntax", source.text));
}

/**
 * Everything else that is wrong with a cell that is part of the environment.
 *
 * @param length length of the text that the user wrote; what follows was added
 */
export function semanticProblems(
  environment: Environment,
  declarations: Declarations,
  source: typescript.SourceFile,
  length: number,
): Problem[] {
  const text = source.text.slice(0, length);
  if (internal(source).checkJsDirective?.enabled === false) return []; // @ts-nocheck
  const found = [...internal(source).bindDiagnostics, ...environment.checker.getDiagnostics(source)];
  const problems: Problem[] = [];
  for (const diagnostic of heedDirectives(source, found)) {
    if (diagnostic.category !== ts.DiagnosticCategory.Error || tolerated.has(diagnostic.code)) continue;
    if (diagnostic.start === undefined || diagnostic.start >= length) continue;
    if (diagnostic.code === 2365 && isArrayComparison(environment.checker, source, diagnostic)) continue;
    if (missing.has(diagnostic.code)) {
      const message = missingModule(specifierAt(source, diagnostic), environment.program.getCurrentDirectory());
      if (message) problems.push({ ...problem(diagnostic, "module", text), message });
    } else {
      const repair = repairForOperator(environment.checker, source, diagnostic);
      const plain = problem(diagnostic, "type", text);
      problems.push({ ...plain, message: reword(plain.message, diagnostic, declarations, source) + repair });
    }
  }
  return [...problems, ...arrayLints(environment.checker, source, length)].sort((a, b) => a.start - b.start);
}

/** What is wrong with a file of the user's that a cell imports. */
export function fileProblems(environment: Environment, source: typescript.SourceFile): Problem[] {
  const { parseDiagnostics } = internal(source);
  const isJavaScript = /\.[cm]?jsx?$/.test(source.fileName);
  const semantic = isJavaScript || parseDiagnostics.length > 0 ? [] : environment.checker.getDiagnostics(source);
  return heedDirectives(source, [...parseDiagnostics, ...semantic])
    .filter(({ category, code }) => category === ts.DiagnosticCategory.Error && !tolerated.has(code))
    .map((diagnostic) => ({ ...problem(diagnostic, "type", source.text), file: source.fileName }));
}

function problem(diagnostic: typescript.Diagnostic, kind: Problem["kind"], text: string): Problem {
  return {
    kind,
    code: `TS${diagnostic.code}`,
    message: readable(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n")),
    text,
    start: Math.min(diagnostic.start ?? 0, text.length),
    length: diagnostic.length ?? 0,
  };
}

/** Cells are modules with invented names and places; a message that names one means the cell, or a file beside the notebook. */
function readable(message: string): string {
  return message
    .replace(/"\.\.\/((?:\.\.\/)*)/g, (_, up: string) => `"${up || "./"}`)
    .replace(/import\("cell:[^"]*"\)\./g, "")
    .replace(/"cell:[^"]*cell-(\d+)[^"]*"/g, "cell [$1]");
}

/** Imports stand for the names of earlier cells: say so, instead of talking of imports that nobody wrote. */
function reword(
  message: string,
  diagnostic: typescript.Diagnostic,
  declarations: Declarations,
  source: typescript.SourceFile,
): string {
  if (diagnostic.code !== 2632 && diagnostic.code !== 2540) return message;
  const name = source.text.slice(diagnostic.start, diagnostic.start! + diagnostic.length!);
  const known = declarations.names.get(name);
  const cell = known && /cell-(\d+)/.exec(known.file)?.[1];
  if (!known || !cell || diagnostic.code !== 2632) return message;
  const repair = known.kind === "constant" ? "declare it with `let` there, or" : "";
  return `Cannot assign to '${name}' because it is a ${known.kind} of cell [${cell}]; ${repair} declare it again here`.replace(
    / {2,}/g,
    " ",
  );
}

function specifierAt(source: typescript.SourceFile, { start, length }: typescript.Diagnostic): string {
  return source.text.slice(start! + 1, start! + length! - 1);
}

/** Leaves out what a `// @ts-expect-error` or `// @ts-expect-error` above it covers, and adds unused expectations. */
function heedDirectives(
  source: typescript.SourceFile,
  diagnostics: readonly typescript.Diagnostic[],
): typescript.Diagnostic[] {
  const { commentDirectives } = internal(source);
  if (!commentDirectives?.length) return [...diagnostics];
  const directives = internals.createCommentDirectivesMap(source, commentDirectives);
  const lineStarts = source.getLineStarts();
  const covered = ({ start }: typescript.Diagnostic): boolean => {
    for (let line = source.getLineAndCharacterOfPosition(start ?? 0).line - 1; line >= 0; line--) {
      if (directives.markUsed(line)) return true;
      const text = source.text.slice(lineStarts[line], lineStarts[line + 1]).trim();
      if (text !== "" && !text.startsWith("//")) return false;
    }
    return false;
  };
  const left = diagnostics.filter((diagnostic) => !covered(diagnostic));
  const unused = directives.getUnusedExpectations().map(({ range }) => ({
    category: ts.DiagnosticCategory.Error,
    code: 2578,
    messageText: "Unused '@ts-expect-error' directive.",
    file: source,
    start: range.pos,
    length: range.end - range.pos,
  }));
  return [...left, ...unused];
}
