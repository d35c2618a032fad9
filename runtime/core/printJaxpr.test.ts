import { expect, test } from "vitest";
import { jax, jnp, lax } from "../index.ts";
import { printLiteral } from "./printLiteral.ts";

// Texts of JAX 0.10.2, jax.make_jaxpr(...), with names in camelCase and without params that do not exist here
const scalar = new jax.ShapeDtypeStruct([], "float32");
const vector = new jax.ShapeDtypeStruct([3], "float32");
const show = (f: (...args: any[]) => unknown, ...args: unknown[]) => String(jax.makeJaxpr(f)(...args));

test("printJaxpr() puts short programs on one line", () => {
  expect(show((x) => lax.sin(lax.cos(x)), scalar)).toBe(
    "{ lambda ; a:f32[]. let b:f32[] = cos a; c:f32[] = sin b in (c,) }",
  );
  expect(show((x) => x, vector)).toBe("{ lambda ; a:f32[3]. let  in (a,) }");
  expect(show(() => 3)).toBe("{ lambda ; . let  in (3:i32[],) }");
});

test("printJaxpr() breaks long ones and shows captured arrays", () => {
  const m = jnp.ones([2, 3]);
  expect(show((x) => [lax.mul(lax.sin(x), 2), lax.add(lax.broadcastInDim(x, [2, 3], [1]), m)], vector)).toBe(
    `{ lambda a:f32[2,3]; b:f32[3]. let
    c:f32[3] = sin b
    d:f32[3] = mul c 2.0:f32[]
    e:f32[2,3] = broadcastInDim[broadcastDimensions=(1,)] b
    f:f32[2,3] = add e a
  in (d, f) }`,
  );
  expect(show((x, y) => lax.dot(y, x), vector, new jax.ShapeDtypeStruct([2, 3], "float32"))).toBe(
    `{ lambda ; a:f32[3] b:f32[2,3]. let
    c:f32[2] = dotGeneral[
      dimensionNumbers=(([1], [0]), ([], []))
      preferredElementType=None
    ] b a
  in (c,) }`,
  );
});

test("printJaxpr() shows jit with the names of the caller, and shared programs once", () => {
  const sine = jax.jit((x) => lax.sin(x));
  expect(show(sine, scalar)).toBe(
    `{ lambda ; a:f32[]. let
    b:f32[] = jit[
      name=<lambda>
      jaxpr={ lambda ; a:f32[]. let b:f32[] = sin a in (b,) }
    ] a
  in (b,) }`,
  );
  const f = jax.jit(function f(x: jax.Array) {
    return lax.mul(x, 2);
  });
  expect(show((x) => f(f(x)), scalar)).toBe(
    `let f = { lambda ; a:f32[]. let b:f32[] = mul a 2.0:f32[] in (b,) } in
{ lambda ; c:f32[]. let
    d:f32[] = jit[name=f jaxpr=f] c
    e:f32[] = jit[name=f jaxpr=f] d
  in (e,) }`,
  );
  expect(show((x) => jax.jit((x, y) => [x, y, y])(x, 2), scalar)).toContain(
    "{ lambda ; a:f32[] c:i32[]. let  in (a, c, c) }",
  );
});

test("printJaxpr() writes _ for what nobody reads and wraps long lists", () => {
  expect(show((x) => (lax.sin(x), x), scalar)).toBe("{ lambda ; a:f32[]. let _:f32[] = sin a in (a,) }");
  const many = Array.from({ length: 30 }, () => new jax.ShapeDtypeStruct([3, 4], "float32"));
  expect(
    show((...xs) => xs, ...many),
  ).toBe(`{ lambda ; a:f32[3,4] b:f32[3,4] c:f32[3,4] d:f32[3,4] e:f32[3,4] f:f32[3,4] g:f32[3,4]
    h:f32[3,4] i:f32[3,4] j:f32[3,4] k:f32[3,4] l:f32[3,4] m:f32[3,4] n:f32[3,4]
    o:f32[3,4] p:f32[3,4] q:f32[3,4] r:f32[3,4] s:f32[3,4] t:f32[3,4] u:f32[3,4]
    v:f32[3,4] w:f32[3,4] x:f32[3,4] y:f32[3,4] z:f32[3,4] ba:f32[3,4] bb:f32[3,4]
    bc:f32[3,4] bd:f32[3,4]. let
    
  in (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p, q, r, s, t, u, v, w, x, y,
    z, ba, bb, bc, bd) }`);
});

test("printLiteral() writes numbers as Python does", () => {
  const cases = [
    [0.1, "0.1"],
    [1e-10, "1e-10"],
    [1e20, "1e+20"],
    [3, "3.0"],
    [-0, "-0.0"],
    [1 / 3, "0.33333334"],
    [16777216, "16777216.0"],
    [1e-4, "0.0001"],
    [1.5e-5, "1.5e-05"],
    [-Infinity, "-inf"],
    [Number.NaN, "nan"],
  ] as const;
  for (const [value, text] of cases) expect(printLiteral(Math.fround(value), "float32")).toBe(text);
  expect([printLiteral(-3, "int32"), printLiteral(true, "bool")]).toEqual(["-3", "True"]);
});
