/** Without the parentheses around the whole. */
export function bare(text: string): string {
  if (!text.startsWith("(")) return text;
  let open = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "(") open++;
    else if (text[at] === ")" && --open === 0) return at === text.length - 1 ? text.slice(1, -1) : text;
  }
  return text;
}
