import { styleText } from "node:util";
import { inWords, type Verdict } from "../verdict.ts";
import { asSentence } from "./asSentence.ts";
import type { CheckReport, Report } from "./report.ts";

/**
 * A report as text, in colour where standard output is a terminal.
 *
 * @param report what to print
 * @param colour force colour on or off
 */
export function terminalReport(
  report: Report,
  colour: boolean = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR,
): string {
  const paint = (style: Parameters<typeof styleText>[0], text: string): string =>
    colour ? styleText(style, text, { validateStream: false }) : text;
  const { exercise, title, points, maxPoints, checks, notes, isolation, unseenPoints } = report;
  const total = `${points} of ${maxPoints} points`;
  const headline = report.passed ? paint("green", total) : paint("yellow", total);
  const lines = [`${paint("bold", `${exercise} · ${title}`)}   ${headline}`, ""];
  for (const check of checks) lines.push(...checkLines(check, paint));
  if (report.diagnosis) lines.push("", `Most of this comes from one mistake: ${report.diagnosis}`);
  if (notes.length > 0) lines.push("", ...notes.map((note) => `Note: ${note}`));
  if (unseenPoints > 0)
    lines.push(
      "",
      `${report.passed ? "The public checks passed; h" : "H"}idden checks, ${unseenPoints} points, run when you submit`,
    );
  if (isolation)
    lines.push("", paint("dim", `Ran in isolation level ${isolation.level}, ${isolation.name}: ${isolation.about}`));
  return lines.join("\n");
}

type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

const colours: { readonly [V in Verdict]: "green" | "red" | "yellow" | "magenta" | "gray" } = {
  pass: "green",
  fail: "red",
  timeout: "magenta",
  memory: "magenta",
  crashed: "magenta",
  "output-limit": "magenta",
  unattempted: "gray",
  skipped: "gray",
  error: "yellow",
};

function checkLines(
  { verdict, title, points, maxPoints, hidden, message, detail, advice }: CheckReport,
  paint: Paint,
): string[] {
  const mark = verdict === "pass" ? "✓" : verdict === "unattempted" || verdict === "skipped" ? "·" : "✗";
  const score = `${points}/${maxPoints}`;
  const name = `${title}${hidden ? " (hidden)" : ""}`;
  const state = verdict === "pass" ? "" : `   ${inWords[verdict]}`;
  const lines = [`${paint(colours[verdict], mark)} ${score.padStart(5)}  ${name}${paint(colours[verdict], state)}`];
  for (const text of [message, detail, verdict === "fail" ? advice : undefined]) {
    if (text && verdict !== "pass")
      lines.push(
        ...asSentence(text)
          .split("\n")
          .map((line) => paint("dim", `         ${line}`)),
      );
  }
  return lines;
}
