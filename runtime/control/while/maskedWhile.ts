/** A loop over a batch in which every element decides for itself when it has ended. */
import type { Jaxpr } from "../../core/jaxpr.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import { and } from "../../primitives/bitwise.ts";
import { broadcastInDim } from "../../primitives/broadcastInDim.ts";
import { reduceOr } from "../../primitives/reduceAndOr.ts";
import { selectN } from "../../primitives/selectN.ts";
import { evalJaxpr } from "../../transforms/evalJaxpr.ts";
import { keptWithJaxpr } from "../keptWithJaxpr.ts";
import type { WhileParams } from "./whilePrimitive.ts";

/**
 * Both jaxprs have the batch in front; the condition gives bool[batch]. The loop made carries this mask of the elements that go
 * on as its last carry, so that the condition of the user is computed once a round:
 *
 *     (constants of the condition, constants of the body, carries, mask) → (where mask: body, else as they were; next mask)
 */
export const maskedWhile: (body: Jaxpr, condition: Jaxpr, conditionConstants: number) => WhileParams = keptWithJaxpr(
  (body: Jaxpr, condition: Jaxpr, c: number): WhileParams => {
    const carries = body.outputs.length;
    const constants = body.inputs.length - carries;
    const mask = condition.outputs[0]!.aval;
    const carryAvals = body.inputs.slice(constants).map((v) => v.aval);
    const constantAvals = [...condition.inputs.slice(0, c), ...body.inputs.slice(0, constants)].map((v) => v.aval);
    const goesOn = traceToJaxpr((...inputs) => [reduceOr(inputs.at(-1)!, { axes: [0] })], [...carryAvals, mask]);
    const step = traceToJaxpr(
      (...inputs) => {
        const own = inputs.slice(0, c);
        const old = inputs.slice(c + constants, -1);
        const isActive = inputs.at(-1)!;
        const results = evalJaxpr(body, [], [...inputs.slice(c, c + constants), ...old]);
        const next = results.map((result, i) => {
          const which = broadcastInDim(isActive, { shape: result.shape, broadcastDimensions: [0] });
          return selectN(which, old[i]!, result);
        });
        return [...next, and(isActive, evalJaxpr(condition, [], [...own, ...next])[0]!)];
      },
      [...constantAvals, ...carryAvals, mask],
    );
    return {
      condition: goesOn.jaxpr,
      body: step.jaxpr,
      conditionConstants: 0,
      bodyConstants: c + constants,
    };
  },
);
