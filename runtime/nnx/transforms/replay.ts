/** The fast way of a jitted function that is called with the same modules again. */

import { DeviceArray, JaxArray } from "../../core/array.ts";
import { asArray } from "../../core/asArray.ts";
import { arrayOf, evaluateToBuffers, placedJaxpr } from "../../core/evalTrace.ts";
import type { PlacedJaxpr, Placement } from "../../core/placement.ts";
import { inOnePiece } from "../../interrupts/inOnePiece.ts";
import { type AbstractMesh, getMesh, isInForce } from "../../sharding/index.ts";
import { type Aval, sameAval } from "../../types/aval.ts";
import { flatten, type TreeDef } from "../../types/pytree.ts";
import { adoptBuffer, isUnseen, peek, Variable } from "../variable.ts";
import { isGraph } from "./graphCall.ts";
import type { Prepared, Traced } from "./traced.ts";
import { Watch } from "./watch.ts";

const nothing = undefined as unknown as DeviceArray;

/** The way of an argument into the operands of a replay. */
type Argument =
  /** A module, Variable or static value: it must be the same one. */
  | { readonly kind: "same"; readonly value: unknown }
  /** An array or a number. */
  | { readonly kind: "value" }
  /** A tree of arrays and numbers. */
  | { readonly kind: "tree"; readonly def: TreeDef };

function isValue(value: unknown): boolean {
  return value instanceof JaxArray || typeof value === "number" || typeof value === "boolean";
}

/** A call that is expected to come again with the same modules: what is left to do when it does. */
export class Replay {
  readonly #entry: Traced;
  readonly #args: readonly Argument[];
  readonly #watch: Watch;
  readonly #variables: readonly Variable<unknown>[];
  readonly #changed: readonly Variable<unknown>[];
  /** Avals of the operands after the captured constants; replaced by equal ones, so that the next comparison is by identity. */
  readonly #avals: Aval[];
  /** Where the inputs lie that the program was made for; replaced by equal ones, like the avals. */
  readonly #placements: (Placement | undefined)[];
  /** What runs: a program for as many devices as the inputs lie on. */
  readonly #program: PlacedJaxpr;
  /** The mesh in force; another one may mean another program. */
  readonly #mesh: AbstractMesh = getMesh();
  readonly #operands: DeviceArray[];
  /** For each input its place among the operands; −1 for those that the program does not read. */
  readonly #places: Int32Array;
  /** For each output the operand that it may be stored over, −1 for none. */
  readonly #replaced: Int32Array;

  private constructor(
    entry: Traced,
    inputs: readonly JaxArray[],
    args: readonly Argument[],
    watch: Watch,
    variables: readonly Variable<unknown>[],
  ) {
    this.#entry = entry;
    const operands = [...entry.consts, ...entry.used.map((i) => inputs[i]!)] as readonly JaxArray[];
    this.#program = placedJaxpr(entry.jaxpr, operands as readonly DeviceArray[]);
    this.#placements = inputs.map((input) => (input as DeviceArray).placement);
    this.#args = args;
    this.#watch = watch;
    this.#variables = variables;
    this.#changed = entry.recipe.changed.map((leaf) => variables[leaf]!);
    this.#avals = [...entry.avals];
    this.#operands = [...(entry.consts as readonly DeviceArray[]), ...entry.used.map(() => nothing)];
    this.#places = new Int32Array(entry.avals.length).fill(-1);
    for (const [place, input] of entry.used.entries()) this.#places[input] = entry.consts.length + place;
    this.#replaced = new Int32Array(entry.jaxpr.outputs.length).fill(-1);
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
      else if (isValue(arg)) ways.push({ kind: "value" });
      else if (call.opened.objects.includes(arg as object)) ways.push({ kind: "same", value: arg });
      else {
        const [leaves, def] = flatten(arg, isGraph);
        if (!leaves.every(isValue)) return undefined;
        ways.push({ kind: "tree", def });
      }
    }
    const watch = new Watch(call.opened.objects);
    if (!watch.possible || !call.opened.leaves.every((leaf) => leaf instanceof Variable)) return undefined;
    return new Replay(entry, call.inputs, ways, watch, call.opened.leaves as readonly Variable<unknown>[]);
  }

  /** Whether a call is this one again; its operands are then collected. */
  ready(args: readonly unknown[]): boolean {
    if (args.length !== this.#args.length || !isInForce(this.#mesh)) return false;
    let next = this.#variables.length;
    for (let i = 0; i < args.length; i++) {
      const way = this.#args[i]!;
      const arg = args[i];
      if (way.kind === "same") {
        if (arg !== way.value) return false;
      } else if (way.kind === "value") {
        if (!this.#take(next++, arg)) return false;
      } else {
        const [leaves, def] = flatten(arg, isGraph);
        if (!def.equals(way.def)) return false;
        for (const leaf of leaves) if (!this.#take(next++, leaf)) return false;
      }
    }
    for (let i = 0; i < this.#variables.length; i++) if (!this.#take(i, peek(this.#variables[i]!))) return false;
    return this.#watch.unchanged();
  }

  /** Takes an input if it has the aval and the place that the program was made for. */
  #take(input: number, value: unknown): boolean {
    const operand = typeof value === "number" || typeof value === "boolean" ? asArray(value) : value;
    if (!(operand instanceof DeviceArray)) return false;
    const { aval, placement } = operand;
    if (aval !== this.#avals[input]) {
      if (!sameAval(aval, this.#avals[input]!, { weak: true })) return false;
      this.#avals[input] = aval;
    }
    if (placement !== this.#placements[input]) {
      if (placement?.key !== this.#placements[input]?.key) return false;
      this.#placements[input] = placement;
    }
    const place = this.#places[input]!;
    if (place >= 0) this.#operands[place] = operand;
    return true;
  }

  /** Runs the program on the operands collected, and puts its results where they belong. */
  run(): unknown {
    return inOnePiece(() => this.#run());
  }

  #run(): unknown {
    const { recipe } = this.#entry;
    const { jaxpr, placements } = this.#program;
    const changed = this.#changed;
    const { length } = changed;
    for (let i = 0; i < length; i++) this.#replaced[i] = isUnseen(changed[i]!) ? this.#places[recipe.changed[i]!]! : -1;
    const buffers = evaluateToBuffers(jaxpr, this.#operands, this.#replaced);
    this.#operands.fill(nothing, this.#entry.consts.length); // do not keep the caller's batch alive
    for (let i = 0; i < length; i++) adoptBuffer(changed[i]!, buffers[i]!, jaxpr.outputs[i]!.aval, placements[i]);
    const result = (i: number): DeviceArray => arrayOf(buffers[i]!, jaxpr.outputs[i]!.aval, placements[i]);
    if (recipe.outDef.kind === "leaf") return result(length);
    const results = buffers.slice(length).map((_, i) => result(length + i));
    return recipe.outDef.unflatten(results);
  }
}
