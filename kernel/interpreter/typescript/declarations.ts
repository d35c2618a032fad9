/**
 * What the cells so far have declared, and how a new cell gets to see it. A cell is a module of its own; the names it uses and does
 * not declare come in through a line added *after* its text, so that positions in the text stay what they are:
 *
 *     <text of the cell>
 *     import { f, T } from "cell:…/cell-3.ts";                        functions, classes, types, constants
 *     declare let x: typeof import("cell:…/cell-4.ts").x;             variables: assigning to them is allowed
 *     export { y };                                                         what this cell declares, for cells to come
 *
 * Declaring a name again is therefore nothing but shadowing: later cells import it from the later cell.
 */
import type typescript from "typescript";
import { ts } from "./compiler.ts";
import { cellSpecifier } from "./environment.ts";
import { boundNames, type NameKind } from "./topLevelNames.ts";

/** A name that a cell has declared. */
export interface Declaration {
  /** The file of the cell that declares it. */
  readonly file: string;
  readonly kind: NameKind;
}

/** The names of all cells so far. */
export interface Declarations {
  readonly names: ReadonlyMap<string, Declaration>;
  /** These are the names of a cell. Returns what they meant before. */
  declare(file: string, names: ReadonlyMap<string, NameKind>): ReadonlyMap<string, Declaration | undefined>;
  /** Names that a cell did not come to declare mean what they meant before. */
  withdraw(file: string, before: ReadonlyMap<string, Declaration | undefined>): void;
  /** Forgets all names. */
  clear(): void;
  /** The line that brings the names a cell uses. `scopeNames` maps names of the scope to the specifier they come from. */
  imports(cell: CellNames, scopeNames: ReadonlyMap<string, string>): string;
}

/** The names of one cell. */
export interface CellNames {
  readonly mentioned: ReadonlySet<string>;
  readonly declared: ReadonlyMap<string, NameKind>;
  /** Names that the cell exports by itself. */
  readonly exported: ReadonlySet<string>;
}

/** No names yet. */
export function createDeclarations(): Declarations {
  const names = new Map<string, Declaration>();
  return {
    names,
    declare(file, declared) {
      const before = new Map([...declared.keys()].map((name) => [name, names.get(name)] as const));
      for (const [name, kind] of declared) names.set(name, { file, kind });
      return before;
    },
    withdraw(file, before) {
      for (const [name, declaration] of before) {
        if (names.get(name)?.file !== file) continue; // another cell has declared it in the meantime
        if (declaration) names.set(name, declaration);
        else names.delete(name);
      }
    },
    clear: () => names.clear(),
    imports({ mentioned, declared }, scopeNames) {
      const imports = new Map<string, string[]>();
      const lines: string[] = [];
      for (const name of mentioned) {
        if (declared.has(name)) continue;
        const known = names.get(name);
        const from = known ? cellSpecifier(known.file) : scopeNames.get(name);
        if (from === undefined) continue;
        if (known?.kind === "variable") {
          lines.push(`declare let ${name}: typeof import(${JSON.stringify(from)}).${name};`);
        } else {
          if (!imports.has(from)) imports.set(from, []);
          imports.get(from)!.push(name);
        }
      }
      for (const [from, list] of imports) lines.push(`import { ${list.join(", ")} } from ${JSON.stringify(from)};`);
      return lines.join(" ");
    },
  };
}

/** The line that lets later cells see what a cell declares. */
export function exportsLine({ declared, exported }: CellNames): string {
  return `export { ${[...declared.keys()].filter((name) => !exported.has(name)).join(", ")} };`;
}

/** The identifiers in a cell, and what it exports by itself. */
export function readNames(source: typescript.SourceFile, declared: ReadonlyMap<string, NameKind>): CellNames {
  const mentioned = new Set<string>();
  const visit = (node: typescript.Node): void => {
    if (ts.isIdentifier(node)) mentioned.add(node.text);
    else ts.forEachChild(node, visit);
  };
  visit(source);
  const exported = new Set<string>();
  for (const statement of source.statements) {
    if (ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)) {
      for (const element of statement.exportClause.elements) exported.add(element.name.text);
    } else if (isExported(statement)) {
      for (const name of declaredBy(statement)) exported.add(name);
    }
  }
  return { mentioned, declared, exported };
}

function isExported(statement: typescript.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (statement.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) ?? false) &&
    !statement.modifiers!.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword)
  );
}

function declaredBy(statement: typescript.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.flatMap(({ name }) => boundNames(name));
  }
  const { name } = statement as typescript.DeclarationStatement;
  return name && ts.isIdentifier(name) ? [name.text] : [];
}
