import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { jax, jnp } from "../index.ts";

type A = jax.Array;
type Functions = Readonly<Record<string, (...args: unknown[]) => A>>;
type Case = readonly [module: string, name: string, args: unknown[], options: object, numbers: (number | string)[]];

// Printed by real JAX, by scipy.fixtures.py
const cases = JSON.parse(readFileSync(new URL("./scipy.fixtures.json", import.meta.url), "utf8")) as Case[];

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const numberOf = (x: number | string): number =>
  x === "nan" ? Number.NaN : Number(String(x).replace("inf", "Infinity"));

function run([module, name, args, options]: Case): A {
  const functions = module
    .split(".")
    .reduce<unknown>((place, part) => (place as Record<string, unknown>)[camelCase(part)], jax.scipy) as Functions;
  const arrays = args.map((arg) => (Array.isArray(arg) ? jnp.array(arg as number[], { dtype: "float32" }) : arg));
  return functions[camelCase(name)]!(...arrays, ...(Object.keys(options).length > 0 ? [options] : []));
}

test.each(cases)("%s.%s of %j %j", (...given) => {
  const got = run(given).astype("float32").reshape([-1]).tolist() as number[];
  given[4].map(numberOf).forEach((wanted, k) => {
    if (Object.is(got[k], wanted) || got[k] === wanted) return;
    expect(Math.abs(got[k]! - wanted), `element ${k} is ${got[k]}, not ${wanted}`).toBeLessThan(
      2e-5 * Math.abs(wanted) + 1e-6,
    );
  });
});

test("derivatives, and matrices taken apart", () => {
  const { special, stats, linalg } = jax.scipy;
  expect(String(jax.grad((x: A) => special.xlogy(x, 2))(0))).toBe("0.6931472");
  expect(Number(jax.grad((m: A) => stats.norm.logpdf(1, { loc: m, scale: 2 }))(0.5))).toBeCloseTo(0.125, 6);
  const a = jnp.array([
    [4, 1],
    [1, 3],
  ]);
  const b = jnp.array([1, 2]);
  const x = jnp.linalg.solve(a, b);
  for (const found of [linalg.choSolve(linalg.choFactor(a), b), linalg.luSolve(linalg.luFactor(a), b)])
    expect(Number(jnp.max(jnp.abs(found.sub(x))))).toBeLessThan(1e-6);
});
