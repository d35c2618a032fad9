import { expect, test } from "vitest";
import { setDefaultBackend } from "../execute/backends.ts";
import { jax, jnp, lax } from "../index.ts";

setDefaultBackend("wasm");
const { P } = jax;
const { AbstractMesh, AxisType, Mesh, NamedSharding, SingleDeviceSharding } = jax.sharding;
const four = new AbstractMesh([2, 2], ["a", "b"]);
const one = jax.makeMesh([1, 1], ["a", "b"]);

test("values print, compare and measure as in JAX", () => {
  // what repr() gives in JAX 0.10
  const specs = [P(), P("a"), P("a", null), P(["a", "b"], null), P(null, "a"), P(jax.P.UNCONSTRAINED), P(["a"])];
  expect(specs.map(String)).toEqual([
    "P()",
    "P('a',)",
    "P('a', None)",
    "P(('a', 'b'), None)",
    "P(None, 'a')",
    "P(UNCONSTRAINED,)",
    "P('a',)",
  ]);
  expect([P("a").equals(P("a", null)), P(["a"]).equals(P("a")), new P("a").equals(P("a"))]).toEqual([
    false,
    true,
    true,
  ]);
  expect(String(one)).toBe("Mesh('a': 1, 'b': 1, axis_types=(Explicit, Explicit))");
  expect(String(four)).toBe("AbstractMesh('a': 2, 'b': 2, axis_types=(Auto, Auto))");
  expect(new Mesh(jax.devices(), "a").equals(jax.makeMesh([1], ["a"], { axisTypes: [AxisType.Auto] }))).toBe(true);
  const sharding = new NamedSharding(four, P("a", null));
  expect(sharding.shardShape([4, 3])).toEqual([2, 3]);
  expect(String(sharding)).toBe(`NamedSharding(mesh=${four}, spec=P('a', None))`);
  expect([sharding.isFullyReplicated, new NamedSharding(four, P()).isFullyReplicated]).toEqual([false, true]);
  expect(sharding.equals(new NamedSharding(four, P("a")))).toBe(false);
  expect(sharding.isEquivalentTo(new NamedSharding(four, P("a")), 2)).toBe(true);
  expect(new SingleDeviceSharding(jax.devices()[0]!).equals(new SingleDeviceSharding(jax.devices()[0]!))).toBe(true);
  expect(String(new jax.ShapeDtypeStruct([4, 3], "float32", { sharding }))).toContain(", sharding=NamedSharding(");
});

test.each([
  ["an axis the mesh has not", () => new NamedSharding(four, P("z")), `the mesh has no axis "z", it has "a", "b"`],
  [
    "an axis used twice",
    () => new NamedSharding(four, P("a", "a")),
    `the mesh axis "a" can cut one axis of an array only`,
  ],
  [
    "a size that does not divide",
    () => new NamedSharding(four, P(["a", "b"])).shardShape([6]),
    `mesh axes "a", "b" have size 4, which does not divide axis 0 of size 6`,
  ],
  [
    "too few axes",
    () => jax.devicePut(jnp.ones([3]), new NamedSharding(one, P("a", null))),
    "the spec names 2 axes, the array has 1",
  ],
  [
    "a spec without a mesh",
    () => lax.withShardingConstraint(jnp.ones([4]), P("a")),
    "a PartitionSpec needs a mesh; run it inside jax.setMesh(mesh, () => …)",
  ],
  [
    "more devices than there are",
    () => jax.makeMesh([2, 4], ["a", "b"]),
    "Cannot make a mesh of shape (2, 4): it needs 8 devices, there is one",
  ],
  ["names that do not match", () => new Mesh(jax.devices(), ["a", "b"]), "there are 1 axes, 2 names (a, b)"],
  [
    "an entry that is no name",
    () => P(1 as never),
    "an entry must be the name of a mesh axis, a list of names, or null, got 1",
  ],
  [
    "inShardings of another length",
    () => jax.jit((x: jax.Array) => x, { inShardings: [null, null] })(jnp.ones([2])),
    "inShardings has 2 entries, the call has 1 arguments",
  ],
  [
    "inShardings with too few axes",
    () =>
      jax.jit((t: { w: jax.Array }) => t.w, { inShardings: new NamedSharding(one, P("a", "b")) })({ w: jnp.ones([2]) }),
    "Cannot jit <lambda>: its arguments at [0]['w']: cannot shard an array of shape (2) by P('a', 'b')",
  ],
  [
    "shardMap without a mesh",
    () => jax.shardMap((x: jax.Array) => x, { inSpecs: P(), outSpecs: P() }),
    "there is no mesh; give { mesh }",
  ],
  [
    "shardMap over many devices",
    () => jax.shardMap((x: jax.Array) => x, { mesh: four, inSpecs: P(), outSpecs: P() }),
    "it has no devices; make a mesh with jax.makeMesh",
  ],
  [
    "pmap over many slices",
    () => jax.pmap((x: jax.Array) => x)(jnp.ones([4, 2])),
    "over 4 slices: there is one device; use jax.vmap",
  ],
])("%s: the error says what is wrong", (_, run, message) => {
  expect(run).toThrow(message);
});

test("on one device shardings are kept to and change nothing, under jit, grad and setMesh", () => {
  const x = jnp
    .array([
      [1, 2],
      [3, 4],
    ])
    .astype("float32");
  const f = jax.jit((y: jax.Array) => jnp.sum(lax.withShardingConstraint(y.mul(y), P("a", "b"))), {
    inShardings: P("a"),
    outShardings: P(),
  });
  jax.setMesh(one, () => {
    expect(f(x).item()).toBe(30);
    expect(jax.grad(f)(x).tolist()).toEqual([
      [2, 4],
      [6, 8],
    ]);
    expect(jax.devicePut({ x }, { x: P(["a", "b"]) }).x.tolist()).toEqual(x.tolist());
  });
  expect(() =>
    jax.setMesh(one, () => {
      throw new Error("mine");
    }),
  ).toThrow("mine");
  expect(jax.sharding.getMesh().empty).toBe(true);
});

test("shardMap runs collectives over axes of one device, also under jit and grad", () => {
  const f = jax.shardMap(
    (x: jax.Array, w: jax.Array) => {
      const part = jnp
        .sum(x.mul(w), { axis: 1 })
        .add(lax.axisIndex("a"))
        .mul(lax.axisSize(["a", "b"]));
      return [lax.psum(part, ["a", "b"]), lax.allGather(part, "b", { tiled: true })];
    },
    { mesh: one, inSpecs: [P("a", "b"), P("b")], outSpecs: [P("a"), P(["a", "b"])] },
  );
  const x = jnp
    .array([
      [1, 2],
      [3, 4],
    ])
    .astype("float32");
  const w = jnp.array([10, 1]).astype("float32");
  const [sum, gathered] = jax.jit(f)(x, w) as [jax.Array, jax.Array];
  expect([sum.tolist(), gathered.tolist()]).toEqual([
    [12, 34],
    [12, 34],
  ]);
  expect(
    jax
      .grad((v: jax.Array) => jnp.sum(f(x, v)[0]!))(w)
      .tolist(),
  ).toEqual([4, 6]);
});

test("a jitted function is traced anew under another mesh, since its specs mean another one", () => {
  jax.config.update("numDevices", 4);
  try {
    const f = jax.jit((x: jax.Array) => lax.withShardingConstraint(x.mul(2), P("a")));
    const parts = [4, 2, 4].map((size) =>
      jax.setMesh(jax.makeMesh([size], ["a"]), () => f(jnp.ones([8])).addressableShards.length),
    );
    expect(parts).toEqual([4, 2, 4]);
  } finally {
    jax.config.update("numDevices", 1);
  }
});
