/** The jaxprs that an equation carries, whatever they mean to it: for whoever looks through a program. */
import type { Control } from "./control.ts";
import type { Jaxpr } from "./jaxpr.ts";
import type { Params, Primitive } from "./primitive.ts";

/** The jaxprs of an equation of this primitive; none for most. */
export function innerJaxprs(primitive: Primitive, params: Params): readonly Jaxpr[] {
  const inner = primitive.inline?.(params);
  if (inner) return [inner];
  const control = primitive.control?.(params);
  return control ? jaxprsOf(control) : none;
}

const none: readonly Jaxpr[] = [];

/** The jaxprs a control primitive repeats or chooses from. */
export function jaxprsOf(control: Control): readonly Jaxpr[] {
  switch (control.kind) {
    case "while":
      return [control.condition, control.body];
    case "scan":
      return [control.body];
    case "switch":
      return control.branches;
    default:
      throw control satisfies never;
  }
}
