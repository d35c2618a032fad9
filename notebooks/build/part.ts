/**
 * What a Markdown node becomes: a piece of a notebook. Neighbouring pieces of text that are cut from the source are joined to one
 * cell, with the blank lines that stood between them.
 */
import type { Cell, Metadata } from "../nbformat.ts";
import { cellId } from "./cellId.ts";
import type { Document } from "./document.ts";

/** A cell that begins a slide, or a slide below the one before. */
export type SlideType = "slide" | "subslide";

export type Part =
  /** Text as it stands in the source, from `start` to `end`. A `slide` begins a new cell. */
  | {
      readonly kind: "cut";
      readonly start: number;
      readonly end: number;
      readonly slide?: SlideType;
      readonly heading?: string;
    }
  /** Text that was written for the notebook. */
  | { readonly kind: "text"; readonly text: string }
  /** A code cell. `id` is given where the cell must be found again. */
  | { readonly kind: "code"; readonly source: string; readonly id?: string; readonly metadata: Metadata }
  /** A slide begins here. */
  | { readonly kind: "break"; readonly slide: SlideType };

/**
 * Cells from parts. Ids are hashes of the document, the nearest heading and the place below it, so that a new paragraph in one
 * section leaves the ids of all others alone.
 *
 * @param document where the parts come from
 * @param documentId what makes its cells differ from those of other documents
 */
export function toCells(document: Document, documentId: string, parts: readonly Part[]): Cell[] {
  const cells: Cell[] = [];
  let text: { value: string; end: number } | undefined; // the markdown cell that is open, and where its source ended
  let slide: SlideType | undefined; // what the next cell begins
  let heading = "";
  let ordinal = 0;

  const metadata = (): Metadata => {
    const found = slide ? { slideshow: { slide_type: slide } } : {};
    slide = undefined;
    return found;
  };
  const open = (): void => {
    const id = cellId(documentId, heading, "markdown", ordinal++);
    cells.push({ cell_type: "markdown", id, metadata: metadata(), source: "" });
  };
  const append = (value: string, start: number, end: number): void => {
    const gap = !text ? "" : text.end >= 0 && start >= 0 ? document.source.slice(text.end, start) : "\n\n";
    if (!text) open();
    text = { value: (text?.value ?? "") + gap + value, end };
    cells.at(-1)!.source = text.value;
  };

  for (const part of parts) {
    switch (part.kind) {
      case "cut":
        if (part.slide) {
          text = undefined;
          slide = part.slide;
        }
        if (part.heading !== undefined) {
          text = undefined;
          heading = part.heading;
          ordinal = 0;
        }
        append(document.source.slice(part.start, part.end), part.start, part.end);
        break;
      case "text":
        append(part.text, -1, -1);
        break;
      case "break":
        text = undefined;
        slide = part.slide;
        break;
      case "code": {
        text = undefined;
        const id = part.id ?? cellId(documentId, heading, "code", ordinal++);
        const source = part.source;
        cells.push({
          cell_type: "code",
          id,
          metadata: { ...part.metadata, ...metadata() },
          source,
          execution_count: null,
          outputs: [],
        });
        break;
      }
      default:
        part satisfies never;
    }
  }
  return cells;
}
