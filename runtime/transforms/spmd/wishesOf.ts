/**
 * What a sum over devices is needed for. A gradient of weights that lie in parts meets them sooner or later, and what comes of it lies in
 * parts again: each device needs its part of the sum only, also where the learning rate or the moments of an optimizer come in between.
 *
 *     g = dotGeneral x dy        over data, a sum of the devices' parts
 *     u = mul g 0.1
 *     w' = sub w u               w[data, ·], so g[data, ·] is all that is needed: psumScatter
 */
import type { Atom, Equation, Jaxpr, Var } from "../../core/jaxpr.ts";
import { type AxisLabel, type Spec, whole } from "../../core/shardRule.ts";
import { wholeSpec } from "./spec.ts";

/**
 * For values that go element by element into something that is cut: how that is.
 *
 * @param inputs how the jaxpr's inputs are cut
 * @param outputs how its outputs are to be cut, as far as that is known
 */
export function wishesOf(
  jaxpr: Jaxpr,
  inputs: readonly Spec[],
  outputs: readonly (Spec | undefined)[],
): ReadonlyMap<Atom, Spec> {
  const given = new Map<Atom, Spec>(jaxpr.inputs.map((v, i) => [v, inputs[i]!]));
  const wishes = new Map<Atom, Spec>();
  jaxpr.outputs.forEach((atom, i) => {
    if (outputs[i] && atom.kind === "var") wishes.set(atom, outputs[i]);
  });
  const wish = (atom: Atom, spec: Spec): void => void (wishes.has(atom) || wishes.set(atom, spec));
  for (const equation of jaxpr.equations.toReversed()) {
    const inner = equation.primitive.inline?.(equation.params);
    if (inner) {
      const specs = equation.inputs.map((atom) => given.get(atom) ?? wholeSpec(atom.aval.shape.length));
      const within = wishesOf(
        inner,
        specs,
        equation.outputs.map((v) => wishes.get(v)),
      );
      inner.inputs.forEach((v, i) => within.has(v) && wish(equation.inputs[i]!, within.get(v)!));
      continue;
    }
    const labels = elementLabels(equation);
    const wanted = wishes.get(equation.outputs[0]!);
    const cuts = new Map<AxisLabel, readonly string[]>();
    labels?.result.forEach((label, axis) => void (isCut(wanted) && cuts.set(label, wanted[axis]!)));
    if (!labels) continue;
    for (const [atom, own] of labels.operands) {
      const spec = given.get(atom);
      if (cuts.size === 0 && isCut(spec)) own.forEach((label, axis) => void cuts.set(label, spec[axis]!));
    }
    if (cuts.size === 0) continue;
    for (const [atom, own] of labels.operands)
      wish(
        atom,
        own.map((label) => cuts.get(label) ?? []),
      );
  }
  return wishes;
}

/** The labels of the result and of those operands of which each element goes into some elements of its own. */
function elementLabels({
  primitive,
  params,
  inputs,
  outputs,
}: Equation):
  | { readonly result: readonly AxisLabel[]; readonly operands: readonly (readonly [Var, readonly AxisLabel[]])[] }
  | undefined {
  if (outputs.length !== 1 || !primitive.shard) return undefined;
  const rule = primitive.shard(
    inputs.map(({ aval }) => aval),
    params,
    outputs.map(({ aval }) => aval),
  );
  const result = rule.results[0]!;
  const operands = inputs.flatMap((atom, i) => {
    const own = rule.operands[i]!;
    const isWithin =
      own.length > 0 && own.every((label) => label !== whole && !rule.gathered?.has(label) && result.includes(label));
    return atom.kind === "var" && isWithin ? [[atom, own] as const] : [];
  });
  return { result, operands };
}

function isCut(spec: Spec | undefined): spec is Spec {
  return spec?.some((axes) => axes.length > 0) ?? false;
}
