/** Step 3: equations nobody needs go, and of equal equations one stays. */
import type { Atom, Equation, Jaxpr, Var } from "../core/jaxpr.ts";

/** The same function in fewer equations. */
export function simplify(jaxpr: Jaxpr): Jaxpr {
  return removeUnused(removeRepeated(jaxpr));
}

/** Common subexpressions: the same primitive on the same atoms with the same parameters is computed once. */
function removeRepeated(jaxpr: Jaxpr): Jaxpr {
  const ids = new Map<unknown, number>();
  const id = (x: unknown): number => {
    let n = ids.get(x);
    if (n === undefined) ids.set(x, (n = ids.size));
    return n;
  };
  const seen = new Map<string, Equation>();
  const names = new Map<Var, Atom>();
  const read = (atom: Atom): Atom => (atom.kind === "var" ? (names.get(atom) ?? atom) : atom);
  const equations: Equation[] = [];
  for (const equation of jaxpr.equations) {
    const inputs = equation.inputs.map(read);
    const key = `${id(equation.primitive)} ${inputs.map((atom) => atomKey(atom, id))} ${paramsKey(equation.params, id)}`;
    const same = seen.get(key);
    if (same) {
      equation.outputs.forEach((v, n) => {
        names.set(v, same.outputs[n]!);
      });
    } else {
      const kept = { ...equation, inputs };
      seen.set(key, kept);
      equations.push(kept);
    }
  }
  return { ...jaxpr, equations, outputs: jaxpr.outputs.map(read) };
}

type Identify = (x: unknown) => number;

function atomKey(atom: Atom, id: Identify): string {
  if (atom.kind === "var") return `v${id(atom)}`;
  return `${Object.is(atom.value, -0) ? "-0" : atom.value}:${atom.aval.dtype}`;
}

function paramsKey(value: unknown, id: Identify): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => paramsKey(item, id))}]`;
  if (value !== null && typeof value === "object" && Object.getPrototypeOf(value) === Object.prototype) {
    if ("equations" in value) return `#${id(value)}`;
    return `{${Object.keys(value)
      .sort()
      .map((key) => `${key}:${paramsKey((value as Record<string, unknown>)[key], id)}`)}}`;
  }
  return value !== null && (typeof value === "object" || typeof value === "function") ? `#${id(value)}` : String(value);
}

/** Dead code: equations that no output depends on. */
function removeUnused(jaxpr: Jaxpr): Jaxpr {
  const used = new Set<Atom>(jaxpr.outputs);
  const equations: Equation[] = [];
  for (const equation of [...jaxpr.equations].reverse()) {
    if (!equation.outputs.some((v) => used.has(v))) continue;
    for (const atom of equation.inputs) used.add(atom);
    equations.push(equation);
  }
  return { ...jaxpr, equations: equations.reverse() };
}
