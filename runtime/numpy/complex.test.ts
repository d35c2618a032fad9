import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { jax, jnp, lax } from "../index.ts";
import { expectArray, type FixtureArray } from "../test/fixtureArray.ts";
import { repr } from "./methods.ts";

// Printed by real JAX, by complex.fixtures.py
const fixtures = JSON.parse(readFileSync(new URL("./complex.fixtures.json", import.meta.url), "utf8")) as {
  readonly texts: Record<string, string>;
  readonly promotions: readonly (readonly [string, string, string])[];
  readonly weak: readonly (readonly [string, string, string])[];
  readonly arrays: Record<string, FixtureArray>;
};

type A = jax.Array;
const c = (re: number, im = 0): jax.Complex => new jax.Complex(re, im);
const parts = (...numbers: number[]): A => jnp.array(Float32Array.from(numbers), { interleaved: true });
const { NaN: nan, POSITIVE_INFINITY: inf } = Number;

const grid = parts(
  1,
  2,
  -3.5,
  0.25,
  0.5,
  -0.75,
  -0.1,
  -2,
  2,
  0,
  -2,
  0,
  0,
  1.5,
  -0,
  -0.5,
  0.001,
  0.002,
  7,
  -6,
  0.999,
  0.01,
);
const other = parts(3, -1, 0, 1, -0.5, 2, 1, 0, 0.25, -3, 2, 2, -1, 0, 0.5, 0.5, 0.3, -0.1, -1, -1, 2, 0);
const special = parts(...[0, 1, -1, inf, -inf, nan].flatMap((a) => [0, 1, inf, nan].flatMap((b) => [a, b])));
const x = jnp.array([
  [c(1, 2), c(-0, -1), 3],
  [0.5, c(2, -2), c(-1, 1)],
]);
const y = jnp.array([
  [c(0.5, -1), c(0, 2)],
  [1, -1],
  [c(3, 1), 0.25],
]);
const r = jnp.array([1, -2, 0.5]);
const at = (a: A, ...items: (number | jax.Slice | null)[]): A => a.at(items as never).get();
const all = jax.slice(null);

const unary: Record<string, (z: A) => A> = {
  abs: jnp.abs,
  exp: jnp.exp,
  log: jnp.log,
  sqrt: jnp.sqrt,
  sin: jnp.sin,
  cos: jnp.cos,
  tan: jnp.tan,
  tanh: jnp.tanh,
  sinh: jnp.sinh,
  cosh: jnp.cosh,
  arcsin: jnp.arcsin,
  arccos: jnp.arccos,
  arctan: jnp.arctan,
  arcsinh: jnp.arcsinh,
  arccosh: jnp.arccosh,
  arctanh: jnp.arctanh,
  expm1: jnp.expm1,
  log1p: jnp.log1p,
  sign: jnp.sign,
  square: jnp.square,
  negative: jnp.negative,
  conj: jnp.conj,
  real: jnp.real,
  imag: jnp.imag,
  angle: jnp.angle,
  reciprocal: jnp.reciprocal,
  isfinite: jnp.isfinite,
  isnan: jnp.isnan,
  isinf: jnp.isinf,
  rsqrt: lax.rsqrt,
  logistic: lax.logistic,
};
const binary: Record<string, (a: A, b: A) => A> = {
  add: jnp.add,
  subtract: jnp.subtract,
  multiply: jnp.multiply,
  divide: jnp.divide,
  power: jnp.power,
  equal: jnp.equal,
  not_equal: jnp.notEqual,
  less: jnp.less,
  less_equal: jnp.lessEqual,
  greater: jnp.greater,
  greater_equal: jnp.greaterEqual,
  maximum: jnp.maximum,
  minimum: jnp.minimum,
};
const folds: Record<string, (a: A, options: { axis: number }) => A> = {
  sum: jnp.sum,
  prod: jnp.prod,
  mean: jnp.mean,
  var: jnp.var,
  std: jnp.std,
  max: jnp.max,
  min: jnp.min,
  cumsum: jnp.cumsum,
  cumprod: jnp.cumprod,
};
const total = (a: A): A => jnp.sum(a);
const step = (carry: A, a: A): [A, A] => [carry.mul(a).add(1), carry.sub(a)];
const start = (): A => jnp.ones([2], { dtype: "complex64" });

const programs: Record<string, () => A> = {
  ...Object.fromEntries(Object.entries(unary).map(([name, f]) => [name, () => f(grid)])),
  ...Object.fromEntries(Object.entries(binary).map(([name, f]) => [name, () => f(grid, other)])),
  ...Object.fromEntries(Object.entries(folds).map(([name, f]) => [name, () => f(x, { axis: 1 })])),
  ...Object.fromEntries(
    ["abs", "isfinite", "isnan", "isinf", "sqrt", "log", "sign"].map((name) => [
      `special ${name}`,
      () => unary[name]!(special),
    ]),
  ),
  integerPow: () => jnp.stack([-3, -1, 0, 1, 2, 5].map((n) => lax.integerPow(grid, n))),
  "special divide": () =>
    special
      .at([all, null] as never)
      .get()
      .div(special),
  "special multiply": () =>
    special
      .at([all, null] as never)
      .get()
      .mul(special),
  matmul: () => x.matmul(y),
  "real matmul": () => x.matmul(r),
  einsum: () => jnp.einsum("ij,jk,ik->ki", x, y, x.matmul(y)),
  vdot: () => jnp.vdot(x, y),
  inner: () => jnp.inner(x, y.T),
  convolve: () => jnp.convolve(at(x, 0), at(y, all, 0)),
  cov: () => jnp.cov(x),
  where: () => jnp.where(jnp.real(x).greater(0), x, r),
  sort: () => jnp.sort(grid),
  argsort: () => jnp.argsort(grid),
  "gather and scatter": () =>
    x
      .at([all, jnp.array([0, 0, 2])] as never)
      .add(y.T)
      .at([all, jax.slice(null, null, -1)] as never)
      .get(),
  pad: () =>
    jnp.pad(x, [
      [1, 0],
      [0, 2],
    ]),
  concatenate: () => jnp.concatenate([x.astype("complex64"), y.T, r.reshape([1, 3])]),
  astype: () => x.astype("float32"),
  "to bool": () => jnp.array([0, c(0, 1), 2]).astype("bool"),
  "of int": () => jnp.arange(3).astype("complex64"),
  complex: () => lax.complex(r, r.add(1)),
  scan: () => lax.scan(step, start(), y)[1] as A,
  "scan carry": () => lax.scan(step, start(), y)[0] as A,
  while: () =>
    lax.whileLoop(
      (z: A) => jnp.abs(z).less(10),
      (z: A) => z.mul(c(1, 1)),
      jnp.complex64(1),
    ) as A,
  cond: () =>
    lax.cond(
      true,
      (a: A) => a.mul(c(0, 1)),
      (a: A) => a,
      x,
    ) as A,
  vmap: () => jax.vmap((a: A, b: A) => a.mul(total(b)).add(jnp.exp(a)))(x, y.T) as A,
  "vmap matvec": () => jax.vmap((a: A) => y.T.matmul(a))(x) as A,
  "grad of a real part": () => jax.grad((z: A) => total(jnp.real(z.mul(jnp.conj(z)).mul(jnp.sin(z)))))(x),
  "grad of abs": () => jax.grad((z: A) => total(jnp.abs(z)))(x),
  "grad of angle": () => jax.grad((z: A) => total(jnp.angle(z)))(x),
  "grad of imag": () => jax.grad((z: A) => total(jnp.imag(jnp.power(z, 3))))(x),
  "grad by a real": () => jax.grad((a: A) => jnp.abs(total(jnp.exp(a.mul(c(0, 1))).mul(at(x, 0)))))(r),
  holomorphic: () =>
    jax.vmap(jax.grad((z: A) => jnp.sqrt(z).mul(jnp.exp(z)).div(z.add(3)), { holomorphic: true }))(grid) as A,
  jacfwd: () => jax.jacfwd((z: A) => y.T.matmul(z), { holomorphic: true })(at(x, 0)),
  jacrev: () => jax.jacrev((z: A) => jnp.tanh(z).mul(jnp.flip(z)), { holomorphic: true })(at(x, 0)),
  jvp: () => jnp.stack(jax.jvp((z: A) => jnp.log(z).mul(jnp.conj(z)), [x], [x.mul(c(0, 1)).add(1)])),
  vjp: () => (jax.vjp((z: A) => jnp.cumprod(z, { axis: 1 }), x)[1](jnp.conj(x)) as [A])[0],
  "vjp of matmul": () => {
    const found = jax.vjp((a: A, b: A) => jnp.matmul(a, b), x, y)[1](x.matmul(y)) as A[];
    return jnp.concatenate(found.map((a) => jnp.ravel(a)));
  },
  "grad of scan": () =>
    jax.grad((b: A) => jnp.abs(total(lax.scan((s: A, a: A) => [s.mul(a).add(1), null], start(), b)[0] as A)))(y),
  "grad of prod": () => jax.grad((z: A) => jnp.real(jnp.prod(z)))(x),
  "linear transpose": () =>
    (jax.linearTranspose((z: A) => z.mul(c(0, 2)).add(jnp.roll(z, 1)), at(x, 0))(at(y, all, 0)) as [A])[0],
  "conj transpose": () => (jax.vjp(jnp.conj, x)[1](x.mul(c(0, 1))) as [A])[0],
};

// Digits that JAX loses: its sinh near 0 has 5 of them, 1 − tanh² where tanh is near ±1 fewer; a power is the exponential of a large number.
const tolerances: Record<string, number> = { power: 5e-5, sinh: 3e-5, jacrev: 3e-5 };

describe("complex64 gives JAX's numbers", () => {
  test.each(Object.keys(fixtures.arrays))("%s", (name) => {
    expectArray(programs[name]!(), fixtures.arrays[name]!, tolerances[name] ?? 4e-6);
  });

  test("no program is forgotten", () => {
    expect(Object.keys(programs).sort()).toEqual(Object.keys(fixtures.arrays).sort());
  });
});

test("it prints as JAX prints it", () => {
  const { texts } = fixtures;
  const first = jnp.array([c(1, 2), c(3, -4.5), c(0, 0.001)]);
  expect(String(first)).toBe(texts.array);
  expect(repr(first)).toBe(texts.repr);
  expect(
    String(
      jnp.array([
        [c(1e10, 1), 1],
        [2, 3],
      ]),
    ),
  ).toBe(texts.matrix);
  expect(String(parts(nan, inf, 1, 0, -inf, nan, -0, -1.5))).toBe(texts["not finite"]);
  expect(String(jnp.complex64(c(1, -2.5)))).toBe(texts.scalar);
  expect(repr(jnp.complex64(c(1, -2.5)))).toBe(texts["scalar repr"]);
  expect(String(jnp.complex64(c(-0, -0.25)))).toBe(texts.imaginary);
  expect(String(jnp.complex64(c(1e20, 1e-7)))).toBe(texts.large);
  expect(repr(jnp.asarray(c(0, 1)))).toBe(texts.weak);
  expect(repr(jnp.zeros([0, 2], { dtype: "complex64" }))).toBe(texts.empty);
  expect(String(parts(-0, -0, 0, 0))).toBe(texts.zeros);
  expect(String(parts(1e-5, 1, 123456.7, -0.001))).toBe(texts.small);
  expect(String(jnp.arange(1200).mul(c(1, 1)))).toBe(texts.long);
  expect(String(jnp.arange(12).mul(c(0.1, -1)))).toBe(texts.lines);
  expect(String(jax.makeJaxpr((a: A) => jnp.exp(a).mul(c(1, 2)).add(2))(x))).toBe(texts.jaxpr);
});

test("promotion", () => {
  for (const [a, b, wanted] of fixtures.promotions) expect(jnp.resultType(a as never, b as never)).toBe(wanted);
  for (const [dtype, wanted, weak] of fixtures.weak) {
    const product = jnp.ones([1], { dtype: dtype as "float32" }).mul(c(0, 1));
    expect([product.dtype, product.weakType]).toEqual([wanted, weak === "True"]);
  }
});

test("numbers go in and come out", () => {
  expect(x.at([0, 0]).get().item()).toEqual(c(1, 2));
  expect(x.tolist()).toEqual([
    [c(1, 2), c(-0, -1), c(3)],
    [c(0.5), c(2, -2), c(-1, 1)],
  ]);
  expect(x.nbytes).toBe(48);
  expect(String(jax.jit((a: A) => a)(x))).toBe(String(x));
  expect(String(jnp.array([jnp.complex64(c(1, 1)), 2]))).toBe("[1.+1.j 2.+0.j]");
});

test("what complex numbers do not have is refused with the repair", () => {
  expect(() => lax.lt(x, x)).toThrow(/Cannot lt c64\[2,3\].*got complex64; take jnp.real/s);
  expect(() => jnp.floor(x)).toThrow(/complex64/);
  expect(() => jnp.clip(x, 0, 1)).toThrow(/Cannot clip complex numbers/);
  expect(() => Number(jnp.complex64(c(1, 1)))).toThrow(/Cannot use the complex number \(1\+1j\)/);
  expect(() => jnp.array([c(1, 1)], { dtype: "float32" })).toThrow(/Cannot make an float32 of \(1\+1j\)/);
  expect(() => jax.grad((z: A) => z.mul(z))(c(1, 2))).toThrow(/must return a real number, got c64\[\].*holomorphic/);
  expect(() => jax.grad((z: A) => jnp.real(z), { holomorphic: true })(1)).toThrow(/arguments must be complex/);
  expect(() => jax.jacfwd((z: A) => jnp.real(z))(x)).toThrow(/arguments must be real, got c64\[2,3\]/);
  expect(() => jax.jacrev((z: A) => z)(x)).toThrow(/results must be real, got c64\[2,3\]/);
});
