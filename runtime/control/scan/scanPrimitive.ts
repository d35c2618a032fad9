/**
 * The primitive `scan`: runs a body once for each leading slice of the xs, handing a carry from one to the next.
 *
 *     forward derivative    tangents beside the values, in one scan                               jvpScan.ts
 *     linearize             a scan of values that keeps what the tangents need, and a linear one  splitScan.ts
 *     transpose             the linear scan from its other end, cotangents as carries             transposeScan.ts
 *     batch                 carries that become batched are batched from the start
 */
import type { JaxArray } from "../../core/array.ts";
import type { Jaxpr } from "../../core/jaxpr.ts";
import { isRecorded } from "../../core/jaxprTrace.ts";
import { definePrimitiveMany, isLinear, type Linear, type Primitive, type Tangent } from "../../core/primitive.ts";
import type { Part as DevicePart } from "../../core/shardRule.ts";
import { moveBatchAxis } from "../../transforms/moveBatchAxis.ts";
import { instantiate, zerosOf } from "../../transforms/zeros.ts";
import { type Aval, aval, printAval } from "../../types/aval.ts";
import { batchJaxprInFront } from "../batchJaxprInFront.ts";
import { checkAvals } from "../checkAvals.ts";
import { fixpoint } from "../fixpoint.ts";
import { jitPrimitive } from "../jitPrimitive.ts";
import { stableCarries } from "../stableCarries.ts";
import { jvpScan } from "./jvpScan.ts";
import { linearCarries, separateScan } from "./separateScan.ts";
import { type SplitScan, splitScan } from "./splitScan.ts";
import { transposeScan } from "./transposeScan.ts";

export type ScanParams = {
  /** (constants, carries, slices of xs) → (carries, slices of ys) */
  readonly jaxpr: Jaxpr;
  readonly length: number;
  /** Whether it begins with the last slice. */
  readonly reverse: boolean;
  /** How many operands are constants; the carries come next, then the xs. */
  readonly constants: number;
  readonly carries: number;
};

/** Operands: constants, carries, stacked xs. Results: the last carries, stacked ys. */
export const scanPrimitive: Primitive<JaxArray[], ScanParams, JaxArray[]> = definePrimitiveMany<JaxArray[], ScanParams>(
  {
    name: "scan",
    shape(inputs, { jaxpr, length, constants: c, carries: n }) {
      const slices = inputs.slice(c + n).map((a) => {
        if (a.shape[0] !== length)
          throw new TypeError(
            `Cannot scan ${length} slices of ${printAval(a)}: its leading axis must have size ${length}`,
          );
        return { ...a, shape: a.shape.slice(1) };
      });
      checkAvals("run the body of a scan", [...inputs.slice(0, c + n), ...slices], jaxpr);
      return jaxpr.outputs.map((atom, i): Aval => {
        const { shape, dtype, weakType } = atom.aval;
        return i < n
          ? aval(shape, dtype, weakType && inputs[c + i]!.weakType)
          : aval([length, ...shape], dtype, weakType);
      });
    },
    control({ jaxpr, ...params }) {
      return { kind: "scan", body: jaxpr, ...params };
    },
    partition(operands, params, tools, outputs) {
      const { jaxpr, constants: c, carries: n } = params;
      const xs = operands.slice(c + n).map((part) => tools.reshard(part, [[], ...part.spec.slice(1)])); // slices are taken by all
      const given = operands.map(({ spec }) => spec);
      const sliced = xs.map(({ spec }) => spec.slice(1));
      const specs = stableCarries(jaxpr, given.slice(0, c), given.slice(c, c + n), sliced, tools);
      const body = tools.jaxpr(jaxpr, [...given.slice(0, c), ...specs, ...sliced], specs);
      const carries = operands.slice(c, c + n).map((part, i) => tools.reshard(part, specs[i]!));
      const results = scanPrimitive(...[...operands.slice(0, c), ...carries, ...xs].map(({ local }) => local), {
        ...params,
        jaxpr: body.jaxpr,
      });
      return results.map((local, i): DevicePart => {
        const spec = body.specs[i]!;
        return { local, aval: outputs[i]!, spec: i < n ? spec : [[], ...spec] };
      });
    },
    jvp(primals, tangents, params) {
      return tangents.some(isRecorded) ? jvpForLater(primals, tangents, params) : jvpNow(primals, tangents, params);
    },
    transpose(cotangents, operands, params) {
      const { jaxpr, constants: c, carries: n } = params;
      const asked = operands.map(isLinear);
      const carried = linearCarries(jaxpr, c, n, asked);
      if (!carried.every(Boolean)) return transposeSeparated(cotangents, operands, params, asked);
      const linear = [...asked.slice(0, c), ...carried, ...asked.slice(c + n)];
      const transposed = transposeScan(jaxpr, c, n, linear, cotangents.slice(n).map(Boolean));
      const known = operands.map((operand) => (isLinear(operand) ? undefined : operand));
      const zeros = (flags: readonly boolean[]) => jaxpr.inputs.slice(0, c).filter((_, i) => flags[i]);
      const results = scanPrimitive(
        ...known.slice(0, c).filter((x) => x !== undefined),
        ...zeros(transposed.nonzeroConstants).map((v) => zerosOf(v.aval)),
        ...cotangents.slice(0, n).map((ct, i) => instantiate(ct, jaxpr.outputs[i]!.aval)),
        ...cotangents.slice(n).filter((ct) => ct !== null),
        ...known.slice(c + n).filter((x) => x !== undefined),
        {
          jaxpr: transposed.jaxpr,
          length: params.length,
          reverse: !params.reverse,
          constants: transposed.constants,
          carries: transposed.carries,
        },
      );
      let next = 0;
      const take = (is: boolean): Tangent => (is ? results[next++]! : null);
      return [
        ...transposed.nonzeroConstants.map(take),
        ...carried.map((_, i) => (asked[c + i] ? take(true) : (take(true), null))),
        ...transposed.nonzeroXs.map(take),
      ];
    },
    batch(operands, axes, params, batch) {
      const { jaxpr, constants: c, carries: n } = params;
      const mapped = axes.map((axis) => axis !== null);
      const flagsOf = (flags: readonly boolean[]) => [...mapped.slice(0, c), ...flags, ...mapped.slice(c + n)];
      const carried = fixpoint(mapped.slice(c, c + n), (flags) => {
        return batchJaxprInFront(jaxpr, flagsOf(flags), [], batch).batched.slice(0, n);
      });
      const batched = batchJaxprInFront(jaxpr, flagsOf(carried), carried, batch);
      const inputs = operands.map((x, i) => {
        if (i >= c + n) return mapped[i] ? moveBatchAxis(x, axes[i]!, 1, batch.size) : x;
        return flagsOf(carried)[i] ? moveBatchAxis(x, axes[i]!, 0, batch.size) : x;
      });
      const results = scanPrimitive(...inputs, { ...params, jaxpr: batched.jaxpr });
      return [results, batched.batched.map((is, i) => (is ? (i < n ? 0 : 1) : null))];
    },
    printParams: ({ jaxpr, length, reverse, constants, carries }) => ({ jaxpr, length, carries, constants, reverse }),
  },
);

type Derived = readonly [readonly JaxArray[], readonly Tangent[]];

/** Values and tangents in one scan. */
function jvpNow(primals: readonly JaxArray[], tangents: readonly Tangent[], params: ScanParams): Derived {
  const { jaxpr, constants: c, carries: n } = params;
  const derived = jvpScan(jaxpr, c, n, tangents.map(Boolean));
  const directions = directionsOf(tangents, primals, params, derived.active);
  const results = scanPrimitive(
    ...primals.slice(0, c),
    ...directions.constants,
    ...primals.slice(c, c + n),
    ...directions.carries,
    ...primals.slice(c + n),
    ...directions.xs,
    {
      ...params,
      jaxpr: derived.jaxpr,
      constants: c + directions.constants.length,
      carries: n + directions.carries.length,
    },
  );
  const values = [
    ...results.slice(0, n),
    ...results.slice(n + directions.carries.length).slice(0, jaxpr.outputs.length - n),
  ];
  const found = [
    ...results.slice(n, n + directions.carries.length),
    ...results.slice(directions.carries.length + jaxpr.outputs.length),
  ];
  return [values, spread(found, [...derived.active, ...derived.nonzeroYs])];
}

/** The values now, with all that the tangents need; the tangents by a linear scan that is recorded. */
function jvpForLater(primals: readonly JaxArray[], tangents: readonly Tangent[], params: ScanParams): Derived {
  const { jaxpr, constants: c, carries: n } = params;
  const split = splitScan(jaxpr, c, n, tangents.map(Boolean));
  const results = scanPrimitive(...primals, { ...params, jaxpr: split.known });
  const residuals = residualsOf(split, primals, results, c, n);
  const directions = directionsOf(tangents, primals, params, split.active);
  const found = scanPrimitive(
    ...residuals.fixed,
    ...directions.constants,
    ...directions.carries,
    ...directions.xs,
    ...residuals.stacked,
    {
      ...params,
      jaxpr: split.linear,
      constants: residuals.fixed.length + directions.constants.length,
      carries: directions.carries.length,
    },
  );
  return [results.slice(0, jaxpr.outputs.length), spread(found, [...split.active, ...split.nonzeroYs])];
}

/** The arrays a linear scan reads beside its tangents, from the operands and results of the known one. */
function residualsOf(
  split: Pick<SplitScan, "fixed" | "stacked" | "hoisted">,
  operands: readonly JaxArray[],
  results: readonly JaxArray[],
  c: number,
  n: number,
): { fixed: JaxArray[]; stacked: JaxArray[] } {
  const hoisted = split.hoisted ? jitPrimitive(...operands.slice(0, c), { name: "hoisted", jaxpr: split.hoisted }) : [];
  return {
    fixed: split.fixed.map(({ from, index }) => (from === "constants" ? operands[index]! : hoisted[index]!)),
    stacked: split.stacked.map(({ from, index }) => (from === "xs" ? operands[c + n + index]! : results[n + index]!)),
  };
}

/** The tangents that are given, with zeros for carries that get one on the way. */
function directionsOf(
  tangents: readonly Tangent[],
  primals: readonly JaxArray[],
  { constants: c, carries: n }: ScanParams,
  active: readonly boolean[],
): { constants: JaxArray[]; carries: JaxArray[]; xs: JaxArray[] } {
  return {
    constants: tangents.slice(0, c).filter((tangent) => tangent !== null),
    carries: active.flatMap((is, i) => (is ? [instantiate(tangents[c + i]!, primals[c + i]!.aval)] : [])),
    xs: tangents.slice(c + n).filter((tangent) => tangent !== null),
  };
}

/** Values at the places marked, null elsewhere. */
function spread(values: readonly JaxArray[], marked: readonly boolean[]): Tangent[] {
  let next = 0;
  return marked.map((is) => (is ? values[next++]! : null));
}

/** Where some carries are not linear (a counter): they run forward first, and the linear rest is transposed. */
function transposeSeparated(
  cotangents: readonly Tangent[],
  operands: readonly (JaxArray | Linear)[],
  params: ScanParams,
  asked: readonly boolean[],
): Tangent[] {
  const { constants: c, carries: n } = params;
  const apart = separateScan(params.jaxpr, c, n, asked);
  // what is linear is not looked at by the known part
  const stand = operands.map((operand) => (isLinear(operand) ? zerosOf(operand.aval) : operand));
  const isKnown = apart.linearInputs.map((is) => !is);
  const countOf = (from: number, to: number) => isKnown.slice(from, to).filter(Boolean).length;
  const results = scanPrimitive(...stand.filter((_, i) => isKnown[i]), {
    ...params,
    jaxpr: apart.known,
    constants: countOf(0, c),
    carries: countOf(c, c + n),
  });
  const known = stand.filter((_, i) => isKnown[i]);
  const residuals = residualsOf(apart, known, results, countOf(0, c), countOf(c, c + n));
  const linearOf = (from: number, to: number) =>
    operands.slice(from, to).filter((_, i) => apart.linearInputs[from + i]);
  const inner = [
    ...residuals.fixed,
    ...linearOf(0, c),
    ...linearOf(c, c + n),
    ...linearOf(c + n, operands.length),
    ...residuals.stacked,
  ];
  const found = scanPrimitive.transpose!(
    cotangents.filter((_, i) => apart.linearOutputs[i]),
    inner,
    {
      ...params,
      jaxpr: apart.linear,
      constants: residuals.fixed.length + linearOf(0, c).length,
      carries: linearOf(c, c + n).length,
    },
  );
  let next = residuals.fixed.length;
  return apart.linearInputs.map((is, i) => {
    const ct = is ? found[next++]! : null;
    return asked[i] ? ct : null;
  });
}
