/**
 * `nnx.jit`: compile a function of modules.
 *
 *     call ──▶ same modules as last time? ──yes──▶ operands ──▶ program ──▶ new arrays into the Variables
 *                     │ no
 *                     ▼
 *              take apart, compare with the structures traced before, trace if there is none
 */

import { jitPrimitive } from "../../control/jitPrimitive.ts";
import { DeviceArray, JaxArray } from "../../core/array.ts";
import { asArray } from "../../core/asArray.ts";
import { arrayOf, evaluateJaxpr, evaluateToBuffers } from "../../core/evalTrace.ts";
import { hoistConsts, type Jaxpr } from "../../core/jaxpr.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import { currentTrace } from "../../core/tracer.ts";
import { type Aval, sameAval } from "../../types/aval.ts";
import { flatten, type TreeDef } from "../../types/pytree.ts";
import { samePart } from "../graph/graphDef.ts";
import { staticEqual } from "../staticEqual.ts";
import { adopt, adoptBuffer, peek, Variable } from "../variable.ts";
import { enter, leave, type Opened, open, plainValues, type Recipe, settle } from "./graphCall.ts";
import { Watch } from "./watch.ts";

export interface JitOptions {
  /** Positions of arguments that are part of the program: for other values of them the function is traced again. */
  readonly staticArgnums?: number | readonly number[];
}

/** A jitted function. */
export type Jitted<F> = F & {
  /** How many structures it was traced for. */
  cacheSize(): number;
  /** Forgets what was traced. */
  clearCache(): void;
};

// biome-ignore lint/suspicious/noExplicitAny: functions of any arguments
type AnyFunction = (...args: any[]) => any;

/**
 * Compiles a function of modules, arrays and trees of them. What the function changes in modules, Variables and optimizers is
 * changed in the caller's own when it returns, as if it had not been compiled. It is traced once for each structure, shape and
 * dtype of its arguments.
 *
 * @param f the function; it must return arrays, modules or trees of them
 * @param options.staticArgnums see {@link JitOptions}
 * @returns a function of the same arguments
 * @throws TypeError for an argument or result that is neither module nor array nor number
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const step = nnx.jit((m: nnx.Linear, x: jax.Array) => {
 *   m.bias.value = m.bias.value.add(1);
 *   return m(x);
 * });
 * assertAllClose(step(model, jnp.zeros([1, 2])), [[1, 1, 1]]);
 * assertAllClose(model.bias.value, [1, 1, 1]);
 */
export function jit<F extends AnyFunction>(f: F, options: JitOptions = {}): Jitted<F> {
  const { staticArgnums = [] } = options;
  const statics = typeof staticArgnums === "number" ? [staticArgnums] : staticArgnums;
  let traced: Traced[] = [];
  let replays = new WeakMap<object, Replay>();
  let last: Replay | undefined;

  const call = (...args: unknown[]): unknown => {
    const outer = currentTrace();
    if (!outer) {
      if (last?.ready(args)) return last.run();
      const known = replays.get(firstObject(args));
      if (known !== last && known?.ready(args)) return (last = known).run();
    }
    const prepared = prepare(args, statics);
    let match = outer ? undefined : traced.find((entry) => fits(entry, prepared));
    if (!match) {
      match = trace(f, prepared);
      if (!outer) traced.push(match);
    }
    const result = execute(match, prepared);
    if (!outer) remember(match, prepared, args);
    return result;
  };

  const remember = (entry: Traced, prepared: Prepared, args: readonly unknown[]): void => {
    const replay = Replay.make(entry, prepared, args, statics);
    if (replay) replays.set(firstObject(args), (last = replay));
  };
  Object.defineProperty(call, "name", { value: f.name });
  return Object.assign(call, {
    cacheSize: () => traced.length,
    clearCache() {
      traced = [];
      replays = new WeakMap();
      last = undefined;
    },
  }) as unknown as Jitted<F>;
}

/** A call taken apart. */
interface Prepared {
  readonly staticValues: readonly unknown[];
  readonly count: number;
  readonly staticArgnums: readonly number[];
  readonly opened: Opened;
  readonly inputs: readonly JaxArray[];
  /** Structure of [what the leaves hold, plain values]. */
  readonly inputDef: TreeDef;
}

/** The program for one structure of arguments. */
interface Traced {
  readonly key: Omit<Prepared, "inputs" | "opened"> & { readonly opened: Pick<Opened, "def" | "slots" | "parts"> };
  readonly avals: readonly Aval[];
  readonly name: string;
  readonly jaxpr: Jaxpr;
  readonly consts: readonly JaxArray[];
  readonly recipe: Recipe;
  /** Structure of [changed arrays, result arrays]. */
  readonly outputDef: TreeDef;
}

const noObject = {};

/** The first module among the arguments: what a replay is remembered by. */
function firstObject(args: readonly unknown[]): object {
  const first = args[0];
  return (typeof first === "object" && first !== null) || typeof first === "function" ? first : noObject;
}

function prepare(args: readonly unknown[], staticArgnums: readonly number[]): Prepared {
  const opened = open(args.filter((_, i) => !staticArgnums.includes(i)));
  const held = opened.leaves.map((leaf) => (leaf instanceof Variable ? peek(leaf) : leaf));
  const [leaves, inputDef] = flatten([held, plainValues(opened.slots)]);
  const inputs = leaves.map((leaf) => (leaf instanceof JaxArray ? leaf : lift(leaf, args)));
  return {
    staticValues: staticArgnums.map((i) => args[i]),
    count: args.length,
    staticArgnums,
    opened,
    inputs,
    inputDef,
  };
}

function lift(leaf: unknown, args: readonly unknown[]): JaxArray {
  if (typeof leaf === "number" || typeof leaf === "boolean") return asArray(leaf);
  const at = args.findIndex((arg) => arg === leaf || flatten(arg)[0].includes(leaf));
  throw new TypeError(
    `Cannot call a jitted function: argument ${at} has a ${typeof leaf} (${String(leaf)}), which is no array; ` +
      `make it static with nnx.jit(f, { staticArgnums: [${at}] })`,
  );
}

function fits(entry: Traced, call: Prepared): boolean {
  const { key } = entry;
  return (
    key.count === call.count &&
    key.staticValues.every((value, i) => staticEqual(value, call.staticValues[i])) &&
    key.opened.def.equals(call.opened.def) &&
    key.opened.slots.every((slot, i) => "root" in slot === "root" in call.opened.slots[i]!) &&
    key.opened.parts.length === call.opened.parts.length &&
    key.opened.parts.every((part, i) => samePart(part, call.opened.parts[i]!)) &&
    key.inputDef.equals(call.inputDef) &&
    entry.avals.every((a, i) => sameAval(a, call.inputs[i]!.aval, { weak: true }))
  );
}

function trace(f: AnyFunction, call: Prepared): Traced {
  const { def, slots, parts } = call.opened;
  const template = { def, parts, slots: slots.map((slot) => ("root" in slot ? slot : { value: undefined })) };
  let recipe: Recipe | undefined;
  let outputDef: TreeDef | undefined;
  const name = f.name || "<lambda>";
  const { jaxpr, consts } = traceToJaxpr(
    (...tracers) => {
      const [held, values] = call.inputDef.unflatten(tracers) as [unknown[], unknown[]];
      const entered = enter(template, held, values);
      const args = [...entered.args];
      [...call.staticArgnums]
        .sort((a, b) => a - b)
        .forEach((position) => {
          args.splice(position, 0, call.staticValues[call.staticArgnums.indexOf(position)]);
        });
      const left = leave(template, entered, f(...args));
      recipe = left.recipe;
      checkConstants(recipe, name);
      const [outputs, structure] = flatten([left.held, left.values]);
      outputDef = structure;
      return outputs.map((output) => (output instanceof JaxArray ? output : asArray(output as number)));
    },
    call.inputs.map((input) => input.aval),
    "nnx.jit",
  );
  const { staticValues, count, staticArgnums, inputDef } = call;
  return {
    key: { staticValues, count, staticArgnums, inputDef, opened: template },
    avals: call.inputs.map((input) => input.aval),
    name,
    jaxpr: hoistConsts(jaxpr),
    consts,
    recipe: recipe!,
    outputDef: outputDef!,
  };
}

function checkConstants(recipe: Recipe, name: string): void {
  const wrong = recipe.outSlots.find((slot) => "constant" in slot);
  if (!wrong || !("constant" in wrong)) return;
  throw new TypeError(
    `Cannot return a ${typeof wrong.constant} from the jitted function ${name}: results must be arrays, numbers, modules or trees of them`,
  );
}

function execute(entry: Traced, call: Prepared): unknown {
  const operands = [...entry.consts, ...call.inputs];
  const outer = currentTrace();
  const outputs: readonly JaxArray[] = outer
    ? jitPrimitive(...operands, { jaxpr: entry.jaxpr, name: entry.name })
    : evaluateJaxpr(entry.jaxpr, operands as readonly JaxArray[] as readonly DeviceArray[]);
  const [held, values] = entry.outputDef.unflatten(outputs) as [unknown[], unknown[]];
  return settle(call.opened, entry.recipe, held, values, outer ? undefined : store);
}

function store(variable: Variable<unknown>, value: unknown): void {
  if (value instanceof DeviceArray) adopt(variable, value);
  else variable.setRawValue(value);
}

const nothing = undefined as unknown as DeviceArray;

/** The way of an argument into the operands of a replay. */
type Argument =
  | { readonly kind: "same"; readonly value: unknown }
  | { readonly kind: "array" }
  | { readonly kind: "number" };

/** A call that is expected to come again with the same modules: what is left to do when it does. */
class Replay {
  readonly #entry: Traced;
  readonly #args: readonly Argument[];
  readonly #watch: Watch;
  readonly #variables: readonly Variable<unknown>[];
  readonly #changed: readonly Variable<unknown>[];
  /** Avals of the operands after the captured constants; replaced by equal ones, so that the next comparison is by identity. */
  readonly #avals: Aval[];
  readonly #operands: DeviceArray[];

  private constructor(entry: Traced, args: readonly Argument[], watch: Watch, variables: readonly Variable<unknown>[]) {
    this.#entry = entry;
    this.#args = args;
    this.#watch = watch;
    this.#variables = variables;
    this.#changed = entry.recipe.changed.map((leaf) => variables[leaf]!);
    this.#avals = [...entry.avals];
    this.#operands = [...(entry.consts as readonly DeviceArray[]), ...entry.avals.map(() => nothing)];
  }

  /** A replay, if arguments and structure are simple enough for one. */
  static make(
    entry: Traced,
    call: Prepared,
    args: readonly unknown[],
    staticArgnums: readonly number[],
  ): Replay | undefined {
    const [changed] = entry.outputDef.children;
    if (entry.recipe.rebuild || !changed!.children.every((held) => held.kind === "leaf")) return undefined;
    const ways: Argument[] = [];
    for (const [i, arg] of args.entries()) {
      if (staticArgnums.includes(i) || arg === null || arg === undefined) ways.push({ kind: "same", value: arg });
      else if (arg instanceof JaxArray) ways.push({ kind: "array" });
      else if (typeof arg === "number" || typeof arg === "boolean") ways.push({ kind: "number" });
      else if (call.opened.objects.includes(arg as object)) ways.push({ kind: "same", value: arg });
      else return undefined;
    }
    const watch = new Watch(call.opened.objects);
    if (!watch.possible || !call.opened.leaves.every((leaf) => leaf instanceof Variable)) return undefined;
    return new Replay(entry, ways, watch, call.opened.leaves as readonly Variable<unknown>[]);
  }

  /** Whether a call is this one again; its operands are then collected. */
  ready(args: readonly unknown[]): boolean {
    if (args.length !== this.#args.length) return false;
    const first = this.#entry.consts.length;
    let next = this.#variables.length;
    for (let i = 0; i < args.length; i++) {
      const way = this.#args[i]!;
      const arg = args[i];
      if (way.kind === "same") {
        if (arg !== way.value) return false;
      } else {
        const operand =
          way.kind === "array" ? arg : typeof arg === "number" || typeof arg === "boolean" ? asArray(arg) : undefined;
        if (!this.#take(first, next++, operand)) return false;
      }
    }
    for (let i = 0; i < this.#variables.length; i++) if (!this.#take(first, i, peek(this.#variables[i]!))) return false;
    return this.#watch.unchanged();
  }

  #take(first: number, i: number, operand: unknown): boolean {
    if (!(operand instanceof DeviceArray)) return false;
    const aval = operand.aval;
    if (aval !== this.#avals[i]) {
      if (!sameAval(aval, this.#avals[i]!, { weak: true })) return false;
      this.#avals[i] = aval;
    }
    this.#operands[first + i] = operand;
    return true;
  }

  run(): unknown {
    const { jaxpr, recipe } = this.#entry;
    const buffers = evaluateToBuffers(jaxpr, this.#operands);
    this.#operands.fill(nothing, this.#entry.consts.length); // do not keep the caller's batch alive
    const changed = this.#changed;
    const { length } = changed;
    for (let i = 0; i < length; i++) adoptBuffer(changed[i]!, buffers[i]!, jaxpr.outputs[i]!.aval);
    if (recipe.outDef.kind === "leaf") return arrayOf(buffers[length]!, jaxpr.outputs[length]!.aval);
    const results = buffers.slice(length).map((buffer, i) => arrayOf(buffer, jaxpr.outputs[length + i]!.aval));
    return recipe.outDef.unflatten(results);
  }
}
