/**
 * The runtime in a browser: the same bundle that Node loads, in headless Chromium, on WebAssembly and on Chromium's own WebGPU (which
 * plays a GPU in software here). The model of slide 12 is trained, on the page's main thread, and its losses are compared with real JAX.
 */
import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type * as Runtime from "../index.ts";

const bundle = fileURLToPath(new URL("../../dist/bundle", import.meta.url));
const browserPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const missing = [!browserPath && "Chromium", !existsSync(bundle) && "dist/bundle (npm run build)"].filter(Boolean);
if (missing.length > 0 && process.env.CI)
  throw new Error(`Cannot test the browser: ${missing.join(" and ")} not found`);
if (missing.length > 0) console.warn(`The browser is not tested: ${missing.join(" and ")} not found`);

const html = `<!doctype html><link rel="icon" href="data:,">
<script type="module">globalThis.nnxlab = await import("/runtime/index.js")</script>`;

type Array = Runtime.jax.Array;

/** Losses of slide 12 at steps 1, 11, …, 91, by real JAX, Flax and Optax. */
const { losses: expected } = JSON.parse(
  readFileSync(new URL("../bench/slide12.reference.json", import.meta.url), "utf8"),
) as { losses: number[] };

/** Runs in the page. */
async function train(backend: string): Promise<{ kind: string; losses: number[]; product: number }> {
  const { jax, jnp, nnx, optax, random } = (globalThis as unknown as { nnxlab: typeof Runtime }).nnxlab;
  const { deviceKind } = await jax.useBackend(backend as "wasm");
  const rngs = new nnx.Rngs(random.key(0));
  class Model extends nnx.Module<(x: Array) => Array> {
    linear1 = new nnx.Linear(10, 20, { rngs });
    linear2 = new nnx.Linear(20, 5, { rngs });
    __call__(x: Array): Array {
      return this.linear2(nnx.relu(this.linear1(x)));
    }
  }
  const model = new Model();
  const optimizer = new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
  const [key] = random.split(random.key(1)) as unknown as [Array];
  const x = random.normal(key, [32, 10]);
  const y = random.normal(key, [32, 5]);
  const step = nnx.jit((m: Model, o: InstanceType<typeof nnx.Optimizer<Model>>) => {
    const [loss, grads] = nnx.valueAndGrad((m: Model) => jnp.mean(jnp.square(m(x).sub(y))))(m);
    o.update(m, grads);
    return loss;
  });
  const losses: number[] = [];
  for (let n = 0; n < 100; n++) {
    const loss = step(model, optimizer);
    if (n % 10 === 0) losses.push(Number(loss));
  }
  // Large enough for several threads, which start while the page runs.
  const a = jnp.ones([300, 300]);
  void Number(a.matmul(a).at([0, 0]).get());
  await new Promise((resolve) => setTimeout(resolve, 100));
  return { kind: deviceKind, losses, product: Number(a.matmul(a).at([299, 299]).get()) };
}

describe.skipIf(missing.length > 0)("in Chromium", () => {
  let server: Server;
  let isolated = true;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    server = createServer(({ url = "/" }, response) => {
      if (isolated) {
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Embedder-Policy", "require-corp");
      }
      const file = `${bundle}${url}`;
      response.setHeader("Content-Type", url === "/" ? "text/html" : "text/javascript");
      if (url === "/") response.end(html);
      else if (existsSync(file)) response.end(readFileSync(file));
      else response.writeHead(404).end();
    }).listen(0);
    browser = await chromium.launch({
      executablePath: browserPath!,
      args: [
        ...["--headless", "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking"],
        ...["--disable-component-update", "--disable-sync"],
        ...["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-features=Vulkan"],
      ],
    });
  });

  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  /** A fresh page with an empty document. */
  async function open(): Promise<void> {
    await page?.close();
    page = await browser.newPage();
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
    await page.waitForFunction(() => "nnxlab" in globalThis);
  }

  test.for(["wasm", "webgpu"])("slide 12 trains on %s with JAX's losses", async (backend) => {
    await open();
    const { kind, losses, product } = await page.evaluate(train, backend);
    expect(kind).toMatch(backend === "wasm" ? /^WebAssembly/ : /^webgpu: .*swiftshader/);
    const worst = Math.max(...losses.map((loss, n) => Math.abs(loss / expected[n]! - 1)));
    expect(losses).toHaveLength(10);
    expect(worst).toBeLessThan(backend === "wasm" ? 2e-6 : 5e-6);
    expect(product).toBe(300);
  });

  test("without cross-origin isolation WebGPU says what to do, and wasm works", async () => {
    isolated = false;
    await open();
    await expect(page.evaluate(train, "webgpu")).rejects.toThrow(
      /Cannot use WebGPU: the page is not cross-origin isolated.*Cross-Origin-Opener-Policy/,
    );
    const { losses } = await page.evaluate(train, "wasm");
    expect(Math.abs(losses[0]! / expected[0]! - 1)).toBeLessThan(2e-6);
  });
});
