/**
 * Whether two static values mean the same program: the same primitive, function or object; or lists and plain objects of such.
 * Objects with a method `equals` decide themselves.
 */
export function staticEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const prototype = Object.getPrototypeOf(a);
  if (prototype !== Object.getPrototypeOf(b)) return false;
  if (Array.isArray(a))
    return a.length === (b as unknown[]).length && a.every((x, i) => staticEqual(x, (b as unknown[])[i]));
  if ("equals" in a && typeof a.equals === "function") return a.equals(b) === true;
  if (prototype !== Object.prototype && prototype !== null) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every(
      (key) =>
        Object.hasOwn(b, key) && staticEqual((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key]),
    )
  );
}

/** Whether a value can change without becoming another object, so that `===` does not tell that it is as before. */
export function isMutablePlain(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

/** A copy of lists and plain objects, to compare with later; everything else is kept as it is. */
export function snapshot(value: unknown): unknown {
  if (!isMutablePlain(value)) return value;
  if (Array.isArray(value)) return value.map(snapshot);
  return Object.fromEntries(Object.entries(value as object).map(([key, child]) => [key, snapshot(child)]));
}
