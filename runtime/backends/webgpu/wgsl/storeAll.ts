/**
 * The stores of a kernel: all values first, then all stores, since a buffer updated in place may be loaded by several values. A store
 * whose index is not known to be in range looks before it stores, and leaves out what would go elsewhere.
 */
import type { Store } from "../../../ir/kernel.ts";
import { bare } from "./bare.ts";
import type { Scope } from "./scope.ts";
import type { Slots } from "./slots.ts";

/** Puts what the stores need into the scope's innermost block, and returns the statements that follow it. */
export function storeAll(stores: readonly Store[], slots: Slots, scope: Scope): string[] {
  const texts = scope.emit(stores.flatMap(({ index, value }) => [index, value]));
  const values = stores.map((_, n) => texts[2 * n + 1]!);
  const named = stores.length === 1 ? values : values.map((text) => (text.includes("[") ? scope.name(text) : text));
  return stores.map(({ buffer, index, value }, n) => {
    const text = slots.store(buffer, value.type, bare(texts[2 * n]!), bare(named[n]!));
    const size = slots.sizeOf(buffer);
    if (index.low >= 0 && index.high < size) return text;
    return `if (u32(${bare(texts[2 * n]!)}) < ${size}u) { ${text} }`;
  });
}
