import type { MimeBundle } from "../interpreter/interpreter.ts";
import { encode } from "./mimeBundle.ts";
import { plainTwin } from "./plainTwin.ts";

/** Shows content whose MIME type is known. The methods are those of tslab's `display`. */
export interface MediaDisplay {
  /** Runs JavaScript in the page. */
  javascript(s: string): void;
  html(s: string): void;
  markdown(s: string): void;
  /** LaTeX, with its delimiters: `$$x^2$$`. */
  latex(s: string): void;
  svg(s: string): void;
  png(b: Uint8Array): void;
  jpeg(b: Uint8Array): void;
  gif(b: Uint8Array): void;
  pdf(b: Uint8Array): void;
  text(s: string): void;
  /** Content of any MIME type; bytes are sent as base64. */
  raw(contentType: string, b: string | Uint8Array): void;
}

/** A display that hands each bundle to `show`. */
export function createMediaDisplay(show: (bundle: MimeBundle) => void): MediaDisplay {
  const raw = (contentType: string, b: string | Uint8Array): void => {
    // `raw("application/json", text)`: the protocol wants JSON, not text that contains it.
    const content = /[/+]json$/.test(contentType) && typeof b === "string" ? (JSON.parse(b) as unknown) : b;
    const data = { [contentType]: encode(contentType, content) };
    show({ data: { ...data, "text/plain": data["text/plain"] ?? plainTwin(contentType, content) }, metadata: {} });
  };
  return {
    javascript: (s) => raw("application/javascript", s),
    html: (s) => raw("text/html", s),
    markdown: (s) => raw("text/markdown", s),
    latex: (s) => raw("text/latex", s),
    svg: (s) => raw("image/svg+xml", s),
    png: (b) => raw("image/png", b),
    jpeg: (b) => raw("image/jpeg", b),
    gif: (b) => raw("image/gif", b),
    pdf: (b) => raw("application/pdf", b),
    text: (s) => raw("text/plain", s),
    raw,
  };
}
