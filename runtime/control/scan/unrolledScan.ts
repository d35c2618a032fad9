/** A scan with several steps written out in each round of its loop. */
import type { JaxArray } from "../../core/array.ts";
import type { Jaxpr } from "../../core/jaxpr.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import { concatenate } from "../../primitives/concatenate.ts";
import { reshape } from "../../primitives/reshape.ts";
import { slice } from "../../primitives/slice.ts";
import { evalJaxpr } from "../../transforms/evalJaxpr.ts";
import { keptWithJaxpr } from "../keptWithJaxpr.ts";
import { type ScanParams, scanPrimitive } from "./scanPrimitive.ts";

/** The results of `scanPrimitive`, in rounds of `steps` steps; steps that do not fill a round are written out at the end. */
export function unrolledScan(operands: readonly JaxArray[], params: ScanParams, steps: number): JaxArray[] {
  const { jaxpr, length, reverse, constants: c, carries: n } = params;
  const rounds = Math.floor(length / steps);
  const rest = length - rounds * steps;
  const fixed = operands.slice(0, c);
  const xs = operands.slice(c + n);
  // in reverse the slices that do not fill a round are the first ones, and come last
  const from = reverse ? rest : 0;
  let carry = operands.slice(c, c + n);
  let parts: JaxArray[][] = jaxpr.outputs.slice(n).map(() => []);
  if (rounds > 0) {
    const grouped = xs.map((x) => {
      const part = rowsOf(x, from, from + rounds * steps);
      return reshape(part, { newSizes: [rounds, steps, ...x.shape.slice(1)] });
    });
    const body = round(jaxpr, c, n, steps, reverse);
    const results =
      rounds === 1
        ? evalJaxpr(body, [], [...fixed, ...carry, ...grouped.map((x) => reshape(x, { newSizes: x.shape.slice(1) }))])
        : scanPrimitive(...fixed, ...carry, ...grouped, { ...params, jaxpr: body, length: rounds });
    carry = results.slice(0, n);
    parts = results
      .slice(n)
      .map((y) => [rounds === 1 ? y : reshape(y, { newSizes: [rounds * steps, ...y.shape.slice(2)] })]);
  }
  if (rest > 0) {
    const left = xs.map((x) => rowsOf(x, reverse ? 0 : length - rest, reverse ? rest : length));
    const results = evalJaxpr(round(jaxpr, c, n, rest, reverse), [], [...fixed, ...carry, ...left]);
    carry = results.slice(0, n);
    parts.forEach((part, k) => {
      if (reverse) part.unshift(results[n + k]!);
      else part.push(results[n + k]!);
    });
  }
  const ys = parts.map((part) => (part.length === 1 ? part[0]! : concatenate(...part, { dimension: 0 })));
  return [...carry, ...ys];
}

/** (constants, carries, xs of `steps` slices) → (carries, ys of `steps` slices) */
const round: (jaxpr: Jaxpr, c: number, n: number, steps: number, reverse: boolean) => Jaxpr = keptWithJaxpr(
  (jaxpr: Jaxpr, c: number, n: number, steps: number, reverse: boolean): Jaxpr =>
    traceToJaxpr(
      (...inputs) => {
        const xs = inputs.slice(c + n);
        let carry = inputs.slice(c, c + n);
        const rows: JaxArray[][] = Array.from({ length: steps }, () => []);
        for (let k = 0; k < steps; k++) {
          const at = reverse ? steps - 1 - k : k;
          const slices = xs.map((x) => reshape(rowsOf(x, at, at + 1), { newSizes: x.shape.slice(1) }));
          const results = evalJaxpr(jaxpr, [], [...inputs.slice(0, c), ...carry, ...slices]);
          carry = results.slice(0, n);
          rows[at] = results.slice(n).map((y) => reshape(y, { newSizes: [1, ...y.shape] }));
        }
        const ys = jaxpr.outputs.slice(n).map((_, k) => concatenate(...rows.map((row) => row[k]!), { dimension: 0 }));
        return [...carry, ...ys];
      },
      jaxpr.inputs.map(({ aval }, i) => (i < c + n ? aval : { ...aval, shape: [steps, ...aval.shape] })),
    ).jaxpr,
);

function rowsOf(x: JaxArray, from: number, to: number): JaxArray {
  if (from === 0 && to === x.shape[0]) return x;
  const startIndices = x.shape.map((_, axis) => (axis === 0 ? from : 0));
  const limitIndices = x.shape.map((size, axis) => (axis === 0 ? to : size));
  return slice(x, { startIndices, limitIndices, strides: null });
}
