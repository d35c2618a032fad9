/** How the carries of a loop are cut, so that a trip leaves them as it found them. */
import type { Jaxpr } from "../core/jaxpr.ts";
import type { PartitionTools, Spec } from "../core/shardRule.ts";
import { sameSpec } from "../transforms/spmd/spec.ts";

/**
 * Begins with how the carries come in. A carry that a trip leaves cut in another way is carried so from the start, unless that goes on: then
 * all devices carry the whole.
 *
 * @param jaxpr (constants, carries, others) → (carries, …)
 */
export function stableCarries(
  jaxpr: Jaxpr,
  constants: readonly Spec[],
  carries: readonly Spec[],
  others: readonly Spec[],
  tools: PartitionTools,
): readonly Spec[] {
  let specs = carries;
  for (let trial = 0; trial < trials; trial++) {
    const found = tools.jaxpr(jaxpr, [...constants, ...specs, ...others]).specs.slice(0, carries.length);
    if (found.every((spec, i) => sameSpec(spec, specs[i]!))) return specs;
    specs = found;
  }
  return specs.map((spec) => spec.map(() => []));
}

const trials = 4;
