/** A graph in the making: turns lowered results into values, and tells tensors that are stored from those that are constant. */
import { constant, gridIndex, load, reduceIndex } from "../ir/build.ts";
import type { Expr, ScalarType } from "../ir/expr.ts";
import { flatIndex, unflatIndex } from "../ir/flatIndex.ts";
import { identityOf } from "../ir/identityOf.ts";
import type { ReduceOp } from "../ir/kernel.ts";
import { type Lowered, type Order, type Reduction, type Tensor, tensor } from "../ir/tensor.ts";
import { rewrite } from "../ir/walk.ts";
import { sameShape, sizeOf } from "../types/shape.ts";
import { cut } from "./cut.ts";
import {
  type Computed,
  type Definition,
  type Graph,
  type Node,
  type Operand,
  ownFlatIndex,
  ownIndex,
  type Value,
} from "./graph.ts";

/** Collects the values of one graph. No value's own expression loads more than `buffersPerKernel` − 1 buffers. */
export class GraphBuilder {
  readonly values: Value[] = [];
  readonly nodes: Node[] = [];
  readonly tuples: Map<Expr, readonly Expr[]> = new Map();
  readonly buffersPerKernel: number;
  /** Whether a loop around it counts, which costs its kernels one buffer. */
  readonly #isCounted: boolean;
  readonly #numbers = new Map<Tensor, number>();
  /** Values by the expression that defines them: equal ones are one value. */
  readonly #defined = new Map<Expr, Value[]>();

  constructor(buffersPerKernel: number, isCounted = false) {
    this.buffersPerKernel = buffersPerKernel;
    this.#isCounted = isCounted;
  }

  /** A builder for the inside of a loop or branch. */
  inner(counts: boolean): GraphBuilder {
    const isCounted = this.#isCounted || counts;
    return new GraphBuilder(this.buffersPerKernel - (isCounted && !this.#isCounted ? 1 : 0), isCounted);
  }

  graph(inputs: readonly number[], outputs: readonly number[]): Graph {
    const { values, nodes, tuples, buffersPerKernel } = this;
    return { values, nodes, inputs, outputs, tuples, buffersPerKernel };
  }

  add(name: string, shape: readonly number[], type: ScalarType, definition: Definition): Value {
    const value = { number: this.values.length, name, shape, type, definition };
    this.values.push(value);
    return value;
  }

  /** A value's elements as loads; under another shape of the same size if asked for. */
  read({ number, type, shape: own }: Value, shape: readonly number[] = own): Tensor {
    const read = tensor(shape, type, (index) => {
      if (sizeOf(own) === 0) return constant(type, 0); // never evaluated: there is no such element
      const x = load(type, number, flatIndex(index, shape));
      if (!this.tuples.has(x))
        this.tuples.set(x, sameShape(shape, own) ? index : unflatIndex(flatIndex(index, shape), own));
      return x;
    });
    this.#numbers.set(read, number);
    return read;
  }

  /** A value for a lowered result; none where its elements are constant, or those of an earlier value in the same order. */
  define(name: string, lowered: Lowered): Tensor {
    if (lowered.kind === "order") return this.#order(name, lowered);
    const { shape, type } = lowered;
    const definition = definitionOf(lowered);
    if (definition.kind === "map") {
      const { value } = definition;
      if (value.kind === "const") return tensor(shape, type, () => value);
      if (
        value.kind === "load" &&
        value.index === ownFlatIndex(shape) &&
        sizeOf(this.values[value.buffer]!.shape) === sizeOf(shape)
      ) {
        return this.read(this.values[value.buffer]!, shape);
      }
    }
    const alike = this.#defined.get(definition.value);
    const same = alike?.find((value) => sameShape(value.shape, shape) && sameDefinition(value.definition, definition));
    if (same) return this.read(same);
    const value = this.add(name, shape, type, this.#cut(name, shape, definition));
    if (alike) alike.push(value);
    else this.#defined.set(definition.value, [value]);
    return this.read(value);
  }

  /** The places that the order of the keys gives. */
  #order(name: string, { shape, type, keys }: Order): Tensor {
    const words = this.copy("keys", keys);
    const result = this.add(name, shape, type, { kind: "result" });
    this.nodes.push({ kind: "order", name, keys: words, result: result.number });
    return this.read(result);
  }

  /** The definition with parts of it as values of their own, over the grid and the reduce loops, if it loads too many buffers. */
  #cut(name: string, shape: readonly number[], definition: Computed): Computed {
    const sizes = definition.kind === "reduction" ? definition.sizes : [];
    const loops = [...shape, ...sizes];
    const index = [...ownIndex(shape), ...sizes.map((size, axis) => reduceIndex(axis, size))];
    const before = (x: Expr): Expr | undefined =>
      x.kind === "index" && x.axis.kind === "reduce"
        ? gridIndex(shape.length + x.axis.position, x.axis.size)
        : undefined;
    const keep = (part: Expr): Expr =>
      this.read(this.add(name, loops, part.type, { kind: "map", value: rewrite(part, { before }) })).at(index);
    return { ...definition, value: cut(definition.value, this.buffersPerKernel - 1, keep) };
  }

  /** Whether nothing is loaded for the tensor's elements: they are the same constant everywhere. */
  isConstant(x: Tensor): boolean {
    return !this.#numbers.has(x);
  }

  /** The number of the value that holds a tensor's elements. */
  store(x: Tensor): number {
    return this.#numbers.get(x) ?? this.copy("constant", x);
  }

  /** The number of a value of its own with the tensor's elements. */
  copy(name: string, x: Tensor): number {
    return this.add(name, x.shape, x.type, { kind: "map", value: x.at(ownIndex(x.shape)) }).number;
  }

  /** The number of the value that holds a tensor's elements, if that is computed here and not taken yet; else of a copy. Takes it. */
  take(name: string, x: Tensor, taken: Set<number>): number {
    const number = this.#numbers.get(x);
    const isFree = number !== undefined && !taken.has(number) && this.values[number]!.definition.kind !== "input";
    const result = isFree ? number : this.copy(name, x);
    taken.add(result);
    return result;
  }

  /** A tensor of the graph outside, seen from this one: a constant as it is, anything else through an input. */
  enter(x: Tensor, outside: GraphBuilder, operands: Operand[]): Tensor {
    if (outside.isConstant(x)) return x;
    const number = outside.store(x);
    const known = operands.find((operand) => operand.outside === number && !operand.sliced);
    if (known) return this.read(this.values[known.inside]!, x.shape);
    const { name, shape, type } = outside.values[number]!;
    const value = this.add(name, shape, type, { kind: "input" });
    operands.push({ outside: number, inside: value.number, sliced: false });
    return this.read(value, x.shape);
  }
}

/** A bool has its own words for the folds. */
const boolOps: Readonly<Record<ReduceOp, ReduceOp>> = {
  add: "or",
  max: "or",
  or: "or",
  mul: "and",
  min: "and",
  and: "and",
};

/** The lowered function at the loops' own counters. A fold of one element or of none is no fold. */
function definitionOf(lowered: Tensor | Reduction): Computed {
  const index = ownIndex(lowered.shape);
  if (lowered.kind === "tensor") return { kind: "map", value: lowered.at(index) };
  const { type, sizes } = lowered;
  const op = type === "bool" ? boolOps[lowered.op] : lowered.op;
  if (sizes.includes(0)) return { kind: "map", value: constant(type, identityOf(op, type)) };
  const value = lowered.value(
    index,
    sizes.map((size, axis) => reduceIndex(axis, size)),
  );
  return sizeOf(sizes) === 1 ? { kind: "map", value } : { kind: "reduction", op, sizes, value };
}

function sameDefinition(a: Definition, b: Definition): boolean {
  if (a.kind === "reduction" && b.kind === "reduction") return a.op === b.op && sameShape(a.sizes, b.sizes);
  return a.kind === b.kind;
}
