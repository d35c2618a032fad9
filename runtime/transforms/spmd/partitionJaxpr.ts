/**
 * The program of one device: a jaxpr of whole arrays becomes one of parts, with collectives where a device needs what others have.
 *
 *     c = dotGeneral a b        a[data, ·] b[·, model]      each device multiplies its parts           c[data, model]
 *     d = dotGeneral c e        e[model, ·]                 parts are sums over some of k: psum         d[data, ·]
 *
 * How results are cut follows from how operands are (`chooseCuts`), equation by equation; only what the user asked for
 * (`shardingConstraint`) is cut anew. A sum over devices waits until somebody reads it: who needs a part only gets a `psumScatter`.
 */
import type { Atom, Equation, Jaxpr, Var } from "../../core/jaxpr.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import type { Params, Primitive } from "../../core/primitive.ts";
import { scalar } from "../../core/scalar.ts";
import {
  type AxisLabel,
  type AxisRule,
  type Part,
  type PartitionTools,
  type ShardRule,
  type Spec,
  whole,
} from "../../core/shardRule.ts";
import { bind } from "../../core/tracer.ts";
import type { AbstractMesh } from "../../sharding/index.ts";
import type { Aval } from "../../types/aval.ts";
import { chooseCuts, specsOf, whileComputing } from "./chooseCuts.ts";
import { combine, reshardPart, scatterSum } from "./reshard.ts";
import { partShape, sameSpec, shardingOf } from "./spec.ts";
import { wishesOf } from "./wishesOf.ts";

/** A jaxpr of parts. */
export interface DeviceJaxpr {
  readonly jaxpr: Jaxpr;
  /** How each output is cut. */
  readonly specs: readonly Spec[];
}

/**
 * The program of one device.
 *
 * @param jaxpr of whole arrays, without captured ones
 * @param inputs how each input is cut
 * @param outputs how outputs are to be cut; absent: as it comes
 */
export function partitionJaxpr(
  jaxpr: Jaxpr,
  inputs: readonly Spec[],
  mesh: AbstractMesh,
  outputs: readonly (Spec | undefined)[] = [],
): DeviceJaxpr {
  let specs: Spec[] = [];
  const { jaxpr: local, consts } = traceToJaxpr(
    (...tracers) => {
      const values = jaxpr.inputs.map((v, i) => valueOf({ local: tracers[i]!, aval: v.aval, spec: inputs[i]! }));
      const results = runJaxpr(jaxpr, values, mesh, outputs).map((value, i) => read(value, outputs[i], mesh));
      specs = results.map(({ spec }) => spec);
      return results.map((result) => result.local);
    },
    jaxpr.inputs.map((v, i) => ({ ...v.aval, shape: partShape(v.aval.shape, inputs[i]!, mesh) })),
  );
  if (consts.length > 0) throw new Error("Cannot partition this jaxpr: a rule captured an array");
  return { jaxpr: local, specs };
}

/** A value on its way. */
interface Value {
  part: Part;
  /** Mesh axes over which what the devices have is still to be put together. */
  pending: readonly string[];
  readonly over: "sum" | "max" | "min";
  /** The same with more on each device, as it was computed: who needs more than the part has it here without asking others. */
  readonly wider?: Part;
}

function valueOf(part: Part): Value {
  return { part, pending: [], over: "sum" };
}

function runJaxpr(
  jaxpr: Jaxpr,
  inputs: readonly Value[],
  mesh: AbstractMesh,
  outputs: readonly (Spec | undefined)[] = [],
): Value[] {
  const specs = inputs.map(({ part }) => part.spec);
  const wishes = wishesOf(jaxpr, specs, outputs);
  const values = new Map<Var, Value>();
  jaxpr.inputs.forEach((v, i) => void values.set(v, inputs[i]!));
  const find = (atom: Atom): Value => (atom.kind === "var" ? values.get(atom)! : literal(atom));
  for (const equation of jaxpr.equations) {
    const wanted = equation.outputs.map((v) => wishes.get(v));
    const results = runEquation(equation, equation.inputs.map(find), mesh, wanted);
    equation.outputs.forEach((v, i) => void values.set(v, partOfSum(results[i]!, wanted[i], mesh)));
  }
  return jaxpr.outputs.map(find);
}

function literal({ aval, value }: Extract<Atom, { kind: "literal" }>): Value {
  return valueOf({ local: scalar(value, aval.dtype, aval.weakType), aval, spec: [] });
}

function runEquation(
  { primitive, params, outputs }: Equation,
  operands: readonly Value[],
  mesh: AbstractMesh,
  wanted: readonly (Spec | undefined)[],
): Value[] {
  const results = outputs.map(({ aval }) => aval);
  if (primitive.partition) {
    const parts = operands.map((value) => read(value, undefined, mesh));
    return primitive.partition(parts, params, toolsFor(mesh), results).map(valueOf);
  }
  const inner = primitive.inline?.(params);
  if (inner) return runJaxpr(inner, operands, mesh, wanted);
  return runInParts(primitive, params, operands, results, mesh);
}

/** Each device computes its part of the results from its parts of the operands. */
function runInParts(
  primitive: Primitive,
  params: Params,
  operands: readonly Value[],
  results: readonly Aval[],
  mesh: AbstractMesh,
): Value[] {
  const avals = operands.map(({ part }) => part.aval);
  const rule: ShardRule = primitive.shard?.(avals, params, results) ?? nothingCut(avals, results);
  const cuts = chooseCuts(
    rule,
    operands.map(({ part }) => part),
    results,
    mesh,
  );
  const computing = whileComputing(cuts, rule);
  const parts = specsOf(rule.operands, computing).map((spec, i) => read(operands[i]!, spec, mesh));
  const specs = specsOf(rule.results, computing);
  const own =
    rule.local?.(
      params,
      results.map(({ shape }, i) => partShape(shape, specs[i]!, mesh)),
      parts.map(({ local }) => local.shape),
    ) ?? params;
  const locals = bind(
    primitive,
    parts.map(({ local }) => local),
    own,
  );
  const inResults = new Set(rule.results.flat());
  const pending = [...computing].flatMap(([label, axes]) => (inResults.has(label) ? [] : axes));
  const { over = "sum" } = rule;
  const kept = specsOf(rule.results, cuts);
  return locals.map((local, i) => {
    const part = { local, aval: results[i]!, spec: specs[i]! };
    if (pending.length > 0 || sameSpec(part.spec, kept[i]!)) return { part, pending, over };
    return { part: reshardPart(part, kept[i]!, mesh), pending, over, wider: part };
  });
}

function nothingCut(operands: readonly Aval[], results: readonly Aval[]): AxisRule {
  const labels = (avals: readonly Aval[]): AxisLabel[][] => avals.map(({ shape }) => shape.map(() => whole));
  return { operands: labels(operands), results: labels(results) };
}

/** A value as somebody needs it: put together, and cut as `spec` says; without one as it is. */
function read(value: Value, spec: Spec | undefined, mesh: AbstractMesh): Part {
  const wanted = spec ?? value.part.spec;
  if (value.pending.length > 0 && value.over === "sum") {
    const scattered = scatter(value, wanted, mesh);
    if (scattered) return reshardPart(scattered, wanted, mesh);
  }
  if (value.pending.length > 0) {
    value.part = { ...value.part, local: combine(value.part.local, value.over, value.pending) };
    value.pending = [];
  }
  if (sameSpec(value.part.spec, wanted)) return value.part;
  const from = value.wider ?? value.part;
  return sameSpec(from.spec, wanted) ? from : reshardPart(from, wanted, mesh);
}

/** A value of which no more is needed than its part by `wanted`, as far as that saves sending the whole sum. */
function partOfSum(value: Value, wanted: Spec | undefined, mesh: AbstractMesh): Value {
  if (!wanted || value.pending.length === 0 || value.over !== "sum") return value;
  const part = scatter(value, wanted, mesh);
  return part ? valueOf(part) : value;
}

/** A sum of which each device needs a part only; undefined where that does not fit. */
function scatter({ part, pending }: Value, wanted: Spec, mesh: AbstractMesh): Part | undefined {
  let { local, spec } = part;
  let left = pending;
  wanted.forEach((axes, axis) => {
    const has = spec[axis]!;
    if (!has.every((name, k) => axes[k] === name)) return;
    for (const name of axes.slice(has.length)) {
      if (!left.includes(name)) return;
      local = scatterSum(local, axis, name, mesh);
      left = left.filter((other) => other !== name);
      spec = spec.map((own, k) => (k === axis ? [...own, name] : own));
    }
  });
  if (left.length === pending.length) return undefined;
  return { local: combine(local, "sum", left), aval: part.aval, spec };
}

function toolsFor(mesh: AbstractMesh): PartitionTools {
  return {
    jaxpr: (jaxpr, inputs, outputs) => partitionJaxpr(jaxpr, inputs, mesh, outputs),
    reshard: (part, spec) => (sameSpec(part.spec, spec) ? part : reshardPart(part, spec, mesh)),
    placement: (spec) => shardingOf(spec, mesh),
  };
}
