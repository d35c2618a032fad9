import { inspect } from "node:util";
import { expect, test } from "vitest";
import { mimeBundle } from "../../kernel/display/mimeBundle.ts";
import { jnp, nnx, optax } from "../index.ts";
import { textOf } from "./textOf.cases.ts";

/** What a notebook gets. */
const shown = (value: unknown): Record<string, string> => (mimeBundle(value) as { data: Record<string, string> }).data;

test("a plain tree of arrays opens, and its text is what the console prints", () => {
  const tree = { w: jnp.array([[1, 2.5]]), b: [jnp.array(3), "two", null], n: 1, shape: [2, 3] };
  const data = shown(tree);
  expect(data["text/plain"]).toBe(inspect(tree, { depth: 4 }));
  expect(textOf(data["text/html"]!)).toBe(
    'object 3 (12 B) w: float32[1, 2] min 1 max 2.5 mean 1.75 std 0.75 [[1. 2.5]] b: list 1 (4 B) 0: int32[] 3 1: "two" 2: null n: 1 shape: [2, 3]',
  );
});

test.each([
  ["plain data", { a: [1, { b: "x" }], c: null }],
  ["text", ["x", "y"]],
  ["an empty list", []],
])("%s stays text", (_, value) => {
  expect(shown(value)).toEqual({ "text/plain": inspect(value) });
});

test("states of optimizers have the names of their fields", () => {
  const data = shown(optax.adam(0.1).init({ w: jnp.zeros([2]) }));
  expect(textOf(data["text/html"]!)).toBe(
    "list 5 (20 B) 0: ScaleByAdamState 5 (20 B) count: int32[] 0 mu: object 2 (8 B) w: float32[2] min 0 max 0 mean 0 std 0 [0. 0.] " +
      "nu: object 2 (8 B) w: float32[2] min 0 max 0 mean 0 std 0 [0. 0.] 1: EmptyState",
  );
  const [first] = optax.adam(0.1).init({ w: jnp.zeros([2]) });
  expect(textOf(shown(first)["text/html"]!)).toMatch(/^ScaleByAdamState 5 \(20 B\) count: int32\[\] 0 mu:/);
});

test("an nnx.Optimizer shows its transformation as a call", () => {
  const model = new nnx.Linear(2, 1, { rngs: new nnx.Rngs(0) });
  const data = shown(new nnx.Optimizer(model, optax.adam(0.1), { wrt: nnx.Param }));
  expect(textOf(data["text/html"]!)).toContain("tx: adam(learningRate: 0.1) wrt: function Param");
});

test("Maps, Variables in lists, cycles, getters and deleted arrays", () => {
  expect(textOf(shown(new Map([["a", jnp.array([true])]]))["text/html"]!)).toContain(
    "Map 1 (1 B) a: bool[1] true 1 of 1",
  );
  expect(textOf(shown([new nnx.Param(jnp.ones([1]))])["text/html"]!)).toContain("0: Param float32[1] 1 (4 B)");
  const cyclic: Record<string, unknown> = { x: jnp.array(1) };
  cyclic.again = cyclic;
  expect(textOf(shown(cyclic)["text/html"]!)).toContain("again: object, as above");
  expect(textOf(shown({ x: jnp.array(1), other: new (class Thing {})() })["text/html"]!)).toContain("other: Thing");
  let asked = 0;
  const lazy = {
    x: jnp.array(1),
    get costly() {
      return asked++;
    },
  };
  expect(textOf(shown(lazy)["text/html"]!)).toContain("costly: computed when asked for");
  expect(asked).toBe(0);
  const gone = jnp.ones([3]).add(1);
  gone.delete();
  expect(textOf(shown({ gone })["text/html"]!)).toContain("gone: float32[3] deleted");
});

test("text is escaped", () => {
  const html = shown({ "<b>x</b>": jnp.array(1), s: "<script>" })["text/html"]!;
  expect(html).not.toMatch(/<script>|<b>x/);
});

test("a large tree is cut, and large arrays are not read", () => {
  const big = jnp.ones([300_000]).add(1);
  const tree = Object.fromEntries(Array.from({ length: 2000 }, (_, i) => [`layer${i}`, i === 0 ? big : jnp.array(i)]));
  const html = shown(tree)["text/html"]!;
  expect(html.length).toBeLessThan(40_000);
  expect(textOf(html)).toContain("layer0: float32[300000] 300,000 elements");
  expect(textOf(html)).toMatch(/layer198: .* …$/);
  expect((big as unknown as { hostIfKnown: unknown }).hostIfKnown).toBeUndefined();
});
