/** Step 1: equations that carry a jaxpr and mean no more than running it (`jit`) are replaced by its equations. */
import type { Atom, Equation, Jaxpr, Var } from "../core/jaxpr.ts";
import { newVar } from "../core/jaxpr.ts";

/** A jaxpr without such equations, and with captured arrays as leading inputs. */
export function inline(jaxpr: Jaxpr): Jaxpr {
  const equations: Equation[] = [];
  const outputs = copyInto(equations, jaxpr, new Map());
  return { constVars: [], inputs: [...jaxpr.constVars, ...jaxpr.inputs], equations, outputs };
}

/** Appends the equations of `jaxpr`, reading its variables through `names`. Recurses into nested jaxprs only, which users nest. */
function copyInto(equations: Equation[], jaxpr: Jaxpr, names: Map<Var, Atom>): Atom[] {
  const read = (atom: Atom): Atom => (atom.kind === "var" ? (names.get(atom) ?? atom) : atom);
  for (const equation of jaxpr.equations) {
    const inputs = equation.inputs.map(read);
    const inner = equation.primitive.inline?.(equation.params);
    if (inner) {
      const innerNames = new Map<Var, Atom>();
      [...inner.constVars, ...inner.inputs].forEach((v, n) => {
        innerNames.set(v, inputs[n]!);
      });
      const results = copyInto(equations, inner, innerNames);
      equation.outputs.forEach((v, n) => {
        names.set(v, results[n]!);
      });
    } else {
      // A jaxpr may be called twice: each call gets variables of its own.
      const outputs = equation.outputs.map((v) => {
        const fresh = newVar(v.aval);
        names.set(v, fresh);
        return fresh;
      });
      equations.push({ ...equation, inputs, outputs });
    }
  }
  return jaxpr.outputs.map(read);
}
