import { expect, test } from "vitest";
import { jax, nnx } from "../index.ts";

const jnp = jax.numpy;
const shown = (value: unknown) =>
  (value as { [key: symbol]: () => Record<string, string> })[Symbol.for("Jupyter.display")]!();

class Block extends nnx.Module<(x: jax.Array) => jax.Array> {
  linear: nnx.Linear;
  norm: nnx.BatchNorm;
  drop: nnx.Dropout;
  constructor(rngs: nnx.Rngs) {
    super();
    this.linear = new nnx.Linear(2, 3, { rngs });
    this.norm = new nnx.BatchNorm(3, { rngs });
    this.drop = new nnx.Dropout(0.5, { rngs });
  }
  __call__(x: jax.Array): jax.Array {
    return this.drop(this.norm(this.linear(x)));
  }
}

test("a module shows itself as a tree with shapes, bytes and numbers", () => {
  const bundle = shown(new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) }));
  expect(bundle["text/plain"]).toMatch(/^Linear\(/);
  const html = bundle["text/html"]!;
  expect(html).toContain('<small class="q">9 (36 B)</small>');
  expect(html).toContain("float32[2, 3]");
  expect(html).toContain("<pre>[0. 0. 0.]</pre>");
  expect(html.match(/<details/g)!.length).toBe(html.match(/<\/details>/g)!.length);
});

test("names and text are escaped, cycles end, large arrays are cut", () => {
  const node = new nnx.Dict({ "<b>": "<script>", large: new nnx.Param(jnp.zeros([2000])) });
  node.self = node;
  const html = shown(node)["text/html"]!;
  expect(html).not.toContain("<script>");
  expect(html).toContain("Dict, as above");
  expect(html).toContain("2,000 elements");
});

test("tabulate() lists calls with shapes, and leaves the model alone", () => {
  const model = new Block(new nnx.Rngs(0));
  const before = `${nnx.state(model)}`;
  const table = nnx.tabulate(model, jnp.ones([4, 2]));
  expect(`${nnx.state(model)}`).toBe(before);
  // the rows of nnx.tabulate(Net(nnx.Rngs(0)), jnp.ones((4, 2))) in Flax
  expect(table.replace(/^ +/gm, "")).toBe(
    [
      "Block Summary",
      "┏━━━━━━━━┳━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━━━━━━━━━━━━━┳━━━━━━━━━━┓",
      "┃ path   ┃ type      ┃ inputs       ┃ outputs      ┃ BatchStat        ┃ Param                ┃ RngState ┃",
      "┡━━━━━━━━╇━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━━━━━━━━━━━━━╇━━━━━━━━━━┩",
      "│        │ Block     │ float32[4,2] │ float32[4,3] │ 6 (24 B)         │ 15 (60 B)            │ 2 (12 B) │",
      "├────────┼───────────┼──────────────┼──────────────┼──────────────────┼──────────────────────┼──────────┤",
      "│ linear │ Linear    │ float32[4,2] │ float32[4,3] │                  │ bias: float32[3]     │          │",
      "│        │           │              │              │                  │ kernel: float32[2,3] │          │",
      "│        │           │              │              │                  │                      │          │",
      "│        │           │              │              │                  │ 9 (36 B)             │          │",
      "├────────┼───────────┼──────────────┼──────────────┼──────────────────┼──────────────────────┼──────────┤",
      "│ norm   │ BatchNorm │ float32[4,3] │ float32[4,3] │ mean: float32[3] │ bias: float32[3]     │          │",
      "│        │           │              │              │ var: float32[3]  │ scale: float32[3]    │          │",
      "│        │           │              │              │                  │                      │          │",
      "│        │           │              │              │ 6 (24 B)         │ 6 (24 B)             │          │",
      "├────────┼───────────┼──────────────┼──────────────┼──────────────────┼──────────────────────┼──────────┤",
      "│ drop   │ Dropout   │ float32[4,3] │ float32[4,3] │                  │                      │ 2 (12 B) │",
      "├────────┼───────────┼──────────────┼──────────────┼──────────────────┼──────────────────────┼──────────┤",
      "│        │           │              │ Total        │ 6 (24 B)         │ 15 (60 B)            │ 2 (12 B) │",
      "└────────┴───────────┴──────────────┴──────────────┴──────────────────┴──────────────────────┴──────────┘",
      "",
      "Total Parameters: 23 (96 B)",
    ].join("\n"),
  );
});

test("capture() gives what a module sows, and its methods' results", () => {
  const model = new Block(new nnx.Rngs(0));
  const [y, kept] = nnx.capture(model, nnx.Intermediate, { methodOutputs: nnx.Intermediate })(jnp.ones([4, 2]));
  expect(y.shape).toEqual([4, 3]);
  expect(kept.linear.__call__.value[0].shape).toEqual([4, 3]);
  expect(Object.keys(model)).toEqual(["linear", "norm", "drop"]);
});

test("functions in metadata see values on their way in and out", () => {
  const variable = new nnx.Variable(jnp.array(1), {
    onSetValue: (_: unknown, value: jax.Array) => value.add(10),
    onGetValue: (_: unknown, value: jax.Array) => value.mul(2),
  });
  expect(`${variable.value}`).toBe("2");
  variable.value = jnp.array(5);
  expect([`${variable.value}`, `${variable.getRawValue()}`]).toEqual(["30", "15"]);
});
