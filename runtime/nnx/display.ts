/**
 * How notebooks show modules, Variables and States: a tree that opens, with shapes and bytes beside each part and, on demand, the
 * numbers themselves. `Symbol.for("Jupyter.display")` is all that a notebook asks for.
 */
import { DeviceArray, JaxArray } from "../core/array.ts";
import { dtypes } from "../types/dtype.ts";
import { flatten } from "../types/pytree.ts";
import { openContainer } from "./graph/flatten.ts";
import { iterGraph } from "./graph/iterGraph.ts";
import { fieldsOf, Pytree } from "./pytree.ts";
import { entriesOf, isLevel, State } from "./state.ts";
import { metadataOf, peek, Variable } from "./variable.ts";

const displaySymbol = Symbol.for("Jupyter.display");

/** Arrays of more elements show their first ones only. */
const mostElements = 1000;

for (const type of [Pytree, Variable, State]) {
  Object.defineProperty(type.prototype, displaySymbol, {
    value(this: object): Readonly<Record<string, string>> {
      return { "text/plain": String(this), "text/html": toHtml(this) };
    },
    configurable: true,
  });
}

/** What `nnx.display` returns: it shows itself in a notebook, and prints as text. */
export interface Displayed {
  toString(): string;
}

/**
 * Shows modules, Variables, States and arrays: in a notebook as a tree that opens, elsewhere as text on the console.
 *
 * @param values what to show
 * @returns an object that shows them again
 * @example
 * const shown = nnx.display(new nnx.Param(jnp.zeros([2])));
 * assertEqual(String(shown).startsWith("Param("), "true");
 */
export function display(...values: readonly unknown[]): Displayed {
  const bundle = {
    "text/plain": values.map(String).join("\n"),
    "text/html": values.map(toHtml).join("\n"),
  };
  const shown: Displayed = { toString: () => bundle["text/plain"] };
  Object.defineProperty(shown, displaySymbol, { value: () => bundle, configurable: true });
  const show = (globalThis as unknown as { display?: (value: unknown) => void }).display;
  if (typeof show === "function") {
    show(shown);
    // what was shown is not shown again as the value of its cell
    Object.defineProperty(shown, displaySymbol, { value: () => null });
  }
  return shown;
}

function toHtml(value: unknown): string {
  return `<div class="nnx-tree" style="font-family:monospace;white-space:pre-wrap">${node(undefined, value, new Set(), true)}</div>`;
}

/** One line, or one that opens. */
function node(name: string | undefined, value: unknown, open: ReadonlySet<unknown>, unfolded: boolean): string {
  const label = name === undefined ? "" : `<b>${escape(name)}</b>: `;
  if (value instanceof Pytree || value instanceof Variable) {
    if (open.has(value)) return line(`${label}<i>${escape(value.constructor.name)}, as above</i>`);
  }
  const inner = new Set([...open, value]);
  if (value instanceof Variable) {
    const notes = Object.entries(metadataOf(value)).map(([key, note]) =>
      line(`<b>${escape(key)}</b>: ${escape(String(note))}`),
    );
    return fold(
      `${label}${title(value.constructor.name, [peek(value)])}`,
      [valueOf(peek(value), inner), ...notes].join(""),
      false,
    );
  }
  if (value instanceof JaxArray) return fold(`${label}${summary(value)}`, numbers(value), false);
  const children = childrenOf(value);
  if (!children) return line(`${label}${escape(text(value))}`);
  const heading = `${label}${title(nameOf(value), [value])}`;
  return fold(heading, children.map(([key, child]) => node(key, child, inner, false)).join(""), unfolded);
}

function valueOf(value: unknown, open: ReadonlySet<unknown>): string {
  return value instanceof JaxArray ? numbers(value) : node("value", value, open, false);
}

function childrenOf(value: unknown): [string, unknown][] | undefined {
  if (value instanceof Pytree) return fieldsOf(value).map(([key, child]) => [String(key), child]);
  if (isLevel(value)) return entriesOf(value).map(([key, child]) => [String(key), child]);
  if (typeof value !== "object" || value === null) return undefined;
  const { def, children } = openContainer(value);
  return def.kind === "leaf" ? undefined : children.map(({ key, child }) => [String(key), child]);
}

function nameOf(value: unknown): string {
  if (Array.isArray(value)) return "list";
  const { name } = (value as object).constructor;
  return name === "Object" ? "object" : name;
}

/** A name with the elements and bytes below it. */
function title(name: string, values: readonly unknown[]): string {
  let [count, bytes] = [0, 0];
  for (const array of values.flatMap(arraysIn)) {
    count += array.size;
    bytes += bytesOf(array);
  }
  const one = values[0];
  const shape = one instanceof JaxArray ? ` ${summary(one)}` : "";
  return `<span style="color:#0b7285">${escape(name)}</span>${shape}${count > 0 ? ` <small>${count.toLocaleString("en-US")} (${bytes.toLocaleString("en-US")} B)</small>` : ""}`;
}

/** Every array in a value, once; graphs may have cycles. */
function arraysIn(value: unknown): JaxArray[] {
  const found = value instanceof Pytree ? [...iterGraph(value)].map(([, part]) => part) : flatten(value, isHolder)[0];
  return found.flatMap((part) => {
    if (part instanceof JaxArray) return [part];
    if (part instanceof Pytree) return value instanceof Pytree ? [] : arraysIn(part); // the walk has been there
    return part instanceof Variable ? arraysIn(peek(part)) : [];
  });
}

function isHolder(x: unknown): boolean {
  return x instanceof Variable || x instanceof Pytree;
}

function summary(x: JaxArray): string {
  return `${x.dtype}[${x.shape.join(",")}]`;
}

function bytesOf(x: JaxArray): number {
  return x.size * new dtypes[x.dtype].HostArray(dtypes[x.dtype].words).byteLength;
}

function numbers(x: JaxArray): string {
  if (!(x instanceof DeviceArray)) return line("<i>traced: it has no numbers yet</i>");
  if (x.isDeleted) return line("<i>deleted</i>");
  if (x.size <= mostElements) return `<pre>${escape(String(x))}</pre>`;
  const first = Array.from(x.host.subarray(0, 10), (n) => String(n)).join(", ");
  return `<pre>${escape(`${first}, … (${x.size.toLocaleString("en-US")} elements)`)}</pre>`;
}

function text(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return `function ${value.name || "anonymous"}`;
  return value === undefined || value === null ? "null" : String(value);
}

function fold(heading: string, body: string, unfolded: boolean): string {
  return `<details${unfolded ? " open" : ""} style="margin-left:1em"><summary>${heading}</summary>${body}</details>`;
}

function line(body: string): string {
  return `<div style="margin-left:2em">${body}</div>`;
}

function escape(raw: string): string {
  return raw.replace(/[&<>"]/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
