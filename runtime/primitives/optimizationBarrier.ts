/** `optimizationBarrier`: the same values, which the compiler may not take for the same. */
import type { JaxArray } from "../core/array.ts";
import { definePrimitiveMany, isLinear, type NoParams, type Primitive, type Tangent } from "../core/primitive.ts";
import { eachAlike } from "./shardRules.ts";

/** The same elements. Values behind it are not replaced by equal ones in front of it. */
export const optimizationBarrier: Primitive<JaxArray[], NoParams, JaxArray[]> = definePrimitiveMany<JaxArray[]>({
  name: "optimizationBarrier",
  shard: eachAlike,
  shape: (inputs) => inputs,
  lower: (inputs) => inputs,
  jvp(xs, tangents) {
    const given = tangents.filter((tangent) => tangent !== null);
    const moved = optimizationBarrier(...given);
    let next = 0;
    return [optimizationBarrier(...xs), tangents.map((tangent): Tangent => (tangent ? moved[next++]! : null))];
  },
  transpose: (cts, operands) => operands.map((operand, i) => (isLinear(operand) ? cts[i]! : null)),
  batch: (xs, axes) => [optimizationBarrier(...xs), axes],
});
