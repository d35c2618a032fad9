/** What the compiler says about a cell or an imported file, in words for the notebook. */
import type typescript from "typescript";
import { arrayLints, type Lint } from "./arrayLints.ts";
import { isArrayComparison, repairForOperator } from "./arrayOperators.ts";
import { ts } from "./compiler.ts";
import type { Declarations } from "./declarations.ts";
import type { Environment } from "./environment.ts";
import { floatingPromises } from "./floatingPromises.ts";
import { hintForName, hintForSyntax } from "./foreignHabits.ts";
import { internal, internals } from "./internals.ts";
import { missingModule } from "./missingModule.ts";
import type { Problem } from "./problem.ts";

/**
 * Whether a complaint is none for cells: a package without declarations, `import x = require("m")` in an ES module, and a missing type
 * unless the user's configuration refuses it.
 */
function isTolerated({ code }: typescript.Diagnostic, { config }: Environment): boolean {
  return code === 7016 || code === 1202 || (implicitAny.has(code) && !config.refusesImplicitAny);
}

/** Complaints of `strict` about a type that is `any` because nobody wrote one; cells run in spite of them. */
const implicitAny: ReadonlySet<number> = new Set([
  7005, // variable implicitly any
  7006, // parameter implicitly any
  7008, // member implicitly any
  7010, // return type implicitly any
  7011, // function expression's return type implicitly any
  7015, // element implicitly any: the index is no number
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
  return internal(source).parseDiagnostics.map((diagnostic, index) => {
    const found = problem(diagnostic, "syntax", source.text);
    // One mistake makes several errors: the first says how to mend it.
    return index === 0 ? { ...found, message: found.message + hintForSyntax(source, found.start) } : found;
  });
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
  const lints = arrayLints(environment.checker, source, length).map((lint) => asDiagnostic(lint, source));
  const found = [...internal(source).bindDiagnostics, ...environment.checker.getDiagnostics(source), ...lints];
  const problems: Problem[] = [];
  for (const diagnostic of heedDirectives(source, found)) {
    if (diagnostic.code === lintCode) {
      problems.push(lintProblem(diagnostic, text));
      continue;
    }
    if (diagnostic.category !== ts.DiagnosticCategory.Error || isTolerated(diagnostic, environment)) continue;
    if (diagnostic.start === undefined || diagnostic.start >= length) continue;
    if (diagnostic.code === 2365 && isArrayComparison(environment.checker, source, diagnostic)) continue;
    if (missing.has(diagnostic.code)) {
      const message = missingModule(specifierAt(source, diagnostic), environment.program.getCurrentDirectory());
      if (message) problems.push({ ...problem(diagnostic, "module", text), message });
    } else {
      const repair = repairForOperator(environment.checker, source, diagnostic);
      const plain = problem(diagnostic, "type", text);
      const hint = repair || hintForName(source, diagnostic);
      problems.push({ ...plain, message: reword(plain.message, diagnostic, declarations, source) + hint });
    }
  }
  return problems.sort((a, b) => a.start - b.start);
}

/** What is suspicious about a cell, though it may run. */
export function warnings(environment: Environment, source: typescript.SourceFile, length: number): Problem[] {
  if (internal(source).checkJsDirective?.enabled === false) return []; // @ts-nocheck
  const text = source.text.slice(0, length);
  const found = floatingPromises(environment.checker, source, length).map((lint) => asDiagnostic(lint, source));
  return heedDirectives(source, found)
    .filter(({ code }) => code === lintCode) // an expectation that is not met was an error already
    .map((diagnostic) => lintProblem(diagnostic, text));
}

/** What is wrong with a file of the user's that a cell imports. */
export function fileProblems(environment: Environment, source: typescript.SourceFile): Problem[] {
  const { parseDiagnostics } = internal(source);
  const isJavaScript = /\.[cm]?jsx?$/.test(source.fileName);
  const { checker } = environment;
  const { text, fileName: file } = source;
  const isChecked = !isJavaScript && parseDiagnostics.length === 0;
  const semantic = isChecked
    ? [
        ...checker.getDiagnostics(source),
        ...arrayLints(checker, source, text.length).map((lint) => asDiagnostic(lint, source)),
      ]
    : [];
  return heedDirectives(source, [...parseDiagnostics, ...semantic])
    .filter((found) => found.category === ts.DiagnosticCategory.Error && !isTolerated(found, environment))
    .filter((diagnostic) => diagnostic.code !== 2365 || !isArrayComparison(checker, source, diagnostic))
    .map((diagnostic) => {
      if (diagnostic.code === lintCode) return { ...lintProblem(diagnostic, text), file };
      const plain = problem(diagnostic, "type", text);
      return { ...plain, message: plain.message + repairForOperator(checker, source, diagnostic), file };
    })
    .sort((a, b) => a.start - b.start);
}

/** No number of the compiler's. */
const lintCode = -1;

/** So that `// @ts-expect-error` and `// @ts-expect-error` count for our own errors, too. */
function asDiagnostic({ message, start, length }: Lint, file: typescript.SourceFile): typescript.Diagnostic {
  return { category: ts.DiagnosticCategory.Error, code: lintCode, messageText: message, file, start, length };
}

function lintProblem({ messageText, start, length }: typescript.Diagnostic, text: string): Problem {
  return { kind: "lint", message: String(messageText), text, start: start!, length: length! };
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
    .replace(/import\("(?:cell:|\/|[A-Za-z]:)[^"]*"\)\./g, "")
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
