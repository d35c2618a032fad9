/** `debugNans` and `debugInfs`: the first operation that makes a NaN (or an infinity) of numbers that are none is named. */

import { printAval } from "../types/aval.ts";
import { isInexact } from "../types/dtype.ts";
import type { DeviceArray } from "./array.ts";
import { config } from "./config.ts";
import { FloatingPointError } from "./errors.ts";
import type { Atom, Equation, Jaxpr, Var } from "./jaxpr.ts";
import { scalar } from "./scalar.ts";

type Run = (jaxpr: Jaxpr, operands: readonly DeviceArray[]) => DeviceArray[];

/** Whether results are looked at. */
export function watchesNumbers(): boolean {
  return config.debugNans || config.debugInfs;
}

/** Throws a `FloatingPointError` if a result holds what is watched for; the program is run once more, operation by operation, to name one. */
export function checkNumbers(
  jaxpr: Jaxpr,
  operands: readonly DeviceArray[],
  results: readonly DeviceArray[],
  run: Run,
): void {
  if (!results.some(wrongNumber)) return;
  walk(jaxpr, operands, run, "");
  const kind = results.map(wrongNumber).find((wrong) => wrong !== undefined);
  throw new FloatingPointError(
    `Found ${kind} in a result of a compiled program; its operations give none when they are run one by one`,
  );
}

/** Runs equation by equation; the values of an inlined program are looked into. */
function walk(jaxpr: Jaxpr, operands: readonly DeviceArray[], run: Run, path: string): DeviceArray[] {
  const values = new Map<Var, DeviceArray>();
  [...jaxpr.constVars, ...jaxpr.inputs].forEach((v, i) => void values.set(v, operands[i]!));
  const read = (atom: Atom): DeviceArray =>
    atom.kind === "var" ? values.get(atom)! : scalar(atom.value, atom.aval.dtype, atom.aval.weakType);
  for (const equation of jaxpr.equations) {
    const inputs = equation.inputs.map(read);
    const inner = equation.primitive.inline?.(equation.params);
    const within = inner && typeof equation.params.name === "string" ? `${path}${equation.params.name} → ` : path;
    const results = inner ? walk(inner, inputs, run, within) : runOne(equation, inputs, run);
    if (!inner) blame(equation, inputs, results, path);
    equation.outputs.forEach((v, i) => void values.set(v, results[i]!));
  }
  return jaxpr.outputs.map(read);
}

function runOne(equation: Equation, inputs: readonly DeviceArray[], run: Run): DeviceArray[] {
  const vars = equation.inputs.map((atom): Var => ({ kind: "var", aval: atom.aval }));
  const { outputs } = equation;
  return run({ constVars: [], inputs: vars, equations: [{ ...equation, inputs: vars }], outputs }, inputs);
}

function blame(
  { primitive }: Equation,
  inputs: readonly DeviceArray[],
  results: readonly DeviceArray[],
  path: string,
): void {
  const wrong = results.map(wrongNumber).find((kind) => kind !== undefined);
  if (wrong === undefined || inputs.some(wrongNumber)) return;
  const given = inputs
    .map((x) => (x.size <= 6 ? `${printAval(x.aval)} ${valuesOf(x)}` : printAval(x.aval)))
    .join(" and ");
  throw new FloatingPointError(
    `Found ${wrong} in ${path}${primitive.name}${given ? ` of ${given}` : ""}: its operands have none; keep them inside the domain, ` +
      "for example with jnp.where around the operand, or jnp.clip",
  );
}

function valuesOf(x: DeviceArray): string {
  return `(${Array.from(x.host, (value) => String(Math.fround(value))).join(", ")})`;
}

function wrongNumber(x: DeviceArray): "NaN" | "an infinity" | undefined {
  if (!isInexact(x.dtype)) return undefined;
  for (const value of x.host) {
    if (config.debugNans && Number.isNaN(value)) return "NaN";
    if (config.debugInfs && Math.abs(value) === Number.POSITIVE_INFINITY) return "an infinity";
  }
  return undefined;
}
