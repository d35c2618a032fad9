import { inspect } from "node:util";
import { expect, it } from "vitest";
import { plainText } from "./plainText.ts";

it("shows as console.log does, a little deeper", () => {
  for (const value of [1, "a", null, { a: [1, { b: new Map([[1, { c: 2 }]]) }] }, [undefined, () => 1], new Set([1])])
    expect(plainText(value)).toBe(inspect(value, { depth: 4 }));
});

it("stays small and quick for values that are not", () => {
  const list = (depth: number): unknown => (depth === 0 ? 1 : Array.from({ length: 100 }, () => same));
  let same: unknown = 1;
  for (let depth = 1; depth <= 5; depth++) same = list(depth);
  const keys = Object.fromEntries(Array.from({ length: 20_000 }, (_, n) => [`k${n}`, n]));
  let deep: object = {};
  for (let n = 0; n < 10_000; n++) deep = { deep };
  const sparse: number[] = [];
  sparse[1e9] = 1;
  const start = performance.now();
  for (const value of [same, [same, same], keys, { keys }, deep, sparse, new Float32Array(1e6), "x".repeat(2e6)])
    expect(plainText(value).length).toBeLessThan(1_100_000);
  expect(performance.now() - start).toBeLessThan(10_000); // 0.2 s; without bounds it would be days
  expect(plainText(keys)).toMatch(/k99: 99\n}\n… 19900 more properties$/);
});

it("calls no getter, and survives what cannot be shown", () => {
  let called = 0;
  const counted = {
    get a() {
      return called++;
    },
  };
  expect(plainText(counted)).toBe("{ a: [Getter] }");
  expect(called).toBe(0);
  const refuses = {
    [inspect.custom]() {
      throw {
        toString() {
          throw 1;
        },
      };
    },
  };
  expect(plainText(refuses)).toContain("cannot be shown");
  expect(
    plainText(
      new Proxy(
        {},
        {
          get() {
            throw new Error("trap");
          },
        },
      ),
    ),
  ).toBe("{}");
});
