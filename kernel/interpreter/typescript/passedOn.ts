/**
 * What a module passes on from others (`export { sum, type SumOptions } from "./sums.js"`), made cheap to look at. Asked for `jnp.sum`, the
 * checker sorts every export of `jnp` into values and types, and reads the file behind each to find out: a hundred files, a tenth of a
 * second. This package says which are which (`verbatimModuleSyntax`), so values are marked as such, and types stay hidden until
 * some text mentions them.
 */
import type typescript from "typescript";
import { ts } from "./compiler.ts";
import { exportsOf, markAsValue } from "./internals.ts";

/** Types that doors pass on and nobody has mentioned. */
export interface HiddenTypes {
  /** Takes what a bound module of this package passes on: values are known as such from now on, types hidden if `areTypesHidden`. */
  take(module: typescript.SourceFile, areTypesHidden: boolean): void;
  /** Shows those that a text mentions, or all; says whether some were hidden from checkers made before. */
  show(text: string | "all"): boolean;
}

/** Nothing is hidden yet. */
export function createHiddenTypes(): HiddenTypes {
  /** Hidden exports, by name, each with what puts it back. */
  const hidden = new Map<string, (() => void)[]>();
  const mentioned = new Set<string>();
  let isOver = false;

  function hide(exports: typescript.SymbolTable, name: string): void {
    const key = ts.escapeLeadingUnderscores(name);
    const symbol = exports.get(key)!;
    exports.delete(key);
    hidden.set(name, [...(hidden.get(name) ?? []), () => exports.set(key, symbol)]);
  }

  function showOne(name: string): boolean {
    const putBack = hidden.get(name);
    for (const back of putBack ?? []) back();
    return hidden.delete(name);
  }

  return {
    take(module, areTypesHidden) {
      const { values, types } = passedOn(module);
      for (const name of values) markAsValue(name);
      if (!areTypesHidden || isOver) return;
      for (const { name } of types) if (!mentioned.has(name.text)) hide(exportsOf(module), name.text);
    },
    show(text) {
      if (isOver) return false;
      isOver = text === "all";
      const names = isOver ? [...hidden.keys()] : (text.match(/[\p{L}_$][\p{L}\d_$]*/gu) ?? []);
      let some = false;
      for (const name of names) {
        mentioned.add(name);
        some = showOne(name) || some;
      }
      return some;
    },
  };
}

/** The names that a module passes on, by what it says they are. */
export function passedOn(module: typescript.SourceFile): {
  readonly values: readonly (typescript.ExportSpecifier | typescript.NamespaceExport)[];
  readonly types: readonly typescript.ExportSpecifier[];
} {
  const values: (typescript.ExportSpecifier | typescript.NamespaceExport)[] = [];
  const types: typescript.ExportSpecifier[] = [];
  for (const statement of module.statements) {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier || !statement.exportClause) continue;
    const { exportClause, isTypeOnly } = statement;
    if (ts.isNamespaceExport(exportClause)) {
      if (!isTypeOnly) values.push(exportClause);
    } else {
      for (const name of exportClause.elements) {
        if (isTypeOnly || name.isTypeOnly) types.push(name);
        else values.push(name);
      }
    }
  }
  return { values, types };
}
