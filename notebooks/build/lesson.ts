/** A lesson: one Markdown file of `notebooks/course/` as a notebook. */
import { BadInput } from "../badInput.ts";
import type { Notebook } from "../nbformat.ts";
import { cellRole } from "./cellRole.ts";
import { type Document, parseDocument } from "./document.ts";
import { handleNodes } from "./nodes/index.ts";
import { notebookMetadata } from "./notebookMetadata.ts";
import { toCells } from "./part.ts";

/**
 * Builds a lesson, without outputs. The same source gives the same notebook, byte for byte.
 *
 * @param source the Markdown
 * @param path its path from the project's root
 * @throws BadInput that names the line that is wrong
 */
export function buildLesson(source: string, path: string): Notebook {
  const document = parseDocument(source, path);
  const id = path.replace(/^.*\//, "").replace(/\.md$/, "");
  const cells = toCells(document, id, handleNodes(document, document.nodes));
  const role = cells.map(cellRole).find((found) => found !== undefined);
  if (role) throw new BadInput(`Cannot build ${path}: a lesson has no \`${role}\` cells; those belong to exercises`);
  return { nbformat: 4, nbformat_minor: 5, metadata: notebookMetadata(document, frontOf(document)), cells };
}

function frontOf({ front, path }: Document): { kind: "lesson"; title: string; slides: readonly number[] } {
  const { title, slides } = front;
  if (typeof title !== "string") throw new BadInput(`Cannot build ${path}: its front matter needs a title`);
  if (!Array.isArray(slides) || slides.length !== 2 || !slides.every(Number.isInteger)) {
    throw new BadInput(`Cannot build ${path}: its front matter needs slides: [first, last]`);
  }
  return { kind: "lesson", title, slides };
}
