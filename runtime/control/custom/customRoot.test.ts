import { expect, test } from "vitest";
import { jax, jnp, lax } from "../../index.ts";

type A = jax.Array;

/** x with x³ + a x = b, by Newton's method. */
function cubic(a: A, b: A): A {
  const newton = (f: (x: A) => A, x: A): A =>
    lax.foriLoop(0, 30, (_: A, y: A) => y.sub(f(y).div(jax.grad((v: A) => jnp.sum(f(v)))(y))), x) as A;
  const linear = (g: (x: A) => A, y: A): A => y.div(g(jnp.onesLike(y)));
  return lax.customRoot((x: A) => jnp.power(x, 3).add(a.mul(x)).sub(b), jnp.ones([2]), newton, linear);
}

// jax.lax.custom_root of the same functions, a = [1, 2], b = [10, 33]: value, gradient of the sum by a and by b
test("the derivative of a root is that of what it solves", () => {
  const [a, b] = [jnp.array([1, 2], { dtype: "float32" }), jnp.array([10, 33], { dtype: "float32" })];
  const close = (x: A, wanted: number[]): void =>
    void wanted.forEach((value, k) => void expect((x.tolist() as number[])[k]).toBeCloseTo(value, 5));
  close(cubic(a, b), [2, 3]);
  const [byA, byB] = jax.grad((p: A, q: A) => jnp.sum(cubic(p, q)), { argnums: [0, 1] })(a, b);
  close(byA, [-0.15384616, -0.10344828]);
  close(byB, [0.07692308, 0.03448276]);
  close(jax.jvp((q: A) => cubic(a, q), [b], [jnp.ones([2])])[1], [0.07692308, 0.03448276]);
});

test("aux comes along", () => {
  const f = (a: A): A[] =>
    lax.customRoot(
      (x: A) => x.sub(a),
      jnp.float32(0),
      (g: (x: A) => A, x: A) => [x.sub(g(x)), jnp.int32(7)],
      (g: (x: A) => A, y: A) => y.div(g(jnp.onesLike(y))),
      { hasAux: true },
    );
  expect(f(jnp.float32(3)).map(Number)).toEqual([3, 7]);
  expect(Number(jax.grad((a: A) => f(a)[0]!)(3))).toBe(1);
});
