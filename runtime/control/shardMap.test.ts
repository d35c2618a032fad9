/** Functions of parts with collectives, over one and over two mesh axes, as in JAX (shardMap.fixtures.py). */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { jax, jnp, lax } from "../index.ts";
import { expectArray, type FixtureArray } from "../test/fixtureArray.ts";
import { arrayOf } from "../test/hostArrays.ts";
import { type Shape, sizeOf } from "../types/shape.ts";
import fixture from "./shardMap.fixtures.json" with { type: "json" };

beforeAll(() => jax.config.update("numDevices", 8));
afterAll(() => jax.config.update("numDevices", 1));

type X = jax.Array;
type Entries = readonly (string | readonly string[] | null)[];

interface Case {
  readonly shape: Shape;
  readonly in: Entries;
  readonly out: Entries;
  readonly value: FixtureArray;
  /** Of the sum of the sines of the result; null where JAX has none. */
  readonly gradient: FixtureArray | null;
}

const both = ["data", "model"];
const turned = ["model", "data"];
const ring = (x: X, size: number, by: number, axes: string | string[] = "data"): X =>
  lax.ppermute(
    x,
    axes,
    Array.from({ length: size }, (_, i) => [i, (i + by) % size] as const),
  );
const exchange = (x: X, axisName: string | string[], splitAxis: number, concatAxis: number, tiled: boolean): X =>
  lax.allToAll({ x, axisName, splitAxis, concatAxis, tiled });

function softmax(x: X): X {
  const largest = lax.stopGradient(lax.pmax(lax.stopGradient(jnp.max(x)), both));
  const exponentials = jnp.exp(x.sub(largest));
  return exponentials.div(lax.psum(jnp.sum(exponentials), both));
}

const functions: Readonly<Record<string, (x: X) => X>> = {
  psum: (x) => lax.psum(x, "data"),
  "psum model": (x) => lax.psum(x, "model"),
  "psum both": (x) => lax.psum(x, both),
  "psum one of two": (x) => lax.psum(x, "data"),
  pmean: (x) => lax.pmean(x, "data"),
  "pmean both": (x) => lax.pmean(x, both),
  "pmax both": (x) => lax.pmax(x, both),
  pmin: (x) => lax.pmin(x, "model"),
  all_gather: (x) => lax.allGather(x, "data"),
  "all_gather axis": (x) => lax.allGather(x, "model", { axis: 1 }),
  "all_gather tiled": (x) => lax.allGather(x, "data", { tiled: true }),
  "all_gather tiled axis": (x) => lax.allGather(x, "model", { axis: 1, tiled: true }),
  "all_gather both": (x) => lax.allGather(x, both),
  "all_gather both tiled": (x) => lax.allGather(x, both, { tiled: true }),
  "all_gather both turned": (x) => lax.allGather(x, turned, { tiled: true }),
  psum_scatter: (x) => lax.psumScatter(x, "data"),
  "psum_scatter tiled": (x) => lax.psumScatter(x, "data", { tiled: true }),
  "psum_scatter axis": (x) => lax.psumScatter(x, "model", { scatterDimension: 1, tiled: true }),
  "psum_scatter both": (x) => lax.psumScatter(x, both, { tiled: true }),
  "psum_scatter both turned": (x) => lax.psumScatter(x, turned, { tiled: true }),
  ppermute: (x) => ring(x, 4, 1),
  "ppermute some": (x) =>
    lax.ppermute(x, "data", [
      [0, 2],
      [3, 1],
    ]),
  "ppermute both": (x) => ring(x, 8, 3, both),
  all_to_all: (x) => exchange(x, "data", 1, 0, true),
  "all_to_all back": (x) => exchange(x, "data", 0, 1, true),
  "all_to_all untiled": (x) => exchange(x, "data", 1, 0, false),
  "all_to_all both": (x) => exchange(x, both, 1, 0, true),
  axis_index: (x) => x.mul(0).add(lax.axisIndex("data")),
  "axis_index both": (x) => x.mul(0).add(lax.axisIndex(both)),
  "axis_index turned": (x) => x.mul(0).add(lax.axisIndex(turned)),
  axis_size: (x) => x.mul(lax.axisSize("model")).add(lax.axisSize(both)),
  "softmax over devices": softmax,
  ring: (x) => lax.foriLoop(0, 3, (_: X, c: X) => x.add(ring(c, 4, 1).div(2)), x),
};

const cases = Object.entries(fixture as unknown as Record<string, Case>);

function inputOf(shape: Shape): X {
  return arrayOf(
    Array.from({ length: sizeOf(shape) }, (_, k) => ((((k * 7 + 5) * (k + 3)) % 23) - 11) / 8),
    shape,
  );
}

function mapped(name: string, given: Entries, wanted: Entries, checkVma: boolean = true): (x: X) => X {
  const mesh = jax.makeMesh([4, 2], both);
  const [inSpecs, outSpecs] = [given, wanted].map((entries) => jax.P(...(entries as string[])));
  return jax.shardMap(functions[name]!, { mesh, inSpecs: inSpecs!, outSpecs: outSpecs!, checkVma }) as (x: X) => X;
}

describe.each(cases)("%s", (name, { shape, in: given, out: wanted, value, gradient }) => {
  test("in jit and without, of whole arrays and of such that lie so", () => {
    const f = mapped(name, given, wanted);
    const x = inputOf(shape);
    const placed = jax.devicePut(x, new jax.NamedSharding(jax.makeMesh([4, 2], both), jax.P(...(given as string[]))));
    for (const result of [f(x), jax.jit(f)(x) as X, f(placed), jax.jit(f)(placed) as X])
      expectArray(result, value, 3e-6, 1);
  });
  test.skipIf(gradient === null)("gradient", () => {
    const f = mapped(name, given, wanted);
    const slope = jax.grad((x: X) => jnp.sum(jnp.sin(f(x))));
    expectArray(slope(inputOf(shape)) as X, gradient!, 1e-5, 1);
    expectArray(jax.jit(slope)(inputOf(shape)) as X, gradient!, 1e-5, 1);
  });
});

test("every function has its case", () => {
  expect(Object.keys(functions)).toEqual(cases.map(([name]) => name));
});

test("a result that differs where its spec leaves out an axis is refused", () => {
  const x = jnp.arange(8, { dtype: "float32" });
  const mesh = jax.makeMesh([4, 2], both);
  const twice = (x: X): X => x.mul(2);
  const refused = jax.shardMap(twice, { mesh, inSpecs: jax.P(both), outSpecs: jax.P("data") });
  expect(() => refused(x)).toThrow(
    `Cannot shardMap twice: a result with spec P('data',) may differ from device to device along "model", which the spec leaves out; ` +
      'name the axis, bring the devices together with lax.psum(x, "model"), or give { checkVma: false } to take the first device\'s',
  );
  const first = jax.shardMap(twice, { mesh, inSpecs: jax.P(both), outSpecs: jax.P("data"), checkVma: false });
  expect(String(first(x))).toBe("[ 0.  4.  8. 12.]");
});

test("several axes must fit as one", () => {
  const f = (g: (x: X) => X): X =>
    jax.shardMap(g, { mesh: jax.makeMesh([4, 2], both), inSpecs: jax.P(), outSpecs: jax.P(both) })(
      jnp.ones([4, 2]),
    ) as X;
  expect(() => f((x) => lax.psumScatter(x, both))).toThrow(
    /Cannot psumScatter f32\[4,2\] along its axis 0: it must have size 8/,
  );
  expect(() => f((x) => lax.psumScatter(x, both, { tiled: true }))).toThrow(
    /axis 0 has size 4, which 8 does not divide/,
  );
  expect(() => f((x) => lax.ppermute(x, both, [[8, 0]]))).toThrow(
    /over axes "data", "model" of size 8 by \[\[8,0\]\]: 8 is outside 0 … 7/,
  );
  expect(() => f((x) => lax.pbroadcast(x, both, 9))).toThrow(/over axes "data", "model" from 9: it is outside 0 … 7/);
  expect(f((x) => lax.pbroadcast(lax.axisIndex(both).add(x), both, 5)).shape).toEqual([32, 2]);
});
