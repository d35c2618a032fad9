/**
 * How far the program of slides 5 to 12 is from what real JAX prints, on the backend in force.
 *
 *     NNXLAB_BACKEND=wasm node dist/runtime/bench/accuracy.js
 */
import { readFileSync } from "node:fs";
import type { DeviceArray } from "../core/array.ts";
import { type jax, jnp, nnx, optax, random } from "../index.ts";

/** Written by slide12.reference.py. */
type Reference = Readonly<
  Record<"keys" | "bits" | "uniforms" | "normals" | "linear1" | "linear2" | "x" | "y" | "losses", number[]>
>;

const reference: Reference = JSON.parse(
  readFileSync(new URL("./slide12.reference.json", import.meta.url.replace("/dist/runtime/", "/runtime/")), "utf8"),
);

class SimpleMLP extends nnx.Module<(x: jax.Array) => jax.Array> {
  linear1: nnx.Linear;
  linear2: nnx.Linear;
  constructor(rngs: nnx.Rngs) {
    super();
    this.linear1 = new nnx.Linear(10, 20, { rngs });
    this.linear2 = new nnx.Linear(20, 5, { rngs });
  }
  __call__(x: jax.Array): jax.Array {
    return this.linear2(nnx.relu(this.linear1(x)));
  }
}

/** Worst differences from JAX: relative, and in units in the last place; `equal` for bit-exact data. */
export interface Accuracy {
  readonly what: string;
  readonly relative: number;
  readonly ulps: number;
  readonly equal: boolean;
}

/** Measures keys, random numbers, weights, data and losses. */
export function accuracy(): Accuracy[] {
  const model = new SimpleMLP(new nnx.Rngs(random.key(0)));
  const optimizer = new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
  const keys = random.split(random.key(1));
  const [keyData, keyLoop] = keys as unknown as [jax.Array, jax.Array];
  const x = random.normal(keyData, [32, 10]);
  const y = random.normal(keyData, [32, 5]);
  const rows = [
    compare("keys", random.keyData(keys), reference.keys),
    compare("bits", random.bits(keyLoop, [1000]), reference.bits),
    compare("uniforms", random.uniform(keyLoop, [1000]), reference.uniforms),
    compare("normals", random.normal(keyLoop, [10000]), reference.normals),
    compare("linear1.kernel", model.linear1.kernel.value as jax.Array, reference.linear1),
    compare("linear2.kernel", model.linear2.kernel.value as jax.Array, reference.linear2),
    compare("x", x, reference.x),
    compare("y", y, reference.y),
  ];
  const loss = (m: SimpleMLP): jax.Array => jnp.mean(jnp.square(m(x).sub(y)));
  const step = nnx.jit((m: SimpleMLP, o: nnx.Optimizer<SimpleMLP>) => {
    const [value, grads] = nnx.valueAndGrad(loss)(m);
    o.update(m, grads);
    return value;
  });
  const losses: number[] = [];
  for (let i = 0; i < 100; i++) {
    const value = Number(step(model, optimizer));
    if (i % 10 === 0) losses.push(value);
  }
  losses.push(Number(loss(model)));
  return [...rows, compare("losses at steps 1, 11, …, 91 and after", jnp.array(losses), reference.losses)];
}

function compare(what: string, got: jax.Array, expected: readonly number[]): Accuracy {
  const host = (got as DeviceArray).host;
  const errors = expected.map((want, i) => Math.abs(host[i]! - want) / (Math.abs(want) || 1));
  const ulps =
    got.dtype === "float32" ? Math.max(...expected.map((want, i) => Math.abs(ordered(host[i]!) - ordered(want)))) : 0;
  return { what, relative: Math.max(...errors), ulps, equal: expected.every((want, i) => host[i] === want) };
}

/** Floats as integers whose difference counts the floats between. */
function ordered(x: number): number {
  const bits = new Int32Array(Float32Array.of(x).buffer)[0]!;
  return bits < 0 ? -(bits & 0x7fffffff) : bits;
}

if (globalThis.process?.argv[1]?.endsWith("accuracy.js")) {
  for (const { what, relative, ulps, equal } of accuracy()) {
    console.log(`${what.padEnd(40)} ${equal ? "bit for bit" : `${relative.toExponential(1)} relative, ${ulps} ulp`}`);
  }
}
