/** A Markdown file as a tree with its text: what the builders work on. Lessons and exercises are both documents. */
import { createHash } from "node:crypto";
import type { Node, Root, RootContent, Yaml } from "mdast";
import remarkDirective from "remark-directive";
import remarkFrontmatter from "remark-frontmatter";
import remarkGfm from "remark-gfm";
import remarkMath from "remark-math";
import remarkParse from "remark-parse";
import { unified } from "unified";
import { parse as parseYaml } from "yaml";
import { BadInput } from "../badInput.ts";

/** A parsed Markdown file. */
export interface Document {
  /** Path from the project's root, for errors and metadata. */
  readonly path: string;
  readonly source: string;
  /** SHA-256 of the source, hexadecimal. */
  readonly hash: string;
  /** The YAML between `---` at the top. */
  readonly front: { readonly [name: string]: unknown };
  /** The top-level nodes after it. */
  readonly nodes: readonly RootContent[];
}

const parser = unified()
  .use(remarkParse)
  .use(remarkFrontmatter)
  .use(remarkGfm)
  .use(remarkMath)
  .use(remarkDirective)
  .freeze();

/**
 * Parses a Markdown file.
 *
 * @param source the file's text
 * @param path what to call it
 * @throws BadInput when its front matter is missing or no YAML
 */
export function parseDocument(source: string, path: string): Document {
  const tree: Root = parser.parse(source);
  const [first, ...nodes] = tree.children;
  if (first?.type !== "yaml") {
    throw new BadInput(`Cannot build ${path}: it must begin with front matter, \`---\`, YAML and \`---\``);
  }
  return {
    path,
    source,
    hash: createHash("sha256").update(source).digest("hex"),
    front: readFront(first, path),
    nodes,
  };
}

/** The source text of a node, byte for byte: mathematics, tables and HTML are never written anew. */
export function textOf(document: Document, node: Node): string {
  return document.source.slice(...span(node));
}

/** The source text inside a container, between its first and its last child. */
export function innerText(document: Document, node: { readonly children: readonly Node[] }): string {
  const [first, last] = [node.children[0], node.children.at(-1)];
  return first && last ? document.source.slice(span(first)[0], span(last)[1]) : "";
}

/** Start and end of a node in the source. */
export function span(node: Node): [start: number, end: number] {
  return [node.position!.start.offset!, node.position!.end.offset!];
}

/** An error at a node: `Cannot build x.md:12: …`. */
export function problemAt(document: Document, node: Node, message: string): BadInput {
  return new BadInput(`Cannot build ${document.path}:${node.position!.start.line}: ${message}`);
}

function readFront(node: Yaml, path: string): Document["front"] {
  try {
    const value: unknown = parseYaml(node.value) ?? {};
    if (typeof value === "object" && !Array.isArray(value)) return value as Document["front"];
    throw new TypeError("it must hold names and values");
  } catch (error) {
    throw new BadInput(`Cannot build ${path}: its front matter is wrong: ${(error as Error).message}`, {
      cause: error,
    });
  }
}
