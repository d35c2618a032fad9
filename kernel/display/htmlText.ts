/** The words of HTML, for where no HTML is drawn: in one pass, so that its time grows with the length of any text, also of a broken one. */

/** What is longer is cut: the words stand beside the page, not in its place. */
const readAtMost = 100_000; // characters

const lines =
  /^(address|article|aside|blockquote|br|dd|details|div|dl|dt|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|p|pre|section|summary|table|tr|ul)$/;
const unseen = /^(head|script|style|svg|template|title)$/;
const tag = /^<(\/?)([a-z][a-z0-9]*)/i;

const named: Readonly<Record<string, string>> = { amp: "&", apos: "'", gt: ">", lt: "<", nbsp: "\u00a0", quot: '"' };

/**
 * Lines where blocks begin and end, two spaces between the cells of a table, white space as a page shows it. Scripts, styles and
 * drawings are left out; empty if nothing else is in it.
 */
export function htmlText(html: string): string {
  const source = html.slice(0, readAtMost);
  let text = "";
  let preformatted = 0;
  const add = (words: string): void => {
    const decoded = decode(preformatted > 0 ? words : words.replace(/[ \t\r\n]+/g, " "));
    text += preformatted === 0 && (text === "" || /\s$/.test(text)) ? decoded.replace(/^ /, "") : decoded;
  };
  for (let at = 0; at < source.length; ) {
    const open = source.indexOf("<", at);
    add(source.slice(at, open === -1 ? undefined : open));
    if (open === -1) break;
    const [, slash, written] = tag.exec(source.slice(open, open + 20)) ?? [];
    if (written === undefined && source[open + 1] !== "!") {
      add("<");
      at = open + 1;
      continue;
    }
    const name = written?.toLowerCase() ?? "";
    if (name === "pre") preformatted = slash ? 0 : 1;
    if (lines.test(name)) text = text.endsWith("\n") || text === "" ? text : `${text.trimEnd()}\n`;
    else if (/^t[dh]$/.test(name) && !slash && !text.endsWith("\n") && text !== "") text = `${text.trimEnd()}  `;
    at = endOfTag(source, open, slash ? "" : name);
  }
  return html.length > readAtMost ? `${text.trimEnd()} …` : text.trim();
}

/** Behind a tag, or behind all of an element that is not shown, or of a comment. */
function endOfTag(source: string, open: number, name: string): number {
  const after = (end: string, from: number): number => {
    const found = source.indexOf(end, from);
    return found === -1 ? source.length : found + end.length;
  };
  if (source.startsWith("<!--", open)) return after("-->", open + 4);
  const close = after(">", open);
  return unseen.test(name) && source[close - 2] !== "/" ? after(">", after(`</${name}`, close)) : close;
}

function decode(text: string): string {
  return text.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z]{2,6});/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return named[name] ?? whole;
    const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
