/**
 * A small pretty printer: documents of text and possible line breaks. A group stands on one line if it fits into the width, else
 * each of its own breaks becomes a new line, indented by the nests around it.
 *
 * @see Oppen, "Prettyprinting", 1980, doi:10.1145/357114.357115
 */
export type Doc =
  | string
  | readonly Doc[]
  | { readonly kind: "break"; readonly flat: string }
  | { readonly kind: "nest"; readonly by: number; readonly body: Doc }
  | { readonly kind: "group"; readonly body: Doc };

/** A place where the line may end; on one line it reads as `flat`. */
export function breakOr(flat: string): Doc {
  return { kind: "break", flat };
}

/** Indents the lines that begin inside `body`. */
export function nest(by: number, ...body: readonly Doc[]): Doc {
  return { kind: "nest", by, body };
}

/** Stands on one line if it fits. */
export function group(...body: readonly Doc[]): Doc {
  return { kind: "group", body };
}

/** Documents with something between every two. */
export function join(separator: Doc, docs: readonly Doc[]): Doc {
  return docs.flatMap((doc, i) => (i === 0 ? [doc] : [separator, doc]));
}

/** The text of a document, in lines of at most `width` characters where that is possible. */
export function layout(doc: Doc, width: number): string {
  let text = "";
  let column = 0;
  const write = (piece: string): void => {
    text += piece;
    const line = piece.lastIndexOf("\n");
    column = line < 0 ? column + piece.length : piece.length - line - 1;
  };
  const visit = (node: Doc, indent: number, isFlat: boolean): void => {
    if (typeof node === "string") write(node);
    else if (isList(node)) for (const part of node) visit(part, indent, isFlat);
    else if (node.kind === "break") write(isFlat ? node.flat : `\n${" ".repeat(indent)}`);
    else if (node.kind === "nest") visit(node.body, indent + node.by, isFlat);
    else visit(node.body, indent, isFlat || flatLength(node.body, width - column) <= width - column);
  };
  visit(doc, 0, false);
  return text;
}

function isList(node: Doc): node is readonly Doc[] {
  return Array.isArray(node);
}

/** Length on one line, or something above `limit` as soon as it is passed. */
function flatLength(node: Doc, limit: number): number {
  if (typeof node === "string") return node.length;
  if (!isList(node)) return node.kind === "break" ? node.flat.length : flatLength(node.body, limit);
  let length = 0;
  for (const part of node) {
    length += flatLength(part, limit - length);
    if (length > limit) break;
  }
  return length;
}
