/**
 * An exercise: one Markdown file of `solutions/`, read whole. The notebooks that are made from it, its public checks and what the
 * grader needs all come from this record.
 *
 *     solutions/basic-1.md ── readExercise ──▶ Exercise ──steps──▶ exercises/basic-1.ipynb, .json; solutions/basic-1.ipynb
 *                                                 └──────────────▶ the grader
 */
import type { Code, RootContent } from "mdast";
import type { ContainerDirective } from "mdast-util-directive";
import { BadInput } from "../badInput.ts";
import type { Cell } from "../nbformat.ts";
import { type CheckSpec, readCheck } from "./check.ts";
import { declaredNames } from "./declaredNames.ts";
import { type Document, innerText, parseDocument, problemAt } from "./document.ts";
import { parseFence } from "./fence.ts";
import { type Mutant, readMutant } from "./mutant.ts";
import { handleNodes } from "./nodes/index.ts";
import { toCells } from "./part.ts";
import { splitSolution } from "./solutionRegion.ts";

/** A piece of the exercise that the learner writes: one cell. */
export interface ExercisePart {
  readonly name: string;
  readonly cellId: string;
  /** Names that the cell declares. */
  readonly declares: readonly string[];
  readonly starter: string;
  readonly solution: string;
  /** From a nudge to almost the code. */
  readonly hints: readonly string[];
}

export interface Exercise {
  readonly id: string;
  readonly title: string;
  readonly document: Document;
  /** Every cell, with the solution in it; `metadata.nnxlab.role` says what it is for. */
  readonly cells: readonly Cell[];
  readonly parts: readonly ExercisePart[];
  readonly checks: readonly CheckSpec[];
  readonly mutants: readonly Mutant[];
}

/**
 * Reads an exercise.
 *
 * @param source the Markdown
 * @param path its path from the project's root
 * @throws BadInput that names the line that is wrong
 */
export function readExercise(source: string, path: string): Exercise {
  const document = parseDocument(source, path);
  const { id, title } = document.front;
  if (typeof id !== "string" || !/^[a-z0-9-]+$/.test(id)) {
    throw new BadInput(`Cannot build ${path}: its front matter needs an id of small letters, digits and -, got ${id}`);
  }
  if (typeof title !== "string") throw new BadInput(`Cannot build ${path}: its front matter needs a title`);
  const shown = document.nodes.filter((node) => directiveName(node) === undefined);
  const parts = shown.flatMap((node) => readPart(document, id, node));
  const names = [...parts.flatMap((part) => part.declares), ...shown.flatMap(givenNames)];
  const checks = directives(document, "check").map((node) => readCheck(document, node, names));
  const mutants = directives(document, "mutant").map((node) => readMutant(document, node));
  const exercise = { id, title, document, cells: cellsOf(document, id, shown), parts, checks, mutants };
  verify(exercise);
  return exercise;
}

/** Directives that say something about the exercise and never become cells. */
const ownDirectives: readonly string[] = ["hint", "check", "mutant"];

function directiveName(node: RootContent): string | undefined {
  return node.type === "containerDirective" && ownDirectives.includes(node.name) ? node.name : undefined;
}

function directives(document: Document, name: string): ContainerDirective[] {
  return document.nodes.filter((node): node is ContainerDirective => directiveName(node) === name);
}

function cellsOf(document: Document, id: string, nodes: readonly RootContent[]): Cell[] {
  const parts = handleNodes(document, nodes).map((part) => {
    if (part.kind !== "code") return part;
    const { role, part: name } = part.metadata.nnxlab as { role?: string; part?: string };
    return role === "solution" ? { ...part, id: cellIdOf(id, name!) } : part;
  });
  return toCells(document, id, parts);
}

function cellIdOf(id: string, part: string): string {
  return `${id}-${part}`;
}

function roleOf(node: RootContent): { fence: Code; role: string | undefined; part: string | undefined } | undefined {
  if (node.type !== "code" || node.lang !== "ts") return undefined;
  const { words, values } = parseFence(node.meta);
  return { fence: node, role: words[0], part: values.part };
}

function givenNames(node: RootContent): string[] {
  const cell = roleOf(node);
  return cell?.role === "given" ? declaredNames(cell.fence.value) : [];
}

function readPart(document: Document, id: string, node: RootContent): ExercisePart[] {
  const cell = roleOf(node);
  if (cell && cell.role === undefined) {
    throw problemAt(
      document,
      node,
      "a `ts` fence of an exercise says what it is: given, solution, try, check or points",
    );
  }
  if (cell?.role !== "solution") return [];
  const name = cell.part;
  if (name === undefined || !/^[a-z0-9-]+$/.test(name)) {
    throw problemAt(document, node, "a solution cell needs a name: ```ts solution part=loss");
  }
  const { solution, starter } = splitSolution(document, cell.fence);
  const hints = directives(document, "hint")
    .filter((hint) => hint.attributes?.part === name)
    .map((hint) => innerText(document, hint));
  return [{ name, cellId: cellIdOf(id, name), declares: declaredNames(solution), starter, solution, hints }];
}

/** What must hold of an exercise as a whole. */
function verify({ document, parts, checks, mutants }: Omit<Exercise, "cells">): void {
  const fail = (message: string): never => {
    throw new BadInput(`Cannot build ${document.path}: ${message}`);
  };
  const partNames = parts.map((part) => part.name);
  const once = (kind: string, names: readonly string[]): void => {
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) fail(`two ${kind}s are called ${twice}`);
  };
  once("part", partNames);
  once(
    "check",
    checks.map((check) => check.id),
  );
  once(
    "mutant",
    mutants.map((mutant) => mutant.id),
  );
  for (const hint of directives(document, "hint")) {
    const part = hint.attributes?.part ?? "nothing";
    if (!partNames.includes(part))
      throw problemAt(document, hint, `a hint is for a part, one of ${partNames.join(", ")}; got ${part}`);
  }
  for (const part of parts) {
    if (part.hints.length !== 3)
      fail(`part ${part.name} needs three hints, from a nudge to almost the code; it has ${part.hints.length}`);
    if (!checks.some((check) => check.part === part.name)) fail(`nothing checks part ${part.name}`);
  }
  for (const { id, part } of checks)
    if (!partNames.includes(part)) fail(`check ${id} is for part ${part}, which does not exist`);
  for (const { id, part, fails } of mutants) {
    if (!partNames.includes(part)) fail(`mutant ${id} is for part ${part}, which does not exist`);
    const unknown = fails.find((check) => !checks.some((known) => known.id === check));
    if (unknown) fail(`mutant ${id} must fail check ${unknown}, which does not exist`);
  }
}
