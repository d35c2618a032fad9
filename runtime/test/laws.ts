/**
 * The laws every primitive obeys, checked over samples on one backend:
 *
 *     shape rule   what it says is what comes out
 *     backend      = the reference backend
 *     batch        vmap = a loop over slices, for each choice of mapped operands and of their axis
 *     jvp          = the finite difference of the values; also for the derivative itself
 *     transpose    ⟨c, A v⟩ = ⟨Aᵀ c, v⟩ for the linear map A that is the derivative; of complex numbers the real part of both
 *
 * Derivatives are checked by all float operands together and by each alone.
 */
import { jit } from "../control/jit.ts";
import type { DeviceArray, JaxArray } from "../core/array.ts";
import type { Params, Primitive } from "../core/primitive.ts";
import { bind } from "../core/tracer.ts";
import { type BackendName, withBackend } from "../execute/backends.ts";
import { batchFlat } from "../transforms/batchTrace.ts";
import { evalJaxpr } from "../transforms/evalJaxpr.ts";
import { jvpFlat } from "../transforms/jvpTrace.ts";
import { linearizeFlat } from "../transforms/linearizeFlat.ts";
import { isDifferentiable } from "../transforms/matchTangents.ts";
import { moveBatchAxis } from "../transforms/moveBatchAxis.ts";
import { pullBack } from "../transforms/vjp.ts";
import { instantiate } from "../transforms/zeros.ts";
import { printAval, sameAval } from "../types/aval.ts";
import { type DType, isComplex } from "../types/dtype.ts";
import { arrayOf, differenceOf, elementsOf, randomArray, rolled, sliceAt, stack } from "./hostArrays.ts";

/** Operands and parameters to try a primitive with. */
export interface Sample {
  readonly operands: readonly DeviceArray[];
  readonly params?: Params;
  /** Allowed difference between backends, relative; default 0 for what is exact by IEEE rules. */
  readonly rtol?: number;
  /** False where the derivative law cannot hold: at jumps and kinks. Default true. */
  readonly smooth?: boolean;
  /**
   * False where there is no reverse derivative; or the same values computed in a way that has one, whose reverse derivative must then
   * be the adjoint of the forward one here. Default true.
   */
  readonly reverse?: false | Flat;
}

type Flat = (inputs: readonly JaxArray[]) => readonly JaxArray[];

/**
 * Checks the laws of a primitive on a backend; throws an `Error` that names the primitive, the law and the sample. With
 * `transformed: false` those of batches and derivatives are left out; with `alone: false` they are checked by all operands together only,
 * and batches along their first axis.
 */
export function checkLaws(
  primitive: Primitive,
  samples: readonly Sample[],
  backend: BackendName,
  options: { transformed?: boolean; alone?: boolean } = {},
): void {
  const { alone = true } = options;
  for (const sample of samples) {
    const f: Flat = (inputs) => bind(primitive, inputs, sample.params ?? {});
    const law = (name: string, body: () => void): void => {
      try {
        withBackend(backend, body);
      } catch (error) {
        const call = `${sample.operands.map((x) => printAval(x.aval)).join(", ")} ${JSON.stringify(sample.params ?? {})}`;
        throw new Error(
          `${primitive.name}(${call}) breaks the law of ${name} on ${backend}: ${(error as Error).message}`,
          {
            cause: error,
          },
        );
      }
    };
    law("shapes", () => checkShapes(primitive, f, sample));
    law("backends", () => checkBackend(f, sample));
    if (options.transformed === false) continue;
    if (sample.operands.length > 0) law("batches", () => checkBatches(f, sample, alone));
    if (sample.smooth === false) continue;
    const differentiable = sample.operands.map((x) => isDifferentiable(x.aval));
    for (const active of choices(differentiable).slice(0, alone ? undefined : 1)) {
      law("derivatives", () => checkDerivative(f, sample.operands, active));
      law("second derivatives", () => checkSecondDerivative(f, sample.operands, active));
      const { reverse } = sample;
      if (reverse === undefined) law("transposes", () => checkTranspose(f, sample.operands, active));
      else if (reverse) law("transposes", () => checkAdjoint(f, reverse, sample.operands, active));
    }
  }
}

function expectClose(actual: JaxArray, expected: JaxArray, tolerance: { rtol?: number; atol?: number }): void {
  const difference = differenceOf(actual, expected, tolerance);
  if (difference) throw new Error(difference);
}

function checkShapes(primitive: Primitive, f: Flat, { operands, params = {} }: Sample): void {
  const avals = primitive.shape(
    operands.map((x) => x.aval),
    params,
  );
  const results = f(operands);
  if (results.length !== avals.length)
    throw new Error(`it gives ${results.length} results, the shape rule says ${avals.length}`);
  results.forEach((result, i) => {
    if (!sameAval(result.aval, avals[i]!, { weak: true })) {
      throw new Error(
        `result ${i} is ${printAval(result.aval, { weak: true })}, the shape rule says ${printAval(avals[i]!, { weak: true })}`,
      );
    }
    elementsOf(result);
  });
}

function checkBackend(f: Flat, { operands, rtol = 0 }: Sample): void {
  const fused = jit((...inputs: JaxArray[]) => [...f(inputs)])(...operands);
  const expected = withBackend("reference", () => f(operands).map((x) => arrayOf(elementsOf(x), x.shape, x.dtype)));
  for (const [i, result] of fused.entries()) expectClose(result, expected[i]!, { rtol, atol: rtol });
}

function checkBatches(f: Flat, { operands, rtol = 0 }: Sample, alone: boolean): void {
  const size = 3;
  const rows = Array.from({ length: size }, (_, k) => operands.map((x) => rolled(x, k)));
  const everyone = operands.map(() => true);
  // first, last, and in the middle, there at different places
  const places = [() => 0, (x: JaxArray) => x.ndim, (x: JaxArray, i: number) => (x.ndim + (i % 2)) >> 1];
  for (const mapped of choices(everyone).slice(0, alone ? undefined : 1)) {
    for (const place of places.slice(0, alone ? undefined : 1)) {
      const axes = operands.map((x, i) => (mapped[i] ? place(x, i) : null));
      const inputs = operands.map((x, i) =>
        axes[i] === null
          ? x
          : stack(
              rows.map((row) => row[i]!),
              axes[i]!,
            ),
      );
      const results = batchFlat(f, inputs, axes).map(([value, axis]) => moveBatchAxis(value, axis, 0, size));
      for (let k = 0; k < size; k++) {
        const expected = f(operands.map((x, i) => (mapped[i] ? rows[k]![i]! : x)));
        for (const [i, result] of results.entries()) {
          expectClose(sliceAt(result, 0, k), expected[i]!, { rtol: Math.max(rtol, 1e-6), atol: 1e-6 });
        }
      }
    }
  }
}

/** All of the places marked, and each alone. */
function choices(marked: readonly boolean[]): boolean[][] {
  const places = marked.flatMap((is, i) => (is ? [i] : []));
  if (places.length === 0) return [];
  const alone = places.map((place) => marked.map((_, i) => i === place));
  return places.length === 1 ? alone : [[...marked], ...alone];
}

function directions(operands: readonly JaxArray[], active: readonly boolean[], seed: number): (DeviceArray | null)[] {
  return operands.map((x, i) =>
    active[i] ? randomArray(x.shape, { dtype: lawDType(x), low: -1, high: 1, seed: seed + i }) : null,
  );
}

function lawDType(x: JaxArray): DType {
  return isComplex(x.dtype) ? x.dtype : "float32";
}

function tangentsOf(f: Flat, operands: readonly JaxArray[], vs: readonly (JaxArray | null)[]): JaxArray[] {
  const { outputs, tangents } = jvpFlat((inputs) => ({ outputs: f(inputs), aux: undefined }), operands, vs, "jvp");
  return outputs.flatMap((out, i) => (isDifferentiable(out.aval) ? [instantiate(tangents[i]!, out.aval)] : []));
}

function checkDerivative(f: Flat, operands: readonly JaxArray[], active: readonly boolean[]): void {
  const vs = directions(operands, active, 11);
  compareWithDifference(f, operands, vs, tangentsOf(f, operands, vs));
}

function checkSecondDerivative(f: Flat, operands: readonly JaxArray[], active: readonly boolean[]): void {
  const ws = directions(operands, active, 23);
  const derivative: Flat = (inputs) => tangentsOf(f, inputs, ws);
  const vs = directions(operands, active, 37);
  compareWithDifference(derivative, operands, vs, tangentsOf(derivative, operands, vs));
}

/** Central differences in float32: about three digits. */
function compareWithDifference(
  f: Flat,
  operands: readonly JaxArray[],
  vs: readonly (JaxArray | null)[],
  tangents: readonly JaxArray[],
): void {
  const h = 2 ** -7;
  const at = (step: number) =>
    f(operands.map((x, i) => (vs[i] ? moved(x, vs[i]!, step) : x))).filter((out) => isDifferentiable(out.aval));
  const [above, below] = [at(h), at(-h)];
  tangents.forEach((tangent, i) => {
    const [a, b] = [elementsOf(above[i]!), elementsOf(below[i]!)];
    const slopes = Array.from(a, (value, k) => (value - b[k]!) / (2 * h));
    expectClose(tangent, arrayOf(slopes, tangent.shape, lawDType(tangent)), { rtol: 1e-2, atol: 1e-2 });
  });
}

function moved(x: JaxArray, v: JaxArray, step: number): DeviceArray {
  const [from, by] = [elementsOf(x), elementsOf(v)];
  return arrayOf(
    Array.from(from, (value, k) => value + step * by[k]!),
    x.shape,
    lawDType(x),
  );
}

function checkTranspose(f: Flat, operands: readonly JaxArray[], active: readonly boolean[]): void {
  const linearized = linearizeFlat((inputs) => ({ outputs: f(inputs), aux: undefined }), operands, active, "vjp");
  const vs = directions(operands, active, 51);
  const given = vs.filter((v) => v !== null);
  const { linear, nonzero, outputs } = linearized;
  const pushed = evalJaxpr(linear.jaxpr, linear.consts, given);
  const cts = outputs.map((out, i) =>
    nonzero[i] ? randomArray(out.shape, { dtype: lawDType(out), low: -1, high: 1, seed: 77 + i }) : null,
  );
  const pulled = pullBack(linearized, active, cts);
  pulled.forEach((ct, i) => {
    if (ct && !sameAval(ct.aval, operands[i]!.aval)) throw new Error(`cotangent ${i} is ${printAval(ct.aval)}`);
  });
  compareProducts(
    cts.filter((ct) => ct !== null),
    pushed,
    vs,
    pulled,
  );
}

/** The forward derivative of `f` against the reverse one of `same`, which computes the same values. */
function checkAdjoint(f: Flat, same: Flat, operands: readonly JaxArray[], active: readonly boolean[]): void {
  const vs = directions(operands, active, 51);
  const pushed = tangentsOf(f, operands, vs);
  const linearized = linearizeFlat((inputs) => ({ outputs: same(inputs), aux: undefined }), operands, active, "vjp");
  const cts = linearized.outputs.map((out, i) =>
    isDifferentiable(out.aval) ? randomArray(out.shape, { low: -1, high: 1, seed: 77 + i }) : null,
  );
  const pulled = pullBack(
    linearized,
    active,
    cts.map((ct, i) => (linearized.nonzero[i] ? ct : null)),
  );
  compareProducts(
    cts.filter((ct) => ct !== null),
    pushed,
    vs,
    pulled,
  );
}

/** ⟨c, A v⟩ = ⟨Aᵀ c, v⟩ */
function compareProducts(
  cts: readonly JaxArray[],
  pushed: readonly JaxArray[],
  vs: readonly (JaxArray | null)[],
  pulled: readonly (JaxArray | null | undefined)[],
): void {
  const left = dot(cts, pushed);
  const right = dot(
    vs.map((v) => v ?? undefined),
    pulled.map((ct) => ct ?? undefined),
  );
  if (!(Math.abs(left - right) <= 1e-4 * (1 + Math.abs(left))))
    throw new Error(`⟨c, A v⟩ = ${left}, but ⟨Aᵀ c, v⟩ = ${right}`);
}

function dot(xs: readonly (JaxArray | undefined)[], ys: readonly (JaxArray | undefined)[]): number {
  let sum = 0;
  xs.forEach((x, i) => {
    const y = ys[i];
    if (!x || !y) return;
    const [a, b] = [elementsOf(x), elementsOf(y)];
    const isTurn = isComplex(x.dtype); // re·re − im·im
    for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]! * (isTurn && k % 2 === 1 ? -1 : 1);
  });
  return sum;
}
