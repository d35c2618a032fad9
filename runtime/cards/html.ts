/** HTML in which text cannot become markup: the template `html` escapes whatever is not HTML itself. */

/** A piece of HTML. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

/** What may stand in a template: HTML stays, text is escaped, lists are joined, nothing is left out. */
export type Part = Html | string | number | undefined | readonly Part[];

/** `` html`<b>${name}</b>` `` */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  let text = strings[0]!;
  parts.forEach((part, i) => (text += write(part) + strings[i + 1]!));
  return new Html(text);
}

function write(part: Part): string {
  if (part === undefined) return "";
  if (part instanceof Html) return part.text;
  return typeof part === "object" ? part.map(write).join("") : escape(String(part));
}

/** Text that stands for itself in HTML, in attributes too. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
