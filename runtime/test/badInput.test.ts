/** What a learner does wrong most often: the error names the function, the shapes or dtypes, the axis, and the repair. */
import { expect, test } from "vitest";
import type { DeviceArray, JaxArray } from "../core/array.ts";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax, jnp, lax } from "../index.ts";

setDefaultBackend("wasm");
const x = jnp.ones([2, 3]);
const v = jnp.array([1.5, -2, 3]);
const traced = (f: (a: JaxArray) => unknown) => () => jax.jit(f as (a: JaxArray) => JaxArray)(v);
const tracedScalar = (f: (a: JaxArray) => unknown) => () => jax.jit(f as (a: JaxArray) => JaxArray)(jnp.int32(1));

const cases: Readonly<Record<string, readonly [() => unknown, RegExp]>> = {
  "shapes do not broadcast": [() => jnp.add(x, jnp.ones([4])), /add f32\[2,3\] and f32\[4\]: axis -1 .* got 3 and 4/],
  "inner sizes differ": [() => jnp.matmul(x, x), /matmul f32\[2,3\] and f32\[2,3\]: axis 1 .* axis 0 .* got 3 and 2/],
  "wrong rank": [() => jnp.linalg.det(v), /determinant of f32\[3\]: it must have at least two axes/],
  "axis out of range": [() => jnp.sum(x, { axis: 5 }), /sum along axis 5: the array has the axes -2 … 1/],
  "gradient by integers": [
    () => jax.grad((a: JaxArray) => jnp.sum(a))(jnp.array([1, 2])),
    /grad of .*: .* got i32\[2\]; convert with x\.astype\("float32"\)/,
  ],
  "loss that is no scalar": [
    () => jax.grad((a: JaxArray) => jnp.sin(a))(v),
    /must return a scalar, got f32\[3\]; reduce it/,
  ],
  "array in a comparison": [
    () => (x as unknown as number) > 1,
    /Cannot use f32\[2,3\] as a number.*one element.*x\.greater\(y\)/,
  ],
  "tracer as a condition": [
    tracedScalar((a) => ((a as unknown as number) < 3 ? a : 0)),
    /traced i32\[\] was used as a number or condition inside jit.*jnp\.where\(x\.greater\(y\), a, b\)/,
  ],
  "tracer as Number()": [tracedScalar((a) => Number(a)), /traced i32\[\] was used as a number .* inside jit/],
  "tracer as an index of a list": [tracedScalar((a) => [1, 2][a as unknown as number]), /traced i32\[\] .* inside jit/],
  "tracer as a mask": [traced((a) => a.at(a.greater(0)).get()), /traced mask bool\[3\].*use jnp\.where\(mask, x, 0\)/],
  "tracer as a size": [
    tracedScalar((n) => jnp.zeros([n as unknown as number])),
    /make zeros with a traced i32\[\] as a size.*staticArgnums/,
  ],
  "tracer in reshape": [
    tracedScalar((n) => v.reshape([n as unknown as number])),
    /reshape f32\[3\] with a traced i32\[\] as a size/,
  ],
  "tracer as a bound": [
    tracedScalar((n) => v.at(jax.slice(0, n as unknown as number)).get()),
    /slice with a traced i32\[\] as a bound.*x\.shape/,
  ],
  "tracer as an axis": [
    tracedScalar((n) => jnp.sum(v, { axis: n as unknown as number })),
    /sum with a traced i32\[\] as an axis/,
  ],
  "tracer as a number of repetitions": [
    tracedScalar((n) => jnp.repeat(v, n)),
    /repeat by a traced i32\[\].*give `totalRepeatLength`/,
  ],
  "assignment to an element": [
    () => {
      (v as unknown as number[])[0] = 1;
    },
    /assign x\[0\] of f32\[3\].*x = x\.at\(0\)\.set\(value\)/,
  ],
  "array as a static argument": [
    () => jax.jit((a: JaxArray, _: unknown) => a, { staticArgnums: 1 })(v, v),
    /jit .* with f32\[3\] as a static argument.*pass it as an ordinary argument/,
  ],
  "branches of two dtypes": [
    () =>
      lax.cond(
        true,
        (a: JaxArray) => a,
        (a: JaxArray) => a.astype("int32"),
        v,
      ),
    /cond: .* returns i32\[3\] .* returns f32\[3\].*convert one with x\.astype/,
  ],
  "carry of another dtype": [
    () => lax.scan((c: JaxArray, a: JaxArray) => [c.astype("int32"), a], jnp.float32(0), v),
    /scan .*: the carry must keep its types.* f32\[\] .* i32\[\]/,
  ],
  "carry of another shape": [
    () => lax.scan((c: JaxArray, a: JaxArray) => [jnp.stack([c, a]), a], jnp.float32(0), v),
    /scan .* f32\[\] and came out as f32\[2\]: shapes do not match/,
  ],
  "deleted array": [
    () => {
      const gone = jnp.ones([3]) as DeviceArray;
      gone.delete();
      return gone.add(1);
    },
    /f32\[3\]: it was deleted.*keep a copy with x\.copy\(\)/,
  ],
  "unknown axis name": [
    () => jax.vmap((a: JaxArray) => lax.psum(a, "j"), { axisName: "i" })(v),
    /psum over axis "j": .*there are i:3.*axisName: "j"/,
  ],
  "batches of two sizes": [
    () => jax.vmap((a: JaxArray, b: JaxArray) => jnp.add(a, b))(v, jnp.ones([4])),
    /vmap .*: axis 0 of f32\[4\] must have size 3 as in f32\[3\], got 4/,
  ],
};

test.each(Object.entries(cases))("%s", (_, [wrong, message]) => {
  expect(wrong).toThrow(message);
});

test("leaked tracer", () => {
  let leaked: JaxArray | undefined;
  jax.jit((a: JaxArray) => (leaked = a))(v);
  expect(() => leaked!.add(1)).toThrow(/add a traced f32\[3\]: the jit that made it has ended; return the value/);
});

test("key used twice", () => {
  jax.config.update("debugKeyReuse", true);
  try {
    const key = jax.random.key(0);
    jax.random.normal(key, [2]);
    expect(() => jax.random.uniform(key, [2])).toThrow(
      /draw uniform numbers with this key: .*jax\.random\.split\(key\)/,
    );
  } finally {
    jax.config.update("debugKeyReuse", false);
  }
});
