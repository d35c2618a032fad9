/** Step 3: asks each equation's primitive for its elements, and writes them down as a graph of values. */
import type { Atom, Jaxpr, Var } from "../core/jaxpr.ts";
import { constant, gridIndex, load, reduceIndex } from "../ir/build.ts";
import type { Expr, ScalarType } from "../ir/expr.ts";
import { flatIndex, unflatIndex } from "../ir/flatIndex.ts";
import { identityOf } from "../ir/identityOf.ts";
import type { ReduceOp } from "../ir/kernel.ts";
import { scalarType } from "../ir/scalarType.ts";
import { type Lowered, type Tensor, tensor } from "../ir/tensor.ts";
import { rewrite } from "../ir/walk.ts";
import { type Aval, printAval } from "../types/aval.ts";
import { sameShape, sizeOf } from "../types/shape.ts";
import { cut } from "./cut.ts";
import { type Computed, type Definition, type Graph, ownFlatIndex, ownIndex, type Value } from "./graph.ts";

/** The shape in words: that of the aval, with a last axis of two words for keys. */
export function physicalShape({ shape, dtype }: Aval): readonly number[] {
  return dtype === "key<fry>" ? [...shape, 2] : shape;
}

/** The graph of a jaxpr without nested jaxprs. No value's own expression loads more than `buffersPerKernel` − 1 buffers. */
export function lower(jaxpr: Jaxpr, buffersPerKernel: number): Graph {
  const graph = new GraphBuilder(buffersPerKernel - 1);
  const tensors = new Map<Var, Tensor>();
  const read = (atom: Atom): Tensor => (atom.kind === "var" ? tensors.get(atom)! : literal(atom.value, atom.aval));
  const inputs = jaxpr.inputs.map((v) => {
    const value = graph.add("input", physicalShape(v.aval), scalarType[v.aval.dtype], { kind: "input" });
    tensors.set(v, graph.read(value));
    return value.number;
  });
  for (const { primitive, inputs, params, outputs } of jaxpr.equations) {
    if (!primitive.lower)
      throw new Error(`Cannot compile ${primitive.name}: the primitive has no lowering; it can only be traced`);
    const results = primitive.lower(
      inputs.map(read),
      params,
      outputs.map((v) => v.aval),
      (part) => graph.define(`${primitive.name}_part`, part),
    );
    outputs.forEach((v, n) => {
      const result = results[n];
      const shape = physicalShape(v.aval);
      if (!result || result.type !== scalarType[v.aval.dtype] || !sameShape(result.shape, shape)) {
        const got = result ? `${result.type}[${result.shape}]` : "nothing";
        throw new Error(
          `Cannot compile ${primitive.name}: its result ${n} is ${printAval(v.aval)}, its lowering gave ${got}`,
        );
      }
      tensors.set(v, graph.define(primitive.name, result));
    });
  }
  const outputs = jaxpr.outputs.map((atom) => graph.store(read(atom)));
  return { values: graph.values, inputs, outputs, tuples: graph.tuples };
}

function literal(value: number | boolean, { dtype, shape }: Aval): Tensor {
  return tensor(shape, scalarType[dtype], () => constant(scalarType[dtype], value));
}

class GraphBuilder {
  readonly values: Value[] = [];
  readonly tuples = new Map<Expr, readonly Expr[]>();
  readonly #numbers = new Map<Tensor, number>();
  readonly #mostReads: number;
  /** Values by the expression that defines them: equal ones are one value. */
  readonly #defined = new Map<Expr, Value[]>();

  constructor(mostReads: number) {
    this.#mostReads = mostReads;
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
    return { ...definition, value: cut(definition.value, this.#mostReads, keep) };
  }

  /** The number of the value that holds a tensor's elements. */
  store(x: Tensor): number {
    const number = this.#numbers.get(x);
    if (number !== undefined) return number;
    return this.add("constant", x.shape, x.type, { kind: "map", value: x.at(ownIndex(x.shape)) }).number;
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
function definitionOf(lowered: Lowered): Computed {
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
