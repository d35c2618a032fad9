/** Numbers printed by real JAX 0.10.2, `jax.lax` called as beside each. */
import { expect, test } from "vitest";
import { jax } from "../index.ts";

const { lax, numpy: jnp } = jax;
const x = jnp.arange(12, { dtype: "float32" }).reshape([3, 4]);

test("reduceWindow() folds with any function, and pads with the neutral value", () => {
  // lax.reduce_window(x, 1., lax.mul, (2, 2), (1, 2), "SAME")
  const windows = { windowDimensions: [2, 2], windowStrides: [1, 2], padding: "SAME" };
  const product = lax.reduceWindow({ operand: x, initValue: 1, computation: lax.mul, ...windows });
  expect(`${product}`).toBe("[[   0.  252.]\n [1440. 4620.]\n [  72.  110.]]");
});

test("reduceWindow() folds pytrees: the largest number with its place", () => {
  const place = jnp.arange(4);
  const operand = { value: jnp.array([1, 5, 2, 4]), place };
  type Pair = { value: jax.Array; place: jax.Array };
  const larger = (a: Pair, b: Pair) => {
    const keep = lax.ge(a.value, b.value);
    return { value: lax.select(keep, a.value, b.value), place: lax.select(keep, a.place, b.place) };
  };
  const best = lax.reduceWindow({
    operand,
    initValue: { value: -100, place: -1 },
    computation: larger,
    windowDimensions: [2],
  });
  expect(`${best.value} ${best.place}`).toBe("[5 5 4] [1 1 3]");
});

test("the gradient of max pooling goes to the first of equal elements", () => {
  // jax.grad(lambda x: (lax.reduce_window(x, -jnp.inf, lax.max, (2,), (1,), "VALID") * jnp.array([1., 2., 4.])).sum())(jnp.array([3., 3., 1., 3.]))
  const pool = (a: jax.Array) =>
    lax.reduceWindow({ operand: a, initValue: -Infinity, computation: lax.max, windowDimensions: [2] });
  const loss = (a: jax.Array) => jnp.sum(pool(a).mul(jnp.array([1, 2, 4])));
  expect(`${jax.grad(loss)(jnp.array([3, 3, 1, 3]).astype("float32"))}`).toBe("[1. 2. 0. 4.]");
});

test.each([
  [
    "features",
    () => lax.conv({ lhs: jnp.ones([1, 3, 4]), rhs: jnp.ones([2, 2, 2]), windowStrides: [1], padding: "SAME" }),
    "Cannot convolve f32[1,3,4] with f32[2,2,2]: the lhs has 3 features (axis 1), the kernel takes 2 (axis 1)",
  ],
  [
    "groups",
    () =>
      lax.convGeneralDilated({
        lhs: jnp.ones([1, 4, 4]),
        rhs: jnp.ones([3, 2, 2]),
        windowStrides: [1],
        padding: "SAME",
        featureGroupCount: 2,
      }),
    "featureGroupCount 2 must divide the 3 output features",
  ],
  [
    "the word for padding",
    () => lax.conv({ lhs: jnp.ones([1, 3, 4]), rhs: jnp.ones([2, 3, 2]), windowStrides: [1], padding: "SOME" }),
    'Cannot pad by "SOME": it must be "VALID", "SAME", "SAME_LOWER" or pairs of numbers',
  ],
  [
    "window",
    () => lax.reduceWindow({ operand: x, initValue: 0, computation: lax.add, windowDimensions: [2] }),
    "Cannot reduceWindowSum f32[3,4] by windows [2]: windowDimensions needs 2 numbers, got [2]",
  ],
] as const)("wrong %s are named", (_, call, message) => {
  expect(call).toThrow(message);
});
