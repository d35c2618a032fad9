/**
 * Step 9: gives steps their final loops and buffers, in one walk over their expressions. The values of all graphs find their place in
 * memory here. A value has a buffer of its own, but for those of loops and branches:
 *
 *     carry                 one buffer for the initial value, the carry inside and what is left at last; what the body makes of it is stored
 *                           there too if nobody needs the old one any more (`mayOverwrite.ts`), else copied there at the end of the trip
 *     slice of xs or of ys  a part of the whole, at the number of the trip
 *     result of a branch    what each case stores there
 */
import { arrangeLoops } from "../ir/arrangeLoops.ts";
import { binary, constant, gridIndex, load } from "../ir/build.ts";
import type { Expr, ScalarType } from "../ir/expr.ts";
import type { Branch, Counter, Kernel, Loop, Order, Step } from "../ir/kernel.ts";
import { rewriteKernel } from "../ir/rewriteKernel.ts";
import { sizeOf } from "../types/shape.ts";
import type { Fused, FusedBranch, FusedLoop, FusedOrder } from "./fuse.ts";
import type { Graph, Value } from "./graph.ts";
import { mayOverwrite } from "./mayOverwrite.ts";

/** Elements of a buffer to be. */
export interface Storage {
  readonly type: ScalarType;
  readonly size: number;
}

/** Settled steps and their buffers: inputs, results, then temporaries as they are first met. */
export interface Settled {
  readonly steps: readonly Step[];
  readonly buffers: readonly Storage[];
  readonly inputs: number;
  readonly outputs: number;
  readonly origins: Origins;
}

/** What each step was made of, but for copies that a loop or a branch needs besides. */
export type Origins = ReadonlyMap<Step, Origin>;

/** A step of a graph, among all of them. */
export interface Origin {
  readonly graph: Graph;
  readonly fused: Fused;
  readonly all: readonly Fused[];
}

/** Where a value is: a buffer, from an element on that may depend on the counters of loops. */
interface Place {
  readonly buffer: number;
  readonly offset: Expr;
}

type Places = Map<number, Place>;

/** Arranges the loops of kernels whose buffers are numbered as the graph's values, and numbers the buffers anew. */
export function settle(graph: Graph, fused: readonly Fused[]): Settled {
  const settler = new Settler();
  const places: Places = new Map();
  const outside = (number: number): void => {
    if (!places.has(number)) places.set(number, settler.place(graph.values[number]!));
  };
  graph.inputs.forEach(outside);
  graph.outputs.forEach(outside);
  const steps = settler.steps(graph, fused, places, 0);
  const { buffers, origins } = settler;
  return { steps, buffers, origins, inputs: graph.inputs.length, outputs: outputsOf(graph) };
}

/** How many outputs are no inputs; those that are equal count once. */
function outputsOf(graph: Graph): number {
  return new Set(graph.outputs.filter((number) => graph.values[number]!.definition.kind !== "input")).size;
}

class Settler {
  readonly buffers: Storage[] = [];
  readonly origins = new Map<Step, Origin>();
  /** The buffer in which loops count, an element for each level of nesting. */
  #counters: { readonly buffer: number; depth: number } | undefined;

  /** A buffer for a value. */
  place({ type, shape }: Value): Place {
    return this.#add(type, sizeOf(shape));
  }

  #add(type: ScalarType, size: number): Place {
    return { buffer: this.buffers.push({ type, size }) - 1, offset: constant("i32", 0) };
  }

  /** The steps of a graph; `depth` counting loops are around it. Adds the places of what the steps store. */
  steps(graph: Graph, fused: readonly Fused[], places: Places, depth: number): Step[] {
    const aliases = new Map<number, number>();
    for (const step of fused) {
      if (step.kind === "loop") for (const { initial, result } of step.node.carries) aliases.set(initial, result);
    }
    const placeOf = (number: number): Place => {
      const known = places.get(number);
      if (known) return known;
      const alias = aliases.get(number);
      const place = alias === undefined ? this.place(graph.values[number]!) : placeOf(alias);
      places.set(number, place);
      return place;
    };
    return fused.flatMap((step): Step[] => {
      const steps = this.#step(graph, step, placeOf, depth);
      const main = steps.find(({ kind }) => kind === step.kind);
      if (main) this.origins.set(main, { graph, fused: step, all: fused });
      return steps;
    });
  }

  #step(graph: Graph, step: Fused, placeOf: (number: number) => Place, depth: number): Step[] {
    switch (step.kind) {
      case undefined:
        return settleKernel(step, placeOf);
      case "loop":
        return [this.#loop(graph, step, placeOf, depth)];
      case "branch":
        return this.#branch(graph, step, placeOf, depth);
      case "order":
        return this.#order(graph, step, placeOf);
      default:
        throw step satisfies never;
    }
  }

  #loop(graph: Graph, { node, body }: FusedLoop, placeOf: (number: number) => Place, depth: number): Loop {
    const { name, trips, reverse, operands, carries, stacks, predicate } = node;
    const { values } = node.body;
    const counts = stacks.length > 0 || operands.some(({ sliced }) => sliced);
    const counter = counts ? this.#counter(depth) : undefined;
    const trip = counter && tripOf(counter, trips!, reverse);
    const slice = ({ buffer, offset }: Place, inside: number): Place => {
      const size = sizeOf(values[inside]!.shape);
      return { buffer, offset: binary("add", offset, binary("mul", trip!, constant("i32", size))) };
    };
    const places: Places = new Map();
    for (const { outside, inside, sliced } of operands)
      places.set(inside, sliced ? slice(placeOf(outside), inside) : placeOf(outside));
    for (const { inside, result } of stacks) places.set(inside, slice(placeOf(result), inside));
    const copies: Copy[] = [];
    for (const { inside, next, result } of carries) {
      const place = placeOf(result);
      places.set(inside, place);
      if (mayOverwrite(inside, next, body)) places.set(next, place);
      else {
        const from = this.place(values[next]!);
        places.set(next, from);
        copies.push({ type: values[next]!.type, size: sizeOf(values[next]!.shape), from, to: place });
      }
    }
    const steps = this.steps(node.body, body, places, depth + (counts ? 1 : 0));
    return {
      kind: "loop",
      name,
      trips,
      counter,
      predicate: predicate && placeOf(predicate.result).buffer,
      body: [...steps, ...copyKernels(copies, graph.buffersPerKernel, "carry")],
    };
  }

  #branch(
    graph: Graph,
    { node, branches }: FusedBranch,
    placeOf: (number: number) => Place,
    depth: number,
  ): (Kernel | Branch)[] {
    const { name, index, results } = node;
    const from = placeOf(index);
    // A branch looks at the first element of a buffer.
    const isFirst = from.offset === constant("i32", 0);
    const to = isFirst ? from : this.place(graph.values[index]!);
    const branch: Branch = {
      kind: "branch",
      name,
      index: to.buffer,
      branches: node.branches.map(({ body, operands }, n) => {
        const places: Places = new Map();
        for (const { outside, inside } of operands) places.set(inside, placeOf(outside));
        body.outputs.forEach((number, m) => {
          places.set(number, placeOf(results[m]!));
        });
        return this.steps(body, branches[n]!, places, depth);
      }),
    };
    const copies = isFirst ? [] : copyKernels([{ type: "i32", size: 1, from, to }], graph.buffersPerKernel, "index");
    return [...copies, branch];
  }

  #order(graph: Graph, { node }: FusedOrder, placeOf: (number: number) => Place): (Kernel | Order)[] {
    const { name, keys, result } = node;
    const { shape, type } = graph.values[result]!;
    const length = shape.at(-1)!;
    const size = sizeOf(shape);
    const to = placeOf(result);
    const isWhole = this.buffers[to.buffer]!.size === size;
    const places = isWhole ? to : this.#add(type, size);
    const order: Order = {
      kind: "order",
      name,
      rows: size / length,
      length,
      keys: placeOf(keys).buffer,
      places: places.buffer,
    };
    const copies = isWhole ? [] : copyKernels([{ type, size, from: places, to }], graph.buffersPerKernel, name);
    return [order, ...copies];
  }

  #counter(depth: number): Counter {
    if (!this.#counters) this.#counters = { buffer: this.#add("i32", 1).buffer, depth: 0 };
    const { buffer } = this.#counters;
    this.#counters.depth = Math.max(this.#counters.depth, depth);
    this.buffers[buffer] = { type: "i32", size: this.#counters.depth + 1 };
    return { buffer, element: depth };
  }
}

/** The number of the trip. It is in range; clamped, it is known to be. */
function tripOf({ buffer, element }: Counter, trips: number, reverse: boolean): Expr {
  const counted = load("i32", buffer, constant("i32", element));
  const last = constant("i32", trips - 1);
  const trip = binary("min", binary("max", counted, constant("i32", 0)), last);
  return reverse ? binary("sub", last, trip) : trip;
}

/** None where all it would do is to store what is there. */
function settleKernel(kernel: Kernel, placeOf: (number: number) => Place): Kernel[] {
  const { grid, reduce } = arrangeLoops(kernel);
  const before = (x: Expr): Expr | undefined =>
    x.kind === "index" ? (x.axis.kind === "grid" ? grid : reduce).index[x.axis.position] : undefined;
  const after = (x: Expr, [index]: readonly Expr[]): Expr | undefined => {
    if (x.kind !== "load") return undefined;
    const { buffer, offset } = placeOf(x.buffer);
    return load(x.type, buffer, binary("add", index!, offset));
  };
  const moved = rewriteKernel(kernel, { before, after });
  const stores = moved.stores.flatMap((store) => {
    const { buffer, offset } = placeOf(store.buffer);
    const index = binary("add", store.index, offset);
    const isThere = store.value === load(store.value.type, buffer, index);
    return isThere ? [] : [{ ...store, buffer, index }];
  });
  return stores.length > 0 ? [{ ...moved, grid: grid.sizes, reduce: reduce.sizes, stores }] : [];
}

/** Elements to be found in another place. */
interface Copy {
  readonly type: ScalarType;
  readonly size: number;
  readonly from: Place;
  readonly to: Place;
}

/** As few kernels as there are sizes. */
function copyKernels(copies: readonly Copy[], buffersPerKernel: number, name: string): Kernel[] {
  const most = Math.max(1, Math.floor((buffersPerKernel - 1) / 2)); // one buffer may hold counters
  const sizes = [...new Set(copies.map(({ size }) => size))].filter((size) => size > 0);
  return sizes.flatMap((size) => {
    const alike = copies.filter((copy) => copy.size === size);
    const index = gridIndex(0, size);
    const stores = alike.map(({ type, from, to }) => ({
      buffer: to.buffer,
      index: binary("add", index, to.offset),
      value: load(type, from.buffer, binary("add", index, from.offset)),
    }));
    const kernels: Kernel[] = [];
    for (let n = 0; n < stores.length; n += most) {
      kernels.push({ name, grid: [size], reduce: [], accumulators: [], stores: stores.slice(n, n + most) });
    }
    return kernels;
  });
}
