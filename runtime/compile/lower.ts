/** Step 4: asks each equation's primitive for its elements, and writes them down as a graph of values. */
import type { Atom, Jaxpr, Var } from "../core/jaxpr.ts";
import type { ScalarValue } from "../core/scalar.ts";
import { constant } from "../ir/build.ts";
import { scalarType } from "../ir/scalarType.ts";
import { type Tensor, tensor } from "../ir/tensor.ts";
import { type Aval, printAval } from "../types/aval.ts";
import { isNarrow } from "../types/dtype.ts";
import { sameShape } from "../types/shape.ts";
import { defineNarrow } from "./defineNarrow.ts";
import type { Graph } from "./graph.ts";
import { GraphBuilder } from "./graphBuilder.ts";
import { lowerControl } from "./lowerControl.ts";
import { physicalShape } from "./physicalShape.ts";

/** The graph of an inlined jaxpr. No value's own expression loads more than `buffersPerKernel` − 1 buffers. */
export function lower(jaxpr: Jaxpr, buffersPerKernel: number): Graph {
  const graph = new GraphBuilder(buffersPerKernel);
  const inputs = jaxpr.inputs.map(({ aval }) =>
    graph.add("input", physicalShape(aval), scalarType[aval.dtype], { kind: "input" }),
  );
  const results = lowerInto(
    graph,
    jaxpr,
    inputs.map((value) => graph.read(value)),
  );
  return graph.graph(
    inputs.map(({ number }) => number),
    results.map((x) => graph.store(x)),
  );
}

/** The results of an inlined jaxpr as tensors over the graph, to which it adds the values it needs. */
function lowerInto(graph: GraphBuilder, jaxpr: Jaxpr, inputs: readonly Tensor[]): Tensor[] {
  const tensors = new Map<Var, Tensor>(jaxpr.inputs.map((v, n) => [v, inputs[n]!]));
  const read = (atom: Atom): Tensor => (atom.kind === "var" ? tensors.get(atom)! : literal(atom.value, atom.aval));
  for (const { primitive, inputs, params, outputs } of jaxpr.equations) {
    const operands = inputs.map(read);
    const control = primitive.control?.(params);
    if (control) {
      const results = lowerControl(graph, primitive.name, control, operands, lowerInto);
      outputs.forEach((v, n) => {
        tensors.set(v, results[n]!);
      });
      continue;
    }
    if (!primitive.lower)
      throw new Error(`Cannot compile ${primitive.name}: the primitive has no lowering; it can only be traced`);
    const results = primitive.lower(
      operands,
      params,
      outputs.map((v) => v.aval),
      (part) => graph.define(`${primitive.name}_part`, part),
      inputs.map((atom) => atom.aval),
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
      const { dtype } = v.aval;
      const isMoved = inputs.some((atom) => atom.aval.dtype === dtype);
      tensors.set(
        v,
        isNarrow(dtype)
          ? defineNarrow(graph, primitive.name, result, dtype, isMoved)
          : graph.define(primitive.name, result),
      );
    });
  }
  return jaxpr.outputs.map(read);
}

function literal(value: ScalarValue, { dtype, shape }: Aval): Tensor {
  if (typeof value === "object")
    throw new Error(`Cannot compile the literal ${value}: complex numbers are split before`);
  return tensor(shape, scalarType[dtype], () => constant(scalarType[dtype], value));
}
