import { withCleanup } from "../interrupts/withCleanup.ts";
import type { Path } from "./keyOrder.ts";
import { iterModules, Module, type ModuleBase } from "./module.ts";
import { data, setField } from "./pytree.ts";
import { capturesOf, sow } from "./sow.ts";
import { fromFlatState, type State, toFlatState } from "./state.ts";
import { makeVariable, type Variable, type VariableType } from "./variable.ts";

/** Options of `nnx.capture`. */
export interface CaptureOptions {
  /** What the captured Variables begin with: a State as an earlier capture returned it, for instance of Perturbations. */
  readonly init?: State | null;
  /** A class of Variables: the results of all methods are captured as such, under the method's name. */
  readonly methodOutputs?: VariableType | null;
}

// any: functions of any arguments
type AnyFunction = (...args: any[]) => any;

/**
 * A function that also returns what its module sows (`this.sow(…)`) while it runs; the module keeps none of it.
 *
 * @param f a module, or a function whose first argument is a module
 * @param varTypes classes of Variables that are captured
 * @param options see {@link CaptureOptions}
 * @returns a function that returns [result, State], with a State for each class
 * @throws TypeError for anything that is no module
 * @example
 * class Net extends nnx.Module<(x: jax.Array) => jax.Array> {
 *   __call__(x: jax.Array) {
 *     this.sow(nnx.Intermediate, "seen", x);
 *     return x.add(1);
 *   }
 * }
 * const [y, kept] = nnx.capture(new Net(), [nnx.Intermediate])(jnp.array(1));
 * assertEqual([String(y), String(kept.seen.value[0])], ["2", "1"]);
 */
export function capture(
  f: AnyFunction,
  varTypes: VariableType | readonly VariableType[],
  options: CaptureOptions = {},
): AnyFunction {
  const types = Array.isArray(varTypes) ? (varTypes as VariableType[]) : [varTypes as VariableType];
  const { init = null, methodOutputs = null } = options;
  return (...args) => {
    const module: unknown = f instanceof Module ? f : args[0];
    if (!(module instanceof Module))
      throw new TypeError("Cannot capture: give a module, or a function whose first argument is one");
    const first = init ? [...toFlatState<Variable<unknown>>(init)] : [];
    const modules = [...iterModules(module)];
    for (const [path, inner] of modules) setField(inner as never, "__captures__", begin(types, path, first));
    const restore = methodOutputs ? modules.map(([, inner]) => recordMethods(inner, methodOutputs)) : [];
    return withCleanup(
      () => {
        const result: unknown = f(...args);
        return [result, ...statesOf(module, types)];
      },
      () => {
        for (const undo of restore) undo();
        for (const [, inner] of iterModules(module))
          delete (inner as unknown as { __captures__?: unknown }).__captures__;
      },
    );
  };
}

/** An empty Variable of each class, or what `init` has for a module at a path. */
function begin(
  types: readonly VariableType[],
  path: Path,
  init: readonly (readonly [Path, Variable<unknown>])[],
): unknown {
  const own = init.filter(([at]) => at.length === path.length + 1 && path.every((key, i) => key === at[i]));
  const held = types.map((type) => {
    const entries = own.filter(([, variable]) => variable.constructor === type);
    return makeVariable(type, Object.fromEntries(entries.map(([at, v]) => [at.at(-1)!, v.getRawValue()])), {});
  });
  return data(held);
}

function statesOf(module: ModuleBase, types: readonly VariableType[]): State[] {
  return types.map((type) => {
    const items: [Path, unknown][] = [];
    for (const [path, inner] of iterModules(module)) {
      for (const variable of capturesOf(inner) ?? []) {
        if (variable.constructor !== type) continue;
        const values = variable.getRawValue() as Readonly<Record<string, unknown>>;
        for (const [name, value] of Object.entries(values))
          items.push([[...path, name], makeVariable(type, value, {})]);
      }
    }
    return fromFlatState(items);
  });
}

/** Makes the methods of a module sow what they return; gives the way back. */
function recordMethods(module: ModuleBase, type: VariableType): () => void {
  const prototype = Object.getPrototypeOf(module) as Record<string, unknown>;
  const names = Object.getOwnPropertyNames(prototype).filter(
    (name) => name !== "constructor" && (name === "__call__" || !name.startsWith("_")) && isMethod(prototype, name),
  );
  for (const name of names) {
    const method = prototype[name] as AnyFunction;
    Object.defineProperty(module, name, {
      value: (...args: unknown[]): unknown => {
        const result: unknown = method.apply(module, args);
        sow(module, type, name, result);
        return result;
      },
      configurable: true,
      enumerable: false,
    });
  }
  return () => {
    for (const name of names) delete (module as unknown as Record<string, unknown>)[name];
  };
}

function isMethod(prototype: object, name: string): boolean {
  return typeof Object.getOwnPropertyDescriptor(prototype, name)?.value === "function";
}
