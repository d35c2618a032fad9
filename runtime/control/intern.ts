/**
 * Jaxprs told apart by what they do. Outside jit a loop is traced at each call, and would be compiled at each call; two tracings of
 * the same function give two jaxprs of the same text, and the first of them serves for both.
 */
import { type Atom, isJaxpr, type Jaxpr, type Var } from "../core/jaxpr.ts";

const kept = new Map<string, Jaxpr>();
const most = 256;

/** The first jaxpr seen lately that does the same as this one. */
export function intern(jaxpr: Jaxpr): Jaxpr {
  const text = textOf(jaxpr);
  const same = kept.get(text) ?? jaxpr;
  kept.delete(text);
  kept.set(text, same);
  if (kept.size > most) kept.delete(kept.keys().next().value!);
  return same;
}

/** Forgets the jaxprs seen. */
export function forgetInterned(): void {
  kept.clear();
}

/** Variables by the order in which they are written, everything else in full. */
function textOf(jaxpr: Jaxpr): string {
  const names = new Map<Var, number>();
  const binder = (v: Var): string => {
    names.set(v, names.size);
    return avalText(v);
  };
  const atom = (a: Atom): string =>
    a.kind === "var" ? String(names.get(a)) : `${Object.is(a.value, -0) ? "-0" : a.value}:${avalText(a)}`;
  const lines = [[...jaxpr.constVars, ...jaxpr.inputs].map(binder).join(" ")];
  for (const { primitive, inputs, params, outputs } of jaxpr.equations) {
    const operands = inputs.map(atom).join(" ");
    lines.push(
      `${outputs.map(binder).join(" ")}=${primitive.name}${identity(primitive)}${paramText(params)} ${operands}`,
    );
  }
  lines.push(jaxpr.outputs.map(atom).join(" "));
  return lines.join("\n");
}

function avalText({ aval: { shape, dtype, weakType } }: Atom): string {
  return `${dtype}${weakType ? "*" : ""}[${shape}]`;
}

function paramText(value: unknown): string {
  if (typeof value === "number") return Object.is(value, -0) ? "-0" : String(value);
  if (typeof value === "string") return JSON.stringify(value);
  if (value === null || (typeof value !== "object" && typeof value !== "function")) return String(value);
  if (isJaxpr(value)) return `{${textOf(value)}}`;
  if (Array.isArray(value)) return `[${value.map(paramText).join()}]`;
  if (Object.getPrototypeOf(value) !== Object.prototype) return identity(value);
  return `{${Object.entries(value)
    .map(([key, part]) => `${key}:${paramText(part)}`)
    .join()}}`;
}

const identities = new WeakMap<object, number>();
let next = 0;

function identity(value: object): string {
  let n = identities.get(value);
  if (n === undefined) identities.set(value, (n = next++));
  return `#${n}`;
}
