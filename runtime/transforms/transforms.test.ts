import { expect, test } from "vitest";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax, jnp, lax } from "../index.ts";
import { differenceOf } from "../test/hostArrays.ts";

setDefaultBackend("reference");
jax.config.update("enableChecks", true);

function expectClose(actual: jax.Array, expected: jax.Array, rtol = 1e-5): void {
  expect(differenceOf(actual, expected, { rtol, atol: 1e-6 })).toBeUndefined();
}
type F = (...xs: jax.Array[]) => jax.Array;
const gradient = (f: F, xs: readonly number[], argnums = 0) =>
  (jax.grad(f, { argnums })(...xs.map((x) => jnp.array(x, { dtype: "float32" }))) as jax.Array).item();
const vectorGradient = (f: F, xs: readonly (readonly number[])[], argnums = 0) =>
  (
    jax.grad((...ys: jax.Array[]) => jnp.sum(f(...ys)), { argnums })(
      ...xs.map((x) => jnp.array([...x], { dtype: "float32" })),
    ) as jax.Array
  ).tolist();

// Expected numbers: jax.grad of the same lax functions, JAX 0.10.2 on CPU
test("derivatives at kinks and ties are those of JAX", () => {
  expect(vectorGradient((x) => lax.abs(x), [[0, -0, -2, 3]])).toEqual([1, 1, -1, 1]);
  expect(
    vectorGradient(
      (x, y) => lax.max(x, y),
      [
        [1, 2, 3],
        [1, 3, 2],
      ],
    ),
  ).toEqual([0.5, 0, 1]);
  expect(
    vectorGradient(
      (x, y) => lax.min(x, y),
      [
        [1, 2, 3],
        [1, 3, 2],
      ],
      1,
    ),
  ).toEqual([0.5, 0, 1]);
  expect(vectorGradient((x) => lax.reduceMax(x, [0]), [[3, 1, 3, 3]])).toEqual(
    [1, 0, 1, 1].map((n) => Math.fround(n / 3)),
  );
  expect(vectorGradient((x) => lax.reduceMin(x, [0]), [[3, 1, 1, 3]])).toEqual([0, 0.5, 0.5, 0]);
  expect(vectorGradient((x) => lax.reduceProd(x, [0]), [[3, 0, 2]])).toEqual([0, 6, 0]);
  expect(vectorGradient((x) => lax.reduceProd(x, [0]), [[3, 0, 0]])).toEqual([0, 0, 0]);
  expect(vectorGradient((x) => lax.clamp(0, x, 1), [[-1, 0, 0.5, 1, 2]])).toEqual([0, 0, 1, 0, 0]);
  expect(gradient((x) => lax.add(lax.sign(x), lax.floor(x)), [1.5])).toBe(0);
});

test("derivatives of powers are those of JAX, also at 0", () => {
  const atZero = [
    [0, Number.NaN, 0],
    [1, 1, 0],
    [2, 0, 0],
    [0.5, Infinity, 0],
    [-1, -Infinity, Number.NaN],
  ] as const;
  for (const [y, inBase, inExponent] of atZero) {
    expect(gradient((x) => lax.pow(x, y), [0])).toBe(inBase);
    expect(gradient((x, z) => lax.pow(x, z), [0, y], 1)).toBe(inExponent);
  }
  const whole = [
    [0, 0],
    [1, 1],
    [2, 0],
  ] as const;
  for (const [y, slope] of whole) {
    expect(gradient((x) => lax.pow(x, jnp.array(y)), [0])).toBe(slope);
    expect(gradient((x) => lax.integerPow(x, y), [0])).toBe(slope);
  }
  expect(gradient((x) => lax.integerPow(x, -1), [0])).toBe(-Infinity);
  expect(gradient((x) => lax.pow(x, 3), [-2])).toBeCloseTo(12, 4);
  expect(gradient((x, y) => lax.pow(x, y), [-2, 3], 1)).toBe(Number.NaN);
  expect([gradient(lax.sqrt, [0]), gradient(lax.rsqrt, [0]), gradient(lax.log, [0])]).toEqual([
    Infinity,
    -Infinity,
    Infinity,
  ]);
  expect([gradient(lax.tanh, [20]), gradient(lax.logistic, [-100])]).toEqual([0, 0]);
  expect(gradient(lax.erfInv, [0.5])).toBeCloseTo(1.11258495, 5);
  expect([gradient((x) => lax.rem(x, 3), [-7.5]), gradient((x, y) => lax.rem(x, y), [-7.5, 3], 1)]).toEqual([1, 2]);
});

test("grad of grad of grad", () => {
  let f: (x: jax.Array) => jax.Array = (x) => lax.mul(lax.sin(x), lax.integerPow(x, 3));
  const expected = [2.1169373989105225, 5.472934722900391, 8.111255645751953, -3.2025904655456543];
  for (const value of expected) {
    expect(f(jnp.array(1.3)).item()).toBeCloseTo(value, 4);
    f = jax.grad(f) as (x: jax.Array) => jax.Array;
  }
});

test("nested derivatives do not mix up their perturbations", () => {
  const nested = (x: jax.Array) => x.mul(jax.grad((y: jax.Array) => x.mul(y).mul(y))(x.mul(2)));
  expect(gradient(nested, [3])).toBe(108);
  expect(gradient((x) => x.mul(jax.grad((y: jax.Array) => x.add(y))(2)), [1])).toBe(1);
});

const h = (x: jax.Array) => jnp.sum(jnp.tanh(jnp.matmul(x, x.T)).mul(x));
const point = () => jnp.arange(4).astype("float32").reshape([2, 2]).div(4);

test("hessian() and jvp() of grad()", () => {
  expectClose(
    jax.hessian(h)(point()).reshape([16]),
    jnp.array([
      -0.06711272895336151, 0.8802086114883423, 1.2070645093917847, -0.033556364476680756, 0.8802086114883423,
      1.297473669052124, 0.7242387533187866, 0.9153170585632324, 1.2070645093917847, 0.7242386937141418,
      0.2713550329208374, -0.03880856931209564, -0.033556364476680756, 0.9153170585632324, -0.03880855441093445,
      1.212299108505249,
    ]),
  );
  const [, directional] = jax.jvp(jax.grad(h), [point()], [point().add(1)]);
  expectClose(
    directional.reshape([4]),
    jnp.array([2.7850213050842285, 5.190214157104492, 2.4514803886413574, 3.173900604248047]),
  );
});

test("jit, vmap and grad compose: gradients per example", () => {
  const w = jnp.arange(6).astype("float32").reshape([3, 2]).div(6);
  const x = jnp.arange(12).astype("float32").reshape([4, 3]).div(12);
  const layer = jax.jit((a: jax.Array, b: jax.Array) => jnp.tanh(jnp.matmul(a, b)));
  const model = (p: { w: jax.Array }, row: jax.Array) => jnp.sum(layer(layer(row, p.w), p.w.T));
  const expected = jnp.array([
    0.13788044452667236, 0.17846053838729858, 0.21371692419052124, 0.2919044494628906, 0.28671780228614807,
    0.401678204536438, 0.5252932906150818, 0.7155439257621765, 0.5326483249664307, 0.7255091667175293,
    0.5068632960319519, 0.6903210878372192, 0.7383307218551636, 0.9287273287773132, 0.63423091173172,
    0.7892335057258606, 0.48562878370285034, 0.5920865535736084, 0.8541359305381775, 0.9889174103736877,
    0.643736720085144, 0.7280811667442322, 0.412165105342865, 0.4415363073348999,
  ]);
  const perExample = jax.vmap(jax.grad(model), { inAxes: [null, 0] });
  expectClose(jnp.ravel(perExample({ w }, x).w), expected);
  expectClose(jnp.ravel(jax.jit(perExample)({ w }, x).w), expected);
  expectClose(jnp.ravel(jax.vmap(jax.jit(jax.grad(model)), { inAxes: [null, 0] })({ w }, x).w), expected);
  const total = (p: { w: jax.Array }) => jnp.sum(jax.vmap(model, { inAxes: [null, 0] })(p, x));
  expectClose(jnp.ravel(jax.grad(total)({ w }).w), jnp.sum(expected.reshape([4, 6]), { axis: 0 }));
});

test("jacfwd() and jacrev() agree, with trees in and out", () => {
  const w = jnp.arange(6).astype("float32").reshape([3, 2]).div(6);
  const f = (x: jax.Array) => jnp.sin(jnp.matmul(x, w));
  const x = jnp.array([1, 2, 3], { dtype: "float32" });
  const expected = jnp.array([
    [-0, -0.2964422106742859, -0.5928844213485718],
    [-0.1442144811153412, -0.43264341354370117, -0.7210723757743835],
  ]);
  expectClose(jax.jacfwd(f)(x), expected);
  expectClose(jax.jacrev(f)(x), expected);
  const [byP, byX] = jax.jacrev((p: { w: jax.Array }, y: jax.Array) => ({ o: jnp.matmul(y, p.w) }), {
    argnums: [0, 1],
  })({ w }, jnp.ones([4, 3])).o;
  expect([byP.w.shape, byX.shape]).toEqual([
    [4, 2, 3, 2],
    [4, 2, 4, 3],
  ]);
});

test("vjp(), jvp() and linearize() take and give trees", () => {
  const f = (p: { a: jax.Array; b: jax.Array[] }) => ({ sum: p.a.add(p.b[0]!), product: p.a.mul(p.b[0]!) });
  const p = { a: jnp.array([1, 2], { dtype: "float32" }), b: [jnp.array([3, 4], { dtype: "float32" })] };
  const [value, pullBack] = jax.vjp(f, p);
  expect(String(value.product)).toBe("[3. 8.]");
  const [ct] = pullBack({
    sum: jnp.array([1, 1], { dtype: "float32" }),
    product: jnp.array([0, 1], { dtype: "float32" }),
  });
  expect([String(ct.a), String(ct.b[0])]).toEqual(["[1. 5.]", "[1. 3.]"]);
  const [, push] = jax.linearize(f, p);
  expect(String(push(p).product)).toBe("[ 6. 16.]");
  const [, tangent] = jax.jvp(f, [p], [p]);
  expect(String(tangent.product)).toBe("[ 6. 16.]");
});

test("aux goes through grad, vjp and jvp untouched", () => {
  const f = (x: jax.Array): [jax.Array, { twice: jax.Array; name: string }] => [
    x.mul(x),
    { twice: x.mul(2), name: "n" },
  ];
  const [[value, aux], slope] = jax.valueAndGrad(f, { hasAux: true })(3);
  expect([value.item(), aux.twice.item(), aux.name, slope.item()]).toEqual([9, 6, "n", 6]);
  expect(jax.grad(f, { hasAux: true })(3)[1].twice.item()).toBe(6);
  expect(jax.jvp(f, [3], [1], { hasAux: true })[2].twice.item()).toBe(6);
  const [, , fromVjp] = jax.vjp(f, 3, { hasAux: true });
  expect(fromVjp.twice.item()).toBe(6);
});

test("argnums choose, integers are refused or get zeros", () => {
  const f = (x: jax.Array, n: jax.Array, y: jax.Array) => x.mul(y).add(n.astype("float32"));
  expect(
    jax
      .grad(f, { argnums: [0, 2] })(3, jnp.array(1), 4)
      .map(Number),
  ).toEqual([4, 3]);
  expect(() => jax.grad(f, { argnums: 1 })(jnp.array(3.5), jnp.array(1), jnp.array(4.5))).toThrow(
    "derivatives are taken by floats, got i32[]",
  );
  expect(String(jax.grad(f, { argnums: 1, allowInt: true })(jnp.array(3.5), jnp.array(1), jnp.array(4.5)))).toBe("0");
  expect(() => jax.grad(f, { argnums: 7 })(jnp.array(3.5), jnp.array(1), jnp.array(4.5))).toThrow(
    "by argument 7: the call has 3 arguments",
  );
});

test("vmap() maps trees along any axis, to any axis", () => {
  const x = jnp.arange(24).reshape([2, 3, 4]);
  const f = (p: { x: jax.Array; scale: jax.Array }) => [p.x.mul(p.scale), jnp.sum(p.x)];
  const [rows, sums] = jax.vmap(f, { inAxes: [{ x: 1, scale: null }], outAxes: [-1, 0] })({ x, scale: jnp.array(2) });
  expect(rows!.shape).toEqual([2, 4, 3]);
  expectClose(rows!, jnp.transpose(x, { axes: [0, 2, 1] }).mul(2));
  expectClose(sums!, jnp.sum(x, { axis: [0, 2] }));
  const named = jax.vmap((a: jax.Array, name: string) => (name === "double" ? a.mul(2) : a), { inAxes: [0, null] });
  expect(String(named(jnp.arange(3), "double"))).toBe("[0 2 4]");
  expect(() => jax.vmap((a: jax.Array, _: string) => a)(jnp.arange(3), "x")).toThrow("mapped leaf [1] is a string");
  expect(String(jax.vmap(() => 3, { axisSize: 2 })())).toBe("[3 3]");
  expect(jax.vmap((a: jax.Array) => jax.vmap((b: jax.Array) => a.mul(b))(jnp.arange(3)))(jnp.arange(2)).shape).toEqual([
    2, 3,
  ]);
});

test("long programs do not exhaust the stack", () => {
  const chain = (x: jax.Array) => {
    let y = x;
    for (let n = 0; n < 2000; n++) y = n % 2 === 0 ? y.mul(1.001) : y.sub(0.001);
    return jnp.sum(y);
  };
  const x = jnp.array([1, 2], { dtype: "float32" });
  const slope = 1.001 ** 1000;
  expectClose(jax.grad(chain)(x), jnp.array([slope, slope]), 1e-4);
  expectClose(jax.jit(jax.grad(chain))(x), jnp.array([slope, slope]), 1e-4);
  expectClose(jax.vmap(jax.grad(chain))(jnp.stack([x, x])), jnp.full([2, 2], slope), 1e-4);
  expect(String(jax.makeJaxpr(chain)(x)).split("\n").length).toBeGreaterThan(2000);
});

test("a traced value refuses to be a number, and to outlive its trace", () => {
  const use = (f: (x: jax.Array) => unknown) => () => jax.jit((x: jax.Array) => (f(x), x))(1);
  expect(use((x) => Number(x))).toThrow(jax.ConcretizationError);
  expect(use((x) => (x as unknown as number) < 10)).toThrow("used as a number or condition inside jit");
  expect(use((x) => `${x}`)).toThrow("put into a string inside jit");
  expect(Number(jax.grad((x: jax.Array) => (Number(x) > 0 ? x.mul(x) : x))(2))).toBe(4); // outside jit there is a number
  expect(() => jax.grad(jax.jit((x: jax.Array) => (x.item(), x)))(1)).toThrow("inside jit");
  expect(() => jax.vmap((x: jax.Array) => (x.item(), x))(jnp.ones([2]))).toThrow("inside vmap");
  let leaked: jax.Array | undefined;
  jax.grad((x: jax.Array) => (leaked = x))(1);
  expect(() => leaked!.add(1)).toThrow(jax.UnexpectedTracerError);
});
