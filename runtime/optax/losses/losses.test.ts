import { describe, expect, test } from "vitest";
import { jax, jnp, optax } from "../../index.ts";

const logits = jnp.array([
  [1.2, -0.8, -0.5],
  [0.9, -1.2, 1.1],
]);
const numbers = (x: jax.Array): number[] => Array.from(x, Number);

describe("softmaxCrossEntropyWithIntegerLabels()", () => {
  // optax.softmax_cross_entropy_with_integer_labels(logits, jnp.array([0, 1])) of optax 0.2.8
  test("gives Optax's numbers", () => {
    const losses = numbers(optax.softmaxCrossEntropyWithIntegerLabels(logits, jnp.array([0, 1])));
    expect(losses[0]).toBeCloseTo(0.27612972, 6);
    expect(losses[1]).toBeCloseTo(2.9517989, 6);
  });

  test("its gradient is softmax minus the label", () => {
    const g = jax.grad((x: jax.Array) => jnp.sum(optax.softmaxCrossEntropyWithIntegerLabels(x, jnp.array([0, 1]))))(
      logits,
    );
    const expected = jax.nn.softmax(logits).sub(
      jnp.array([
        [1, 0, 0],
        [0, 1, 0],
      ]),
    );
    expect(jnp.allclose(g, expected, { atol: 1e-6 }).item()).toBe(true);
  });

  test("takes other axes, masks, negative labels; a label that is no class gives NaN", () => {
    const labels = jnp.array([0, 1]);
    const plain = numbers(optax.softmaxCrossEntropyWithIntegerLabels(logits, labels));
    expect(numbers(optax.softmaxCrossEntropyWithIntegerLabels(logits.T, labels, { axis: 0 }))).toEqual(plain);
    expect(
      numbers(optax.softmaxCrossEntropyWithIntegerLabels(logits.reshape([2, 3, 1]), labels, { axis: [1, 2] })),
    ).toEqual(plain);
    expect(numbers(optax.softmaxCrossEntropyWithIntegerLabels(logits, jnp.array([-3, 4])))).toEqual([
      plain[0],
      Number.NaN,
    ]);
    const where = jnp.array([true, false]);
    expect(numbers(optax.softmaxCrossEntropyWithIntegerLabels(logits, labels, { where }))).toEqual([plain[0], 0]);
  });

  test("wrong dtypes and shapes say what to do", () => {
    expect(() => optax.softmaxCrossEntropyWithIntegerLabels(logits, jnp.array([0.5, 1]))).toThrow(
      /labels must be integers, got f32\[2\].*astype/,
    );
    expect(() => optax.softmaxCrossEntropyWithIntegerLabels(logits, jnp.array([0, 1, 2]))).toThrow(
      /f32\[2,3\] and labels i32\[3\]/,
    );
    expect(() => optax.softmaxCrossEntropyWithIntegerLabels(jnp.array([[1]]), jnp.array([0]))).toThrow(
      /float dtype, got i32\[1,1\]/,
    );
  });
});

test("squaredError() and l2Loss()", () => {
  expect(numbers(optax.squaredError(jnp.array([1.5, 2]), jnp.array([0.5, 4])))).toEqual([1, 4]);
  expect(numbers(optax.l2Loss(jnp.array([1.5, 2])))).toEqual([1.125, 2]);
});
