import { inspect } from "node:util";
import { expect, test } from "vitest";
import { jax, jnp } from "../index.ts";
import { textOf } from "./textOf.cases.ts";

const shown = (value: unknown): Record<string, string> =>
  (value as { [key: symbol]: () => Record<string, string> })[Symbol.for("Jupyter.display")]!();

const x = jnp.array([1.5, 2.5]);
const f = jax.jit(function scaled(x: jax.Array) {
  return jnp.sum(x.mul(2));
});

test("a jaxpr is its printed text, coloured", () => {
  const jaxpr = jax.makeJaxpr((x: jax.Array) => jnp.sum(x.mul(2)))(x);
  const bundle = shown(jaxpr);
  expect(bundle["text/plain"]).toBe(inspect(jaxpr));
  expect(textOf(bundle["text/html"]!)).toBe(
    "jaxpr f32[2] → f32[] 2 equations { lambda ; a :f32[2] . let b :f32[2] = mul a 2.0 :f32[] c :f32[] = reduceSum [ axes =(0,)] b in (c,) }",
  );
  const code = /<pre class="l">(.*)<\/pre>/s.exec(bundle["text/html"]!)![1]!;
  expect(code.replace(/<[^>]*>/g, "")).toBe(String(jaxpr)); // colours add nothing
  expect(code).toContain("<b>let</b>\n    b<i>:f32[2]</i> = <em>mul</em> a <s>2.0</s><i>:f32[]</i>");
});

test("a long jaxpr is cut in the card only, and what is captured is told", () => {
  const captured = jnp.ones([2]);
  const long = jax.makeJaxpr((x: jax.Array) => {
    for (let i = 0; i < 2000; i++) x = x.add(captured);
    return x;
  })(x);
  const bundle = shown(long);
  expect(bundle["text/html"]!.length).toBeLessThan(40_000);
  expect(textOf(bundle["text/html"]!)).toMatch(/2,000 equations 1 captured .* … 1,\d\d\d more lines/);
  expect(bundle["text/plain"]).toBe(String(long));
});

test("names in a jaxpr are escaped", () => {
  const named = jax.jit(Object.defineProperty((x: jax.Array) => x.add(1), "name", { value: "<img>" }));
  expect(shown(jax.makeJaxpr(named)(x))["text/html"]).not.toContain("<img>");
});

test("a lowered function shows its jaxpr, and prints it", () => {
  const lowered = f.lower(x);
  const bundle = shown(lowered);
  expect(bundle["text/plain"]).toBe(lowered.asText());
  expect(inspect(lowered)).toBe(lowered.asText());
  expect(textOf(bundle["text/html"]!)).toMatch(/^lowered f32\[2\] → f32\[\]/);
});

test("a compiled function and its explanation show the kernels with their work", () => {
  const compiled = f.lower(x).compile();
  const bundle = shown(compiled);
  expect(shown(compiled.explain())).toEqual(bundle);
  expect(bundle["text/plain"]).toBe(String(compiled.explain()));
  expect(bundle["text/plain"]).toBe(inspect(compiled.explain()));
  expect(textOf(bundle["text/html"]!)).toBe(
    "1 kernel on wasm arguments 8 B, results 4 B, temporaries 0 B kernel fused from grid reduce times operations read written " +
      "mul_reduceSum mul reduceSum 2 1 4 8 B 4 B what is stored, and why kernel stores because mul_reduceSum reduceSum f32[] result",
  );
  expect(Number(compiled(x))).toBe(8); // and it is a function still
  expect(compiled).toBeInstanceOf(Function);
});

test("a profile shows times with a bar for each share", () => {
  const profile = f.lower(x).compile().profile(x);
  const bundle = shown(profile);
  expect(bundle["text/plain"]).toBe(String(profile));
  expect(textOf(bundle["text/html"]!)).toMatch(
    /^[\d.]+ ms wasm 1 kernel kernel share ms calls .* mul_reduceSum 100 % [\d.]+ \d+ /,
  );
  expect(bundle["text/html"]).toContain("width:100px");
});
