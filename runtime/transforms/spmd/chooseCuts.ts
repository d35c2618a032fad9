/**
 * Along which mesh axes the labels of a rule are cut (core/shardRule.ts). Operands come cut in some way, and they may disagree; whoever
 * gives way is gathered or cut anew. In this order:
 *
 *     axes of results before axes that are summed over      x[data, ·] · w[data, ·]: w is gathered, as in FSDP
 *     axes that are gathered anyway last                     sort by x[data]: what is cut is the result
 *     larger operands before smaller ones                    moving few bytes
 */
import type { AxisLabel, ShardRule, Spec } from "../../core/shardRule.ts";
import { whole } from "../../core/shardRule.ts";
import type { AbstractMesh } from "../../sharding/index.ts";
import { partsAlong } from "../../sharding/parts.ts";
import type { Aval } from "../../types/aval.ts";
import { dtypes } from "../../types/dtype.ts";
import { type Shape, sizeOf } from "../../types/shape.ts";

/** The mesh axes of each label that is cut. */
export type Cuts = ReadonlyMap<AxisLabel, readonly string[]>;

/** What a label may be cut along, as the largest operand has it. */
interface Wish {
  readonly axes: readonly string[];
  /** Words of the operand. */
  readonly size: number;
}

/** Chooses the cuts for operands that come with these specs. */
export function chooseCuts(
  rule: ShardRule<any>,
  operands: readonly { readonly aval: Aval; readonly spec: Spec }[],
  results: readonly Aval[],
  mesh: AbstractMesh,
): Cuts {
  const inResult = new Set(rule.results.flat());
  const wishes = new Map<AxisLabel, Wish>();
  operands.forEach(({ aval, spec }, i) => {
    const size = sizeOf(aval.shape) * dtypes[aval.dtype].words;
    spec.forEach((axes, axis) => {
      const label = rule.operands[i]![axis]!;
      if (axes.length === 0 || label === whole) return;
      if (!inResult.has(label) && !rule.over) return;
      const known = wishes.get(label);
      if (!known || size > known.size) wishes.set(label, { axes, size });
    });
  });
  const rank = (label: AxisLabel): number => (rule.gathered?.has(label) ? 2 : inResult.has(label) ? 0 : 1);
  const order = [...wishes].sort(([a, x], [b, y]) => rank(a) - rank(b) || y.size - x.size);
  const taken = new Set<string>();
  const cuts = new Map<AxisLabel, readonly string[]>();
  for (const [label, { axes }] of order) {
    const operandShapes = rule.gathered?.has(label) ? [] : operands.map(({ aval }) => aval.shape); // these are whole
    const resultShapes = results.map(({ shape }) => shape);
    const sizes = [...sizesOf(label, rule.operands, operandShapes), ...sizesOf(label, rule.results, resultShapes)];
    let free = axes.slice(
      0,
      countWhile(axes, (name) => !taken.has(name)),
    );
    while (sizes.some((size) => size % partsAlong(free, mesh) !== 0)) free = free.slice(0, -1);
    if (free.length === 0) continue;
    for (const name of free) taken.add(name);
    cuts.set(label, free);
  }
  return cuts;
}

/** Without what is gathered for computing. */
export function whileComputing(cuts: Cuts, { gathered }: ShardRule<any>): Cuts {
  return gathered ? new Map([...cuts].filter(([label]) => !gathered.has(label))) : cuts;
}

/** The specs that arrays with these labels get. */
export function specsOf(labels: readonly (readonly AxisLabel[])[], cuts: Cuts): Spec[] {
  return labels.map((axes) => axes.map((label) => cuts.get(label) ?? []));
}

/** The sizes of all axes that have a label. */
function sizesOf(label: AxisLabel, labels: readonly (readonly AxisLabel[])[], shapes: readonly Shape[]): number[] {
  return shapes.flatMap((shape, i) => shape.filter((_, axis) => labels[i]![axis] === label));
}

function countWhile<T>(list: readonly T[], holds: (x: T) => boolean): number {
  const at = list.findIndex((x) => !holds(x));
  return at < 0 ? list.length : at;
}
