/** `concatenate`: arrays one after another along an axis. Its transpose slices. */
import type { JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Primitive } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { binary, constant, select } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { checkSameDType } from "./elementwise.ts";
import { moveAxis } from "./moveAxis.ts";
import { alikeBut } from "./shardRules.ts";
import { slice } from "./slice.ts";

export type ConcatenateParams = { readonly dimension: number };

/** f32[2,3], f32[1,3], dimension 0 → f32[3,3]. */
export const concatenate: Primitive<JaxArray[], ConcatenateParams, JaxArray> = definePrimitive({
  name: "concatenate",
  shard: (operands, { dimension }, results) => alikeBut([dimension], operands, results),
  shape(operands, { dimension }) {
    const wish = `Cannot concatenate ${operands.map((a) => printAval(a)).join(" and ")} along axis ${dimension}`;
    const first = operands[0];
    if (!first) throw new TypeError("Cannot concatenate no arrays: give at least one");
    if (!(dimension in first.shape)) throw new RangeError(`${wish}: axis must be in 0 … ${first.shape.length - 1}`);
    checkSameDType("concatenate", operands);
    let size = 0;
    for (const { shape } of operands) {
      if (shape.length !== first.shape.length) {
        throw new TypeError(`${wish}: the ranks must be equal, got ${first.shape.length} and ${shape.length}`);
      }
      const axis = shape.findIndex((n, k) => k !== dimension && n !== first.shape[k]);
      if (axis >= 0)
        throw new TypeError(`${wish}: axis ${axis} must match, got ${first.shape[axis]} and ${shape[axis]}`);
      size += shape[dimension]!;
    }
    const shape = first.shape.map((n, axis) => (axis === dimension ? size : n));
    return [
      aval(
        shape,
        first.dtype,
        operands.every((x) => x.weakType),
      ),
    ];
  },
  lower(inputs, { dimension }, [out]) {
    const parts = inputs.filter((x) => x.shape[dimension]! > 0);
    return [
      tensor(out!.shape, inputs[0]!.type, (index) => {
        let start = out!.shape[dimension]!;
        let result: Expr | undefined;
        for (const x of parts.toReversed()) {
          start -= x.shape[dimension]!;
          const local = binary("sub", index[dimension]!, constant("i32", start));
          // kept in range also where another part is chosen
          const safe = binary(
            "min",
            binary("max", local, constant("i32", 0)),
            constant("i32", x.shape[dimension]! - 1),
          );
          const element = x.at(index.map((i, axis) => (axis === dimension ? safe : i)));
          const end = constant("i32", start + x.shape[dimension]!);
          result = result ? select(binary("lt", index[dimension]!, end), element, result) : element;
        }
        return result ?? constant(inputs[0]!.type, 0);
      }),
    ];
  },
  jvp(operands, tangents, params) {
    const zeros = (x: JaxArray) => broadcastInDim(scalar(0, x.dtype), { shape: x.shape, broadcastDimensions: [] });
    return [
      [concatenate(...operands, params)],
      [concatenate(...operands.map((x, i) => tangents[i] ?? zeros(x)), params)],
    ];
  },
  transpose([ct], operands, { dimension }) {
    let start = 0;
    return operands.map((operand) => {
      const shape = isLinear(operand) ? operand.aval.shape : operand.shape;
      const from = start;
      start += shape[dimension]!;
      if (!isLinear(operand)) return null;
      const put = (value: number, other: (axis: number) => number) =>
        shape.map((_, axis) => (axis === dimension ? value : other(axis)));
      return slice(ct!, {
        startIndices: put(from, () => 0),
        limitIndices: put(start, (axis) => shape[axis]!),
        strides: null,
      });
    });
  },
  batch(operands, axes, { dimension }) {
    const first = axes.findIndex((b) => b !== null);
    const n = operands[first]!.shape[axes[first]!]!;
    const rows = operands.map((x, i) =>
      axes[i] === null
        ? broadcastInDim(x, { shape: [n, ...x.shape], broadcastDimensions: x.shape.map((_, axis) => axis + 1) })
        : moveAxis(x, axes[i]!, 0),
    );
    return [[concatenate(...rows, { dimension: dimension + 1 })], [0]];
  },
});
