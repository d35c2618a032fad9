import { expect, test } from "vitest";
import { jax, jnp, nnx } from "../index.ts";

class Block extends nnx.dataclass({
  layers: nnx.Data,
  sizes: nnx.Static,
  rate: nnx.Static.default(() => 0.5),
}) {}

const linear = (): nnx.Linear => new nnx.Linear(2, 2, { rngs: new nnx.Rngs(0) });

test("declared fields stay what they are when others are assigned", () => {
  const block = new Block({ layers: [linear()], sizes: [2, 2] });
  block.layers = [linear(), linear()];
  expect(nnx.toFlatState(nnx.state(block)).paths.length).toBe(4);
  const copy = nnx.clone(block);
  expect([copy.rate, copy.sizes, copy instanceof Block]).toEqual([0.5, [2, 2], true]);
  expect(jax.tree.leaves(block).length).toBe(4);
});

test("what does not fit a declaration is named with its repair", () => {
  expect(() => new Block({ layers: [] } as never)).toThrow("Cannot make a Block: the field sizes is missing");
  expect(() => new Block({ layers: [], sizes: 1, size: 2 } as never)).toThrow(
    "it has no field size; the fields are layers, sizes, rate",
  );
  expect(() => new Block({ layers: 3, sizes: 1 })).toThrow("make it an array with jnp.array(3)");
  expect(() => new Block({ layers: [], sizes: [jnp.ones([2])] })).toThrow(
    "its field `sizes` is declared nnx.Static and holds a jax.Array; declare it nnx.Data",
  );
});

test("an nnx.Object is a node of NNX and a leaf of jax.tree", () => {
  class Box extends nnx.Object {
    inner = linear();
  }
  const box = new Box();
  const bump = nnx.jit((b: Box) => {
    b.inner.bias.value = b.inner.bias.value.add(1);
  });
  bump(box);
  expect(String(box.inner.bias.value)).toBe("[1. 1.]");
  expect(jax.tree.leaves([box])[0]).toBe(box);
});
