import { describe, expect, test } from "vitest";
import type { DeviceArray, JaxArray } from "../core/array.ts";
import { withBackend } from "../execute/backends.ts";
import { jax, jnp } from "../index.ts";
import { randomArray } from "../test/hostArrays.ts";
import { foldByPlace, neutralOf, type ScatterOp, scatterReduce } from "./index.ts";

const hostOf = (x: JaxArray) => [...(x as DeviceArray).host];
const randomPlaces = (n: number, low: number, high: number, seed = 3) =>
  randomArray([n], { dtype: "int32", low, high, seed });

const folds: Readonly<Record<ScatterOp, (x: number, y: number) => number>> = {
  add: (x, y) => x + y,
  mul: (x, y) => x * y,
  max: Math.max,
  min: Math.min,
};

/** One value after the other. */
function oneByOne(op: ScatterOp, values: DeviceArray, places: DeviceArray, size: number): number[] {
  const r = values.size / places.size;
  const out = Array.from({ length: size * r }, () => neutralOf(op, values.dtype));
  for (const [s, place] of places.host.entries()) {
    if (place < 0 || place >= size) continue;
    for (let c = 0; c < r; c++) out[place * r + c] = folds[op](out[place * r + c]!, values.host[s * r + c]!);
  }
  return out;
}

describe("values of a large array", () => {
  const cases = [
    { name: "spread", places: randomPlaces(3000, -20, 420), size: 400 },
    { name: "nearly all at one place", places: randomPlaces(3000, 150, 152), size: 200 },
    { name: "few among many places", places: randomPlaces(100, 0, 5000), size: 5000 },
  ];
  test.each(cases)("are folded at their places: $name", ({ places, size }) => {
    for (const op of ["add", "max", "min"] as const) {
      const values = randomArray([places.size, 2], { dtype: "int32" });
      const folded = scatterReduce(op, values, [places], [0], [size, 2]);
      expect(hostOf(folded)).toEqual(oneByOne(op, values, places, size));
    }
  });

  test("are multiplied and added in floats, along the second of two axes", () => {
    const places = randomPlaces(2000, 0, 300);
    const values = randomArray([2000, 2], { low: 0.8, high: 1.2 });
    for (const op of ["add", "mul"] as const) {
      const folded = hostOf(scatterReduce(op, values, [places], [1], [2, 300]).T);
      const expected = oneByOne(op, values, places, 300);
      folded.forEach((x, k) => expect(Math.abs(x / expected[k]! - 1)).toBeLessThan(1e-5));
    }
  });

  test("have the same batches and derivatives as those of small ones", () => {
    const x = randomArray([2, 300], { seed: 5 });
    const places = jnp.array([...randomPlaces(600, -5, 45).host]).reshape([2, 300]);
    for (const op of ["add", "max", "mul"] as const) {
      const small = (row: JaxArray, at: JaxArray) => scatterReduce(op, row, [at], [0], [40]);
      const large = (row: JaxArray, at: JaxArray) => foldByPlace(row, at, { op, size: 40 });
      const [expected, actual] = [small, large].map((f) => {
        const loss = (rows: JaxArray) => {
          const y = jax.vmap(f)(rows, places);
          return jnp.sum(y.mul(y));
        };
        return hostOf(jax.grad(loss)(x));
      });
      expect(actual!.some((v) => v !== 0)).toBe(true);
      actual!.forEach((v, k) => expect(v).toBeCloseTo(expected![k]!, 4));
    }
  });

  test("replace each other, the last one stays", () => {
    const places = randomPlaces(3000, 0, 400);
    const written = jnp.zeros([400], { dtype: "int32" }).at(places).set(jnp.arange(1, 3001));
    const expected = new Array<number>(400).fill(0);
    places.host.forEach((place, s) => {
      expected[place] = s + 1;
    });
    expect(hostOf(written)).toEqual(expected);
  });
});

test("the gradient of take over 2,000 rows and 10,000 indices takes no second", () => {
  withBackend("wasm", () => {
    const indices = randomPlaces(10000, 0, 2000);
    const gradient = jax.jit(jax.grad((x: JaxArray) => jnp.sum(jnp.take(x, indices, { axis: 0 }))));
    const x = randomArray([2000, 8]);
    gradient(x); // compiles
    const start = performance.now();
    const counts = hostOf(gradient(x));
    expect(performance.now() - start).toBeLessThan(1000);
    const expected = new Array<number>(16000).fill(0);
    for (const place of indices.host) for (let c = 0; c < 8; c++) expected[place * 8 + c]!++;
    expect(counts).toEqual(expected);
  });
});
