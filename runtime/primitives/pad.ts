/** `pad`: an array with elements of one value before, behind and between its own. Negative widths cut off. Its transpose slices. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Primitive, type Tangent } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { binary, constant, select } from "../ir/build.ts";
import type { Expr } from "../ir/expr.ts";
import { type Tensor, tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import { sub } from "./arithmetic.ts";
import { broadcastInDim } from "./broadcastInDim.ts";
import { checkSameDType } from "./elementwise.ts";
import { moveAxis } from "./moveAxis.ts";
import { reduceSum } from "./reduceSum.ts";
import { selectN } from "./selectN.ts";
import { alikeBut } from "./shardRules.ts";
import { slice } from "./slice.ts";

/** Elements before (low) and behind (high), negative to cut off, and between every two (interior, ≥ 0). */
export type Padding = readonly [low: number, high: number, interior: number];
export type PadParams = { readonly paddingConfig: readonly Padding[] };

/** f32[3], f32[], [[1, 2, 0]] → f32[6]. The padding value is a scalar of the same dtype. */
export const pad: Primitive<[x: ArrayLike, value: ArrayLike], PadParams, JaxArray> = definePrimitive({
  name: "pad",
  shard: (operands, { paddingConfig }, results) =>
    alikeBut(
      paddingConfig.flatMap((padding, axis) => (padding.some((n) => n !== 0) ? [axis] : [])),
      operands,
      results,
    ),
  shape([x, value], { paddingConfig }) {
    const wish = `Cannot pad ${printAval(x!)} with ${printAval(value!)} by [${paddingConfig.map((p) => `[${p}]`)}]`;
    checkSameDType("pad", [x!, value!]);
    if (value!.shape.length > 0) throw new TypeError(`${wish}: the padding value must be a scalar`);
    if (paddingConfig.length !== x!.shape.length) {
      throw new TypeError(
        `${wish}: paddingConfig needs one [low, high, interior] for each of the ${x!.shape.length} axes`,
      );
    }
    const sizes = x!.shape.map((size, axis) => {
      const [low, high, interior] = paddingConfig[axis]!;
      if (![low, high, interior].every(Number.isInteger) || interior < 0) {
        throw new RangeError(`${wish}: axis ${axis} needs whole numbers, interior ≥ 0`);
      }
      const padded = paddedSize(size, [low, high, interior]);
      if (padded < 0) throw new RangeError(`${wish}: axis ${axis} would have size ${padded}`);
      return padded;
    });
    return [aval(sizes, x!.dtype, x!.weakType && value!.weakType)];
  },
  lower: ([x, value], { paddingConfig }) => [paddedTensor(x!, value!.at([]), paddingConfig)],
  jvp([x, value], [dx, dValue], params) {
    const zero = scalar(0, x!.dtype);
    const zeros = () => broadcastInDim(zero, { shape: x!.shape, broadcastDimensions: [] });
    return [[pad(x!, value!, params)], [pad(dx ?? zeros(), dValue ?? zero, params)]];
  },
  transpose([ct], [x, value], { paddingConfig }) {
    const inside = unpad(ct!, paddingConfig);
    const total = (a: JaxArray) => reduceSum(a, { axes: a.shape.map((_, axis) => axis) });
    const cx: Tangent = isLinear(x!) ? inside : null;
    return [cx, isLinear(value!) ? sub(total(ct!), total(inside)) : null];
  },
  batch([x, value], [bx, bValue], { paddingConfig }) {
    if (bValue === null) {
      const params = {
        paddingConfig: [...paddingConfig.slice(0, bx!), [0, 0, 0] as const, ...paddingConfig.slice(bx!)],
      };
      return [[pad(x!, value!, params)], [bx!]];
    }
    // one padding value per element of the batch: pad a mask alongside and choose
    const n = value!.shape[0]!;
    const rows =
      bx === null
        ? broadcastInDim(x!, { shape: [n, ...x!.shape], broadcastDimensions: x!.shape.map((_, axis) => axis + 1) })
        : moveAxis(x!, bx!, 0);
    const params = { paddingConfig: [[0, 0, 0] as const, ...paddingConfig] };
    const padded = pad(rows, scalar(0, rows.dtype), params);
    const mask = pad(
      broadcastInDim(scalar(true, "bool"), { shape: rows.shape, broadcastDimensions: [] }),
      scalar(false, "bool"),
      params,
    );
    const values = broadcastInDim(value!, { shape: padded.shape, broadcastDimensions: [0] });
    return [[selectN(mask, values, padded)], [0]];
  },
});

/** A tensor with elements of one value before, behind and between its own. */
export function paddedTensor(x: Tensor, value: Expr, paddingConfig: readonly Padding[]): Tensor {
  const sizes = x.shape.map((size, axis) => paddedSize(size, paddingConfig[axis]!));
  return tensor(sizes, x.type, (index) => {
    let inside: Expr = constant("bool", true);
    const require = (condition: Expr) => {
      inside = binary("and", inside, condition);
    };
    const zero = constant("i32", 0);
    const source = index.map((i, axis) => {
      const [low, , interior] = paddingConfig[axis]!;
      const size = x.shape[axis]!;
      const step = constant("i32", interior + 1);
      const shifted = binary("sub", i, constant("i32", low));
      // read index kept in range also where the padding is chosen
      const last = constant("i32", Math.max(size - 1, 0) * (interior + 1));
      const clamped = binary("min", binary("max", shifted, zero), last);
      require(binary("eq", shifted, clamped));
      if (interior > 0) require(binary("eq", binary("rem", clamped, step), zero));
      return binary("div", clamped, step);
    });
    return x.shape.includes(0) ? value : select(inside, x.at(source), value);
  });
}

function paddedSize(size: number, [low, high, interior]: Padding): number {
  return low + high + size + Math.max(size - 1, 0) * interior;
}

/** The elements of the operand in a padded array: negative widths are given back as zeros, the rest is cut and strided. */
function unpad(ct: JaxArray, paddingConfig: readonly Padding[]): JaxArray {
  const zero = scalar(0, ct.dtype);
  const whole = pad(ct, zero, {
    paddingConfig: paddingConfig.map(([low, high]) => [Math.max(-low, 0), Math.max(-high, 0), 0]),
  });
  return slice(whole, {
    startIndices: paddingConfig.map(([low]) => Math.max(low, 0)),
    limitIndices: whole.shape.map((size, axis) => size - Math.max(paddingConfig[axis]![1], 0)),
    strides: paddingConfig.map(([, , interior]) => interior + 1),
  });
}
