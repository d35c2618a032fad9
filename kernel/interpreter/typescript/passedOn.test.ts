import { readFileSync } from "node:fs";
import { basename, dirname, join, posix } from "node:path";
import type typescript from "typescript";
import { afterEach, describe, expect, it, vi } from "vitest";
import { packageFolder } from "../../version.ts";
import { doors } from "../scope.ts";
import { ts } from "./compiler.ts";
import { passedOn } from "./passedOn.ts";
import { createTypescriptService } from "./service.ts";

const parse = (file: string): typescript.SourceFile =>
  ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);

/** Types that doors hide, by door. */
const typesOf = new Map(
  [...doors].map((door) => [door, new Set(passedOn(parse(door)).types.map(({ name }) => name.text))]),
);

/** Names of types that a declaration file takes from a door, as `file: door.Type`. */
function takenFromDoors(source: typescript.SourceFile): string[] {
  const { fileName } = source;
  const found: string[] = [];
  const doorAt = (specifier: typescript.Node): string | undefined => {
    if (!ts.isStringLiteral(specifier) || !specifier.text.startsWith(".")) return undefined;
    const file = posix.join(posix.dirname(fileName), specifier.text.replace(/\.js$/, ".d.ts"));
    return doors.has(file) ? file : undefined;
  };
  const take = (door: string, name: string): void => {
    if (typesOf.get(door)!.has(name)) found.push(`${fileName}: ${door} ${name}`);
  };
  /** Doors by the names that lead to them here. */
  const known = new Map([...doors].flatMap((door) => [basename(dirname(door))].map((name) => [name, door] as const)));
  known.set("jnp", [...doors].find((door) => door.includes("numpy"))!);
  const visit = (node: typescript.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      const door = doorAt(node.moduleSpecifier);
      const names = ts.isImportDeclaration(node) ? node.importClause?.namedBindings : node.exportClause;
      if (door && names && (ts.isNamedImports(names) || ts.isNamedExports(names)))
        for (const { name, propertyName } of names.elements) take(door, (propertyName ?? name).text);
      if (door && names && ts.isNamespaceImport(names)) known.set(names.name.text, door);
      if (door && ts.isExportDeclaration(node) && !names) found.push(`${fileName}: ${door} *`);
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && node.qualifier) {
      const door = doorAt(node.argument.literal);
      if (door) take(door, node.qualifier.getText().split(".")[0]!);
    }
    if (ts.isQualifiedName(node)) {
      const door = known.get(node.left.getText().split(".").at(-1)!);
      if (door) take(door, node.right.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

it("no declaration of the package takes from a door a type that is hidden there", () => {
  for (const types of typesOf.values()) expect(types.size).toBeGreaterThan(10);
  const files = ["runtime", "kernel", "grader"].flatMap((folder) =>
    ts.sys.readDirectory(join(packageFolder, "dist", folder), [".d.ts"]),
  );
  expect(files.length).toBeGreaterThan(500);
  expect(files.flatMap((file) => takenFromDoors(parse(file)))).toEqual([]);
});

describe("what a cell needs of a door", () => {
  afterEach(() => vi.restoreAllMocks());

  /** A service, and the names of the files that it has read since the last question. */
  function watched(): { service: ReturnType<typeof createTypescriptService>; filesRead(): string[] } {
    const service = createTypescriptService("/tmp");
    for (const steps = service.preparation("first"); !steps.next().done; );
    const spy = vi.spyOn(ts.sys, "readFile");
    return {
      service,
      filesRead() {
        const names = spy.mock.calls.map(([file]) => basename(file));
        spy.mockClear();
        return names;
      },
    };
  }
  const problems = (compiled: ReturnType<ReturnType<typeof createTypescriptService>["compile"]>): string[] =>
    compiled.ok ? [] : compiled.problems.map(({ message }) => message);

  it("only the files of the names it uses are read", () => {
    const { service, filesRead } = watched();
    expect(problems(service.compile("jnp.sum(jnp.arange(10))", "/tmp/1.ts"))).toEqual([]);
    const read = filesRead();
    expect(read).toContain("sums.d.ts");
    expect(read).not.toContain("quantiles.d.ts");
    expect(read.length).toBeLessThan(15);
    expect(problems(service.compile("jnp.median(jnp.arange(10))", "/tmp/2.ts"))).toEqual([]);
    expect(filesRead()).toContain("quantiles.d.ts");
  });

  it("types that a text mentions are there, in the first cell and later", () => {
    const { service } = watched();
    const first = 'const s: optax.Schedule = optax.constantSchedule(1); const k: jnp.DTypeLike = "float32";';
    expect(problems(service.compile(first, "/tmp/1.ts"))).toEqual([]);
    const later =
      "import type { GradientTransformation } from 'nnxlab/optax';\nconst t: GradientTransformation = optax.sgd(1);";
    expect(problems(service.compile(later, "/tmp/2.ts"))).toEqual([]);
    const wrong = "const o: optax.AdamOptions = { b1: 'x' }";
    expect(problems(service.compile(wrong, "/tmp/3.ts"))).toEqual([
      "Type 'string' is not assignable to type 'ArrayLike | undefined'.",
    ]);
  });

  it("a hidden type is no value, and completion in a place for types offers it", () => {
    const { service } = watched();
    expect(service.complete("const s: optax.", 15).matches.map(({ text }) => text)).toContain("Schedule");
    expect(problems(service.compile("optax.Schedule", "/tmp/1.ts"))[0]).toMatch(/Schedule/);
  });
});
