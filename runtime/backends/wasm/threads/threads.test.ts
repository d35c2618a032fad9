/** Threads as their pool and a process see them: shared work, equal bits, failures, ends. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { matmulProgram, sumProgram, tanhExpProgram } from "../../../bench/handMadePrograms.ts";
import type { Program } from "../../../ir/kernel.ts";
import type { Backend } from "../../backend.ts";
import { createWasmBackend } from "../index.ts";
import { type Code, get, i32, local, operation, store, type Value } from "../module/code.ts";
import { encodeModule } from "../module/encodeModule.ts";
import { words } from "./controlBlock.ts";
import type { Message } from "./messages.ts";
import { type PoolOptions, ThreadPool } from "./pool.ts";
import { limitThreads } from "./threadCount.ts";

const pools: ThreadPool[] = [];
afterAll(() => {
  limitThreads(undefined);
  for (const pool of pools) pool.close();
});

/** A pool of two threads and a program of two parts; `value` is what another thread stores at 16 + 4 · its part. */
function twoParts(value: Value, own: (from: number, values: Int32Array) => void, options?: PoolOptions) {
  limitThreads(2);
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536, shared: true });
  const [from, to] = [local("i32", "from"), local("i32", "to")];
  const address = operation("i32.shl", get(from), i32(2));
  const range: Code = { name: "range", params: [from, to], body: [store("i32.store", address, 16, value)] };
  const module = new WebAssembly.Module(encodeModule([range], [range], { shared: true }));
  const values = new Int32Array(memory.buffer, 16);
  const instance = { exports: { range: (n: number) => own(n, values) } } as unknown as WebAssembly.Instance;
  const pool = new ThreadPool(memory, options);
  pools.push(pool);
  const parts = [0, 1].map((n) => ({ name: "range", from: n, to: n + 1 }));
  return { pool, values, program: pool.add(module, instance, [parts]) };
}

/** What the caller's thread does in a part: it waits for the other thread to do one. */
function storeAfterOther(from: number, values: Int32Array): void {
  const end = performance.now() + 30_000;
  while (Atomics.load(values, 1 - from) === 0) if (performance.now() > end) throw new Error("No other thread came");
  values[from] = 1;
}

describe("ThreadPool", () => {
  test("shares the parts of a kernel with a thread, again and again", () => {
    const { program, values, pool } = twoParts(i32(7), storeAfterOther);
    for (let n = 0; n < 3; n++) {
      values.fill(0);
      program.run(0);
      // The caller's part waits for the other thread, which may have been so fast as to do both.
      expect([...values.subarray(0, 2)].sort()).toEqual([expect.toBeOneOf([1, 7]), 7]);
    }
    expect(pool.helpers).toBe(1);
    program.drop();
  });

  test("a limit of 1 leaves everything to the caller's thread", () => {
    const { program, values } = twoParts(i32(7), (from, all) => {
      all[from] = 1;
    });
    limitThreads(1);
    program.run(0);
    expect([...values.subarray(0, 2)]).toEqual([1, 1]);
  });

  test("a trap in another thread is an error here, and what follows works", () => {
    const trap = operation("i32.div_s", i32(1), i32(0));
    const { program, values } = twoParts(trap, (from, all) => {
      const end = performance.now() + 200;
      while (performance.now() < end) all[from] = 1;
    });
    const run = (): void => {
      for (let n = 0; n < 100; n++) program.run(0);
    };
    expect(run).toThrow(
      /Cannot finish a kernel: a thread that computed a part of it failed: RuntimeError: divide by zero/,
    );
    limitThreads(1);
    expect(() => program.run(0)).not.toThrow();
    expect([...values.subarray(0, 2)]).toEqual([1, 1]);
  });

  test("an error in the caller's part leaves nothing behind", () => {
    let fails = true;
    const { program } = twoParts(i32(7), (from, all) => {
      if (fails) throw new Error("interrupted");
      storeAfterOther(from, all);
    });
    expect(() => program.run(0)).toThrow("interrupted");
    fails = false;
    expect(() => program.run(0)).not.toThrow();
  });

  test("a thread that cannot be started is given up, with its reason", () => {
    const { program, pool, values } = twoParts(
      i32(7),
      (from, all) => {
        all[from] = 1;
      },
      {
        start: () => {
          throw new Error("no more threads");
        },
      },
    );
    program.run(0);
    expect([...values.subarray(0, 2)]).toEqual([1, 1]);
    expect(pool.trouble).toBe("no more threads");
  });

  test("a thread that never ends its part is an error in the end", () => {
    const post = (message: Message): void => {
      if (message.kind === "start") Atomics.add(new Int32Array(message.control), words.active, 1);
    };
    const { program, pool } = twoParts(i32(7), () => undefined, {
      start: () => ({ post, stop: () => undefined }),
      stallTimeout: 20,
    });
    expect(() => program.run(0)).toThrow(
      /a thread has not finished its part of it in 0.02 s. One thread is used from now on/,
    );
    expect(pool.helpers).toBe(0);
    expect(() => program.run(0)).not.toThrow();
  });

  test("a thread that has gone is not waited for", async () => {
    let gone: ((reason: string) => void) | undefined;
    const { program, pool } = twoParts(i32(7), () => undefined, {
      start: (onGone) => {
        gone = onGone;
        return { post: () => undefined, stop: () => undefined };
      },
    });
    program.run(0);
    expect(pool.helpers).toBe(1);
    gone!("out of memory");
    expect(pool.trouble).toBe("out of memory");
    expect(() => program.run(0)).not.toThrow();
  });
});

describe("the wasm backend with threads", () => {
  const results = (backend: Backend, program: Program): string[] => {
    const allocations = program.buffers.map(({ size }, n) => {
      const allocation = backend.alloc(size * 4);
      const data = Float32Array.from({ length: size }, (_, i) => Math.sin(i + n));
      backend.write(allocation, new Uint8Array(data.buffer));
      return allocation;
    });
    const executable = backend.prepare(program);
    const pick = (numbers: readonly number[]) => numbers.map((n) => allocations[n]!);
    // Several times: threads come when they are ready.
    return Array.from({ length: 4 }, () => {
      backend.dispatch(executable, pick(program.inputs), pick(program.outputs));
      return Buffer.from(backend.read(allocations[program.outputs[0]!]!)).toString("base64");
    });
  };

  test("gives the same bits as one thread", () => {
    limitThreads(1);
    const single = createWasmBackend();
    limitThreads(2);
    const double = createWasmBackend();
    expect(single.description).toMatch(/, one thread$/);
    expect(double.description).toMatch(/, 2 threads$/);
    const programs = [
      matmulProgram(197, 300, 203),
      matmulProgram(256, 128, 250, { transposeA: true }),
      matmulProgram(64, 512, 192, { transposeB: true }),
      sumProgram(1001, 530, 1),
      sumProgram(1024, 530, 0),
      sumProgram(1, 2 ** 20, "all"),
      sumProgram(1, 2 ** 19 + 3, "all"),
      tanhExpProgram(2 ** 16 + 5),
    ];
    for (const program of programs) {
      const [expected] = results(single, program);
      for (const result of results(double, program)) expect(result === expected).toBe(true);
    }
  });

  test("a process that used threads ends by itself", async () => {
    const entry = new URL("../../../../dist/runtime/index.js", import.meta.url).href;
    const script = `
      const { jax, jnp } = await import(${JSON.stringify(entry)});
      jax.config.update("threads", 3);
      const x = jnp.ones([300, 300]);
      for (let n = 0; n < 5; n++) jnp.matmul(x, x);
      console.log(jnp.max(jnp.matmul(x, x)).item(), jax.config.threads);`;
    const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", script], {
      timeout: 20_000,
    });
    expect(stdout.trim()).toBe("300 3");
  });

  test("NNXLAB_THREADS must be a positive integer", async () => {
    const entry = new URL("../../../../dist/runtime/index.js", import.meta.url).href;
    const run = promisify(execFile)(
      process.execPath,
      [
        "--input-type=module",
        "-e",
        `const { jnp } = await import(${JSON.stringify(entry)}); jnp.sin(jnp.arange(5)).tolist();`,
      ],
      { env: { ...process.env, NNXLAB_THREADS: "two" } },
    );
    await expect(run).rejects.toThrow("Cannot use NNXLAB_THREADS=two: it must be an integer from 1 on");
    expect(() => limitThreads(0)).toThrow("Cannot use 0 threads");
  });
});
