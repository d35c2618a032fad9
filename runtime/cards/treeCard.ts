/**
 * How pytrees show themselves: a tree that opens, an array a line with its numbers behind it. Whoever defines a class of nodes says how it
 * opens (`opensAs`); plain objects, lists, Maps, named tuples and registered nodes are known here.
 */
import { DeviceArray, JaxArray } from "../core/array.ts";
import { arrayStr } from "../numpy/print.ts";
import { flattenOneLevel, type KeyEntry, NamedTuple } from "../types/pytree.ts";
import { bytesOf } from "./arrayCard.ts";
import { summaryOf } from "./arraySummary.ts";
import { card, type Shown } from "./card.ts";
import { type Html, html, type Part } from "./html.ts";
import { bytes, grouped } from "./numbers.ts";
import { titleOf } from "./titleOf.ts";

/** A node taken apart. */
export interface Branch {
  readonly name: string;
  /** Its only value, which is shown as the node itself: of a Variable. */
  readonly value?: unknown;
  readonly children: readonly (readonly [key: string, child: unknown])[];
}

/** Takes a node apart; undefined for what it does not know. */
export type Opener = (node: object) => Branch | undefined;

const openers: Opener[] = [];

/** Adds nodes that trees can open. */
export function opensAs(opener: Opener): void {
  openers.push(opener);
}

/** What one card may hold, so that it stays light. */
interface Budget {
  /** Lines; the rest is left out. */
  lines: number;
  /** Arrays with their numbers. */
  arrays: number;
  /** Lines that are open from the start. */
  open: number;
  /** Nodes on the way here, so that cycles end. */
  readonly path: Set<object>;
}

/** Arrays of more elements show their numbers only when they are shown alone. */
const mostElements = 1000;

/** A tree as a card. */
export function treeCard(tree: unknown): Shown {
  return card(treeHtml(tree));
}

/** A tree without its frame. */
export function treeHtml(tree: unknown): Html {
  return html`<ul>${node(undefined, tree, { lines: 200, arrays: 40, open: 16, path: new Set() })}</ul>`;
}

function node(key: string | undefined, value: unknown, budget: Budget): Html {
  const label = key === undefined ? undefined : html`<span class="q">${key}:</span> `;
  if (budget.lines-- <= 0) return budget.lines === -1 ? line("…") : html``;
  if (value instanceof JaxArray) return arrayNode(label, value, budget);
  const branch =
    typeof value === "object" || typeof value === "function" ? branchOf(value as object | null) : undefined;
  if (!branch) return line(html`${label}${leafText(value)}`);
  if (budget.path.has(value as object)) return line(html`${label}<i>${branch.name}, as above</i>`);
  budget.path.add(value as object);
  const shown = branchNode(label, value as object, branch, budget);
  budget.path.delete(value as object);
  return shown;
}

function branchNode(label: Part, value: object, branch: Branch, budget: Budget): Html {
  const { name, children } = branch;
  const array = branch.value instanceof JaxArray ? branch.value : undefined;
  const size = array ? sizeOf([array]) : sizeOf(arraysIn(value));
  const title = html`${label}<b class="m">${name}</b>${array ? html` <span class="m">${titleOf(array)}</span>` : undefined}${size}`;
  const isOpen = array ? label === undefined : budget.open > 0; // a Variable alone is open
  budget.open -= children.length;
  const numbers = array ? numbersOf(array, budget) : undefined;
  const inside = [...("value" in branch && !array ? [["value", branch.value] as const] : []), ...children].map(
    ([key, child]) => node(key, child, budget),
  );
  return inside.length === 0 && !numbers ? line(title) : fold(title, html`${numbers}${inside}`, isOpen);
}

function arrayNode(label: Part, x: JaxArray, budget: Budget): Html {
  if (!(x instanceof DeviceArray)) return line(html`${label}<span class="m">${String(x)}</span>`);
  const title = html`${label}<span class="m">${titleOf(x)}</span>`;
  if (x.isDeleted) return line(html`${title} <span class="q">deleted</span>`);
  if (x.ndim === 0 && budget.arrays-- > 0) return line(html`${title} <span class="m">${String(x)}</span>`);
  const numbers = numbersOf(x, budget);
  return numbers ? fold(title, numbers, false) : line(html`${title}${sizeOf([x])}`);
}

/** What an array has in it, as far as that costs little. */
function numbersOf(x: JaxArray, budget: Budget): Html | undefined {
  if (!(x instanceof DeviceArray)) return line(html`<span class="q">traced: it has no numbers yet</span>`);
  if (x.isDeleted) return line(html`<span class="q">deleted</span>`);
  if (x.size > mostElements || budget.arrays-- <= 0)
    return line(html`<span class="q">${grouped(x.size)} elements</span>`);
  const facts =
    x.ndim > 0 ? summaryOf(x).map(([name, value]) => html`<span><span class="q">${name}</span> ${value}</span> `) : [];
  const text = arrayStr(x, { width: 90, summary: { threshold: 60, edgeItems: x.ndim <= 2 ? 3 : 1 } });
  return line(html`<div class="r">${facts}</div><pre>${text}</pre>`);
}

function branchOf(value: object | null): Branch | undefined {
  if (value === null) return undefined;
  for (const opener of openers) {
    const branch = opener(value);
    if (branch) return branch;
  }
  return plainBranch(value);
}

function plainBranch(value: object): Branch | undefined {
  if (isShortList(value)) return undefined; // a shape, as [2, 3]
  if (Array.isArray(value)) return { name: "list", children: value.map((child, i) => [String(i), child]) };
  if (value instanceof Map) return { name: "Map", children: [...value].map(([key, child]) => [String(key), child]) };
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === Object.prototype || prototype === null || value instanceof NamedTuple) {
    const name = value instanceof NamedTuple ? value.constructor.name : "object";
    return { name, children: fieldsOf(value) };
  }
  const level = flattenOneLevel(value);
  return (
    level && { name: value.constructor.name, children: level.children.map(([key, child]) => [nameOf(key), child]) }
  );
}

/** A list that is said in one line. */
function isShortList(value: unknown): value is readonly unknown[] {
  const few = Array.isArray(value) && value.length > 0 && value.length <= 12;
  return (
    few && value.every((item) => typeof item === "number" || typeof item === "string" || typeof item === "boolean")
  );
}

function nameOf(key: KeyEntry): string {
  if (key.kind === "attribute") return key.name;
  return String(key.kind === "dict" ? key.key : key.index);
}

/** Fields without calling what computes them. */
function fieldsOf(value: object): [string, unknown][] {
  return Object.entries(Object.getOwnPropertyDescriptors(value))
    .filter(([, { enumerable }]) => enumerable)
    .map(([key, descriptor]) => [key, "value" in descriptor ? descriptor.value : computed]);
}

const computed = Symbol("computed when asked for");

/** Every array below a node, each once. */
function arraysIn(root: object): JaxArray[] {
  const seen = new Set<object>();
  const found: JaxArray[] = [];
  const visit = (value: unknown): void => {
    if ((typeof value !== "object" && typeof value !== "function") || value === null || seen.has(value)) return;
    seen.add(value);
    if (value instanceof JaxArray) {
      found.push(value);
      return;
    }
    const branch = branchOf(value);
    if (!branch) return;
    visit(branch.value);
    for (const [, child] of branch.children) visit(child);
  };
  visit(root);
  return found;
}

function sizeOf(arrays: readonly JaxArray[]): Html | undefined {
  if (arrays.length === 0) return undefined;
  const count = arrays.reduce((sum, x) => sum + x.size, 0);
  const total = arrays.reduce((sum, x) => sum + bytesOf(x), 0);
  return html` <small class="q">${grouped(count)} (${bytes(total)})</small>`;
}

function leafText(value: unknown): Html {
  if (value === computed) return html`<span class="q">computed when asked for</span>`;
  return html`<span class="m">${cut(textOfLeaf(value))}</span>`;
}

function textOfLeaf(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (isShortList(value)) return `[${value.map(textOfLeaf).join(", ")}]`;
  if (typeof value === "function") return `function ${value.name || "(anonymous)"}`;
  const isBare = typeof value === "object" && value !== null && value.toString === Object.prototype.toString;
  return isBare ? value.constructor.name : String(value);
}

function cut(text: string): string {
  return text.length <= 200 ? text : `${text.slice(0, 199)}…`;
}

/** A line that opens; lists in lists, so that a page without the style sheet shows the levels, too. */
function fold(heading: Html, body: Html, isOpen: boolean): Html {
  const inside = html`<summary>${heading}</summary><ul>${body}</ul>`;
  return isOpen ? html`<li><details open>${inside}</details></li>` : html`<li><details>${inside}</details></li>`;
}

function line(body: Part): Html {
  return html`<li>${body}</li>`;
}
