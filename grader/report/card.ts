/** Checks as a card: the same HTML below a notebook cell and in a report. Styles are inline, since notebooks drop style sheets. */

import { inWords, type Verdict } from "../verdict.ts";
import { asSentence } from "./asSentence.ts";
import type { CheckReport, Report } from "./report.ts";

const marks: { readonly [V in Verdict]: readonly [mark: string, colour: string] } = {
  pass: ["✓", "#1a7f37"],
  fail: ["✗", "#cf222e"],
  timeout: ["✗", "#8250df"],
  memory: ["✗", "#8250df"],
  crashed: ["✗", "#8250df"],
  "output-limit": ["✗", "#8250df"],
  unattempted: ["○", "#6e7781"],
  skipped: ["○", "#6e7781"],
  error: ["!", "#9a6700"],
};

/** The checks of a report as a table: verdict, title, points, what is wrong, and how far off it is against what is allowed. */
export function cardHtml({ checks, points, maxPoints }: Pick<Report, "checks" | "points" | "maxPoints">): string {
  const total = `<tr style="border-top:1px solid #8884"><td></td><td style="${cell}"><b>Points</b></td><td style="${right}"><b>${points}&nbsp;/&nbsp;${maxPoints}</b></td></tr>`;
  return `<table style="border-collapse:collapse;min-width:32em">\n${checks.map(row).join("\n")}\n${total}\n</table>`;
}

const cell = "text-align:left;vertical-align:top;padding:.25em .6em";
const right = "text-align:right;vertical-align:top;padding:.25em .6em;white-space:nowrap";

function row({ verdict, title, hidden, message, detail, advice, measures, points, maxPoints }: CheckReport): string {
  const [mark, colour] = marks[verdict];
  const state = verdict === "pass" ? "" : ` <span style="color:${colour}">${inWords[verdict]}</span>`;
  const texts =
    verdict === "pass"
      ? []
      : [message, detail, verdict === "fail" ? advice : undefined].filter((text) => text !== undefined && text !== "");
  const notes = texts.map((text) => `<div style="opacity:.8;font-size:.92em">${inline(asSentence(text!))}</div>`);
  const name = `${escapeHtml(title)}${hidden ? " <i>(hidden)</i>" : ""}`;
  const body = `${name}${state}${notes.join("")}${measures.map(bar).join("")}`;
  return `<tr><td style="${cell};color:${colour};font-weight:bold">${mark}</td><td style="${cell}">${body}</td><td style="${right}">${points}&nbsp;/&nbsp;${maxPoints}</td></tr>`;
}

/** How much of the tolerance is used, on a logarithmic scale from a millionth to a thousand times. */
function bar({ of, error, tolerance }: CheckReport["measures"][number]): string {
  if (!(tolerance > 0)) return "";
  const share = error === 0 ? 0 : Math.min(1, Math.max(0.02, (Math.log10(error / tolerance) + 6) / 9));
  const colour = error <= tolerance ? "#1a7f37" : "#cf222e";
  const label = `${escapeHtml(of)}: off by ${error.toExponential(1)}, allowed ${tolerance.toExponential(1)}`;
  const track = `<span style="display:inline-block;width:9em;height:.5em;background:#8883;border-radius:.25em"><span style="display:block;height:100%;width:${Math.round(share * 100)}%;background:${colour};border-radius:.25em"></span></span>`;
  return `<div style="font-size:.85em;opacity:.8">${track} ${label}</div>`;
}

/** Text with `code` marked; everything else is escaped. */
function inline(text: string): string {
  return escapeHtml(text).replace(/`([^`]*)`/g, "<code>$1</code>");
}

/** Text that is safe inside HTML. */
export function escapeHtml(text: string): string {
  const entities: { readonly [sign: string]: string } = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (sign) => entities[sign]!);
}
