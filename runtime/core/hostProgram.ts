/**
 * Programs that the device cannot run alone, because somewhere in them JavaScript is called (`debug.print`, `pureCallback`). The host
 * walks through their equations: those between two callbacks are one program for the device; a callback runs when its turn has
 * come; a loop or branch with a callback inside is repeated or chosen by the host, body by body.
 *
 *     device ── callback ── device ── while (host): [ device ── callback ] ── device
 */
import { type Aval, aval } from "../types/aval.ts";
import { dtypes } from "../types/dtype.ts";
import { sizeOf } from "../types/shape.ts";
import { DeviceArray } from "./array.ts";
import type { Control } from "./control.ts";
import { innerJaxprs } from "./innerJaxprs.ts";
import type { Atom, Equation, Jaxpr, Var } from "./jaxpr.ts";
import { scalar } from "./scalar.ts";

/** Runs a jaxpr without callbacks on the device. */
export type RunOnDevice = (jaxpr: Jaxpr, inputs: readonly DeviceArray[]) => DeviceArray[];

type Step = { readonly kind: "device"; readonly jaxpr: Jaxpr } | { readonly kind: "host"; readonly equation: Equation };

const known = new WeakMap<Jaxpr, boolean>();
const steps = new WeakMap<Jaxpr, readonly Step[]>();

/** Whether a callback stands anywhere in a jaxpr. */
export function needsHost(jaxpr: Jaxpr): boolean {
  let answer = known.get(jaxpr);
  if (answer === undefined) known.set(jaxpr, (answer = jaxpr.equations.some(equationNeedsHost)));
  return answer;
}

function equationNeedsHost({ primitive, params }: Equation): boolean {
  return primitive.host !== undefined || innerJaxprs(primitive, params).some(needsHost);
}

/** Runs a jaxpr (captured arrays first among its inputs), its callbacks in order. */
export function runWithHost(jaxpr: Jaxpr, inputs: readonly DeviceArray[], onDevice: RunOnDevice): DeviceArray[] {
  if (!needsHost(jaxpr)) return onDevice(jaxpr, inputs);
  const values = new Map<Var, DeviceArray>();
  [...jaxpr.constVars, ...jaxpr.inputs].forEach((v, i) => void values.set(v, inputs[i]!));
  const read = (atom: Atom): DeviceArray =>
    atom.kind === "var" ? values.get(atom)! : scalar(atom.value, atom.aval.dtype, atom.aval.weakType);
  for (const step of stepsOf(jaxpr)) {
    const outputs = step.kind === "device" ? step.jaxpr.outputs : step.equation.outputs;
    const results =
      step.kind === "device"
        ? onDevice(step.jaxpr, step.jaxpr.inputs.map(read))
        : runEquation(step.equation, step.equation.inputs.map(read), onDevice);
    outputs.forEach((v, i) => void values.set(v as Var, results[i]!));
  }
  return jaxpr.outputs.map(read);
}

function runEquation(
  { primitive, params }: Equation,
  operands: readonly DeviceArray[],
  onDevice: RunOnDevice,
): readonly DeviceArray[] {
  if (primitive.host) return primitive.host(operands, params);
  const inner = primitive.inline?.(params);
  if (inner) return runWithHost(inner, operands, onDevice);
  return runControl(primitive.control!(params), operands, onDevice);
}

/** A loop or branch, run by the host. */
export function runControl(
  control: Control,
  operands: readonly DeviceArray[],
  onDevice: RunOnDevice,
): readonly DeviceArray[] {
  const run = (jaxpr: Jaxpr, inputs: readonly DeviceArray[]) => runWithHost(jaxpr, inputs, onDevice);
  switch (control.kind) {
    case "switch":
      return run(control.branches[Number(operands[0]!.item())]!, operands.slice(1));
    case "while": {
      const { condition, body, conditionConstants: c, bodyConstants: b } = control;
      let carry = operands.slice(c + b);
      const holds = () => run(condition, [...operands.slice(0, c), ...carry])[0]!.item();
      while (holds()) carry = run(body, [...operands.slice(c, c + b), ...carry]);
      return carry;
    }
    case "scan":
      return runScan(control, operands, run);
    default:
      throw control satisfies never;
  }
}

function runScan(
  { body, length, reverse, constants, carries }: Extract<Control, { kind: "scan" }>,
  operands: readonly DeviceArray[],
  run: (jaxpr: Jaxpr, inputs: readonly DeviceArray[]) => DeviceArray[],
): DeviceArray[] {
  const fixed = operands.slice(0, constants);
  const xs = operands.slice(constants + carries);
  let carry = operands.slice(constants, constants + carries);
  const rows: DeviceArray[][] = Array.from({ length }, () => []);
  for (let n = 0; n < length; n++) {
    const at = reverse ? length - 1 - n : n;
    const slices = xs.map((x) => sliceOf(x, at));
    const results = run(body, [...fixed, ...carry, ...slices]);
    carry = results.slice(0, carries);
    rows[at] = results.slice(carries);
  }
  const stacked = body.outputs.slice(carries).map((atom, k) => stackOf(rows, k, atom.aval));
  return [...carry, ...stacked];
}

function sliceOf(x: DeviceArray, at: number): DeviceArray {
  const row = aval(x.shape.slice(1), x.dtype, x.weakType);
  const size = sizeOf(row.shape) * dtypes[row.dtype].words;
  return DeviceArray.fromHost(x.host.slice(at * size, (at + 1) * size), row);
}

function stackOf(rows: readonly (readonly DeviceArray[])[], column: number, row: Aval): DeviceArray {
  const { HostArray, words } = dtypes[row.dtype];
  const size = sizeOf(row.shape) * words;
  const host = new HostArray(rows.length * size);
  rows.forEach((results, n) => void host.set(results[column]!.host, n * size));
  return DeviceArray.fromHost(host, aval([rows.length, ...row.shape], row.dtype, row.weakType));
}

/** Equations up to the next that needs the host are one program. */
function stepsOf(jaxpr: Jaxpr): readonly Step[] {
  let made = steps.get(jaxpr);
  if (!made) steps.set(jaxpr, (made = cutIntoSteps(jaxpr)));
  return made;
}

function cutIntoSteps(jaxpr: Jaxpr): Step[] {
  const runs: (Equation[] | Equation)[] = [];
  for (const equation of jaxpr.equations) {
    const last = runs.at(-1);
    if (equationNeedsHost(equation)) runs.push(equation);
    else if (Array.isArray(last)) last.push(equation);
    else runs.push([equation]);
  }
  // from the end: what a program must give is what is read after it
  const needed = new Set<Atom>(jaxpr.outputs);
  const made: Step[] = [];
  for (const run of runs.reverse()) {
    if (Array.isArray(run)) made.push({ kind: "device", jaxpr: programOf(run, needed) });
    else made.push({ kind: "host", equation: run });
    for (const { inputs } of Array.isArray(run) ? run : [run]) for (const atom of inputs) needed.add(atom);
  }
  return made.reverse();
}

function programOf(equations: readonly Equation[], needed: ReadonlySet<Atom>): Jaxpr {
  const written = new Set<Atom>(equations.flatMap(({ outputs }) => outputs));
  const inputs = new Set<Var>();
  for (const equation of equations) {
    for (const atom of equation.inputs) if (atom.kind === "var" && !written.has(atom)) inputs.add(atom);
  }
  const outputs = equations.flatMap((equation) => equation.outputs.filter((v) => needed.has(v)));
  return { constVars: [], inputs: [...inputs], equations, outputs };
}
