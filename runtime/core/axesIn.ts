/** Which named axes the collectives inside an equation work along. */
import { innerJaxprs } from "./innerJaxprs.ts";
import type { Jaxpr } from "./jaxpr.ts";
import type { Params, Primitive } from "./primitive.ts";

const none: readonly string[] = [];
const known = new WeakMap<Jaxpr, readonly string[]>();

/** The axes of an equation of this primitive: its own, or those of the jaxprs it carries. */
export function axesIn(primitive: Primitive, params: Params): readonly string[] {
  if (primitive.axisName) return [primitive.axisName(params)];
  const inner = innerJaxprs(primitive, params);
  return inner.length > 0 ? inner.flatMap(axesOf) : none;
}

function axesOf(jaxpr: Jaxpr): readonly string[] {
  let axes = known.get(jaxpr);
  if (!axes) {
    axes = [...new Set(jaxpr.equations.flatMap(({ primitive, params }) => axesIn(primitive, params)))];
    known.set(jaxpr, axes);
  }
  return axes;
}
