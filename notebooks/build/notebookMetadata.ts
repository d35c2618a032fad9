import type { Metadata } from "../nbformat.ts";
import type { Document } from "./document.ts";

/** The kernelspec that our notebooks ask for, and what front ends want to know before the kernel has started. */
export const kernelspec: Metadata = { name: "nnxlab", display_name: "TypeScript (nnxlab)", language: "typescript" };
const languageInfo: Metadata = {
  name: "typescript",
  mimetype: "application/typescript",
  file_extension: ".ts",
  codemirror_mode: "typescript",
  pygments_lexer: "typescript",
  nbconvert_exporter: "script",
};

/** Metadata of a generated notebook: what runs it, and what it was made from. */
export function notebookMetadata(document: Document, own: Metadata): Metadata {
  return {
    kernelspec,
    language_info: languageInfo,
    nnxlab: { ...own, source: document.path, source_sha256: document.hash },
  };
}
