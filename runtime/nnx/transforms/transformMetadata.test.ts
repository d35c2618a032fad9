import { expect, test } from "vitest";
import { type jax, jnp, nnx, random } from "../../index.ts";

const names = { [nnx.PARTITION_NAME]: "layers", names: "L" };
const keys = (): jax.Array => random.split(random.key(0), 3);
const sharding = (variable: nnx.Variable): unknown => variable.getMetadata("outSharding");

// metadata as the same program leaves them in Flax
test("vmap enters the axis name where it stacks, scan takes it away inside, hooks are told", () => {
  const log: unknown[] = [];
  const make = (key: jax.Array): nnx.Linear =>
    new nnx.Linear(2, 2, {
      rngs: new nnx.Rngs(key),
      kernelMetadata: {
        outSharding: ["in", "out"],
        names: ["a", "b"],
        onAddAxis: (_: unknown, ...change: unknown[]) => log.push(["add", ...change]),
        onRemoveAxis: (_: unknown, ...change: unknown[]) => log.push(["remove", ...change]),
      },
      biasMetadata: { outSharding: ["out"] },
    });
  const stack = nnx.vmap(make, { transformMetadata: names })(keys()) as nnx.Linear;
  expect([sharding(stack.kernel), stack.kernel.getMetadata("names"), sharding(stack.bias!)]).toEqual([
    ["layers", "in", "out"],
    ["L", "a", "b"],
    ["layers", "out"],
  ]);
  expect(log).toEqual([["add", 0, "layers"]]);
  const seen: unknown[] = [];
  const forward = nnx.scan(
    (x: jax.Array, layer: nnx.Linear) => {
      seen.push([sharding(layer.kernel), layer.kernel.getMetadata("names"), sharding(layer.bias!)]);
      return layer(x);
    },
    { inAxes: [nnx.Carry, 0], outAxes: nnx.Carry, transformMetadata: names },
  );
  forward(jnp.ones([1, 2]), stack);
  expect(seen[0]).toEqual([["in", "out"], ["a", "b"], ["out"]]);
  expect(log.slice(1, 3)).toEqual([
    ["remove", 0, "layers"],
    ["add", 0, "layers"],
  ]);
  expect(sharding(stack.kernel)).toEqual(["layers", "in", "out"]);
});

test("an axis further back is entered where it stands, and a name that is not there is an error", () => {
  const make = (key: jax.Array) =>
    new nnx.Linear(2, 2, { rngs: new nnx.Rngs(key), useBias: false, kernelMetadata: { outSharding: ["in", "out"] } });
  const stack = nnx.vmap(nnx.transformMetadata(make, { outAxes: 1, partition: "layers" }), { outAxes: 1 })(keys());
  expect([stack.kernel.shape, sharding(stack.kernel)]).toEqual([
    [2, 3, 2],
    ["in", "layers", "out"],
  ]);
  const sum = (m: nnx.Linear): jax.Array => m.kernel.sum();
  expect(() =>
    nnx.vmap(sum, { inAxes: new nnx.StateAxes([[true, 1]]) as never, transformMetadata: { partitionName: "other" } })(
      stack,
    ),
  ).toThrow('Cannot remove axis 1 of a Param: its outSharding is ["in","layers","out"], where "other" was expected');
  expect(() => nnx.vmap(sum, { transformMetadata: { other: 1 } })(stack)).toThrow(
    "transformMetadata has no partitionName",
  );
});
