/** The verifier of graphs: run after lowering where checks are on, it throws at the first broken rule of `graph.ts`. */
import type { Expr } from "../ir/expr.ts";
import { topological } from "../ir/walk.ts";
import { sizeOf } from "../types/shape.ts";
import { type Graph, isComputed, type Node, operandsOf, resultsOf, type Value } from "./graph.ts";

/** Throws an `Error` that names the value, or the loop or branch, and the rule. Looks into the graphs inside. */
export function verifyGraph(graph: Graph): void {
  const { values, nodes, inputs, outputs } = graph;
  const made = new Set(nodes.flatMap(resultsOf));
  values.forEach((value, number) => {
    if (value.number !== number) fail(value, `it stands at place ${number}`);
    if (value.definition.kind === "result" && !made.has(number))
      fail(value, "no loop, branch or order leaves it behind");
    if (isComputed(value.definition)) verifyDefinition(value, value.definition.value, graph);
  });
  for (const number of [...inputs, ...outputs])
    if (!values[number]) throw new Error(`Cannot accept this graph: there is no b${number}`);
  for (const number of inputs)
    if (values[number]!.definition.kind !== "input")
      fail(values[number]!, "it is listed as an input, and defined otherwise");
  for (const node of nodes) verifyNode(node, values);
}

function fail({ number, name }: Value, fact: string): never {
  throw new Error(`Cannot accept b${number} (${name}): ${fact}`);
}

function verifyDefinition(value: Value, root: Expr, { values, tuples }: Graph): void {
  const { number, shape, type, definition } = value;
  const sizes = definition.kind === "reduction" ? definition.sizes : [];
  if (root.type !== type) fail(value, `it is ${type}, its expression is ${root.type}`);
  for (const x of topological([root])) {
    if (x.kind === "accumulator") fail(value, "its expression has an accumulator, which belongs to kernels");
    if (x.kind === "index") {
      const { kind, position, size } = x.axis;
      if ((kind === "grid" ? shape : sizes)[position] !== size)
        fail(value, `it has no ${kind} loop ${position} of ${size} steps`);
    }
    if (x.kind !== "load") continue;
    const loaded = values[x.buffer];
    if (!loaded || x.buffer >= number) fail(value, `it loads b${x.buffer}, which is not defined before`);
    if (loaded.type !== x.type) fail(value, `it loads ${x.type} from b${x.buffer}, which is ${loaded.type}`);
    const tuple = tuples.get(x);
    if (tuple?.length !== loaded.shape.length)
      fail(
        value,
        `the load of b${x.buffer} has ${tuple?.length ?? "no"} indices, the value has ${loaded.shape.length} axes`,
      );
  }
}

function verifyNode(node: Node, values: readonly Value[]): void {
  const refuse = (fact: string): never => {
    throw new Error(`Cannot accept ${node.kind} ${node.name}: ${fact}`);
  };
  const results = resultsOf(node);
  if (results.length === 0) refuse("it leaves nothing behind");
  for (const number of results)
    if (values[number]?.definition.kind !== "result") refuse(`b${number} is none of its results`);
  for (const number of operandsOf(node))
    if (!values[number] || number >= Math.min(...results)) refuse(`it reads b${number}, which is not defined before`);
  if (node.kind === "order") return;
  const bodies = node.kind === "loop" ? [node] : node.branches;
  for (const { body, operands } of bodies) {
    verifyGraph(body);
    for (const { outside, inside, sliced } of operands) {
      const [from, to] = [values[outside]!, body.values[inside]!];
      const shape = sliced ? from.shape.slice(1) : from.shape;
      if (to.definition.kind !== "input") refuse(`b${inside} inside of it is no input`);
      if (from.type !== to.type || sizeOf(shape) !== sizeOf(to.shape))
        refuse(`b${outside} does not fit b${inside} inside of it`);
    }
  }
  if (node.kind === "branch") {
    for (const { body } of node.branches)
      if (body.outputs.length !== results.length)
        refuse(`a case has ${body.outputs.length} results, there are ${results.length}`);
    return;
  }
  for (const { initial, result, inside, next } of node.carries) {
    const places = [values[initial], values[result], node.body.values[inside], node.body.values[next]];
    const [first] = places;
    const isSame = (place: Value | undefined): boolean =>
      place !== undefined && place.type === first!.type && sizeOf(place.shape) === sizeOf(first!.shape);
    if (!places.every(isSame)) refuse(`the carry b${initial} changes its type or size on the way to b${result}`);
  }
}
