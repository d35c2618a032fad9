/** The printer of jaxprs, in JAX's form. */
import { printAval } from "../types/aval.ts";
import type { Atom, Equation, Jaxpr, Var } from "./jaxpr.ts";

/**
 * `{ lambda ; a:f32[3]. let b:f32[3] = mul a 2.0:f32[] in (b,) }`, one equation a line where there are several.
 * Variables are named in the order they are written: a, b, …, z, aa, ab, …
 */
export function printJaxpr(jaxpr: Jaxpr): string {
  const names = new Map<Var, string>();
  const name = (v: Var): string => {
    let text = names.get(v);
    if (text === undefined) names.set(v, (text = letters(names.size)));
    return text;
  };
  const binder = (v: Var): string => `${name(v)}:${printAval(v.aval)}`;
  const atom = (a: Atom): string =>
    a.kind === "var" ? name(a) : `${literal(a.value, a.aval.dtype)}:${printAval(a.aval)}`;
  const equation = ({ primitive, inputs, params, outputs }: Equation): string => {
    const shown = primitive.printParams ? primitive.printParams(params) : printParams(params);
    return `${outputs.map(binder).join(" ")} = ${primitive.name}${shown && `[${shown}]`} ${inputs.map(atom).join(" ")}`;
  };
  const consts = jaxpr.constVars.map(binder).join(" ");
  const inputs = jaxpr.inputs.map(binder).join(" ");
  const lines = jaxpr.equations.map(equation);
  const outs = jaxpr.outputs.map(atom);
  const tuple = outs.length === 1 ? `(${outs[0]},)` : `(${outs.join(", ")})`;
  const head = `{ lambda ${consts}${consts && " "}; ${inputs}. let`;
  if (lines.length <= 1) return `${head} ${lines.join("")}${lines.length ? " " : ""}in ${tuple} }`;
  return `${head}\n${lines.map((line) => `    ${line}\n`).join("")}  in ${tuple} }`;
}

function letters(n: number): string {
  const last = String.fromCharCode(97 + (n % 26));
  return n < 26 ? last : letters(Math.floor(n / 26) - 1) + last;
}

function literal(value: number | boolean, dtype: string): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (dtype !== "float32") return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
  return Number.isInteger(value) ? `${value}.0` : String(Number(value.toPrecision(9)));
}

function printParams(params: Readonly<Record<string, unknown>>): string {
  return Object.entries(params)
    .map(([key, value]) => `${key}=${show(value)}`)
    .join(" ");
}

function show(value: unknown): string {
  if (globalThis.Array.isArray(value))
    return value.length === 1 ? `(${show(value[0])},)` : `(${value.map(show).join(", ")})`;
  if (isJaxpr(value)) return printJaxpr(value).replaceAll("\n", "\n    ");
  if (value !== null && typeof value === "object")
    return `{${Object.entries(value)
      .map(([k, v]) => `${k}: ${show(v)}`)
      .join(", ")}}`;
  return String(value);
}

function isJaxpr(value: unknown): value is Jaxpr {
  return value !== null && typeof value === "object" && "equations" in value && "constVars" in value;
}
