/**
 * How long an interrupt takes, and whether state is kept: loops without and with an await, training steps, and steps on a GPU.
 *
 *     node dist/kernel/bench/interrupts.js [ROUNDS] [GPU|CPU]          so many interrupts of each loop (default 20)
 *
 * The GPU rounds take the adapter that there is; SwiftShader does: VK_ICD_FILENAMES=…/vk_swiftshader_icd.json
 */
import { tmpdir } from "node:os";
import { type KernelProcess, startKernelProcess } from "../client.ts";
import { median } from "./kernelLife.ts";

const setup = `
  let rounds = 0;
  const kept = new Float32Array(1e5).fill(2);
  const model = new nnx.Linear(64, 64, { rngs: new nnx.Rngs(0) });
  const optimizer = new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
  const batch = random.normal(random.key(0), [64, 64]);
  const step = nnx.jit((m: nnx.Linear, o: nnx.Optimizer<nnx.Linear>, x: jax.Array) => {
    const [loss, grads] = nnx.valueAndGrad((m: nnx.Linear) => jnp.mean(jnp.square(m.__call__(x))))(m);
    o.update(m, grads);
    return loss;
  });
  const forward = jax.jit((x: jax.Array) => jnp.sum(jnp.tanh(jnp.matmul(x, x))));
  const expected = Number(forward(batch));
  Number(step(model, optimizer, batch));`;

/** True when variables have their values, and the runtime computes what it should. */
const check = `rounds++; kept[99] === 2 && Number(forward(batch)) === expected && Number.isFinite(Number(step(model, optimizer, batch)))`;

const loops: Readonly<Record<string, string>> = {
  "sync loop": "while (true) {}",
  "async loop": "for (;;) await new Promise((r) => setTimeout(r, 1))",
  "steps, each read": "for (;;) Number(step(model, optimizer, batch))",
  "steps, none read": "for (;;) step(model, optimizer, batch)",
};

async function measure(kernel: KernelProcess, code: string): Promise<{ took: number; kept: boolean }> {
  const running = kernel.execute(code, {});
  await new Promise((resolve) => setTimeout(resolve, 40 + Math.random() * 80));
  const start = performance.now();
  await kernel.interrupt();
  const { error } = await running;
  const took = performance.now() - start;
  const { outputs } = await kernel.execute(check);
  const [shown] = outputs.flatMap((output) => ("data" in output ? [output.data["text/plain"]] : []));
  return { took, kept: error?.ename === "KeyboardInterrupt" && shown === "true" };
}

async function run(name: string, rounds: number, env: NodeJS.ProcessEnv): Promise<void> {
  const kernel = await startKernelProcess({ cwd: tmpdir(), env: { ...process.env, ...env } });
  const { error } = await kernel.execute(setup);
  if (error) throw new Error(`Cannot measure on ${name}: ${error.evalue}`);
  for (const [loop, code] of Object.entries(loops)) {
    const times: number[] = [];
    let kept = 0;
    for (let i = 0; i < rounds; i++) {
      const result = await measure(kernel, code);
      times.push(result.took);
      if (result.kept) kept++;
    }
    const most = Math.max(...times).toFixed(0);
    console.log(
      `${`${name}: ${loop}`.padEnd(26)} ${median(times).toFixed(0).padStart(5)} ms, at most ${most.padStart(4)}   state kept ${kept} of ${rounds}`,
    );
  }
  await kernel.shutdown();
}

if (process.argv[1]?.endsWith("interrupts.js")) {
  const [rounds = "20", only] = process.argv.slice(2);
  if (only !== "GPU") await run("processor", Number(rounds), { NNXLAB_BACKEND: "wasm" });
  if (only !== "CPU") await run("GPU", Number(rounds), { NNXLAB_BACKEND: "webgpu" });
}
