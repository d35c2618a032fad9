/** How a schedule shows itself: a curve, the values at some steps, and the call that made it; the same in characters. */
import { card, head, type Shown, table } from "../../cards/card.ts";
import { html } from "../../cards/html.ts";
import { grouped, short } from "../../cards/numbers.ts";
import { plot, sparkline } from "../../cards/plot.ts";
import type { Schedule } from "../base.ts";
import { descriptionOf } from "../description.ts";
import { callText, valueText } from "./callText.ts";
import { curveOf, type Samples } from "./curve.ts";
import { settingsOf } from "./parametersOf.ts";

/** A schedule as a card. */
export function scheduleCard(schedule: Schedule): Shown {
  const description = descriptionOf(schedule)!;
  const { line, quarters } = curveOf(schedule);
  const settings = settingsOf(description).map(([name, value]) => [
    html`<span class="q">${name}</span>`,
    html`<span class="m w">${valueText(value)}</span>`,
  ]);
  const some = table(
    ["step", ...quarters.steps.map(grouped)],
    [[html`<span class="q">value</span>`, ...quarters.values.map(short)]],
    1,
  );
  const picture = plot(line.steps, line.values, { width: 340, height: 130, axes: true });
  return card(
    [head(description.name, ["schedule"]), html`<div class="r">${picture}${table([], settings, 2)}</div>`, some],
    [callText(description), ...tableText(quarters), sparkline(line.steps, line.values)].join("\n"),
  );
}

function tableText({ steps, values }: Samples): string[] {
  const columns = steps.map((step, i) => [grouped(step), short(values[i]!)] as const);
  const row = (name: string, which: 0 | 1): string =>
    [
      name.padEnd(5),
      ...columns.map((column) => column[which].padStart(Math.max(column[0].length, column[1].length))),
    ].join("  ");
  return [row("step", 0), row("value", 1)];
}
