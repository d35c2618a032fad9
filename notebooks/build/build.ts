/**
 * Builds the course: every notebook from its Markdown.
 *
 *     notebooks/course/02-basic-training.md ──▶ notebooks/02-basic-training.ipynb            with outputs
 *     solutions/basic-1.md, .reference.json ──▶ solutions/basic-1.ipynb                      with outputs
 *                                               exercises/basic-1.ipynb, exercises/basic-1.json
 *
 * One direction, deterministic: what is generated is never read back, except to keep outputs that are still those of the code.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BadInput } from "../badInput.ts";
import { type Notebook, serializeNotebook } from "../nbformat.ts";
import { projectRoot } from "../projectRoot.ts";
import { writeWhole } from "../writeWhole.ts";
import { execute } from "./execute.ts";
import { readExercise } from "./exercise.ts";
import { exerciseNotebook } from "./exerciseNotebook.ts";
import { buildLesson } from "./lesson.ts";
import { keptOutputs, stamped } from "./outputs.ts";
import { publicSpec } from "./publicSpec.ts";
import { parseReference } from "./reference.ts";
import { solutionSteps, studentSteps } from "./steps/index.ts";

export interface BuildOptions {
  /** Write nothing, run nothing; only say what is stale. Default false. */
  readonly check?: boolean;
  /** Run every notebook anew, also where the outputs are still those of the code. Default false. */
  readonly rerun?: boolean;
  /** The folder that holds `notebooks`, `solutions` and `exercises`. Default: this package. */
  readonly root?: string;
}

/** Paths from the root. */
export interface BuildResult {
  readonly written: readonly string[];
  /** What `check` found to differ from what the Markdown gives. */
  readonly stale: readonly string[];
}

/** A file that the course is made of. Notebooks with outputs have no text before they are run. */
type Product = { readonly outputs: false; readonly path: string; readonly text: string } | Runnable;

interface Runnable {
  readonly outputs: true;
  readonly path: string;
  readonly notebook: Notebook;
}

/**
 * Writes what is stale, or only tells.
 *
 * All Markdown is read before anything is written, so that a mistake in one file leaves all of them as they were. Notebooks with
 * outputs come last: running a solution needs the public checks of its exercise.
 *
 * @throws BadInput for Markdown that is wrong, a cell that fails, a folder that cannot be written
 */
export async function buildCourse({
  check = false,
  rerun = false,
  root = projectRoot,
}: BuildOptions = {}): Promise<BuildResult> {
  const products = [
    ...markdownIn(root, "solutions").flatMap((path) => exercise(root, path)),
    ...markdownIn(root, "notebooks/course").map((path) => lesson(root, path)),
  ].sort((a, b) => Number(a.outputs) - Number(b.outputs));
  const changed: string[] = [];
  for (const product of products) {
    const { path } = product;
    const committed = read(join(root, path));
    const text = product.outputs ? withOutputs(product, rerun ? undefined : committed) : product.text;
    if (text !== undefined && text === committed) continue;
    changed.push(path);
    if (check) continue;
    writeWhole(join(root, path), product.outputs ? (text ?? (await run(product, root))) : product.text);
  }
  if (check) return { written: [], stale: [...changed, ...orphans(root, products)] };
  return { written: changed, stale: [] };
}

function lesson(root: string, path: string): Runnable {
  const name = path.replace(/^.*\//, "").replace(/\.md$/, ".ipynb");
  return { path: `notebooks/${name}`, notebook: buildLesson(read(join(root, path))!, path), outputs: true };
}

function exercise(root: string, path: string): Product[] {
  const found = readExercise(read(join(root, path))!, path);
  const base = path.replace(/\.md$/, "");
  if (base !== `solutions/${found.id}`)
    throw new BadInput(`Cannot build ${path}: its id is ${found.id}; name the file ${found.id}.md`);
  const referencePath = `${base}.reference.json`;
  const reference = read(join(root, referencePath));
  if (reference === undefined)
    throw new BadInput(`Cannot build ${path}: ${referencePath} is missing; run ${base}.reference.py`);
  const spec = publicSpec(found, parseReference(reference, referencePath));
  const student = serializeNotebook(exerciseNotebook(found, studentSteps));
  return [
    { outputs: false, path: `exercises/${found.id}.ipynb`, text: student },
    { outputs: false, path: `exercises/${found.id}.json`, text: `${JSON.stringify(spec, null, 1)}\n` },
    { outputs: true, path: `${base}.ipynb`, notebook: exerciseNotebook(found, solutionSteps) },
  ];
}

/** The notebook with the outputs that it has, if they are those of its code. */
function withOutputs({ path, notebook }: Runnable, committed: string | undefined): string | undefined {
  const kept = keptOutputs(notebook, committed, path);
  return kept && serializeNotebook(kept);
}

async function run({ path, notebook }: Runnable, root: string): Promise<string> {
  return serializeNotebook(stamped(await execute(notebook, path, join(root, dirname(path)))));
}

function markdownIn(root: string, folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  const files = readdirSync(join(root, folder)).filter((name) => name.endsWith(".md"));
  return files.sort().map((name) => `${folder}/${name}`);
}

/** Notebooks that were generated once and that no Markdown makes any more. */
function orphans(root: string, products: readonly Product[]): string[] {
  const made = new Set(products.map(({ path }) => path));
  return ["notebooks", "exercises", "solutions"]
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) => readdirSync(join(root, folder)).map((name) => `${folder}/${name}`))
    .filter(
      (path) => path.endsWith(".ipynb") && !made.has(path) && read(join(root, path))!.includes('"source_sha256"'),
    );
}

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}
