import { visit } from "unist-util-visit";
import { problemAt, span } from "../document.ts";
import type { Handler } from "./index.ts";

/** Paragraphs, lists, tables, mathematics, HTML: cut out of the source. A `:::` in them is a directive that went wrong. */
export const prose: Handler = (document, node) => {
  visit(node, "text", (text) => {
    if (/^:{3,}/m.test(text.value)) {
      const repair = "name it `:::name`, or give the outer directive more colons than those inside it";
      throw problemAt(document, text, `a stray ${text.value.match(/:{3,}/)![0]} opens or closes nothing; ${repair}`);
    }
  });
  const [start, end] = span(node);
  return [{ kind: "cut", start, end }];
};
