/** What devices send each other is what a textbook says of each way to train. */
import { afterAll, beforeAll, expect, test } from "vitest";
import type { JaxArray } from "../../core/array.ts";
import type { Jaxpr } from "../../core/jaxpr.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import { jax, jnp } from "../../index.ts";
import { NamedSharding, PartitionSpec } from "../../sharding/index.ts";
import { aval } from "../../types/aval.ts";
import type { Shape } from "../../types/shape.ts";
import { partition } from "./index.ts";
import { fixtureMesh } from "./jaxSpecs.cases.ts";

type X = JaxArray;
type Input = readonly [shape: Shape, ...entries: (string | null)[]];

beforeAll(() => jax.config.update("numDevices", 8));
afterAll(() => jax.config.update("numDevices", 1));

/** The collectives of one device, each with the elements that it has before; slices of what it has are none. */
function collectivesOf(f: (...inputs: X[]) => readonly X[], ...inputs: readonly Input[]): string[] {
  const avals = inputs.map(([shape]) => aval(shape, "float32"));
  const { jaxpr } = traceToJaxpr((...xs) => f(...xs), avals);
  const mesh = fixtureMesh();
  const shardings = inputs.map(([, ...entries]) => new NamedSharding(mesh, new PartitionSpec(...entries)));
  const { equations }: Jaxpr = partition(jaxpr, shardings).device!.jaxpr;
  return equations.flatMap(({ primitive, params, inputs: [x] }) => {
    const axis = primitive.axisName?.(params);
    return axis && primitive.name !== "ownSlice" ? [`${primitive.name} ${axis} ${x!.aval.shape.join("×")}`] : [];
  });
}

const loss = (w1: X, w2: X, x: X): X => jnp.sum(jnp.square(jnp.matmul(jnp.tanh(jnp.matmul(x, w1)), w2)));
const gradients = (w1: X, w2: X, x: X): X[] => jax.grad(loss, { argnums: [0, 1] })(w1, w2, x) as unknown as X[];

function sgd(w1: X, w2: X, x: X): X[] {
  const [g1, g2] = gradients(w1, w2, x);
  return [w1.sub(g1!.mul(0.1)), w2.sub(g2!.mul(0.1))];
}

test("data-parallel: gradients are summed", () => {
  expect(collectivesOf(sgd, [[4, 8]], [[8, 4]], [[16, 4], "data"])).toEqual(["psum data 4×8", "psum data 8×4"]);
});

test("tensor-parallel: one sum of activations, none of gradients", () => {
  expect(collectivesOf(sgd, [[4, 8], null, "model"], [[8, 4], "model"], [[16, 4]])).toEqual(["psum model 16×4"]);
});

test("both: sums of activations over model, of gradients over data", () => {
  expect(collectivesOf(sgd, [[4, 8], null, "model"], [[8, 4], "model"], [[16, 4], "data"])).toEqual([
    "psum model 4×4",
    "psum data 4×4",
    "psum data 4×4",
  ]);
});

const fsdp = [
  "allGather data 1×8",
  "allGather data 2×4",
  "psumScatter data 4×4×2",
  "allGather data 2×4", // once more for the backward pass
  "psumScatter data 8×4×1",
];

test("FSDP: weights are gathered, of gradients each device gets its part of the sum", () => {
  const made = collectivesOf(sgd, [[4, 8], "data"], [[8, 4], "data"], [[16, 4], "data"]);
  expect(made.toSorted()).toEqual([...fsdp].toSorted());
});

test("FSDP with the moments of Adam, inside a jitted function", () => {
  const update = jax.jit((w: X, m: X, v: X, g: X) => {
    const [first, second] = [m.mul(0.9).add(g.mul(0.1)), v.mul(0.99).add(jnp.square(g).mul(0.01))];
    return [w.sub(first.div(jnp.sqrt(second).add(1e-8))), first, second];
  });
  const step = (w1: X, w2: X, m1: X, m2: X, v1: X, v2: X, x: X): X[] => {
    const [g1, g2] = gradients(w1, w2, x);
    return [...(update(w1, m1, v1, g1!) as X[]), ...(update(w2, m2, v2, g2!) as X[])];
  };
  const [a, b]: Input[] = [
    [[4, 8], "data"],
    [[8, 4], "data"],
  ];
  const made = collectivesOf(step, a!, b!, a!, b!, a!, b!, [[16, 4], "data"]);
  expect(made.toSorted()).toEqual([...fsdp].toSorted());
});

test("what is gathered for computing is there for whoever needs all of it", () => {
  const sorted = (x: X): X[] => [jnp.cumsum(jnp.sort(x, { axis: 0 }), { axis: 0 })];
  expect(collectivesOf(sorted, [[8], "data"])).toEqual(["allGather data 2"]);
});

test("an axis goes from place to place by allToAll, unless another is in its way", () => {
  const mesh = fixtureMesh();
  const to =
    (...entries: (string | null)[]) =>
    (x: X): X[] => [jax.lax.withShardingConstraint(x, new NamedSharding(mesh, new PartitionSpec(...entries)))];
  expect(collectivesOf(to(null, "data"), [[8, 8], "data"])).toEqual(["allToAll data 2×4×2"]);
  expect(collectivesOf(to(null, "data", "model"), [[8, 8, 8], "data", "model"])).toEqual([
    "allToAll model 2×4×2×4",
    "allToAll data 2×4×2×4",
  ]);
  expect(collectivesOf(to("model", "data"), [[8, 8], "data", "model"])).toEqual([
    "allGather data 2×4",
    "allToAll model 2×4×4",
  ]);
});
