import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Backend } from "../backends/backend.ts";
import { createReferenceBackend } from "../backends/reference/index.ts";
import { traced } from "../compile/traced.cases.ts";
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { evaluateJaxpr } from "../core/evalTrace.ts";
import { evaluator } from "../core/evaluator.ts";
import { holdingsCount } from "../core/holdings.ts";
import { add, concatenate, lt, mul, neg, randomWrap, reduceSum, reshape } from "../primitives/index.ts";
import { aval } from "../types/aval.ts";
import {
  type BackendName,
  backendNamed,
  defaultBackend,
  registerBackend,
  setDefaultBackend,
  useBackend,
  withBackend,
} from "./backends.ts";
import { joinHalves } from "./join.ts";
import { memoryStats } from "./memory.ts";

const f32 = (values: number[], shape: number[] = [values.length]): DeviceArray =>
  DeviceArray.fromHost(Float32Array.from(values), aval(shape, "float32"));
const numbers = (x: JaxArray): number[] => Array.from((x as DeviceArray).host);

beforeAll(joinHalves);
afterEach(() => setDefaultBackend(undefined));

for (const name of ["reference", "wasm"] as const satisfies BackendName[]) {
  describe(`evaluate() on ${name}`, () => {
    const on = (title: string, body: () => void): void => test(title, () => withBackend(name, body));

    on("runs primitives on host data", () => {
      expect(numbers(add(mul(f32([1, 2, 3]), 2), f32([10, 20, 30])))).toEqual([12, 24, 36]);
    });

    on("keeps bools as bytes on the host and words on the device", () => {
      const less = lt(f32([1, 5, 2]), f32([3, 3, 3])) as DeviceArray;
      expect(less.host).toEqual(Uint8Array.from([1, 0, 1]));
      const round = DeviceArray.fromHost(Uint8Array.from([0, 1, 1]), aval([3], "bool"));
      expect(evaluator().toHost(round.buffer, round.aval)).toEqual(Uint8Array.from([0, 1, 1]));
    });

    on("keys are two words per element", () => {
      const key = randomWrap(
        DeviceArray.fromHost(Uint32Array.from([1, 2, 3, 4]), aval([2, 2], "uint32")),
      ) as DeviceArray;
      expect(key.aval).toEqual(aval([2], "key<fry>"));
      expect(key.host).toEqual(Uint32Array.from([1, 2, 3, 4]));
    });

    on("arrays without elements work", () => {
      const none = f32([], [0, 3]);
      expect(numbers(mul(none, 2))).toEqual([]);
      expect(numbers(reduceSum(none, { axes: [0] }))).toEqual([0, 0, 0]);
      expect(numbers(concatenate(none, f32([1, 2, 3], [1, 3]), { dimension: 0 }))).toEqual([1, 2, 3]);
    });

    on("passes inputs through and gives equal results one memory, with a share each", () => {
      const jaxpr = traced((x) => [x, reshape(x, { newSizes: [50, 2] }), neg(x), neg(x)], aval([100], "float32"));
      const x = f32(new Array(100).fill(3));
      const [same, reshaped, a, b] = evaluateJaxpr(jaxpr, [x]);
      expect(same!.buffer).toBe(x.buffer);
      expect(reshaped!.buffer).toBe(x.buffer);
      expect(a!.buffer).toBe(b!.buffer);
      x.delete();
      reshaped!.delete();
      expect(numbers(same!)[99]).toBe(3);
      a!.delete();
      expect(numbers(b!)[99]).toBe(-3);
    });

    on("memory of deleted arrays is used again", () => {
      const step = traced((x) => add(x, 1), aval([1000], "float32"));
      let x = f32(new Array(1000).fill(0));
      x.buffer;
      for (let n = 0; n < 5; n++) x = advance(x);
      const before = defaultBackend().bytesInUse;
      for (let n = 0; n < 200; n++) x = advance(x);
      expect(defaultBackend().bytesInUse).toBe(before);
      expect(numbers(x)[999]).toBe(205);

      function advance(from: DeviceArray): DeviceArray {
        const [to] = evaluateJaxpr(step, [from]);
        from.delete();
        return to!;
      }
    });
  });
}

describe("backends", () => {
  test("arrays move to the backend that needs them", () => {
    const x = withBackend("reference", () => add(f32([1, 2]), 1));
    const y = withBackend("wasm", () => mul(x, x));
    expect(withBackend("reference", () => numbers(add(y, x)))).toEqual([6, 12]);
  });

  test("the environment chooses, wasm is the default, and a suitable GPU comes before it", () => {
    const { env } = process;
    const before = env.NNXLAB_BACKEND;
    delete env.NNXLAB_BACKEND;
    setDefaultBackend(undefined);
    expect(defaultBackend().name).toBe("wasm");
    env.NNXLAB_BACKEND = "reference";
    setDefaultBackend(undefined);
    expect(defaultBackend().name).toBe("reference");
    env.NNXLAB_BACKEND = "abacus";
    setDefaultBackend(undefined);
    expect(() => defaultBackend()).toThrow(/^Cannot use NNXLAB_BACKEND=abacus: there are .*wasm, reference$/);
    delete env.NNXLAB_BACKEND;
    registerBackend("webgpu", { create: createReferenceBackend, suitable: () => true });
    expect(defaultBackend()).toBe(backendNamed("webgpu"));
    registerBackend("webgpu", { create: createReferenceBackend, suitable: () => false });
    expect(defaultBackend().name).toBe("wasm");
    if (before !== undefined) env.NNXLAB_BACKEND = before;
  });

  test("useBackend() called twice at once makes one backend; after a failure it can be tried again", async () => {
    let made = 0;
    const start = async (): Promise<Backend> => {
      made++;
      await Promise.resolve();
      if (made === 1) throw new Error("no adapter");
      return createReferenceBackend();
    };
    registerBackend("webgpu", { create: createReferenceBackend, start });
    await expect(useBackend("webgpu")).rejects.toThrow("no adapter");
    const [one, other] = await Promise.all([useBackend("webgpu"), useBackend("webgpu")]);
    expect([one === other, made, defaultBackend() === one]).toEqual([true, 2, true]);
    setDefaultBackend(undefined);
  });

  test("an unknown backend is an error that lists the known ones", () => {
    expect(() => backendNamed("abacus" as BackendName)).toThrow(
      /^Cannot use backend "abacus": there are .*wasm, reference$/,
    );
  });
});

describe("memory", () => {
  test("out of memory names the size and the largest live arrays", () => {
    withBackend("reference", () => {
      const held = f32(new Array(5000).fill(1));
      held.buffer;
      const big = aval([600_000_000], "float32");
      const jaxpr = traced((x) => add(x, 1), big);
      let message = "";
      try {
        evaluateJaxpr(jaxpr, [{ buffer: held.buffer } as DeviceArray]);
      } catch (error) {
        message = String(error);
      }
      expect(message).toContain("OutOfMemoryError: Cannot allocate 2.2 GiB for f32[600000000] on reference: ");
      expect(message).toContain("f32[5000] (19.5 KiB)");
      expect(held.host.length).toBe(5000);
    });
  });

  test("memoryStats() counts arrays, and the pool apart", () => {
    withBackend("reference", () => {
      const backend = defaultBackend();
      const before = memoryStats(backend);
      const live = holdingsCount();
      const x = f32(new Array(777).fill(1));
      x.buffer;
      expect(memoryStats(backend).bytesInUse).toBe(before.bytesInUse + 777 * 4);
      expect(holdingsCount()).toBe(live + 1);
      x.delete();
      const after = memoryStats(backend);
      expect(after.bytesInUse).toBe(before.bytesInUse);
      expect(after.bytesPooled).toBe(before.bytesPooled + 777 * 4);
      expect(after.peakBytesInUse).toBeGreaterThanOrEqual(before.bytesInUse + 777 * 4);
      expect(holdingsCount()).toBe(live);
    });
  });

  test("memory given back twice is an error", () => {
    withBackend("reference", () => {
      const buffer = evaluator().fromHost(Float32Array.of(1), aval([1], "float32"));
      buffer.release();
      expect(() => buffer.release()).toThrow("it was given back already");
      expect(() => evaluator().toHost(buffer, aval([1], "float32"))).toThrow("it was given back already");
    });
  });
});
