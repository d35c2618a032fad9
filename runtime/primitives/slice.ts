/** `slice`: a box of an array, with fixed bounds and steps. Its transpose pads with zeros. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { definePrimitive, isLinear, type Primitive } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { binary, constant } from "../ir/build.ts";
import { tensor } from "../ir/tensor.ts";
import { aval, printAval } from "../types/aval.ts";
import { pad } from "./pad.ts";
import { alikeBut } from "./shardRules.ts";

export type SliceParams = {
  /** First index along each axis. */
  readonly startIndices: readonly number[];
  /** First index that is left out, along each axis. */
  readonly limitIndices: readonly number[];
  /** Step along each axis, ≥ 1; null: 1 everywhere. */
  readonly strides: readonly number[] | null;
};

/** Elements start, start + stride, … below limit, along each axis. f32[5], start [1], limit [5], strides [2] → f32[2]. */
export const slice: Primitive<[x: ArrayLike], SliceParams, JaxArray> = definePrimitive({
  name: "slice",
  shard(operands, { startIndices, limitIndices, strides }, results) {
    const { shape } = operands[0]!;
    const isAll = (axis: number): boolean =>
      startIndices[axis] === 0 && limitIndices[axis] === shape[axis] && (strides?.[axis] ?? 1) === 1;
    const cut = shape.flatMap((_, axis) => (isAll(axis) ? [] : [axis]));
    return {
      ...alikeBut(cut, operands, results),
      local: (params, _, [x]) => ({
        ...params,
        limitIndices: limitIndices.map((limit, axis) => (isAll(axis) ? x![axis]! : limit)),
      }),
    };
  },
  shape([x], { startIndices: start, limitIndices: limit, strides }) {
    const { shape, dtype, weakType } = x!;
    const wish = `Cannot slice ${printAval(x!)} from [${start}] to [${limit}]${strides ? ` in steps of [${strides}]` : ""}`;
    if ([start, limit, strides ?? start].some((list) => list.length !== shape.length)) {
      throw new TypeError(`${wish}: give one index for each of the ${shape.length} axes`);
    }
    const sizes = shape.map((size, axis) => {
      const [from, to, step] = [start[axis]!, limit[axis]!, strides?.[axis] ?? 1];
      if (!(Number.isInteger(from) && Number.isInteger(to) && 0 <= from && from <= to && to <= size)) {
        throw new RangeError(`${wish}: axis ${axis} needs 0 ≤ start ≤ limit ≤ ${size}, got ${from} and ${to}`);
      }
      if (!(Number.isInteger(step) && step >= 1))
        throw new RangeError(`${wish}: the stride of axis ${axis} must be ≥ 1, got ${step}`);
      return Math.ceil((to - from) / step);
    });
    return [aval(sizes, dtype, weakType)];
  },
  lower([x], { startIndices, strides }, [out]) {
    return [
      tensor(out!.shape, x!.type, (index) =>
        x!.at(
          index.map((i, axis) =>
            binary(
              "add",
              binary("mul", i, constant("i32", strides?.[axis] ?? 1)),
              constant("i32", startIndices[axis]!),
            ),
          ),
        ),
      ),
    ];
  },
  jvp: ([x], [dx], params) => [[slice(x!, params)], [slice(dx!, params)]],
  transpose([ct], [x], { startIndices, strides }) {
    if (!isLinear(x!)) return [null];
    const paddingConfig = x.aval.shape.map((size, axis) => {
      const [start, step, n] = [startIndices[axis]!, strides?.[axis] ?? 1, ct!.shape[axis]!];
      const used = n === 0 ? 0 : 1 + step * (n - 1);
      return [start, size - start - used, step - 1] as const;
    });
    return [pad(ct!, scalar(0, ct!.dtype), { paddingConfig })];
  },
  batch([x], [b], { startIndices, limitIndices, strides }) {
    const put = (list: readonly number[], value: number) => [...list.slice(0, b!), value, ...list.slice(b!)];
    const params = {
      startIndices: put(startIndices, 0),
      limitIndices: put(limitIndices, x!.shape[b!]!),
      strides: strides && put(strides, 1),
    };
    return [[slice(x!, params)], [b!]];
  },
});
