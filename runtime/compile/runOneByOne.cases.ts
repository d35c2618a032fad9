/** Jaxprs run in two ways: compiled as a whole, and equation by equation with loops and branches in JavaScript. */
import { expect } from "vitest";
import type { Backend } from "../backends/backend.ts";
import { bytesOf, type Data, fromBytes } from "../backends/cases/runOnce.cases.ts";
import { createReferenceBackend } from "../backends/reference/index.ts";
import type { Control } from "../core/control.ts";
import type { Atom, Jaxpr, Var } from "../core/jaxpr.ts";
import { kernelsOf } from "../ir/kernelsOf.ts";
import { scalarType } from "../ir/scalarType.ts";
import { verifyProgram } from "../ir/verify.ts";
import { compile } from "./compile.ts";
import { buffersOf } from "./traced.cases.ts";

/** A backend to compare with. */
export const reference: Backend = createReferenceBackend();

/** Compiles a jaxpr for a device and runs it. */
export function runCompiled(
  device: Backend,
  jaxpr: Jaxpr,
  inputs: readonly Data[],
  buffersPerKernel: number = Number.POSITIVE_INFINITY,
): Data[] {
  const { program, results } = compile(jaxpr, { buffersPerKernel });
  verifyProgram(program);
  for (const kernel of kernelsOf(program.steps)) expect(buffersOf(kernel)).toBeLessThanOrEqual(buffersPerKernel);
  const given = inputs.map((data) => {
    const allocation = device.alloc(data.byteLength);
    device.write(allocation, bytesOf(data));
    return allocation;
  });
  const made = program.outputs.map((n) => device.alloc(program.buffers[n]!.size * 4));
  device.dispatch(device.prepare(program), given, made);
  const outputs = results.map(({ kind, position }, n) => {
    return fromBytes(
      scalarType[jaxpr.outputs[n]!.aval.dtype],
      device.read((kind === "input" ? given : made)[position]!),
    );
  });
  for (const allocation of [...given, ...made]) device.free(allocation);
  return outputs;
}

/** Every equation as a program of its own on the reference backend. */
export function runOneByOne(jaxpr: Jaxpr, inputs: readonly Data[]): Data[] {
  const values = new Map<Var, Data>([...jaxpr.constVars, ...jaxpr.inputs].map((v, n) => [v, inputs[n]!]));
  const read = (atom: Atom): Data => (atom.kind === "var" ? values.get(atom)! : literal(atom));
  for (const equation of jaxpr.equations) {
    const { primitive, params } = equation;
    const inner = primitive.inline?.(params);
    const control = primitive.control?.(params);
    let results: readonly Data[];
    if (inner) results = runOneByOne(inner, equation.inputs.map(read));
    else if (control) results = runControl(control, equation.inputs.map(read));
    else {
      const used = [...new Set(equation.inputs.filter((atom): atom is Var => atom.kind === "var"))];
      const single: Jaxpr = { constVars: [], inputs: used, equations: [equation], outputs: equation.outputs };
      results = runCompiled(reference, single, used.map(read));
    }
    equation.outputs.forEach((v, n) => {
      values.set(v, results[n]!);
    });
  }
  return jaxpr.outputs.map(read);
}

function literal(atom: Atom): Data {
  return runCompiled(reference, { constVars: [], inputs: [], equations: [], outputs: [atom] }, [])[0]!;
}

function runControl(control: Control, operands: readonly Data[]): readonly Data[] {
  switch (control.kind) {
    case "while": {
      const { condition, body, conditionConstants, bodyConstants } = control;
      const forCondition = operands.slice(0, conditionConstants);
      const forBody = operands.slice(conditionConstants, conditionConstants + bodyConstants);
      let carries = operands.slice(conditionConstants + bodyConstants);
      while (runOneByOne(condition, [...forCondition, ...carries])[0]![0] !== 0)
        carries = runOneByOne(body, [...forBody, ...carries]);
      return carries;
    }
    case "scan": {
      const { body, length, reverse, constants } = control;
      const forBody = operands.slice(0, constants);
      let carries = operands.slice(constants, constants + control.carries);
      const xs = operands.slice(constants + control.carries);
      const stacks: Data[][] = body.outputs.slice(control.carries).map(() => []);
      for (let n = 0; n < length; n++) {
        const trip = reverse ? length - 1 - n : n;
        const slices = xs.map((x) => x.slice((trip * x.length) / length, ((trip + 1) * x.length) / length));
        const results = runOneByOne(body, [...forBody, ...carries, ...slices]);
        carries = results.slice(0, control.carries);
        stacks.forEach((stack, k) => {
          stack[trip] = results[control.carries + k]!;
        });
      }
      return [...carries, ...stacks.map((stack, k) => concatenated(stack, body.outputs[control.carries + k]!))];
    }
    case "switch": {
      const [index, ...rest] = operands;
      return runOneByOne(control.branches[index![0]!]!, rest);
    }
    default:
      throw control satisfies never;
  }
}

function concatenated(parts: readonly Data[], { aval }: Atom): Data {
  const type = scalarType[aval.dtype];
  const Words = type === "f32" ? Float32Array : type === "i32" ? Int32Array : Uint32Array;
  return Words.from(parts.flatMap((part) => [...part]));
}
