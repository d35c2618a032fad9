/**
 * The primitive `while`: repeats a body for as long as a condition holds.
 *
 *     derivative    the tangents are carried beside the values; forward only, since nobody knows how many steps to keep
 *     batch         carries that become batched are batched from the start. A batched condition goes on while any element does,
 *                   and elements that have ended keep their carry.
 */
import type { JaxArray } from "../../core/array.ts";
import type { Jaxpr } from "../../core/jaxpr.ts";
import { isRecorded } from "../../core/jaxprTrace.ts";
import { definePrimitiveMany, type Primitive, type Tangent } from "../../core/primitive.ts";
import { moveBatchAxis } from "../../transforms/moveBatchAxis.ts";
import { instantiate } from "../../transforms/zeros.ts";
import { type Aval, aval } from "../../types/aval.ts";
import { batchJaxprInFront } from "../batchJaxprInFront.ts";
import { checkAvals } from "../checkAvals.ts";
import { fixpoint } from "../fixpoint.ts";
import { jitPrimitive } from "../jitPrimitive.ts";
import { stableCarries } from "../stableCarries.ts";
import { jvpWhile } from "./jvpWhile.ts";
import { maskedWhile } from "./maskedWhile.ts";

export type WhileParams = {
  /** (conditionConstants, carries) → bool[] */
  readonly condition: Jaxpr;
  /** (bodyConstants, carries) → carries */
  readonly body: Jaxpr;
  readonly conditionConstants: number;
  readonly bodyConstants: number;
};

/** Operands: constants of the condition, constants of the body, carries. Results: the carries when the condition has failed. */
export const whilePrimitive: Primitive<JaxArray[], WhileParams, JaxArray[]> = definePrimitiveMany<
  JaxArray[],
  WhileParams
>({
  name: "while",
  shape(inputs, { condition, body, conditionConstants: c, bodyConstants: b }) {
    const carries = inputs.slice(c + b);
    checkAvals("run the condition of a while loop", [...inputs.slice(0, c), ...carries], condition);
    checkAvals("run the body of a while loop", inputs.slice(c), body);
    return carries.map((a, i): Aval => {
      const out = body.outputs[i]!.aval;
      return aval(a.shape, a.dtype, a.weakType && out.weakType);
    });
  },
  control: (params) => ({ kind: "while", ...params }),
  partition(operands, params, tools, outputs) {
    const { condition, body, conditionConstants: c, bodyConstants: b } = params;
    const given = operands.map(({ spec }) => spec);
    const specs = stableCarries(body, given.slice(c, c + b), given.slice(c + b), [], tools);
    const carries = operands.slice(c + b).map((part, i) => tools.reshard(part, specs[i]!));
    const results = whilePrimitive(...[...operands.slice(0, c + b), ...carries].map(({ local }) => local), {
      ...params,
      condition: tools.jaxpr(condition, [...given.slice(0, c), ...specs], [[]]).jaxpr,
      body: tools.jaxpr(body, [...given.slice(c, c + b), ...specs], specs).jaxpr,
    });
    return results.map((local, i) => ({ local, aval: outputs[i]!, spec: specs[i]! }));
  },
  jvp(primals, tangents, params) {
    const { conditionConstants: c, bodyConstants: b } = params;
    const isActive = tangents.map(Boolean);
    const derived = jvpWhile(params.body, params.condition, isActive.slice(c));
    const carries = primals.slice(c + b);
    const directions = carries.flatMap((x, i) =>
      derived.active[i] ? [instantiate(tangents[c + b + i]!, x.aval)] : [],
    );
    const joint = whilePrimitive(
      ...primals.slice(0, c + b),
      ...tangents.slice(c, c + b).filter((tangent) => tangent !== null),
      ...carries,
      ...directions,
      {
        condition: derived.condition,
        body: derived.body,
        conditionConstants: c,
        bodyConstants: derived.bodyConstants,
      },
    );
    // recorded, the joint loop runs later; the values are wanted now
    const values = tangents.some(isRecorded) ? whilePrimitive(...primals, params) : joint.slice(0, carries.length);
    let next = carries.length;
    return [values, derived.active.map((is): Tangent => (is ? joint[next++]! : null))];
  },
  transpose(): never {
    throw new TypeError(
      "Cannot take the reverse derivative of a while loop: the number of steps is not known, so their values cannot be kept; " +
        "use lax.scan, lax.foriLoop with bounds that are numbers, or forward derivatives (jax.jvp, jax.jacfwd)",
    );
  },
  batch(operands, axes, params, batch) {
    const { conditionConstants: c, bodyConstants: b } = params;
    const mapped = axes.map((axis) => axis !== null);
    let carried = fixpoint(mapped.slice(c + b), (flags) => {
      return batchJaxprInFront(params.body, [...mapped.slice(c, c + b), ...flags], [], batch).batched;
    });
    const conditionFor = (flags: readonly boolean[]) =>
      batchJaxprInFront(params.condition, [...mapped.slice(0, c), ...flags], [], batch);
    const isMasked = conditionFor(carried).batched[0] === true;
    if (isMasked) carried = carried.map(() => true);
    const condition = conditionFor(carried).jaxpr;
    const body = batchJaxprInFront(params.body, [...mapped.slice(c, c + b), ...carried], carried, batch).jaxpr;
    const inputs = operands.map((x, i) => {
      const isWanted = mapped[i] || (i >= c + b && carried[i - c - b]);
      return isWanted ? moveBatchAxis(x, axes[i]!, 0, batch.size) : x;
    });
    const outAxes = carried.map((is) => (is ? 0 : null));
    if (!isMasked) return [whilePrimitive(...inputs, { ...params, condition, body }), outAxes];
    const mask = jitPrimitive(...inputs.slice(0, c), ...inputs.slice(c + b), { name: "condition", jaxpr: condition });
    const results = whilePrimitive(...inputs, ...mask, maskedWhile(body, condition, c));
    return [results.slice(0, -1), outAxes];
  },
  printParams: ({ condition, body, conditionConstants, bodyConstants }) => ({
    body,
    bodyConstants,
    condition,
    conditionConstants,
  }),
});
