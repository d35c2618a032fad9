import { expect, test } from "vitest";
import type { Params, Primitive } from "../core/primitive.ts";
import { type Aval, aval } from "../types/aval.ts";
import type { DType } from "../types/dtype.ts";
import * as p from "./index.ts";

const f = (...shape: number[]): Aval => aval(shape, "float32");
const of = (dtype: DType, ...shape: number[]): Aval => aval(shape, dtype);

/** What the shape rules say of operands that do not fit. */
const refused: readonly (readonly [Primitive, readonly Aval[], Params, string])[] = [
  [p.add, [f(3, 4), f(4, 3)], {}, "Cannot add f32[3,4] and f32[4,3]: axis 0 must match, got 3 and 4"],
  [p.mul, [f(3), f(2, 3)], {}, "Cannot mul f32[3] and f32[2,3]: the ranks must be equal, got 1 and 2"],
  [
    p.add,
    [f(3), of("int32", 3)],
    {},
    "Cannot add f32[3] and i32[3]: lax operations do not promote, the dtypes must be equal; convert one with x.astype(dtype), or use the jnp function, which promotes",
  ],
  [
    p.add,
    [of("bool"), of("bool")],
    {},
    'Cannot add bool[] and bool[]: it takes float, int, uint, complex arrays, got bool; convert with x.astype("float32")',
  ],
  [
    p.exp,
    [of("int32", 2)],
    {},
    'Cannot exp i32[2]: it takes float, complex arrays, got int32; convert with x.astype("float32")',
  ],
  [
    p.and,
    [f(2), f(2)],
    {},
    'Cannot and f32[2] and f32[2]: it takes int, uint, bool arrays, got float32; convert with x.astype("int32")',
  ],
  [p.add, [of("key<fry>"), of("key<fry>")], {}, "it takes float, int, uint, complex arrays, got key<fry>"],
  [p.pow, [f(2), of("bool", 2)], {}, "Cannot pow f32[2] and bool[2]: the exponent must be float32 or an integer"],
  [p.integerPow, [of("int32", 2)], { y: -1 }, "Cannot raise i32[2] to -1: integers have no negative powers"],
  [p.integerPow, [f(2)], { y: 0.5 }, "Cannot raise f32[2] to 0.5: integerPow takes whole exponents, use pow"],
  [p.selectN, [f(2), f(2), f(2)], {}, "Cannot select by f32[2] from f32[2], f32[2]: choose by bool between two cases"],
  [p.reshape, [f(2, 3)], { newSizes: [4] }, "Cannot reshape f32[2,3] to [4]: it has 6 elements, the new shape has 4"],
  [p.reshape, [f(2, 3)], { newSizes: [-1] }, "sizes must be whole numbers ≥ 0"],
  [
    p.transpose,
    [f(2, 3)],
    { permutation: [0, 0] },
    "Cannot transpose f32[2,3] by [0,0]: the permutation must name each of its 2 axes once",
  ],
  [
    p.broadcastInDim,
    [f(3)],
    { shape: [2, 4], broadcastDimensions: [1] },
    "Cannot broadcast f32[3] to [2,4] along axes [1]: axis 0 must have size 1 or 4, got 3",
  ],
  [
    p.broadcastInDim,
    [f(3)],
    { shape: [3], broadcastDimensions: [] },
    "broadcastDimensions must name one axis of the result for each of the 1 axes",
  ],
  [p.squeeze, [f(2, 1)], { dimensions: [0] }, "Cannot squeeze axis 0 of f32[2,1]: its size must be 1, got 2"],
  [
    p.slice,
    [f(5)],
    { startIndices: [2], limitIndices: [6], strides: null },
    "Cannot slice f32[5] from [2] to [6]: axis 0 needs 0 ≤ start ≤ limit ≤ 5, got 2 and 6",
  ],
  [p.slice, [f(5)], { startIndices: [0], limitIndices: [5], strides: [0] }, "the stride of axis 0 must be ≥ 1, got 0"],
  [p.pad, [f(2), f(1)], { paddingConfig: [[0, 0, 0]] }, "the padding value must be a scalar"],
  [p.pad, [f(2), f()], { paddingConfig: [[-3, 0, 0]] }, "axis 0 would have size -1"],
  [
    p.concatenate,
    [f(2, 3), f(2, 4)],
    { dimension: 0 },
    "Cannot concatenate f32[2,3] and f32[2,4] along axis 0: axis 1 must match, got 3 and 4",
  ],
  [p.concatenate, [], { dimension: 0 }, "Cannot concatenate no arrays: give at least one"],
  [p.rev, [f(2)], { dimensions: [1] }, "Cannot reverse f32[2] along axis 1: it has 1 axes"],
  [p.iota, [], { dtype: "bool", shape: [2], dimension: 0 }, "Cannot count in bool: iota needs a number dtype"],
  [p.reduceSum, [f(2)], { axes: [1] }, "Cannot reduceSum f32[2] over axes [1]: axis 1 is outside 0 … 0"],
  [p.reduceSum, [f(2, 2)], { axes: [0, 0] }, "an axis is named twice"],
  [p.reduceAnd, [f(2)], { axes: [0] }, "the dtype must be bool or int or uint, got float32"],
  [
    p.dotGeneral,
    [f(2, 3), f(4, 5)],
    {
      dimensionNumbers: [
        [[1], [0]],
        [[], []],
      ],
      preferredElementType: null,
    },
    "contracting axis 1 of the lhs must match axis 0 of the rhs, got 3 and 4",
  ],
  [
    p.dotGeneral,
    [f(2), f(2)],
    {
      dimensionNumbers: [
        [[2], [0]],
        [[], []],
      ],
      preferredElementType: null,
    },
    "the lhs has no axis 2",
  ],
  [p.threefry2x32, [f(), f(), f(), f()], {}, "all operands must be uint32"],
  [p.randomUnwrap, [f(2)], {}, "Cannot read the words of f32[2]: it is no key; make one with jax.random.key(seed)"],
  [p.randomWrap, [of("uint32", 3)], {}, "Cannot make keys from u32[3]: threefry keys are u32[…,2]"],
  [
    p.bitcastConvertType,
    [of("bool", 2)],
    { newDtype: "int32" },
    "both dtypes must have the same width, 8, 16 or 32 bits",
  ],
  [p.convertElementType, [of("key<fry>")], { newDtype: "uint32", weakType: false }, "keys and numbers do not convert"],
];

test.each(
  refused.map(
    ([primitive, operands, params, message]) => [primitive.name, message, primitive, operands, params] as const,
  ),
)("%s: %s", (_, message, primitive, operands, params) => {
  expect(() => primitive.shape(operands, params)).toThrow(message);
});

test("weak types stay weak only together", () => {
  const weak = aval([], "float32", true);
  expect(p.add.shape([weak, weak], {})[0]!.weakType).toBe(true);
  expect(p.add.shape([weak, f(2)], {})).toEqual([f(2)]);
  expect(p.eq.shape([weak, weak], {})).toEqual([of("bool")]);
  expect(p.concatenate.shape([aval([1], "float32", true), f(1)], { dimension: 0 })).toEqual([f(2)]);
});
