/** What a jitted function keeps for each structure of its arguments: the program, and what to do with its results. */

import { jitPrimitive } from "../../control/jitPrimitive.ts";
import { DeviceArray, JaxArray } from "../../core/array.ts";
import { asArray } from "../../core/asArray.ts";
import { evaluateJaxpr } from "../../core/evalTrace.ts";
import { type Atom, hoistConsts, type Jaxpr } from "../../core/jaxpr.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import { currentTrace } from "../../core/tracer.ts";
import { inOnePiece } from "../../interrupts/inOnePiece.ts";
import { type AbstractMesh, getMesh, isInForce } from "../../sharding/index.ts";
import { type Aval, sameAval } from "../../types/aval.ts";
import { flatten, type TreeDef } from "../../types/pytree.ts";
import { samePart } from "../graph/graphDef.ts";
import { staticEqual } from "../staticEqual.ts";
import { adopt, peek, Variable } from "../variable.ts";
import { enter, leave, type Opened, open, plainValues, type Recipe, settle } from "./graphCall.ts";
import type { ArgumentShards } from "./graphShards.ts";
import type { JitShardings } from "./jitShardings.ts";

// any: functions of any arguments
export type AnyFunction = (...args: any[]) => any;

/** A call taken apart. */
export interface Prepared {
  readonly staticValues: readonly unknown[];
  readonly count: number;
  readonly staticArgnums: readonly number[];
  /** The mesh in force, to which specs without one refer. */
  readonly mesh: AbstractMesh;
  readonly opened: Opened;
  /** How the arguments are to lie, where the user has said that. */
  readonly shards: ArgumentShards | undefined;
  readonly inputs: readonly JaxArray[];
  /** Structure of [what the leaves hold, plain values]. */
  readonly inputDef: TreeDef;
}

/** The program for one structure of arguments. */
export interface Traced {
  readonly key: Omit<Prepared, "inputs" | "opened" | "shards"> & {
    readonly opened: Pick<Opened, "def" | "slots" | "parts">;
  };
  readonly avals: readonly Aval[];
  readonly name: string;
  /** Of the operands that are used: first captured arrays, then inputs of the call. */
  readonly jaxpr: Jaxpr;
  readonly consts: readonly JaxArray[];
  /** Numbers of the call's inputs that the jaxpr has. */
  readonly used: readonly number[];
  readonly recipe: Recipe;
  /** Structure of [changed arrays, result arrays]. */
  readonly outputDef: TreeDef;
}

/** Takes the arguments of a call apart; throws a `TypeError` for what is neither module nor array nor number. */
export function prepare(
  args: readonly unknown[],
  staticArgnums: readonly number[],
  shardings?: JitShardings,
): Prepared {
  const dynamic = args.filter((_, i) => !staticArgnums.includes(i));
  const opened = open(dynamic);
  const held = opened.leaves.map((leaf) => (leaf instanceof Variable ? peek(leaf) : leaf));
  const [leaves, inputDef] = flatten([held, plainValues(opened.slots)]);
  const inputs = leaves.map((leaf) => (leaf instanceof JaxArray ? leaf : lift(leaf, args)));
  return {
    staticValues: staticArgnums.map((i) => args[i]),
    count: args.length,
    staticArgnums,
    mesh: getMesh(),
    opened,
    shards: shardings?.ofArguments(dynamic, opened),
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

/** Whether a call has the structure, static values and avals that a program was made for. */
export function fits(entry: Traced, call: Prepared): boolean {
  const { key } = entry;
  return (
    key.count === call.count &&
    isInForce(key.mesh) &&
    key.staticValues.every((value, i) => staticEqual(value, call.staticValues[i])) &&
    key.opened.def.equals(call.opened.def) &&
    key.opened.slots.every((slot, i) => "root" in slot === "root" in call.opened.slots[i]!) &&
    key.opened.parts.length === call.opened.parts.length &&
    key.opened.parts.every((part, i) => samePart(part, call.opened.parts[i]!)) &&
    key.inputDef.equals(call.inputDef) &&
    entry.avals.every((a, i) => sameAval(a, call.inputs[i]!.aval, { weak: true }))
  );
}

/** Traces the function for a call. */
export function trace(f: AnyFunction, call: Prepared, shardings?: JitShardings): Traced {
  const { def, slots, parts } = call.opened;
  const { shards } = call;
  const template = { def, parts, slots: slots.map((slot) => ("root" in slot ? slot : { value: undefined })) };
  let recipe: Recipe | undefined;
  let outputDef: TreeDef | undefined;
  const name = f.name || "<lambda>";
  const { jaxpr, consts } = traceToJaxpr(
    (...tracers) => {
      const given = call.inputDef.unflatten(tracers) as [unknown[], unknown[]];
      const entered = enter(template, ...(shards ? shardings!.enter(...given, call.opened, shards) : given));
      const args = [...entered.args];
      [...call.staticArgnums]
        .sort((a, b) => a - b)
        .forEach((position) => {
          args.splice(position, 0, call.staticValues[call.staticArgnums.indexOf(position)]);
        });
      const out: unknown = f(...args);
      const left = leave(template, entered, out);
      recipe = left.recipe;
      checkConstants(recipe, name);
      const results = shards ? shardings!.leave(left, out, call.opened, shards) : [left.held, left.values];
      const [outputs, structure] = flatten(results);
      outputDef = structure;
      return outputs.map((output) => (output instanceof JaxArray ? output : asArray(output as number)));
    },
    call.inputs.map((input) => input.aval),
    "nnx.jit",
  );
  const { staticValues, count, staticArgnums, mesh, inputDef } = call;
  const read = new Set<Atom>([...jaxpr.equations.flatMap(({ inputs }) => inputs), ...jaxpr.outputs]);
  const used = jaxpr.inputs.flatMap((input, i) => (read.has(input) ? [i] : []));
  return {
    key: { staticValues, count, staticArgnums, mesh, inputDef, opened: template },
    avals: call.inputs.map((input) => input.aval),
    name,
    jaxpr: hoistConsts({ ...jaxpr, inputs: used.map((i) => jaxpr.inputs[i]!) }),
    consts,
    used,
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

/** Runs a program on the arguments of a call, and puts its results where they belong. */
export function execute(entry: Traced, call: Prepared): unknown {
  return inOnePiece(() => executeCall(entry, call));
}

function executeCall(entry: Traced, call: Prepared): unknown {
  const operands = [...entry.consts, ...entry.used.map((i) => call.inputs[i]!)];
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
