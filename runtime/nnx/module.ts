/**
 * `Module`: the base of layers and models. Extend `nnx.Module<(x: jax.Array) => jax.Array>`, write the body in `__call__`, and
 * instances are functions of that type: `model(x)`. A module that is not called itself extends plain `nnx.Module`.
 */
import type { JaxArray } from "../core/array.ts";
import { type Filter, toPredicate } from "./filters.ts";
import { nodesOf } from "./graph/iterGraph.ts";
import type { Key, Path } from "./keyOrder.ts";
import { fieldsOf, Pytree, setField } from "./pytree.ts";
import { perturb, type SowOptions, sow } from "./sow.ts";
import type { VariableType } from "./variable.ts";
import { Perturbation } from "./variableTypes.ts";

/** What every module has. */
export interface ModuleBase extends Pytree {
  /**
   * Sets fields of this module and of all modules in it that have them.
   *
   * @param attributes names and values
   * @param options.only which modules: a class or predicate, or a list of them; default all
   * @param options.raiseIfNotFound throw when no module has one of the fields; default true
   */
  setAttributes(
    attributes: Readonly<Record<string, unknown>>,
    options?: { only?: ModuleFilter; raiseIfNotFound?: boolean },
  ): void;
  /** Training mode: `deterministic` and `useRunningAverage` become false wherever they exist; more attributes may be given. */
  train(attributes?: Readonly<Record<string, unknown>>): void;
  /** Evaluation mode: `deterministic` and `useRunningAverage` become true wherever they exist; more attributes may be given. */
  eval(attributes?: Readonly<Record<string, unknown>>): void;
  /**
   * Keeps a value in a field of this module, to be taken out with `nnx.pop`; see `nnx.sow`.
   *
   * @returns whether the value was kept
   */
  sow(type: VariableType, name: string, value: unknown, options?: SowOptions): boolean;
  /**
   * Adds a Perturbation, which begins as zeros, to a value, so that the gradient there can be asked for.
   *
   * @param name field of the Perturbation
   * @param value an array
   * @param options.variableType class of the Variable; default Perturbation
   */
  perturb(name: string, value: JaxArray, options?: { variableType?: VariableType }): JaxArray;
  /** This module and all in it, with their paths; those inside come first. */
  iterModules(): Generator<[path: Path, module: ModuleBase]>;
}

/** A class of modules, a predicate of path and module, true, or a list of those. */
// any: constructors of any arguments
export type ModuleFilter = (abstract new (...args: any[]) => object) | Filter | readonly ModuleFilter[];

/** The class `Module`, typed so that subclasses are callable when they name a call signature. */
export interface ModuleConstructor {
  new (): ModuleBase;
  // any: a call signature of any arguments
  new <F extends (...args: any[]) => any>(): ModuleBase & F;
  readonly prototype: ModuleBase;
}

class ModuleImplementation extends Pytree implements ModuleBase {
  setAttributes(
    attributes: Readonly<Record<string, unknown>>,
    options: { only?: ModuleFilter; raiseIfNotFound?: boolean } = {},
  ): void {
    const { only = true, raiseIfNotFound = true } = options;
    const chosen = toPredicate(only as Filter);
    const missing = new Set(Object.keys(attributes));
    for (const [path, module] of nodesOf(this, ModuleImplementation)) {
      if (!chosen(path, module)) continue;
      for (const [name, value] of Object.entries(attributes)) {
        if (!Object.hasOwn(module, name)) continue;
        missing.delete(name);
        setField(module, name, value);
      }
    }
    if (missing.size > 0 && raiseIfNotFound) {
      throw new TypeError(
        `Cannot set attributes of ${this.constructor.name}: no module in it has a field ${[...missing].join(", ")}`,
      );
    }
  }

  train(attributes: Readonly<Record<string, unknown>> = {}): void {
    this.setAttributes({ deterministic: false, useRunningAverage: false, ...attributes }, { raiseIfNotFound: false });
  }

  eval(attributes: Readonly<Record<string, unknown>> = {}): void {
    this.setAttributes({ deterministic: true, useRunningAverage: true, ...attributes }, { raiseIfNotFound: false });
  }

  sow(type: VariableType, name: string, value: unknown, options: SowOptions = {}): boolean {
    return sow(this, type, name, value, options);
  }

  perturb(name: string, value: JaxArray, options: { variableType?: VariableType } = {}): JaxArray {
    return perturb(this, name, value, options.variableType ?? Perturbation);
  }

  iterModules(): Generator<[path: Path, module: ModuleBase]> {
    return nodesOf(this, ModuleImplementation);
  }
}
Object.defineProperty(ModuleImplementation, "name", { value: "Module" });

/**
 * The base class of layers and models.
 *
 * @example
 * class Scale extends nnx.Module<(x: jax.Array) => jax.Array> {
 *   factor = new nnx.Param(jnp.array(3));
 *   __call__(x: jax.Array): jax.Array {
 *     return this.factor.mul(x);
 *   }
 * }
 * assertAllClose(new Scale()(jnp.array([1, 2])), [3, 6]);
 */
export const Module: ModuleConstructor = ModuleImplementation as unknown as ModuleConstructor;
export type Module = ModuleBase;

/**
 * Every module in a graph with the path to it, inner modules first.
 *
 * @param node a module, or a container of modules
 * @example
 * const model = new nnx.Sequential(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) }));
 * assertEqual([...nnx.iterModules(model)].map(([path]) => path.join(".")), ["layers.0", "layers", ""]);
 */
export function iterModules(node: unknown): Generator<[path: Path, module: ModuleBase]> {
  return nodesOf(node, ModuleImplementation);
}

/**
 * The fields of a module that are modules, by name.
 *
 * @param node a module
 * @example
 * const model = new nnx.Sequential(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) }));
 * assertEqual([...nnx.iterModuleChildren(model)].map(([name]) => name), ["layers"]);
 */
export function* iterModuleChildren(node: Pytree): Generator<[key: Key, module: ModuleBase]> {
  for (const [key, value] of fieldsOf(node)) if (value instanceof ModuleImplementation) yield [key, value];
}
