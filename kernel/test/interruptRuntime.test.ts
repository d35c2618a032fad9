/** Interrupts while the runtime traces, compiles, computes or waits: whatever is cut off, numbers are right afterwards. */
import { existsSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type CheckedKernel, startCheckedKernel } from "./checkedKernel.cases.ts";

const swiftshader = "/usr/lib/chromium/vk_swiftshader_icd.json";

const setup = `
  const A = random.normal(random.key(0), [64, 64]);
  class Net extends nnx.Module { w = new nnx.Param(jnp.ones([300])); n = new nnx.Variable(jnp.zeros([300])); }
  const net = new Net();
  const optimizer = new nnx.Optimizer(net, optax.adam(1e-3), { wrt: nnx.Param });
  const step = nnx.jit((m: Net, o: nnx.Optimizer<Net>) => {
    const [loss, grads] = nnx.valueAndGrad((m: Net) => jnp.mean(jnp.square(m.w.value.sub(3))))(m);
    o.update(m, grads);
    m.n.value = m.n.value.add(1);
    return loss;
  });
  const forward = jax.jit((x: jax.Array) => jnp.sum(jnp.tanh(jnp.matmul(x, x))));
  const decay = jax.jit((x: jax.Array) => x.mul(0.5).add(0.5), { donateArgnums: 0 });
  let carried = jnp.ones([300]);
  step(net, optimizer); step(net, optimizer);
  /** A step is done as a whole or not at all: three counters agree, everywhere. */
  const whole = () => {
    const steps = Number(optimizer.step.value);
    const [least, most] = [Number(jnp.min(net.n.value)), Number(jnp.max(net.n.value))];
    return steps === least && steps === most && Number(jnp.max(net.w.value)) === Number(jnp.min(net.w.value));
  };
  const sum = Number(forward(A));`;

const check = `[Number(forward(A)) === sum, whole(), Number(jnp.mean(carried)), Number(jnp.sum(jax.grad((x: jax.Array) => jnp.sum(x.mul(x)))(jnp.ones([5]))))]`;
const right = "[ true, true, 1, 10 ]";

let kernel: CheckedKernel;

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

async function expectRightAfter(code: string, milliseconds = 80): Promise<void> {
  const running = kernel.execute(`// @ts-nocheck\n${code}`);
  await pause(milliseconds);
  await kernel.interrupt();
  const { error } = await running;
  expect([error?.ename, error?.evalue]).toEqual(["KeyboardInterrupt", expect.any(String)]);
  expect(await kernel.value(check)).toBe(right);
}

describe("on the processor", () => {
  beforeAll(async () => {
    kernel = await startCheckedKernel({ env: { ...process.env, NNXLAB_BACKEND: "wasm" } });
    await kernel.value(setup);
  });
  afterAll(() => kernel.finish());

  it.each(
    Object.entries({
      "steps, each read": "for (;;) Number(step(net, optimizer))",
      "steps, none read": "for (;;) step(net, optimizer)",
      "donated arrays": "for (;;) carried = decay(carried)",
      "a trace that never ends": "jax.jit((x) => { for (;;) x = x.add(1) })(A)",
      "a derivative of a map that never ends":
        "jax.grad((x) => jnp.sum(jax.vmap((y) => { for (;;) y = y.mul(2) })(x)))(A)",
      "settings in force": "jax.disableJit(() => jax.setMesh(jax.makeMesh([1], ['x']), () => { for (;;); }))",
      "one program that never ends":
        "lax.whileLoop((x) => jnp.all(x.greater(-1)), (x) => jnp.sin(x).add(1), jnp.ones([100])).toString()",
      "a large kernel on several threads":
        "const big = jnp.ones([1500, 1500]); for (;;) jnp.matmul(big, big).at([0, 0]).get()",
    }),
  )("%s", async (_, code) => expectRightAfter(code));

  it("a call that writes over its argument is waited for; a second interrupt cuts it off, and what was lost says so", async () => {
    await kernel.value(`const slow = jax.jit((x: jax.Array, n: jax.ArrayLike) =>
      lax.whileLoop(([i]) => i.less(n), ([i, x]) => [i.add(1), jnp.sin(x).add(1)] as const, [jnp.array(0), x] as const)[1], { donateArgnums: 0 });
      carried = slow(jnp.ones([300]), 3); Number(carried.at(0).get())`);
    const running = kernel.execute("carried = slow(carried, 2_000_000_000)");
    await pause(150);
    await kernel.interrupt();
    expect(await Promise.race([running, pause(250)])).toBeUndefined();
    await kernel.interrupt();
    expect((await running).error?.ename).toBe("KeyboardInterrupt");
    expect((await kernel.failure("Number(jnp.mean(carried))")).evalue).toMatch(/was cut off, by an interrupt/);
    await kernel.value("carried = jnp.ones([300])");
    expect(await kernel.value(check)).toBe(right);
  });

  it("what was cut off gives its memory back", async () => {
    const held = "jax.devices()[0]!.memoryStats().bytesInUse";
    await kernel.value("undefined"); // lets go of the last result
    const before = Number(await kernel.value(held));
    for (let i = 0; i < 3; i++)
      await expectRightAfter(
        "lax.whileLoop(([i]) => i.less(1e9), ([i, x]) => [i.add(1), x.add(1)], [0, jnp.ones([100_000])]).length",
      );
    expect(Number(await kernel.value(held)) - before).toBeLessThan(1e6);
  });
});

describe.skipIf(!existsSync(swiftshader))("on the GPU", () => {
  beforeAll(async () => {
    kernel = await startCheckedKernel({
      env: { ...process.env, NNXLAB_BACKEND: "webgpu", VK_ICD_FILENAMES: swiftshader },
    });
    await kernel.value(setup);
  });
  afterAll(() => kernel.finish());

  it.each(
    Object.entries({
      "steps, none read: the queue is full": "for (;;) step(net, optimizer)",
      "a read of a long program":
        "let m = jnp.ones([300, 300]); for (let i = 0; i < 12; i++) m = jnp.matmul(m, m).mul(1e-3); Number(jnp.sum(m))",
    }),
  )("%s", async (_, code) => expectRightAfter(code, 250));
});
