import { readFileSync } from "node:fs";
import { writeWhole } from "../../notebooks/writeWhole.ts";

/**
 * Replaces what stands between two marks of a Markdown page.
 *
 * @param page path of the file
 * @param mark name of the marks, `<!-- NAME begin -->` and `<!-- NAME end -->`
 * @throws Error when the page lacks them
 */
export function intoPage(page: string, mark: string, text: string): void {
  const [begin, end] = [`<!-- ${mark} begin -->`, `<!-- ${mark} end -->`];
  const whole = readFileSync(page, "utf8");
  const [from, to] = [whole.indexOf(begin), whole.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`Cannot write ${page}: it lacks the marks ${begin} and ${end}`);
  writeWhole(page, `${whole.slice(0, from)}${begin}\n\n${text}\n\n${whole.slice(to)}`);
}
