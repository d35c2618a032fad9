/**
 * The table of handlers: what each Markdown node becomes in a notebook. A node that is not listed is prose, and is cut out of the
 * source as it stands. Front matter is read before; directives that only exercises know are taken out before.
 */
import type { Nodes, RootContent } from "mdast";
import type { Document } from "../document.ts";
import type { Part } from "../part.ts";
import { code } from "./code.ts";
import { containerDirective } from "./containerDirective.ts";
import { heading } from "./heading.ts";
import { leafDirective } from "./leafDirective.ts";
import { prose } from "./prose.ts";
import { thematicBreak } from "./thematicBreak.ts";

/** Turns one kind of node into pieces of a notebook. */
export type Handler<N extends Nodes = Nodes> = (document: Document, node: N) => readonly Part[];

type Handlers = { readonly [Type in RootContent["type"]]?: Handler<Extract<RootContent, { type: Type }>> };

const handlers: Handlers = { code, containerDirective, heading, leafDirective, thematicBreak };

/** The pieces of a document, in order. */
export function handleNodes(document: Document, nodes: readonly RootContent[]): Part[] {
  return nodes.flatMap((node) => {
    const handler = (handlers[node.type] ?? prose) as Handler;
    return handler(document, node);
  });
}
