/**
 * The transpose of a scan that is linear in its carries and in some constants and xs: it runs the other way, and carries the
 * cotangents of the carries, and of the constants, to which each step adds its share.
 *
 *     (known constants, ct of constants, ct of carries, ct of ys, known xs) → (ct of constants, ct of carries, ct of xs)
 */
import type { JaxArray } from "../../core/array.ts";
import type { Jaxpr } from "../../core/jaxpr.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import type { Linear, Tangent } from "../../core/primitive.ts";
import { addAny } from "../../primitives/addAny.ts";
import { backwardPass } from "../../transforms/backwardPass.ts";
import { instantiate } from "../../transforms/zeros.ts";
import type { Aval } from "../../types/aval.ts";
import { keptWithJaxpr } from "../keptWithJaxpr.ts";
import { transposeJaxpr } from "../transposeJaxpr.ts";

export interface TransposeScan {
  readonly jaxpr: Jaxpr;
  readonly constants: number;
  readonly carries: number;
  /** For each constant of the original, whether it has a cotangent; it is then among the carries. */
  readonly nonzeroConstants: readonly boolean[];
  readonly nonzeroXs: readonly boolean[];
}

/** `linear` marks the operands (all carries among them), `given` the ys that have a cotangent. */
export const transposeScan: (
  jaxpr: Jaxpr,
  constants: number,
  carries: number,
  linear: readonly boolean[],
  given: readonly boolean[],
) => TransposeScan = keptWithJaxpr(
  (jaxpr: Jaxpr, c: number, n: number, linear: readonly boolean[], given: readonly boolean[]): TransposeScan => {
    const everyCarry = Array.from({ length: n }, () => true);
    const { nonzero } = transposeJaxpr(jaxpr, linear, [...everyCarry, ...given]);
    const avals = jaxpr.inputs.map((v) => v.aval);
    const where = (from: number, to: number, is: (i: number) => boolean): Aval[] =>
      avals.slice(from, to).filter((_, i) => is(from + i));
    const knownConstants = where(0, c, (i) => !linear[i]);
    const sums = where(0, c, (i) => nonzero[i]!);
    const carried = jaxpr.outputs.slice(0, n).map((atom) => atom.aval);
    const ys = jaxpr.outputs.slice(n).flatMap((atom, i) => (given[i] ? [atom.aval] : []));
    const knownXs = where(c + n, avals.length, (i) => !linear[i]);
    const body = traceToJaxpr(
      (...values) => {
        const take = (count: number): JaxArray[] => values.splice(0, count);
        const fixed = take(knownConstants.length);
        const soFar = take(sums.length);
        const cotangents: Tangent[] = take(n);
        const ofYs = take(ys.length);
        const slices = take(knownXs.length);
        const inputs = avals.map((aval, i): JaxArray | Linear =>
          linear[i] ? { linear: true, aval } : i < c ? fixed.shift()! : slices.shift()!,
        );
        cotangents.push(...given.map((is) => (is ? ofYs.shift()! : null)));
        const found = backwardPass(jaxpr, inputs, cotangents);
        const shares = found.slice(0, c).filter((_, i) => nonzero[i]);
        return [
          ...soFar.map((sum, i) => (shares[i] ? addAny(sum, shares[i]) : sum)),
          ...found.slice(c, c + n).map((ct, i) => instantiate(ct, avals[c + i]!)),
          ...found.slice(c + n).filter((ct) => ct !== null),
        ];
      },
      [...knownConstants, ...sums, ...carried, ...ys, ...knownXs],
    );
    if (body.consts.length > 0) throw new Error("Cannot transpose this scan: a transpose rule captured an array");
    return {
      jaxpr: body.jaxpr,
      constants: knownConstants.length,
      carries: sums.length + n,
      nonzeroConstants: nonzero.slice(0, c),
      nonzeroXs: nonzero.slice(c + n),
    };
  },
);
