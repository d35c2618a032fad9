/**
 * Which names of JAX, Flax NNX and Optax exist here. The names come from `docs/compatibility/names.json`, which a Python script made of
 * the real packages; the reasons from `compatibility.reasons.ts`. The page `docs/compatibility.md` is written by `nnxlab compat`.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../paths.ts";
import { differences, reasons } from "./compatibility.reasons.ts";

/** The page that is written. */
export const page: string = join(root, "docs/compatibility.md");

interface Names {
  readonly versions: Readonly<Record<string, string>>;
  readonly names: Readonly<Record<string, readonly string[]>>;
}

/** What is known of the names of one module. */
export interface ModuleReport {
  readonly module: string;
  readonly present: readonly string[];
  /** Names by the reason why they are absent. */
  readonly absent: ReadonlyMap<string, readonly string[]>;
  readonly differs: ReadonlyMap<string, string>;
}

/** Compares every public name with the exports of the public door. */
export async function compare(): Promise<readonly ModuleReport[]> {
  const runtime: Readonly<Record<string, unknown>> = await import("../../runtime/index.ts");
  return Object.entries(readNames().names).map(([module, names]) => {
    const exports = exportsOf(runtime, module);
    const present = names.filter(
      (name) => exports.has(camelCase(name)) || exports.has(name) || exports.has(`${name}_`),
    );
    const absent = new Map<string, string[]>();
    for (const name of names.filter((candidate) => !present.includes(candidate))) {
      const reason = reasonOf(`${module}.${name}`);
      absent.set(reason, [...(absent.get(reason) ?? []), name]);
    }
    const differs = new Map(
      present.flatMap((name) => {
        const difference = differences[`${module}.${name}`];
        return difference === undefined ? [] : [[name, difference] as const];
      }),
    );
    return { module, present, absent, differs };
  });
}

function readNames(): Names {
  return JSON.parse(readFileSync(join(root, "docs/compatibility/names.json"), "utf8")) as Names;
}

/** `jax.numpy` is reached from `jax`, `flax.nnx` is the export `nnx`. */
function exportsOf(runtime: Readonly<Record<string, unknown>>, module: string): ReadonlySet<string> {
  const path = module
    .replace(/^flax\./, "")
    .split(".")
    .map(camelCase);
  let value: unknown = runtime;
  for (const part of path) value = (value as Record<string, unknown> | undefined)?.[part];
  return new Set(value === undefined ? [] : Object.keys(value as object));
}

function camelCase(name: string): string {
  return name.replace(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

function reasonOf(name: string): string {
  return reasons.find(([pattern]) => matches(pattern, name))![1];
}

/** Patterns are regular expressions in which a dot is a dot, and `*` alone any text. */
function matches(pattern: string, name: string): boolean {
  const source = pattern
    .replace(/\.(?!\*)/g, "\\.")
    .replace(/(^|\.)\*$/, "$1.*")
    .replace(/(?<![.\])])\*/g, ".*");
  return new RegExp(`^${source}$`).test(name);
}

/** The page as Markdown. */
export function render(reports: readonly ModuleReport[]): string {
  const { versions } = readNames();
  const made = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
  return [
    "# What exists of JAX, Flax NNX and Optax",
    "",
    `Written by \`npm run compat\`; the public names are those of ${made.join(", ")}. Names are Python's in camelCase. Parameters without a`,
    "default come by position when there are at most three, else in one options object; parameters with a default in a trailing options object.",
    "`out`, `device`, `out_sharding`, `precision` and `order` are left out everywhere: results are new arrays, row-major, of float32 precision.",
    "",
    "| module | present | absent |",
    "| --- | ---: | ---: |",
    ...reports.map(
      ({ module, present, absent }) => `| [${module}](#${anchor(module)}) | ${present.length} | ${sizeOf(absent)} |`,
    ),
    "",
    ...reports.flatMap(section),
  ].join("\n");
}

function anchor(module: string): string {
  return module.replaceAll(".", "").toLowerCase();
}

function sizeOf(absent: ModuleReport["absent"]): number {
  return [...absent.values()].reduce((sum, names) => sum + names.length, 0);
}

function section({ module, present, absent, differs }: ModuleReport): string[] {
  const code = (names: readonly string[]) => names.map((name) => `\`${name}\``).join(" ");
  const table = (head: string, rows: readonly (readonly [string, string])[]) =>
    rows.length ? ["", `| ${head} |`, "| --- | --- |", ...rows.map(([a, b]) => `| ${a} | ${b} |`)] : [];
  return [
    `## ${module}`,
    "",
    `Present: ${code(present) || "nothing"}`,
    ...table(
      "absent | why",
      [...absent].map(([reason, names]) => [code(names), reason] as const),
    ),
    ...table(
      "differs | how",
      [...differs].map(([name, how]) => [`\`${name}\``, how] as const),
    ),
    "",
  ];
}
