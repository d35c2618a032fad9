/** How a gradient transformation shows itself: its parts in their order, each with its parameters; the same as a tree of characters. */
import { card, type Shown } from "../../cards/card.ts";
import { type Html, type Part as HtmlPart, html } from "../../cards/html.ts";
import { plot } from "../../cards/plot.ts";
import type { GradientTransformation } from "../base.ts";
import { type Description, descriptionOf } from "../description.ts";
import { valueText } from "./callText.ts";
import { curveOf } from "./curve.ts";
import { insideOf, isChain, isDescribedSchedule, type Part, partsOf, settingsOf } from "./parametersOf.ts";

/** What users made themselves. */
const unknown: Description = { name: "{ init, update }", parameters: {} };

/** Schedules drawn in this card: one that comes again goes by its name. */
type Drawn = Set<unknown>;

/** A transformation as a card. */
export function transformationCard(transformation: GradientTransformation): Shown {
  const description = describeOf(transformation);
  const steps = isChain(description) ? partsOf(description) : [{ label: undefined, transformation }];
  const drawn: Drawn = new Set();
  const boxes = steps.map((part) => partBox(part, drawn));
  const flow = html`<ul class="f"><li class="q">gradients</li>${arrows(boxes)}<li class="q">→ updates</li></ul>`;
  return card(flow, treeText(description).join("\n"));
}

function describeOf(transformation: GradientTransformation): Description {
  return descriptionOf(transformation) ?? unknown;
}

function arrows(boxes: readonly Html[]): Html[] {
  return boxes.map((box) => html`<li class="q">→</li>${box}`);
}

function partBox({ label, transformation }: Part, drawn: Drawn): Html {
  return box(describeOf(transformation), drawn, label);
}

function box(description: Description, drawn: Drawn, label?: string): Html {
  const title = html`${label === undefined ? undefined : html`<span class="q">${label}: </span>`}<b class="m">${description.name}</b>`;
  const settings = settingsOf(description).map(
    ([name, value]) => html`<div><span class="q">${name}</span> ${settingOf(value, drawn)}</div>`,
  );
  return html`<li class="b">${title}${settings}${insideBox(description, drawn)}</li>`;
}

/** What is inside: one after another in a chain, else one below the other. */
function insideBox(description: Description, drawn: Drawn): Html | undefined {
  const inside = insideOf(description);
  if (inside === undefined) return undefined;
  if (!isList(inside)) return html`<ul class="f">${box(inside, drawn)}</ul>`;
  const boxes = inside.map((part) => partBox(part, drawn));
  const inOrder = isChain(description) || partsOf(description).length === 0;
  if (!inOrder) return html`${boxes.map((one) => html`<ul class="f">${one}</ul>`)}`;
  return html`<ul class="f">${boxes[0]}${arrows(boxes.slice(1))}</ul>`;
}

function isList(inside: readonly Part[] | Description): inside is readonly Part[] {
  return Array.isArray(inside);
}

function settingOf(value: unknown, drawn: Drawn): HtmlPart {
  if (drawn.has(value)) return html`<span class="m">${descriptionOf(value)!.name}</span>`;
  const text = html`<span class="m w">${valueText(value)}</span>`;
  if (!isDescribedSchedule(value)) return text;
  drawn.add(value);
  const { steps, values } = curveOf(value).line;
  return html`${text}${plot(steps, values, { width: 150, height: 36 })}`;
}

/** Lines of a tree: the name with its parameters, then what is inside. */
function treeText(description: Description, label?: string): string[] {
  const given = settingsOf(description).map(([name, value]) => `${name}: ${valueText(value)}`);
  const call =
    isChain(description) || description === unknown ? description.name : `${description.name}(${given.join(", ")})`;
  const inside = insideOf(description) ?? [];
  const children = isList(inside)
    ? inside.map((part) => treeText(describeOf(part.transformation), part.label))
    : [treeText(inside)];
  const branches = children.flatMap(([first, ...rest], i) => {
    const last = i === children.length - 1;
    return [`${last ? "└─" : "├─"} ${first}`, ...rest.map((line) => `${last ? "  " : "│ "} ${line}`)];
  });
  return [`${label === undefined ? "" : `${label}: `}${call}`, ...branches];
}
