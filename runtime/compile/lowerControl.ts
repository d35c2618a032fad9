/**
 * Loops and branches of a graph. Their jaxprs become graphs of their own, with inputs for what they read outside:
 *
 *     a constant of the loop       an input that is the value outside; where that is the same number everywhere, just the number
 *     a carry                      an input; outside, a value that holds the initial elements and is there for the loop only
 *     a carry that never changes   a constant
 *     a slice of xs                an input that is part of the value outside: nothing is copied
 *     the condition of a `while`   a carry that says whether there is another trip: what decides the next trip is computed along with
 *                                  the body, in its kernels
 */
import type { Control, ScanControl, SwitchControl, WhileControl } from "../core/control.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import { constant } from "../ir/build.ts";
import { scalarType } from "../ir/scalarType.ts";
import { type Tensor, tensor } from "../ir/tensor.ts";
import type { Carry, Operand } from "./graph.ts";
import type { GraphBuilder } from "./graphBuilder.ts";
import { inline } from "./inline.ts";
import { physicalShape } from "./physicalShape.ts";
import { simplify } from "./simplify.ts";

/** Adds the values of an inlined jaxpr to a graph, and gives its results. */
export type LowerInto = (graph: GraphBuilder, jaxpr: Jaxpr, inputs: readonly Tensor[]) => Tensor[];

/** The results of a loop or branch on these operands. */
export function lowerControl(
  graph: GraphBuilder,
  name: string,
  control: Control,
  operands: readonly Tensor[],
  lowerInto: LowerInto,
): Tensor[] {
  switch (control.kind) {
    case "while":
      return lowerWhile(graph, name, control, operands, lowerInto);
    case "scan":
      return lowerScan(graph, name, control, operands, lowerInto);
    case "switch":
      return lowerSwitch(graph, name, control, operands, lowerInto);
    default:
      throw control satisfies never;
  }
}

const insideOf = (jaxpr: Jaxpr): Jaxpr => simplify(inline(jaxpr));

function lowerWhile(
  graph: GraphBuilder,
  name: string,
  { conditionConstants, bodyConstants, ...control }: WhileControl,
  operands: readonly Tensor[],
  lowerInto: LowerInto,
): Tensor[] {
  const condition = insideOf(control.condition);
  const body = insideOf(control.body);
  const forCondition = operands.slice(0, conditionConstants);
  const forBody = operands.slice(conditionConstants, conditionConstants + bodyConstants);
  const loop = new LoopBuilder(graph, name, operands.slice(conditionConstants + bodyConstants), false);
  const carried = loop.carriesOf(body, bodyConstants);
  const [holds] = lowerInto(graph, condition, [...forCondition, ...loop.initial]);
  const results = lowerInto(loop.inside, body, [...forBody.map((x) => loop.enter(x)), ...carried]);
  const [again] = lowerInto(loop.inside, condition, [...forCondition.map((x) => loop.enter(x)), ...results]);
  const finals = loop.finish(results, { initial: holds!, next: again! });
  loop.close(undefined, false);
  return finals;
}

function lowerScan(
  graph: GraphBuilder,
  name: string,
  { length, reverse, constants, carries, ...control }: ScanControl,
  operands: readonly Tensor[],
  lowerInto: LowerInto,
): Tensor[] {
  const body = insideOf(control.body);
  const forBody = operands.slice(0, constants);
  const initial = operands.slice(constants, constants + carries);
  const xs = operands.slice(constants + carries);
  const slices = body.outputs.slice(carries);
  if (length === 0) {
    const empty = slices.map(({ aval }) => {
      const type = scalarType[aval.dtype];
      return tensor([0, ...physicalShape(aval)], type, () => constant(type, 0));
    });
    return [...initial, ...empty];
  }
  if (length === 1) {
    const first = xs.map((x) =>
      graph.define(
        "slice",
        tensor(x.shape.slice(1), x.type, (index) => x.at([constant("i32", 0), ...index])),
      ),
    );
    const results = lowerInto(graph, body, [...forBody, ...initial, ...first]);
    const stacked = results.slice(carries).map((y) =>
      graph.define(
        "stack",
        tensor([1, ...y.shape], y.type, (index) => y.at(index.slice(1))),
      ),
    );
    return [...results.slice(0, carries), ...stacked];
  }
  const loop = new LoopBuilder(graph, name, initial, xs.length + slices.length > 0);
  const carried = loop.carriesOf(body, constants);
  const inside = lowerInto(loop.inside, body, [
    ...forBody.map((x) => loop.enter(x)),
    ...carried,
    ...xs.map((x) => loop.enterSlice(x)),
  ]);
  const results = loop.finish(inside.slice(0, carries));
  const stacked = inside.slice(carries).map((y) => loop.stack(y, length));
  loop.close(length, reverse);
  return [...results, ...stacked];
}

function lowerSwitch(
  graph: GraphBuilder,
  name: string,
  control: SwitchControl,
  [index, ...operands]: readonly Tensor[],
  lowerInto: LowerInto,
): Tensor[] {
  const jaxprs = control.branches.map(insideOf);
  const only = jaxprs.length === 1 ? 0 : constantOf(index!, graph);
  if (only !== undefined) return lowerInto(graph, jaxprs[only]!, operands);
  const branches = jaxprs.map((jaxpr) => {
    const inside = graph.inner(false);
    const entered: Operand[] = [];
    const results = lowerInto(
      inside,
      jaxpr,
      operands.map((x) => inside.enter(x, graph, entered)),
    );
    const taken = new Set<number>();
    const outputs = results.map((x) => inside.take("copy", x, taken));
    const inputs = entered.map((operand) => operand.inside);
    return { body: inside.graph(inputs, outputs), operands: entered };
  });
  const first = branches[0]!.body;
  if (first.outputs.length === 0) return [];
  const chosen = graph.store(index!);
  const results = jaxprs[0]!.outputs.map(({ aval }) =>
    graph.add(name, physicalShape(aval), scalarType[aval.dtype], { kind: "result" }),
  );
  graph.nodes.push({ kind: "branch", name, index: chosen, branches, results: results.map(({ number }) => number) });
  return results.map((value) => graph.read(value));
}

function constantOf(x: Tensor, graph: GraphBuilder): number | undefined {
  if (!graph.isConstant(x)) return undefined;
  const value = x.at([]);
  return value.kind === "const" ? Number(value.value) : undefined;
}

/** A loop in the making. */
class LoopBuilder {
  readonly inside: GraphBuilder;
  /** What the carries are before the first trip. */
  readonly initial: readonly Tensor[];
  readonly #graph: GraphBuilder;
  readonly #name: string;
  readonly #inputs: number[] = [];
  readonly #operands: Operand[] = [];
  /** The input of each carry; undefined for those that never change. */
  #changing: readonly (number | undefined)[] = [];
  readonly #carries: Carry[] = [];
  readonly #stacks: { readonly inside: number; readonly result: number }[] = [];
  readonly #taken = new Set<number>();
  #predicate: Carry | undefined;

  constructor(graph: GraphBuilder, name: string, initial: readonly Tensor[], counts: boolean) {
    this.#graph = graph;
    this.#name = name;
    this.initial = initial;
    this.inside = graph.inner(counts);
  }

  /** A constant, inside. */
  enter(x: Tensor): Tensor {
    return this.inside.enter(x, this.#graph, this.#operands);
  }

  /** The slice of the trip, inside. */
  enterSlice(x: Tensor): Tensor {
    const shape = x.shape.slice(1);
    if (this.#graph.isConstant(x)) {
      const value = x.at(x.shape.map(() => constant("i32", 0)));
      return tensor(shape, x.type, () => value);
    }
    const value = this.inside.add("slice", shape, x.type, { kind: "input" });
    this.#operands.push({ outside: this.#graph.store(x), inside: value.number, sliced: true });
    return this.inside.read(value);
  }

  /** The carries, inside; the body's inputs from `first` on. */
  carriesOf(body: Jaxpr, first: number): Tensor[] {
    const tensors: Tensor[] = [];
    this.#changing = this.initial.map((x, n) => {
      if (body.outputs[n] === body.inputs[first + n]) {
        tensors.push(this.enter(x));
        return undefined;
      }
      const value = this.inside.add("carry", x.shape, x.type, { kind: "input" });
      this.#inputs.push(value.number);
      tensors.push(this.inside.read(value));
      return value.number;
    });
    return tensors;
  }

  /** The carries after the last trip, given what the body makes of them; the predicate is a carry that the body only makes. */
  finish(next: readonly Tensor[], predicate?: { readonly initial: Tensor; readonly next: Tensor }): Tensor[] {
    const carried = this.initial.flatMap((initial, n) => {
      const inside = this.#changing[n];
      return inside === undefined ? [] : [{ name: "carry", initial, inside, next: next[n]! }];
    });
    if (predicate) {
      const { shape, type } = predicate.initial;
      const inside = this.inside.add("predicate", shape, type, { kind: "input" }).number;
      this.#inputs.push(inside);
      carried.push({ name: "predicate", inside, ...predicate });
    }
    const copies = carried.map(({ name, initial }) => this.#graph.copy(name, initial));
    carried.forEach(({ name, initial: { shape, type }, inside, next }, n) => {
      const result = this.#graph.add(this.#name, shape, type, { kind: "result" }).number;
      this.#carries.push({ initial: copies[n]!, inside, next: this.inside.take(name, next, this.#taken), result });
    });
    if (predicate) this.#predicate = this.#carries.at(-1);
    const results = this.#carries.map(({ result }) => this.#graph.read(this.#graph.values[result]!));
    return this.initial.map((x, n) => (this.#changing[n] === undefined ? x : results.shift()!));
  }

  /** All slices of a result, one for each trip. */
  stack(y: Tensor, trips: number): Tensor {
    const inside = this.inside.take("slice", y, this.#taken);
    const result = this.#graph.add(this.#name, [trips, ...y.shape], y.type, { kind: "result" });
    this.#stacks.push({ inside, result: result.number });
    return this.#graph.read(result);
  }

  /** Puts the loop into the graph, if it leaves anything behind. */
  close(trips: number | undefined, reverse: boolean): void {
    const carries = this.#carries;
    const stacks = this.#stacks;
    if (carries.length + stacks.length === 0) return;
    const inputs = [...this.#inputs, ...this.#operands.map(({ inside }) => inside)];
    const outputs = [...carries.map(({ next }) => next), ...stacks.map(({ inside }) => inside)];
    this.#graph.nodes.push({
      kind: "loop",
      name: this.#name,
      trips,
      reverse,
      body: this.inside.graph(inputs, outputs),
      operands: this.#operands,
      carries,
      stacks,
      predicate: this.#predicate,
    });
  }
}
