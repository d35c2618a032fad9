/** A check as an exercise declares it: how values are got from the learner's code, and what must hold of them. */
import type { Code } from "mdast";
import type { ContainerDirective } from "mdast-util-directive";
import { parse as parseYaml } from "yaml";
import { type Document, problemAt, textOf } from "./document.ts";
import { parseFence } from "./fence.ts";

/** One requirement. `kind` names a file of `grader/checks/`; the rest is for that file to read. */
export interface Expectation {
  readonly kind: string;
  readonly [argument: string]: unknown;
}

export interface CheckSpec {
  readonly id: string;
  readonly title: string;
  /** The part of the exercise that it looks at. */
  readonly part: string;
  readonly points: number;
  /** Whether it only runs when the exercise is graded. */
  readonly hidden: boolean;
  /** Names of the notebook that the probe uses. */
  readonly needs: readonly string[];
  /** Body of a JavaScript function of `seed` that uses the learner's definitions and returns named values; empty for none. */
  readonly probe: string;
  readonly expect: readonly Expectation[];
  /** What to tell the learner when it fails. */
  readonly advice: string;
}

/**
 * Reads `:::check{#id part=loss points=1 title="…" hidden}` with a `js probe`, a `yaml expect`, and advice as text.
 *
 * @param names what the notebook declares
 */
export function readCheck(document: Document, node: ContainerDirective, names: readonly string[]): CheckSpec {
  const { id, part, title, points, hidden } = node.attributes ?? {};
  if (!id || !part || !title) throw problemAt(document, node, 'a check needs {#id part=… points=… title="…"}');
  if (!/^\d+(\.5)?$/.test(points ?? ""))
    throw problemAt(document, node, `check ${id} needs points, a multiple of 0.5; got ${points}`);
  const probe = fenceOf(node, "js", "probe")?.value ?? "";
  const expect = readExpectations(document, node, id);
  const advice = node.children.filter((child) => child.type !== "code").map((child) => textOf(document, child));
  const needs = names.filter((name) => uses(probe, name));
  const base = { id, title, part, points: Number(points), hidden: hidden !== undefined && hidden !== null };
  return { ...base, needs, probe, expect, advice: advice.join("\n\n") };
}

/** Whether code names a variable; `m.train` does not name `train`, `...train()` does. */
function uses(code: string, name: string): boolean {
  return new RegExp(`(?<![\\w$])(?<!(?<!\\.\\.)\\.)${name.replaceAll("$", "\\$")}(?![\\w$])`).test(code);
}

function readExpectations(document: Document, node: ContainerDirective, id: string): Expectation[] {
  const fence = fenceOf(node, "yaml", "expect");
  if (!fence) throw problemAt(document, node, `check ${id} needs a \`\`\`yaml expect block`);
  let list: unknown;
  try {
    list = parseYaml(fence.value);
  } catch (error) {
    throw problemAt(document, fence, `the expectations of check ${id} are no YAML: ${(error as Error).message}`);
  }
  const items = Array.isArray(list) ? list : [];
  if (items.length === 0 || !items.every((item) => typeof item?.kind === "string")) {
    throw problemAt(document, fence, `the expectations of check ${id} must be a list, each with a kind`);
  }
  return items as Expectation[];
}

/** The fenced block of a directive that is in this language and called this. */
export function fenceOf(node: ContainerDirective, lang: string, word: string): Code | undefined {
  return node.children.find(
    (child): child is Code =>
      child.type === "code" && child.lang === lang && parseFence(child.meta).words.includes(word),
  );
}
