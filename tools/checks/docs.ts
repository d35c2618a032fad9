/** Every exported name has a comment, and every function a student calls has an example that runs. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { root } from "../paths.ts";
import { sourceFiles } from "./sourceFiles.ts";

/** Folders whose exported functions are the user's vocabulary, with the names they are reached by: each needs an `@example`. */
const taught: Readonly<Record<string, string>> = {
  "runtime/numpy/linalg/": "jnp.linalg",
  "runtime/numpy/": "jnp",
  "runtime/random/": "random",
  "runtime/functions/": "jax.nn",
  "runtime/lax/": "jax.lax",
  "runtime/tree/": "jax.tree",
  "runtime/transforms/": "jax",
  "runtime/control/": "jax",
  "runtime/optax/": "optax",
};

/** Exported names without a comment, and taught functions of the public door without an example. */
export function undocumented(
  publicNames: Readonly<Record<string, ReadonlySet<string>>>,
  files: readonly string[] = sourceFiles(),
): string[] {
  return files
    .filter((file) => !/\.(test|cases|d)\.ts$/.test(file))
    .flatMap((file) => {
      const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, true);
      const seen = new Set<string>(); // overloads: the first one carries the comment
      return source.statements.filter(isExported).flatMap((statement) =>
        namesOf(statement).flatMap((name) => {
          if (seen.has(name)) return [];
          seen.add(name);
          const line = source.getLineAndCharacterOfPosition(statement.getStart()).line + 1;
          const comment = ts.getJSDocCommentsAndTags(statement).find(ts.isJSDoc);
          if (!comment) return [`${file}:${line}: ${name} is exported without a comment`];
          const folder = Object.keys(taught).find((prefix) => file.startsWith(prefix));
          const isTaught = ts.isFunctionDeclaration(statement) && publicNames[taught[folder ?? ""] ?? ""]?.has(name);
          const hasExample = comment.tags?.some((tag) => tag.tagName.text === "example") ?? false;
          return isTaught && !hasExample ? [`${file}:${line}: ${name} is taught and has no @example`] : [];
        }),
      );
    });
}

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword) ?? false)
  );
}

/** Names a statement declares. Plain types say what they are by their name and fields; interfaces and classes need a comment. */
function namesOf(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.map((d) => d.name.getText());
  if (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement))
    return statement.name ? [statement.name.text] : [];
  return [];
}
