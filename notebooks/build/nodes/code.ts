import type { Code } from "mdast";
import { type Document, problemAt, span } from "../document.ts";
import { parseFence } from "../fence.ts";
import type { Part } from "../part.ts";
import type { Handler } from "./index.ts";

/** What a code cell of an exercise is for; plain cells have no role. */
export type CellRole = "given" | "solution" | "try" | "check" | "points";
const roles: readonly string[] = ["given", "solution", "try", "check", "points"] satisfies CellRole[];

/**
 * A fenced block.
 *
 * - `ts` is a code cell; `ts still` is only shown. A word says what the cell of an exercise is for: `given` is locked code,
 *   `solution part=loss` the learner's place, `try` runs what was written, `check` shows the public checks, `points` their sum.
 * - `python slide=8 status=broken` is the slide's own code, under a line that says how it fares today.
 * - Anything else is text.
 */
export const code: Handler<Code> = (document, node) => {
  const { words, values } = parseFence(node.meta);
  if (node.lang === "ts" && !words.includes("still")) return [codeCell(document, node, words[0], values.part)];
  if (node.lang === "python" && values.slide) return slideCode(document, node, values.slide, values.status);
  const [start, end] = span(node);
  return [{ kind: "cut", start, end }];
};

function codeCell(document: Document, node: Code, role: string | undefined, part: string | undefined): Part {
  if (role === undefined) return { kind: "code", source: node.value, metadata: {} };
  if (!roles.includes(role)) {
    throw problemAt(document, node, `a \`ts\` fence can be ${roles.join(", ")} or still; got ${role}`);
  }
  return { kind: "code", source: node.value, metadata: { nnxlab: { role, ...(part ? { part } : {}) } } };
}

/** How the code of a slide fares with today's Flax and Optax. */
const statuses: { readonly [status: string]: string } = {
  runs: "✓ runs as printed",
  part: "one half of a function; runs once both halves are joined",
  outdated: "⚠ runs, but is outdated",
  broken: "✗ **does not run as printed**; the marked lines say why",
};

function slideCode(document: Document, node: Code, slide: string, status = "runs"): Part[] {
  const verdict = statuses[status];
  if (!verdict) {
    throw problemAt(document, node, `status must be ${Object.keys(statuses).join(", ")}; got ${status}`);
  }
  const numbers = slide.includes("+") ? `Slides ${slide.replace("+", " and ")}` : `Slide ${slide}`;
  return [{ kind: "text", text: `**${numbers}, Python** (${verdict})\n\n\`\`\`python\n${node.value}\n\`\`\`` }];
}
