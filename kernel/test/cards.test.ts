/** Values of the runtime show themselves: what a learner writes, and what the notebook gets. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { textOf } from "../../runtime/cards/textOf.cases.ts";
import type { Output } from "../client.ts";
import { type CheckedKernel, startCheckedKernel } from "./checkedKernel.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
});
afterAll(() => kernel.finish());

/** The data of what a cell shows. */
async function shown(code: string): Promise<Record<string, string>[]> {
  const { outputs, error } = await kernel.execute(code);
  expect(error?.traceback.join("\n")).toBeUndefined();
  return outputs.flatMap((output: Output) => ("data" in output ? [output.data as Record<string, string>] : []));
}

/** What a card of the only output says, and its text. */
async function card(code: string): Promise<{ text: string; html: string }> {
  const [data] = await shown(code);
  expect(Object.keys(data!).sort()).toEqual(["text/html", "text/plain"]);
  return { text: data!["text/plain"]!, html: textOf(data!["text/html"]!) };
}

it("an array, as the result and by display(); a scalar stays text", async () => {
  const { text, html } = await card("const x = jnp.array([[1, 2], [3, 4.5]]); x");
  expect(text).toBe("Array([[1. , 2. ],\n       [3. , 4.5]], dtype=float32)");
  expect(html).toMatch(/^float32\[2, 2\] .*16 B min 1 max 4.5 mean 2.625 std 1.293 \[\[1\. 2\. \] \[3\. 4\.5\]\]$/);
  expect(await shown("display(x); jnp.sum(x)")).toMatchObject([
    { "text/html": expect.stringContaining("heat map") },
    { "text/plain": "Array(10.5, dtype=float32)" },
  ]);
  expect(await shown("jnp.sum(x)")).toEqual([{ "text/plain": "Array(10.5, dtype=float32)" }]);
});

it("an optimizer and a schedule", async () => {
  const { text, html } = await card(
    "const tx = optax.chain(optax.clipByGlobalNorm(1), optax.adam(optax.cosineDecaySchedule(1e-3, 100))); tx",
  );
  expect(text).toMatch(/^chain\n├─ clipByGlobalNorm\(maxNorm: 1\)\n└─ adam\(learningRate: cosineDecaySchedule\(/);
  expect(html).toMatch(/^gradients → clipByGlobalNorm maxNorm 1 → adam learningRate cosineDecaySchedule/);
  expect((await card("optax.cosineDecaySchedule(1e-3, 100)")).html).toMatch(/^cosineDecaySchedule schedule 0.001 0/);
  expect(await kernel.printed("console.log(optax.sgd(0.1))")).toBe("sgd(learningRate: 0.1)\n");
});

it("a jaxpr and a program", async () => {
  const { text, html } = await card("const f = jax.jit((a: jax.Array) => a.mul(2)); jax.makeJaxpr(f)(x)");
  expect(text).toContain("mul a 2.0:f32[]");
  expect(html).toMatch(/^jaxpr f32\[2,2\] → f32\[2,2\] 1 equation \{ lambda ;/);
  expect((await card("f.lower(x).compile()")).html).toMatch(/^1 kernel on \w+ arguments 16 B, results 16 B/);
  expect((await card("f.lower(x).compile().explain()")).text).toMatch(/^1 kernel on/);
  expect((await card("f.lower(x).compile().profile(x)")).html).toMatch(/^[\d.]+ ms/);
});

it("trees of arrays, states and modules; plain data stays text", async () => {
  expect((await card("({ w: x, list: [jnp.array(1)] })")).html).toMatch(/^object 5 \(20 B\) w: float32\[2, 2\]/);
  expect((await card("tx.init({ w: x })")).html).toMatch(/^list .* 1: list .* 0: ScaleByAdamState/);
  expect((await card("new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) })")).html).toMatch(/^Linear 9 \(36 B\)/);
  expect(await shown("({ a: [1, 2] })")).toEqual([{ "text/plain": "{ a: [ 1, 2 ] }" }]);
});

it("meshes and shardings, whose names are in scope", async () => {
  const code = 'const mesh = new Mesh(jax.devices(), ["data"]); new NamedSharding(mesh, P("data", null))';
  expect((await card(code)).html).toMatch(/^NamedSharding P\('data', None\)/);
  expect((await card('new sharding.AbstractMesh([2, 2], ["a", "b"])')).html).toMatch(/^AbstractMesh a 2 b 2/);
});

it("a value whose card fails is text, with the failure", async () => {
  const [data] = await shown('optax.joinSchedules([() => { throw new Error("no") }, optax.constantSchedule(1)], [5])');
  expect(data!["text/plain"]).toMatch(/^joinSchedules\([\s\S]*its Jupyter\.display method failed: no/);
});
