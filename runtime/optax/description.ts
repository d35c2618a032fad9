/**
 * What a transformation or a schedule was made by, kept with it: for Optax both are only functions, which say nothing of themselves.
 * The property is not enumerable: `{ init, update }`, copies, comparisons and pytrees do not see it.
 */

/** A call of a function of Optax. */
export interface Description {
  readonly name: string;
  /** Arguments by name, options among them, defaults filled in where the function itself fills them in. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** What the same value was made by before: of `adam` a `chain`. */
  readonly of?: Description | undefined;
}

const property = Symbol("optax description");

/** What a value was made by; undefined for what users made themselves. */
export function descriptionOf(value: unknown): Description | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  return (value as { [property]?: Description })[property];
}

/** Keeps a description with a value. */
export function setDescription(value: object, description: Description): void {
  Object.defineProperty(value, property, { value: description, configurable: true });
}
