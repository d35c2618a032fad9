/**
 * How notebooks show modules, Variables and States: a tree that opens, with shapes and bytes beside each part and, on demand, the
 * numbers themselves (`cards/treeCard.ts`, which learns here how they open).
 */
import type { Shown } from "../cards/card.ts";
import { card } from "../cards/card.ts";
import { showsContainer, showsItself, showValue } from "../cards/showsItself.ts";
import { type Branch, opensAs, treeCard, treeHtml } from "../cards/treeCard.ts";
import { fieldsOf, Pytree } from "./pytree.ts";
import { entriesOf, State } from "./state.ts";
import { metadataOf, peek, Variable } from "./variable.ts";

opensAs((node): Branch | undefined => {
  const { name } = node.constructor ?? {};
  if (node instanceof Variable) {
    return { name, value: peek(node), children: Object.entries(metadataOf(node)) };
  }
  if (node instanceof Pytree) return { name, children: named(fieldsOf(node)) };
  return node instanceof State ? { name: "State", children: named(entriesOf(node)) } : undefined;
});

function named(entries: readonly (readonly [key: unknown, child: unknown])[]): [string, unknown][] {
  return entries.map(([key, child]) => [String(key), child]);
}

for (const type of [Pytree, Variable, State]) {
  showsItself<object>(type, (value): Shown => ({ "text/plain": String(value), ...treeCard(value) }));
  showsContainer(type, treeCard);
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
  const text = values.map(String).join("\n");
  const bundle = card(values.map(treeHtml), text);
  const shown: Displayed = { toString: () => text };
  showValue(shown, () => bundle);
  const show = (globalThis as unknown as { display?: (value: unknown) => void }).display;
  if (typeof show === "function") {
    show(shown);
    // what was shown is not shown again as the value of its cell
    Object.defineProperty(shown, Symbol.for("Jupyter.display"), { value: () => null });
  }
  return shown;
}
