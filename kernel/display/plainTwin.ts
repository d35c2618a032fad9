/**
 * The text beside media whose type is known. Consoles, terminals and pages that do not trust a notebook draw `text/plain` only: what is
 * text already is shown as it is, HTML as its words, and of a picture there is at least a note.
 */
import { htmlText } from "./htmlText.ts";
import { plainText } from "./plainText.ts";

/**
 * @param type the MIME type
 * @param content text, bytes, or data of a JSON type
 */
export function plainTwin(type: string, content: unknown): string {
  if (type === "text/html") return htmlText(String(content)) || note(type, content);
  if (/[/+]json$/.test(type)) return plainText(content);
  return type.startsWith("text/") && typeof content === "string" && type !== "text/javascript"
    ? content
    : note(type, content);
}

/** `(image/png, 2048 bytes)` */
function note(type: string, content: unknown): string {
  const size = content instanceof Uint8Array ? `${content.byteLength} bytes` : `${String(content).length} characters`;
  return `(${type}, ${size})`;
}
