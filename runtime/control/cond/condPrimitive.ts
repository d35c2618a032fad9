/**
 * The primitive `cond`: runs one of several jaxprs.
 *
 *     derivative    each branch gives values and what its tangents need, in places shared by all branches; the same branch of a
 *                   second, linear `cond` reads them
 *     batch         under a batched index all branches run, and each element takes its own
 */
import type { JaxArray } from "../../core/array.ts";
import type { Jaxpr } from "../../core/jaxpr.ts";
import { isRecorded } from "../../core/jaxprTrace.ts";
import { definePrimitiveMany, isLinear, type Primitive, type Tangent } from "../../core/primitive.ts";
import { broadcastInDim } from "../../primitives/broadcastInDim.ts";
import { selectN } from "../../primitives/selectN.ts";
import { moveBatchAxis } from "../../transforms/moveBatchAxis.ts";
import { type Aval, aval, printAval, sameAval } from "../../types/aval.ts";
import { batchJaxprInFront } from "../batchJaxprInFront.ts";
import { checkAvals } from "../checkAvals.ts";
import { jitPrimitive } from "../jitPrimitive.ts";
import { jvpJaxpr } from "../jvpJaxpr.ts";
import { splitBranches } from "./splitBranches.ts";
import { transposeBranches } from "./transposeBranches.ts";

export type CondParams = {
  /** Of the same inputs and outputs. */
  readonly branches: readonly Jaxpr[];
};

/** Operands: index i32[] in 0 … branches − 1, then those of every branch. Results: those of the branch. */
export const condPrimitive: Primitive<JaxArray[], CondParams, JaxArray[]> = definePrimitiveMany<JaxArray[], CondParams>(
  {
    name: "cond",
    shape([index, ...inputs], { branches }) {
      if (index?.dtype !== "int32" || index.shape.length > 0) {
        throw new TypeError(
          `Cannot choose a branch by ${index ? printAval(index) : "nothing"}: the index must be i32[]`,
        );
      }
      const first = branches[0]!;
      return first.outputs.map((atom, k): Aval => {
        for (const branch of branches) {
          checkAvals("run a branch of a cond", inputs, branch);
          const other = branch.outputs[k]?.aval;
          if (branch.outputs.length !== first.outputs.length || !other || !sameAval(other, atom.aval)) {
            throw new TypeError(
              `Cannot choose between branches: result ${k} is ${printAval(atom.aval)} in one and ${other ? printAval(other) : "absent"} in another`,
            );
          }
        }
        const isWeak = branches.every((branch) => branch.outputs[k]!.aval.weakType);
        return aval(atom.aval.shape, atom.aval.dtype, isWeak);
      });
    },
    control: ({ branches }) => ({ kind: "switch", branches }),
    partition([index, ...operands], { branches }, tools, outputs) {
      const given = operands.map(({ spec }) => spec);
      const specs = tools.jaxpr(branches[0]!, given).specs; // the first branch says how results are cut
      const results = condPrimitive(index!.local, ...operands.map(({ local }) => local), {
        branches: branches.map((branch) => tools.jaxpr(branch, given, specs).jaxpr),
      });
      return results.map((local, i) => ({ local, aval: outputs[i]!, spec: specs[i]! }));
    },
    jvp([index, ...primals], [, ...tangents], params) {
      const active = tangents.map(Boolean);
      const given = tangents.filter((tangent) => tangent !== null);
      if (tangents.some(isRecorded)) {
        const split = splitBranches(params.branches[0]!, params.branches, active);
        const results = condPrimitive(index!, ...primals, { branches: split.known });
        const residuals = split.residuals.map(({ from, index: k }) => (from === "inputs" ? primals : results)[k]!);
        const found = split.nonzero.some(Boolean)
          ? condPrimitive(index!, ...residuals, ...given, { branches: split.linear })
          : [];
        return [results.slice(0, split.nonzero.length), spread(found, split.nonzero)];
      }
      const nonzero = anyOf(params.branches.map((branch) => jvpJaxpr(branch, active, []).nonzero));
      const branches = params.branches.map((branch) => jvpJaxpr(branch, active, nonzero).jaxpr);
      const results = condPrimitive(index!, ...primals, ...given, { branches });
      return [results.slice(0, nonzero.length), spread(results.slice(nonzero.length), nonzero)];
    },
    transpose(cotangents, [index, ...operands], { branches }) {
      const linear = operands.map(isLinear);
      const transposed = transposeBranches(branches[0]!, branches, linear, cotangents.map(Boolean));
      const known = operands.filter((operand): operand is JaxArray => !isLinear(operand));
      const given = cotangents.filter((ct) => ct !== null);
      const found = transposed.nonzero.some(Boolean)
        ? condPrimitive(index as JaxArray, ...known, ...given, { branches: transposed.branches })
        : [];
      return [null, ...spread(found, transposed.nonzero)];
    },
    batch([index, ...operands], [indexAxis, ...axes], { branches }, batch) {
      const mapped = axes.map((axis) => axis !== null);
      const inputs = operands.map((x, i) => (mapped[i] ? moveBatchAxis(x, axes[i]!, 0, batch.size) : x));
      if (indexAxis === null) {
        const some = anyOf(branches.map((branch) => batchJaxprInFront(branch, mapped, [], batch).batched));
        const batched = branches.map((branch) => batchJaxprInFront(branch, mapped, some, batch).jaxpr);
        return [condPrimitive(index!, ...inputs, { branches: batched }), some.map((is) => (is ? 0 : null))];
      }
      const every = branches[0]!.outputs.map(() => true);
      const cases = branches.map((branch) => {
        const { jaxpr } = batchJaxprInFront(branch, mapped, every, batch);
        return jitPrimitive(...inputs, { name: "branch", jaxpr });
      });
      const chosen = cases[0]!.map((first, k) => {
        const which = broadcastInDim(index!, { shape: first.shape, broadcastDimensions: [0] });
        return selectN(which, ...cases.map((results) => results[k]!));
      });
      return [chosen, chosen.map(() => 0)];
    },
  },
);

function anyOf(lists: readonly (readonly boolean[])[]): boolean[] {
  return lists[0]!.map((_, i) => lists.some((list) => list[i]));
}

/** Values at the places marked, null elsewhere. */
function spread(values: readonly JaxArray[], marked: readonly boolean[]): Tangent[] {
  let next = 0;
  return marked.map((is) => (is ? values[next++]! : null));
}
