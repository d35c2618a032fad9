import type { ContainerDirective } from "mdast-util-directive";
import { innerText, problemAt } from "../document.ts";
import type { Handler } from "./index.ts";

/** Boxes and what stands above them. */
const titles: { readonly [name: string]: string } = {
  pytorch: "In PyTorch",
  note: "Note",
  slide: "On the slide",
  try: "Try it",
};

/** `:::pytorch … :::`: a quotation with a title, which every notebook viewer draws as a box. */
export const containerDirective: Handler<ContainerDirective> = (document, node) => {
  const title = titles[node.name];
  if (!title) {
    const known = Object.keys(titles).join(", ");
    throw problemAt(document, node, `:::${node.name} is not known here; boxes are ${known}`);
  }
  const quoted = `**${title}**\n\n${innerText(document, node)}`.split("\n").map((line) => `> ${line}`.trimEnd());
  return [{ kind: "text", text: quoted.join("\n") }];
};
