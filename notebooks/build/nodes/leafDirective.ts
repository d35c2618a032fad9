import type { LeafDirective } from "mdast-util-directive";
import { toString } from "mdast-util-to-string";
import { problemAt } from "../document.ts";
import type { Handler } from "./index.ts";

/** `::exercise[Train an MLP]{#basic-1}`: a link to an exercise notebook. */
export const leafDirective: Handler<LeafDirective> = (document, node) => {
  if (node.name !== "exercise") throw problemAt(document, node, `::${node.name} is not known; there is ::exercise`);
  const id = node.attributes?.id;
  if (!id) throw problemAt(document, node, "::exercise needs the exercise's id: ::exercise[Title]{#basic-1}");
  return [{ kind: "text", text: `**Exercise ${id}: [${toString(node)}](../exercises/${id}.ipynb)**` }];
};
