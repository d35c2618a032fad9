/** Programs written by hand, run once: what every case needs. */
import type { ScalarType } from "../../ir/expr.ts";
import type { BufferDecl, Program, Step } from "../../ir/kernel.ts";
import { verifyProgram } from "../../ir/verify.ts";
import type { Backend } from "../backend.ts";

/** Elements of a buffer; bool buffers hold words 0 and 1. */
export type Data = Float32Array | Int32Array | Uint32Array;

/** One named test of a backend; it throws when the backend is wrong. */
export interface BackendCase {
  readonly name: string;
  /** Millions of points: too slow for the reference backend. */
  readonly large?: boolean;
  run(backend: Backend): void | Promise<void>;
}

/** Type and number of elements of an input or output. */
export interface BufferSpec {
  readonly type: ScalarType;
  readonly size: number;
}

/** A program over inputs b0, b1, …, then outputs, then further buffers. */
export function programOf(spec: {
  readonly inputs?: readonly BufferSpec[];
  readonly outputs: readonly BufferSpec[];
  readonly others?: readonly BufferDecl[];
  readonly steps: readonly Step[];
}): Program {
  const { inputs = [], outputs, others = [], steps } = spec;
  const buffers: BufferDecl[] = [
    ...inputs.map((buffer): BufferDecl => ({ kind: "input", ...buffer })),
    ...outputs.map((buffer): BufferDecl => ({ kind: "output", ...buffer })),
    ...others,
  ];
  const arenaBytes = Math.max(
    0,
    ...others.map(({ kind, offset = 0, size }) =>
      kind === "temporary" ? Math.ceil((offset + size * 4) / 256) * 256 : 0,
    ),
  );
  const program = {
    name: "case",
    buffers,
    inputs: inputs.map((_, n) => n),
    outputs: outputs.map((_, n) => inputs.length + n),
    steps,
    arenaBytes,
  };
  verifyProgram(program);
  return program;
}

/** Elements as the array of their type. */
export function dataOf(type: ScalarType, values: ArrayLike<number>): Data {
  const Words = type === "f32" ? Float32Array : type === "i32" ? Int32Array : Uint32Array;
  return Words.from(values);
}

/** Copies inputs to the device, runs the program, and reads its outputs back. */
export function runProgram(backend: Backend, program: Program, inputs: readonly Data[]): Data[] {
  const executable = backend.prepare(program);
  const given = inputs.map((data) => {
    const allocation = backend.alloc(data.byteLength);
    backend.write(allocation, bytesOf(data));
    return allocation;
  });
  const results = program.outputs.map((n) => backend.alloc(program.buffers[n]!.size * 4));
  backend.dispatch(executable, given, results);
  const outputs = results.map((allocation, n) =>
    fromBytes(program.buffers[program.outputs[n]!]!.type, backend.read(allocation)),
  );
  for (const allocation of [...given, ...results]) backend.free(allocation);
  return outputs;
}

/** The bytes of elements, not copied. */
export function bytesOf(data: Data): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** Elements of these bytes, copied. */
export function fromBytes(type: ScalarType, bytes: Uint8Array): Data {
  const { buffer } = bytes.slice();
  return type === "f32" ? new Float32Array(buffer) : type === "i32" ? new Int32Array(buffer) : new Uint32Array(buffer);
}
