/** Copies of modules that share the Variables but have other settings. */
import { type Filter, toPredicate } from "../filters.ts";
import { Module } from "../module.ts";
import { setField } from "../pytree.ts";
import { recursiveMap } from "./recursiveMap.ts";

/** What modules with settings have: a method that takes those it knows. */
interface WithView {
  setView(options: Readonly<Record<string, unknown>>): void;
}

/** Options of `view` and `withAttributes` beside the settings. */
export interface ViewOptions {
  /** Which modules; default all. */
  readonly only?: Filter;
  /** Whether a setting that no module has is an error; default true. */
  readonly raiseIfNotFound?: boolean;
}

/**
 * A copy of a module with other settings, as `deterministic` of Dropout, that shares the Variables: one model to train, one to evaluate.
 *
 * @param node the module
 * @param settings settings by name, as each module's `setView` takes them, and {@link ViewOptions}
 * @throws TypeError for a setting that no module has
 * @example
 * const model = new nnx.Sequential(new nnx.Dropout(0.5, { rngs: new nnx.Rngs(0) }));
 * const evaluated = nnx.view(model, { deterministic: true });
 * assertEqual([evaluated.layers[0].deterministic, model.layers[0].deterministic], [true, false]);
 */
export function view<T>(node: T, settings: ViewOptions & Readonly<Record<string, unknown>>): T {
  const { only = true, raiseIfNotFound = true, ...own } = settings;
  const takes = toPredicate(only);
  const used = new Set<string>();
  const copy = recursiveMap((path, value) => {
    if (hasView(value) && takes(path, value)) value.setView(watched(own, used));
    return value;
  }, node);
  if (raiseIfNotFound) checkUsed("view", own, used);
  return copy;
}

/**
 * The settings that the modules in a module have, a class a line.
 *
 * @param node the module
 * @param options.only which modules; default all
 * @example
 * const model = new nnx.Sequential(new nnx.Dropout(0.5), new nnx.BatchNorm(2, { rngs: new nnx.Rngs(0) }));
 * assertEqual(nnx.viewInfo(model), "BatchNorm: useRunningAverage\nDropout: deterministic");
 */
export function viewInfo(node: unknown, options: { only?: Filter } = {}): string {
  const takes = toPredicate(options.only ?? true);
  const lines = new Set<string>();
  recursiveMap((path, value) => {
    if (!hasView(value) || !takes(path, value)) return value;
    const used = new Set<string>();
    value.setView(new Proxy({}, { get: (_, name) => void used.add(String(name)), has: () => true }));
    lines.add(`${value.constructor.name}: ${[...used].join(", ")}`);
    return value;
  }, node);
  return [...lines].sort().join("\n");
}

/**
 * A copy of a module with other values in fields, wherever a module in it has them, that shares the Variables.
 *
 * @param node the module
 * @param attributes fields by name, and {@link ViewOptions}
 * @throws TypeError for a field that no module has
 * @example
 * const model = new nnx.Sequential(new nnx.Dropout(0.5, { rngs: new nnx.Rngs(0) }));
 * assertEqual(nnx.withAttributes(model, { rate: 0.1 }).layers[0].rate, 0.1);
 * assertEqual(model.layers[0].rate, 0.5);
 */
export function withAttributes<T>(node: T, attributes: ViewOptions & Readonly<Record<string, unknown>>): T {
  const { only = true, raiseIfNotFound = true, ...own } = attributes;
  const takes = toPredicate(only);
  const used = new Set<string>();
  const copy = recursiveMap((path, value) => {
    if (!(value instanceof Module) || !takes(path, value)) return value;
    for (const [name, field] of Object.entries(own)) {
      if (!Object.hasOwn(value, name)) continue;
      used.add(name);
      setField(value, name, field);
    }
    return value;
  }, node);
  if (raiseIfNotFound) checkUsed("set attributes", own, used);
  return copy;
}

function hasView(value: unknown): value is WithView & object {
  return value instanceof Module && typeof (value as unknown as WithView).setView === "function";
}

/** The settings, noting which of them are looked at. */
function watched(settings: Readonly<Record<string, unknown>>, used: Set<string>): Readonly<Record<string, unknown>> {
  return new Proxy(settings, {
    get(target, name) {
      if (typeof name === "string" && name in target) used.add(name);
      return Reflect.get(target, name);
    },
  });
}

function checkUsed(action: string, settings: object, used: ReadonlySet<string>): void {
  const missing = Object.keys(settings).filter((name) => !used.has(name));
  if (missing.length > 0)
    throw new TypeError(
      `Cannot ${action}: no module has ${missing.join(", ")}; nnx.viewInfo(model) lists what there is`,
    );
}
