/** What the compiler leaves of common programs, in kernels. Each pass is seen by what would be there without it. */
import { describe, expect, test } from "vitest";
import { jax, jnp, nnx, optax } from "../index.ts";
import type { Step } from "../ir/kernel.ts";
import { printProgram } from "../ir/print.ts";
import { compileStages } from "./compile.ts";

type Lowers = { lower(...args: any[]): { readonly jaxpr: Parameters<typeof compileStages>[0] } };

const wasm = Number.POSITIVE_INFINITY;

function programOf(f: Lowers, args: readonly unknown[], buffersPerKernel: number): ReturnType<typeof compileStages> {
  return compileStages(f.lower(...args).jaxpr, { buffersPerKernel });
}

function count(steps: readonly Step[]): number {
  return steps.reduce((sum, step) => sum + (step.kind === undefined || step.kind === "sections" ? 1 : 0), 0);
}

const kernels = (f: Lowers, args: readonly unknown[], buffers = wasm): number =>
  count(programOf(f, args, buffers).program.steps);
const text = (f: Lowers, ...args: readonly unknown[]): string => printProgram(programOf(f, args, wasm).program);

const x = jnp.ones([8]);

describe("passes", () => {
  test("dead code is gone, and what is written twice is computed once", () => {
    const f = jax.jit((a: jax.Array) => {
      jnp.exp(a).mul(3);
      return a.add(1).mul(a.add(1));
    });
    expect(text(f, x).split("\n").slice(3)).toEqual([
      "  kernel add_mul",
      "    for i0 < 8",
      "      t0 = b0[i0] + 1.0",
      "      b1[i0] = t0 * t0",
    ]);
  });

  test("constants fold; ·1 goes, and +0 and ·0 stay where they change −0, ∞ and NaN", () => {
    const folded = jax.jit((a: jax.Array) => a.mul(jnp.float32(2).mul(3).add(1)).mul(1));
    expect(text(folded, x)).toContain("b1[i0] = b0[i0] * 7.0");
    const kept = jax.jit((a: jax.Array) => [a.add(0), a.mul(0)]);
    expect(text(kept, x)).toMatch(/b1\[i0\] = t0 \+ 0\.0\n +b2\[i0\] = t0 \* 0\.0/);
    const whole = jax.jit((a: jax.Array) => a.add(0).add(a.mul(0)));
    expect(kernels(whole, [jnp.arange(8)])).toBe(0); // of integers nothing is left to do
  });

  test("zeros of derivatives are not computed", () => {
    const f = (a: jax.Array, b: jax.Array): jax.Array => jnp.sum(a.mul(2).add(jax.lax.stopGradient(jnp.tanh(b))));
    const { program } = programOf(jax.jit(jax.grad(f)), [x, x], wasm);
    expect(printProgram(program)).not.toContain("tanh");
    expect(printProgram(program)).toContain("b2[i0] = 2.0");
  });

  test("transposes are read through", () => {
    const f = jax.jit((a: jax.Array, b: jax.Array) => jnp.matmul(a.T, b.T).T);
    expect(kernels(f, [jnp.ones([4, 5]), jnp.ones([6, 4])])).toBe(1);
  });

  test("siblings share a kernel: several outputs, and several sums over the same rows", () => {
    const outputs = jax.jit((a: jax.Array) => [a.add(1), a.mul(2), jnp.tanh(a)]);
    expect(kernels(outputs, [x])).toBe(1);
    const sums = jax.jit((a: jax.Array) => [
      jnp.sum(a, { axis: 1 }),
      jnp.max(a, { axis: 1 }),
      jnp.sum(jnp.square(a), { axis: 1 }),
    ]);
    expect(kernels(sums, [jnp.ones([4, 5])])).toBe(1);
  });

  test("products of one operand share a kernel while they are small; large ones are left to the backend's tiles", () => {
    const three = jax.jit((a: jax.Array, b: readonly jax.Array[]) => b.map((w) => jnp.matmul(a, w)));
    const operands = (size: number): readonly unknown[] => {
      const square = jnp.ones([size, size]);
      return [square, [square, square.add(1), square.add(2)]];
    };
    expect(kernels(three, operands(16))).toBe(1);
    expect(kernels(three, operands(64))).toBe(3);
  });
});

describe("programs", () => {
  test("softmax and layer normalisation are three kernels, where a row is reduced twice and then written", () => {
    const rows = jnp.ones([32, 10]);
    expect(
      kernels(
        jax.jit((a: jax.Array) => jax.nn.softmax(a)),
        [rows],
      ),
    ).toBe(3);
    const norm = jax.jit((a: jax.Array) => {
      const centred = a.sub(jnp.mean(a, { axis: 1, keepdims: true }));
      return centred.mul(jax.lax.rsqrt(jnp.mean(jnp.square(centred), { axis: 1, keepdims: true }).add(1e-6)));
    });
    expect(kernels(norm, [rows])).toBe(3);
  });

  test("the step of slide 12 is nine kernels", () => {
    class MLP extends nnx.Module<(x: jax.Array) => jax.Array> {
      first: nnx.Linear;
      second: nnx.Linear;
      constructor(rngs: nnx.Rngs) {
        super();
        this.first = new nnx.Linear(10, 20, { rngs });
        this.second = new nnx.Linear(20, 5, { rngs });
      }
      __call__(a: jax.Array): jax.Array {
        return this.second(nnx.relu(this.first(a)));
      }
    }
    const model = new MLP(new nnx.Rngs(0));
    const optimizer = new nnx.Optimizer(model, optax.adam(1e-3), { wrt: nnx.Param });
    const step = nnx.jit((m: MLP, o: typeof optimizer, a: jax.Array, b: jax.Array) => {
      const [loss, grads] = nnx.valueAndGrad((mm: MLP) => jnp.mean(jnp.square(mm(a).sub(b))))(m);
      o.update(m, grads);
      return loss;
    });
    expect(kernels(step as Lowers, [model, optimizer, jnp.ones([32, 10]), jnp.ones([32, 5])])).toBe(9);
  });

  test("an update is three kernels: the squares of all leaves, the norm and the scalars of adam, then every leaf", () => {
    const leaves = 12;
    const tx = optax.chain(optax.clipByGlobalNorm(1), optax.adam(1e-3));
    const count = (params: jax.Array[]): number => {
      const state = tx.init(params);
      const update = jax.jit((g: unknown, s: typeof state, p: unknown) => {
        const [u, next] = tx.update(g as never, s, p as never);
        return [optax.applyUpdates(p as never, u as never), next] as never;
      }) as unknown as Lowers;
      return kernels(update, [params, state, params]);
    };
    expect(count(Array.from({ length: leaves }, (_, i) => jnp.ones([3 + (i % 5), 4 + (i % 3)])))).toBe(3);
    expect(count(Array.from({ length: leaves }, () => jnp.ones([3, 4])))).toBe(3);
  });
});
