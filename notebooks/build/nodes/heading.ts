import type { Heading } from "mdast";
import { toString } from "mdast-util-to-string";
import { span } from "../document.ts";
import type { Handler } from "./index.ts";

/** A heading begins a new cell; one of depth 1 or 2 begins a slide. */
export const heading: Handler<Heading> = (_document, node) => {
  const [start, end] = span(node);
  const slide = node.depth <= 2 ? ({ slide: "slide" } as const) : {};
  return [{ kind: "cut", start, end, heading: toString(node), ...slide }];
};
