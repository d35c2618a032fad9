/** Values of 8- and 16-bit dtypes: computed in words, then rounded or wrapped. */
import { constant } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { identityOf } from "../ir/identityOf.ts";
import { narrow } from "../ir/narrow.ts";
import { type Lowered, type Reduction, type Tensor, tensor } from "../ir/tensor.ts";
import { type DType, integerRange, isFloat } from "../types/dtype.ts";
import type { GraphBuilder } from "./graphBuilder.ts";

/** Results of 8 and 16 bits are rounded or wrapped, but for elements that were only moved. Folds are computed in full words. */
export function defineNarrow(
  graph: GraphBuilder,
  name: string,
  result: Lowered,
  dtype: DType,
  hasOperandOfDType: boolean,
): Tensor {
  if (result.kind === "order") return graph.define(name, result); // places are full words
  if (result.kind === "reduction" && result.op !== "add" && result.op !== "mul") {
    return graph.define(name, result.sizes.includes(0) ? identityTensor(result, dtype) : result);
  }
  const wide = result.kind === "tensor" ? result : graph.define(name, result);
  const narrowed = (index: readonly Expr[]): Expr => {
    const x = wide.at(index);
    return result.kind === "tensor" && hasOperandOfDType && isOnlyMoved(x) ? x : narrow(x, dtype);
  };
  return graph.define(name, tensor(result.shape, result.type, narrowed));
}

/** What a fold of nothing gives: the identity among the numbers of the dtype, not of its word. */
function identityTensor({ op, shape, type }: Reduction, dtype: DType): Tensor {
  const [least, largest] = integerRange(dtype);
  const isInteger = !isFloat(dtype) && (op === "max" || op === "min");
  const value = isInteger ? (op === "max" ? least : largest) : identityOf(op, type);
  return tensor(shape, type, () => constant(type, value));
}

/** Whether an expression is an element of some operand, or a choice among them. */
function isOnlyMoved(x: Expr): boolean {
  return (
    x.kind === "load" || x.kind === "const" || (x.kind === "select" && isOnlyMoved(x.args[1]) && isOnlyMoved(x.args[2]))
  );
}
