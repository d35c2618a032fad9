import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { jax, nnx, optax } from "../../index.ts";

const jnp = jax.numpy;
const folder = mkdtempSync(join(tmpdir(), "nnxlab-checkpoints-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string) => join(folder, `${name}.safetensors`);
const make = (seed: number) => {
  const rngs = new nnx.Rngs(seed);
  return new nnx.Sequential(
    new nnx.Linear(2, 3, { rngs }),
    new nnx.BatchNorm(3, { rngs }),
    new nnx.Dropout(0.5, { rngs }),
  );
};

test("a model and its optimizer come back, counters and keys included", () => {
  const train = (seed: number) => {
    const model = make(seed);
    return { model, optimizer: new nnx.Optimizer(model, optax.adam(0.1), { wrt: nnx.Param }) };
  };
  const a = train(0);
  const grads = nnx.grad((m: any, x: jax.Array) => jnp.sum(m(x)))(a.model, jnp.ones([4, 2]));
  a.optimizer.update(a.model, grads);
  nnx.save(file("all"), a);
  const b = train(1);
  const { loaded, missing, unexpected } = nnx.load(file("all"), b);
  expect([missing, unexpected]).toEqual([[], []]);
  expect(loaded).toContain("optimizer.optState.0.mu.layers.0.kernel");
  expect(String(nnx.state(b.model))).toBe(String(nnx.state(a.model)));
  expect(`${b.optimizer.step.value}`).toBe("1");
  expect(`${b.model(jnp.ones([1, 2]))}`).toBe(`${a.model(jnp.ones([1, 2]))}`);
});

test("the file is laid out as the safetensors format says", () => {
  const linear = new nnx.Linear(1, 2, { rngs: new nnx.Rngs(0) });
  linear.bias.value = jnp.array([1.5, -2]);
  nnx.save(file("linear"), linear, { metadata: { note: "hello" } });
  const bytes = readFileSync(file("linear"));
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.subarray(8, 8 + length).toString());
  expect(length % 8).toBe(0);
  expect(header.bias).toEqual({ dtype: "F32", shape: [2], data_offsets: [0, 8] });
  expect(header.__metadata__.note).toBe("hello");
  expect([bytes.readFloatLE(8 + length), bytes.readFloatLE(12 + length)]).toEqual([1.5, -2]);
  expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).toEqual([]);
});

test("paths that differ are listed, and nothing is changed", () => {
  const rngs = new nnx.Rngs(0);
  nnx.save(file("small"), new nnx.Linear(2, 3, { rngs }));
  const other = new nnx.Sequential(new nnx.Linear(2, 3, { rngs }));
  expect(() => nnx.load(file("small"), other)).toThrow(
    "the file and the module differ at 4 paths; { partial: true } loads what both have\n" +
      "  missing     layers.0.bias\n  missing     layers.0.kernel\n  unexpected  bias\n  unexpected  kernel",
  );
  const wide = new nnx.Linear(2, 4, { rngs });
  expect(() => nnx.load(file("small"), wide, { partial: true })).toThrow(
    "differs     bias: the file has f32[3], the module f32[4]",
  );
});

test("a broken file is named", () => {
  writeFileSync(file("broken"), "no tensors here");
  expect(() => nnx.load(file("broken"))).toThrow(
    /Cannot read .*broken\.safetensors: it is no safetensors file, its header would have/,
  );
  expect(() => nnx.load(file("absent"))).toThrow(/Cannot read .*absent\.safetensors: ENOENT/);
});

test("fromTorch() turns convolutions and names, and lists what is left", () => {
  const rngs = new nnx.Rngs(0);
  const conv = new nnx.Conv(2, 3, [1, 2], { rngs });
  const weight = jnp.arange(12, { dtype: "float32" }).reshape([3, 2, 1, 2]); // out, in, window
  nnx.fromTorch(conv, { weight, bias: jnp.zeros([3]) });
  expect(`${conv.kernel.value.at([0, 1, 1, 2]).get()}`).toBe(`${weight.at([2, 1, 0, 1]).get()}`);
  expect(() => nnx.fromTorch(conv, { weight, biases: jnp.zeros([3]) })).toThrow(
    "  missing    bias, for a Conv\n  left over  biases",
  );
});

test("fromTorch() gives transposed convolutions PyTorch's results, and a PReLU its slope", () => {
  // torch.nn.functional.conv_transpose1d spreads a 1 into the kernel: [1, 2, 3.5] from where it stands
  const weight = jnp.array([[[1, 2, 3.5]]]);
  for (const transposeKernel of [false, true]) {
    const layer = new nnx.ConvTranspose(1, 1, 3, { padding: "VALID", transposeKernel, rngs: new nnx.Rngs(0) });
    nnx.fromTorch(layer, { weight, bias: jnp.zeros([1]) });
    expect(`${layer(jnp.array([[[0], [1], [0.5]]])).ravel()}`).toBe("[0.   1.   2.5  4.5  1.75]");
  }
  const prelu = nnx.fromTorch(new nnx.PReLU(), { weight: jnp.array([0.25]) });
  expect(`${prelu(jnp.array([-2, 2]).astype("float32"))}`).toBe("[-0.5  2. ]");
});
