/** Values kept from the middle of a computation. */
import type { JaxArray } from "../core/array.ts";
import { add, zerosLike } from "../numpy/index.ts";
import { type Pytree, setField } from "./pytree.ts";
import { makeVariable, Variable, type VariableType } from "./variable.ts";

/** Options of `sow`. */
export interface SowOptions {
  /** Joins the value kept so far with the new one; default: a list that grows. */
  // any: what is kept may be anything
  readonly reduceFn?: (kept: any, value: any) => unknown;
  /** What is kept before the first value; default an empty list. */
  readonly initFn?: () => unknown;
}

/**
 * Keeps a value in a field of a module, as a Variable of a class; take it out with `nnx.pop`. Call it as `this.sow(…)` inside a module.
 *
 * @param node the module
 * @param type class of the Variable, usually `nnx.Intermediate`
 * @param name name of the field
 * @param value what is kept
 * @param options see {@link SowOptions}
 * @returns whether the value was kept
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * nnx.sow(model, nnx.Intermediate, "seen", jnp.array(1));
 * nnx.sow(model, nnx.Intermediate, "seen", jnp.array(2));
 * assertEqual(nnx.pop(model, nnx.Intermediate).seen.value.length, 2);
 */
export function sow(node: Pytree, type: VariableType, name: string, value: unknown, options: SowOptions = {}): boolean {
  const { reduceFn = growing, initFn = () => [] } = options;
  const captures = capturesOf(node);
  if (captures) {
    const capture = captures.find((variable) => variable.constructor === type);
    if (!capture) return false;
    const values = capture.getRawValue() as Readonly<Record<string, unknown>>;
    const kept = Object.hasOwn(values, name) ? values[name] : initFn();
    capture.setRawValue({ ...values, [name]: reduceFn(kept, value) });
    return true;
  }
  const held = (node as unknown as Record<string, unknown>)[name];
  if (held === undefined) {
    setField(node, name, makeVariable(type, reduceFn(initFn(), value), {}));
    return true;
  }
  if (!(held instanceof Variable)) {
    throw new TypeError(
      `Cannot sow \`${name}\` in ${node.constructor.name}: the field is there and no Variable; use another name`,
    );
  }
  if (held.constructor !== type) {
    throw new TypeError(
      `Cannot sow \`${name}\` in ${node.constructor.name}: the field is a ${held.constructor.name}, not a ${type.name}`,
    );
  }
  held.setRawValue(reduceFn(held.getRawValue(), value));
  return true;
}

/** Adds what a field holds to a value: zeros at first, so that the value stays and has a gradient of its own. */
export function perturb(node: Pytree, name: string, value: JaxArray, type: VariableType): JaxArray {
  const captures = capturesOf(node);
  if (captures) {
    const capture = captures.find((variable) => variable.constructor === type);
    if (!capture) return value;
    const values = capture.getRawValue() as Readonly<Record<string, JaxArray>>;
    const perturbation = values[name];
    if (perturbation) return add(perturbation, value);
    capture.setRawValue({ ...values, [name]: zerosLike(value) });
    return value;
  }
  const held = (node as unknown as Record<string, unknown>)[name];
  if (held === undefined) {
    setField(node, name, makeVariable(type, zerosLike(value), {}));
    return value;
  }
  if (!(held instanceof type))
    throw new TypeError(
      `Cannot perturb \`${name}\` in ${node.constructor.name}: the field is there and no ${type.name}; use another name`,
    );
  return add(held.getRawValue() as JaxArray, value);
}

function growing(kept: unknown, next: unknown): unknown[] {
  return [...(kept as unknown[]), next];
}

/** What `nnx.capture` collects in a module while a function runs: a Variable of each class, which holds values by name. */
export function capturesOf(node: unknown): readonly Variable<unknown>[] | undefined {
  return (node as { readonly __captures__?: readonly Variable<unknown>[] }).__captures__;
}
