/** Memory for what is derived from a jaxpr: it is made once per key, and goes when the jaxpr goes. */
import { isJaxpr, type Jaxpr, numberOf } from "../core/jaxpr.ts";

/** The function `make` with its results kept per jaxpr and key. Keys are told apart by their text, jaxprs in them by identity. */
export function keptWithJaxpr<K extends readonly unknown[], V>(
  make: (jaxpr: Jaxpr, ...key: K) => V,
): (jaxpr: Jaxpr, ...key: K) => V {
  const cache = new WeakMap<Jaxpr, Map<string, V>>();
  return (jaxpr, ...key) => {
    let made = cache.get(jaxpr);
    if (!made) cache.set(jaxpr, (made = new Map()));
    const text = JSON.stringify(key, (_, part) => (isJaxpr(part) ? `#${numberOf(part)}` : part));
    let value = made.get(text);
    if (value === undefined) made.set(text, (value = make(jaxpr, ...key)));
    return value;
  };
}
