import { cardHtml, escapeHtml } from "./card.ts";
import type { Report } from "./report.ts";

/** A report as a page that needs nothing else: no script, no font, no picture from elsewhere. */
export function htmlReport(report: Report): string {
  const { exercise, title, file, notes, isolation, diagnosis } = report;
  const facts = [
    `<p>${escapeHtml(file)}</p>`,
    diagnosis ? `<p>Most of this comes from one mistake: <b>${escapeHtml(diagnosis)}</b>.</p>` : "",
    ...notes.map((note) => `<p>Note: ${escapeHtml(note)}.</p>`),
    isolation
      ? `<p class="dim">Ran in isolation level ${isolation.level}, ${escapeHtml(isolation.name)}: ${escapeHtml(isolation.about)}.</p>`
      : "",
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(exercise)}: ${report.points} of ${report.maxPoints} points</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem; color: #222 } .dim { color: #666 }</style>
<h1>${escapeHtml(exercise)} · ${escapeHtml(title)}</h1>
${cardHtml(report)}
${facts.filter(Boolean).join("\n")}
</html>
`;
}
