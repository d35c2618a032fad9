/** The preloaded names in cells: typed, checked, and showing themselves. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CheckedKernel, startCheckedKernel } from "./checkedKernel.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
});
afterAll(() => kernel.finish());

it("names are in scope without an import, and typed", async () => {
  expect(await kernel.value("const x = jnp.array([[1.5, 2], [3, 3.5]]); const s: jax.Array = jnp.sum(x); s")).toBe(
    "Array(10., dtype=float32)",
  );
  expect(
    await kernel.value("[typeof jax, typeof lax, typeof nnx, typeof optax, typeof random, typeof tree].join()"),
  ).toBe("'object,object,object,object,object,object'");
  expect((await kernel.failure("jnp.noSuchFunction(1)")).evalue).toContain("Property 'noSuchFunction' does not exist");
});

it('`import … from "nnxlab"` is the same runtime', async () => {
  expect(await kernel.value("import { jnp as again } from 'nnxlab'; again === jnp && x instanceof jax.Array")).toBe(
    "true",
  );
});

describe("operators on arrays", () => {
  it("in files that a cell imports, too, with their place", async () => {
    const code = 'import { jax } from "nnxlab";\nexport const f = (a: jax.Array) => (a ? a - 1 : a);\n';
    writeFileSync(join(kernel.folder, "operators.ts"), code);
    const { traceback } = await kernel.failure("import { f } from './operators'");
    expect(traceback).toContain("Cannot use the array `a` as a condition");
    expect(traceback).toMatch(/operators\.ts:2:37/);
    expect(traceback).toContain("write a.sub(1)");
  });

  it.each([
    ["if (x) 1", "Cannot use the array `x` as a condition"],
    ["while (x) break", "in jitted code: `lax.whileLoop`"],
    ["for (; x; ) break", "as a condition"],
    ["x && s", "as a condition"],
    ["x || s", "as a condition"],
    ["x ? 1 : 2", "jnp.where"],
    ["!x", "`jnp.any(x).item()` of several"],
    ["if (jnp.any(x)) 1", "ask for its value (`jnp.any(x).item()`), or"],
    ["function generic<T extends jax.Array>(a: T) { if (a) return 1 }", "Cannot use the array `a` as a condition"],
    ["x - 1", "write x.sub(1)"],
    ["2 / x", "write jnp.divide(2, x)"],
    ["(x.T + s) * 2", "write x.T.add(s)"],
    ["x.add(1) ** 2", "write x.add(1).pow(2)"],
    ["let z = x; z += s", "write z = z.add(s)"],
    ["let w = x; w++", "write w = w.add(1)"],
    ["x & s", "write jnp.bitwiseAnd(x, s)"],
    ["-x", "write x.neg()"],
    ["~x", "write jnp.invert(x)"],
    ["x == s", "write x.equal(s) for each element, jnp.arrayEqual(x, s).item() for all of them"],
    ["x !== s", "!Object.is(x, s) if the object is meant"],
    ["x != 0", "write x.notEqual(0)"],
    ["x @ s", "`@` is no operator of TypeScript: write x.matmul(s)"],
    ["print(x)", "write console.log"],
  ])("%s stops the cell before it runs", async (code, repair) => {
    expect((await kernel.failure(code)).traceback).toContain(repair);
  });

  it.each([
    ["if (param) 1", "Cannot use the array `param` as a condition"],
    ["!param", "`jnp.any(param).item()` of several"],
    ["function own<T extends nnx.Variable>(v: T) { return v ? 1 : 2 }", "Cannot use the array `v` as a condition"],
    ["param * 2", "write param.mul(2)"],
    ["-param", "write param.neg()"],
    ["param += 1", "write param.value = param.add(1)"],
    ["param++", "write param.value = param.add(1)"],
  ])("on a Variable: %s stops the cell before it runs", async (code, repair) => {
    expect((await kernel.failure(`let param = new nnx.Param(jnp.ones([2])); ${code}`)).traceback).toContain(repair);
  });

  it("a comparison of many elements, which only its run shows, names the call that compares each", async () => {
    for (const code of ["x > s", "2 <= x", "new nnx.Param(x) < 3", "jnp.where(x > 0, x, 0)"]) {
      const { traceback } = await kernel.failure(code);
      expect(traceback, code).toContain("Cannot use f32[2,2] as a number");
      expect(traceback, code).toContain("x.greater(y)");
    }
  });

  it.each([
    ["s < 10.5", "true"],
    ["new nnx.Param(jnp.array(2)) < 10.5", "true"],
    ["const shared = new nnx.Param(x); [shared === shared, !new nnx.Variable({ a: x })].join()", "'true,false'"],
    ["const noBias = new nnx.Linear(2, 2, { useBias: false, rngs: new nnx.Rngs(0) }); noBias.bias ? 1 : 2", "2"],
    ["function pick(a?: jax.Array) { return a ? 1 : 2 } pick(x)", "1"],
    ["x ?? 3; s === undefined", "false"],
    ["+s", "10"],
    ["// @ts-ignore\nx ? 1 : 2", "1"],
    ["// @ts-expect-error\nx ? 1 : 2", "1"],
  ])("%s is fine", async (code, shown) => {
    expect(await kernel.value(code)).toBe(shown);
  });
});

it("a traced value as a number is an error at the user's line", async () => {
  const { traceback } = await kernel.failure(
    "const f = jax.jit((a: jax.Array) => {\n  if (jnp.sum(a) < 10) return a;\n  return a;\n});\nf(x)",
  );
  expect(traceback).toMatch(/> 2 \| {3}if \(jnp\.sum\(a\) < 10\) return a;/);
  expect(traceback).toMatch(/at cell \[\d+\]:2:17\n\s+at cell \[\d+\]:5:1/);
  expect(traceback).not.toMatch(/dist\/(bundle\/)?runtime/);
});

it("an error of the runtime names the shapes and points at the cell", async () => {
  const { ename, evalue, traceback } = await kernel.failure("const y = jnp.ones([4, 3]);\njnp.add(x, y)");
  expect(ename).toBe("TypeError");
  expect(evalue).toContain("f32[2,2]");
  expect(traceback).toMatch(/at cell \[\d+\]:2:5/);
});

it("modules are callable in cells, and a training step learns", async () => {
  const code = `
    class Linear1 extends nnx.Module<(x: jax.Array) => jax.Array> {
      linear: nnx.Linear;
      constructor(rngs: nnx.Rngs) { super(); this.linear = new nnx.Linear(2, 1, { rngs }); }
      __call__(x: jax.Array): jax.Array { return this.linear(x); }
    }
    const model = new Linear1(new nnx.Rngs(0));
    const optimizer = new nnx.Optimizer(model, optax.sgd(0.01), { wrt: nnx.Param });
    const lossOf = (m: Linear1): jax.Array => jnp.mean(jnp.square(m(x)));
    const before = Number(lossOf(model));
    for (let i = 0; i < 5; i++) optimizer.update(model, nnx.grad(lossOf)(model));
    Number(lossOf(model)) < before`;
  expect(await kernel.value(code)).toBe("true");
});

it("a name of the scope may be declared again", async () => {
  await kernel.execute("const random = () => 4");
  expect(await kernel.value("random()")).toBe("4");
});

it("completion and inspection know the runtime, with its documentation", async () => {
  expect((await kernel.complete("jnp.arang")).matches).toEqual(["arange"]);
  const { data } = await kernel.inspect("jnp.sum(x)", 6);
  expect((data as Record<string, string>)["text/markdown"]).toMatch(/function sum[\s\S]*\*\*Returns\*\*/);
});
