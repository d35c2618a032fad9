/** The primitive of `checkify.check`: a claim about values, which stands in a jaxpr until `checkify` takes it out. */
import type { JaxArray } from "../../core/array.ts";
import { definePrimitiveMany, type Primitive } from "../../core/primitive.ts";
import { scalar } from "../../core/scalar.ts";
import { argmin } from "../../primitives/argMaxMin.ts";
import { convertElementType } from "../../primitives/convertElementType.ts";
import { dynamicSlice } from "../../primitives/dynamicSlice.ts";
import { reduceAnd } from "../../primitives/reduceAndOr.ts";
import { squeeze } from "../../primitives/squeeze.ts";
import { moveBatchAxis } from "../../transforms/moveBatchAxis.ts";
import { CheckError, formatMessage } from "./checkError.ts";

export type CheckParams = {
  /** With names of further operands in braces. */
  readonly message: string;
  readonly names: readonly string[];
};

/** Operands: whether all is well, bool[], then the arrays that the message shows. No results; what is not well throws when it runs. */
export const checkPrimitive: Primitive<JaxArray[], CheckParams, JaxArray[]> = definePrimitiveMany<
  JaxArray[],
  CheckParams
>({
  name: "check",
  shape: () => [],
  host([isWell, ...shown], { message, names }) {
    if (!isWell!.item()) throw new CheckError(`${formatMessage(message, names, shown)} (\`check\` failed)`);
    return [];
  },
  jvp(primals, _, params) {
    return [checkPrimitive(...primals, params), []];
  },
  batch(operands, axes, params, { size }) {
    const rows = operands.map((x, i) => moveBatchAxis(x, axes[i]!, 0, size));
    const isWell = rows[0]!;
    if (axes[0] === null) checkPrimitive(operands[0]!, ...rows.slice(1).map((x) => rowAt(x, 0)), params);
    else {
      // the first example that is not well is the one to show
      const first = argmin(convertElementType(isWell, { newDtype: "int32", weakType: false }), {
        axis: 0,
        indexDtype: "int32",
      });
      checkPrimitive(reduceAnd(isWell, { axes: [0] }), ...rows.slice(1).map((x) => rowAt(x, first)), params);
    }
    return [[], []];
  },
  printParams: ({ message }) => ({ message }),
});

function rowAt(x: JaxArray, row: JaxArray | 0): JaxArray {
  const starts = x.shape.map((_, axis) => (axis === 0 && row !== 0 ? row : scalar(0, "int32")));
  return squeeze(dynamicSlice(x, ...starts, { sliceSizes: [1, ...x.shape.slice(1)] }), { dimensions: [0] });
}
