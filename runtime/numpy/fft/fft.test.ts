import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { DeviceArray } from "../../core/array.ts";
import { jax, jnp, lax } from "../../index.ts";
import { expectArray, type FixtureArray } from "../../test/fixtureArray.ts";
import { aval } from "../../types/aval.ts";
import { sizeOf } from "../../types/shape.ts";

type A = jax.Array;
type Transform = Exclude<keyof typeof jnp.fft, "fftfreq" | "rfftfreq" | "fftshift" | "ifftshift">;

// Printed by real JAX, by fft.fixtures.py
const fixtures = JSON.parse(readFileSync(new URL("./fft.fixtures.json", import.meta.url), "utf8")) as {
  readonly cases: readonly (readonly [name: Transform, shape: number[], options: object, result: FixtureArray])[];
  readonly frequencies: readonly (readonly [n: number, d: number, all: FixtureArray, half: FixtureArray])[];
  readonly derivatives: Record<string, FixtureArray>;
};

/** The numbers that the script made up. */
function values(shape: number[], dtype: "complex64" | "float32" = "complex64"): A {
  const size = sizeOf(shape) * (dtype === "complex64" ? 2 : 1);
  const host = Float32Array.from({ length: size }, (_, k) => ((k * 7919 + 13) % 101) / 50 - 1);
  return DeviceArray.fromHost(host, aval(shape, dtype));
}

test.each(fixtures.cases)("%s of %j with %j", (name, shape, options, result) => {
  const isOfReals = name.startsWith("rfft") || name === "ihfft";
  expectArray(
    jnp.fft[name](values(shape, isOfReals ? "float32" : "complex64"), options),
    result,
    2e-6,
    Math.sqrt(sizeOf(shape)),
  );
});

test("frequencies", () => {
  for (const [n, d, all, half] of fixtures.frequencies) {
    expectArray(jnp.fft.fftfreq(n, { d }), all);
    expectArray(jnp.fft.rfftfreq(n, { d }), half);
  }
  expect(String(jnp.fft.fftshift(jnp.arange(6).reshape([2, 3]), { axes: 1 }))).toBe("[[2 0 1]\n [5 3 4]]");
  expect(String(jnp.fft.ifftshift(jnp.arange(6).reshape([2, 3])))).toBe("[[4 5 3]\n [1 2 0]]");
});

const [z, r, weights] = [values([2, 6]), values([2, 6], "float32"), values([2, 4])];
const derivatives: Record<string, () => A> = {
  "grad of fft": () => jax.grad((a: A) => jnp.sum(jnp.square(jnp.abs(jnp.fft.fft(a))).mul(jnp.arange(6))))(r),
  "grad of rfft": () => jax.grad((a: A) => jnp.sum(jnp.real(jnp.fft.rfft(a).mul(weights))))(r),
  "grad of irfft": () => jax.grad((a: A) => jnp.sum(jnp.power(jnp.fft.irfft(a, { n: 7 }), 3)))(weights),
  "vjp of ifft2": () => (jax.vjp((a: A) => jnp.fft.ifft2(a), z)[1](z.mul(new jax.Complex(0, 1))) as [A])[0],
  "jvp of rfft2": () => jax.jvp((a: A) => jnp.fft.rfft2(a), [r], [r.mul(r)])[1] as A,
  "vmap of fft": () => jax.vmap((a: A) => jnp.fft.fft(a), { inAxes: 1 })(z) as A,
  "lax irfft": () => lax.fft(weights, lax.FftType.IRFFT, [6]),
};

test.each(Object.keys(fixtures.derivatives))("%s", (name) => {
  expectArray(derivatives[name]!(), fixtures.derivatives[name]!, 4e-6, 1);
});

test("long transforms are as exact as float32 allows, by factors and by chirps", () => {
  for (const n of [4096, 1009]) {
    const x = values([n]);
    const back = jnp.fft.ifft(jnp.fft.fft(x));
    expect(Number(jnp.max(jnp.abs(back.sub(x))))).toBeLessThan(2e-6);
  }
});

test("what cannot be transformed is refused with the repair", () => {
  expect(() => jnp.fft.rfft(z)).toThrow(/Cannot rfft c64\[2,6\]: it must be real.*use jnp.fft.fft/);
  expect(() => jnp.fft.fft(z, { axis: 2 })).toThrow(/axis 2/);
  expect(() => jnp.fft.fft(z, { n: 0 })).toThrow(/whole numbers ≥ 1, got 0/);
  expect(() => jnp.fft.fftn(z, { s: [2], axes: [0, 1] })).toThrow(/one length for each of axes \[0,1\], got \[2\]/);
  expect(() => jnp.fft.fft2(jnp.ones([3]))).toThrow(/axis -2/);
  expect(() => jnp.fft.fft(z, { norm: "unit" as "ortho" })).toThrow(/there are "backward", "ortho" and "forward"/);
  expect(() => lax.fft(r, "fft", [6])).toThrow(/must be complex64; convert it/);
  expect(() => lax.fft(z, "fft", [5])).toThrow(/axis 1 must have size 5, got 6/);
});
