/** How a jaxpr shows itself: its text, coloured. */
import type { Jaxpr } from "../core/jaxpr.ts";
import { printJaxpr } from "../core/printJaxpr.ts";
import { printAval } from "../types/aval.ts";
import { card, head, type Shown } from "./card.ts";
import { Html, html, type Part } from "./html.ts";
import { grouped } from "./numbers.ts";

/** Longer texts are cut in the card; they are whole in the text beside it. */
const mostLetters = 12_000;
const mostAvals = 4;

/** A jaxpr as a card; `kind` says what has it. */
export function jaxprCard(jaxpr: Jaxpr, kind: string): Shown {
  const text = printJaxpr(jaxpr);
  return card([head(kind, factsOf(jaxpr)), codeOf(text)], text);
}

function factsOf({ constVars, inputs, outputs, equations }: Jaxpr): string[] {
  const avals = (atoms: readonly { aval: Parameters<typeof printAval>[0] }[]): string =>
    atoms.length > mostAvals
      ? `${atoms.length} arrays`
      : atoms.map(({ aval }) => printAval(aval)).join(", ") || "nothing";
  const captured = constVars.length > 0 ? [`${constVars.length} captured`] : [];
  const count = `${grouped(equations.length)} ${equations.length === 1 ? "equation" : "equations"}`;
  return [`${avals(inputs)} → ${avals(outputs)}`, count, ...captured];
}

function codeOf(text: string): Html {
  if (text.length <= mostLetters) return html`<pre class="l">${coloured(text)}</pre>`;
  const end = text.lastIndexOf("\n", mostLetters);
  const shown = text.slice(0, end > 0 ? end : mostLetters);
  const left = text.slice(shown.length).split("\n").length - 1;
  return html`<pre class="l">${coloured(shown)}</pre><div class="q">… ${grouped(left)} more lines; all of it: console.log</div>`;
}

/** Words of the language; a primitive after `=`; a type after a name; a parameter before `=`; a number. */
const token =
  /(?<word>(?<!<)\b(?:lambda|let)\b|\bin(?= \(|$))|(?<=(?:^|\s)= )(?<primitive>[A-Za-z_]\w*)|(?<type>:[a-z]+\d*(?:<\w+>)?\[[^\]]*\])|(?<parameter>\b\w+)(?==(?! ))|(?<number>(?<![\w.])-?\d+(?:\.\d*)?(?:e[+-]?\d+)?(?=:))/gm;

const tags = { word: "b", primitive: "em", type: "i", parameter: "u", number: "s" } as const;

/** The text with its tokens in the tags that the style sheet colours. */
function coloured(text: string): Part[] {
  const parts: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(token)) {
    const [kind, value] = Object.entries(match.groups!).find(([, group]) => group !== undefined)!;
    const tag = new Html(tags[kind as keyof typeof tags]);
    parts.push(text.slice(end, match.index), html`<${tag}>${value}</${tag}>`);
    end = match.index + match[0].length;
  }
  return [...parts, text.slice(end)];
}
