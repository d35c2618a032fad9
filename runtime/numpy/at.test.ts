import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import type { DeviceArray, JaxArray } from "../core/array.ts";
import "../index.ts";
import { jit } from "../control/jit.ts";
import { random } from "../index.ts";
import { grad } from "../transforms/index.ts";
import * as jnp from "./index.ts";
import { slice } from "./slice.ts";

type Item = number | null | "..." | { slice: [number | null, number | null, number | null] } | { array: unknown };
type Case = readonly [
  shape: number[],
  items: Item[],
  op: string,
  values: unknown,
  resultShape: number[],
  result: number[],
];

// Made with real JAX by at.fixtures.py
const cases = JSON.parse(readFileSync(new URL("./at.fixtures.json", import.meta.url), "utf8")) as Case[];

function counted(shape: number[]): JaxArray {
  return jnp
    .arange(
      shape.reduce((n, size) => n * size, 1),
      { dtype: "float32" },
    )
    .reshape(shape);
}

function item(i: Item) {
  if (i === null || typeof i !== "object") return i;
  return "slice" in i ? slice(...i.slice) : jnp.array(i.array as number[]);
}

function run([, items, op, values]: Case, x: JaxArray): JaxArray {
  const part = x.at(items.map(item) as never) as unknown as Record<string, (values?: unknown) => JaxArray>;
  return op === "get"
    ? part.get!()
    : part[op]!(typeof values === "number" ? values : jnp.array(values as number[], { dtype: "float32" }));
}

const isMask = (i: Item) => i !== null && typeof i === "object" && "array" in i && String(i.array).includes("true");

describe.each(
  cases.map((c) => [`x of [${c[0]}] at ${JSON.stringify(c[1])} ${c[2]} ${JSON.stringify(c[3]) ?? ""}`, c] as const),
)("%s", (_, c) => {
  const [shape, items, op, , resultShape, result] = c;
  test("is what JAX gives", () => {
    const got = run(c, counted(shape)) as DeviceArray;
    expect(got.shape).toEqual(resultShape);
    expect([...got.host]).toEqual(result);
  });
  test.skipIf(op === "get" && items.some(isMask))("is the same when traced", () => {
    const got = jit((x: JaxArray) => run(c, x))(counted(shape)) as DeviceArray;
    expect([...got.host]).toEqual(result);
  });
});

describe("gradients of parts", () => {
  const x = counted([3, 4]);
  const list = (y: JaxArray) => y.tolist();

  test("of a read go to the places read, several times where a place was read several times", () => {
    const f = (y: JaxArray) =>
      y
        .at(jnp.array([1, 1, 0]))
        .get()
        .sum();
    expect(list(grad(f)(x))).toEqual([
      [1, 1, 1, 1],
      [2, 2, 2, 2],
      [0, 0, 0, 0],
    ]);
    expect(
      list(
        grad((y: JaxArray) =>
          y
            .at([slice(1), slice(null, null, 2)])
            .get()
            .sum(),
        )(x),
      ),
    ).toEqual([
      [0, 0, 0, 0],
      [1, 0, 1, 0],
      [1, 0, 1, 0],
    ]);
  });

  test("of a write go to the array elsewhere, and to the values", () => {
    expect(list(grad((y: JaxArray) => y.at(1).set(7).sum())(x))).toEqual([
      [1, 1, 1, 1],
      [0, 0, 0, 0],
      [1, 1, 1, 1],
    ]);
    expect(list(grad((v: JaxArray) => x.at(1).set(v).sum())(jnp.float32(7)))).toBe(4);
    expect(
      list(
        grad((v: JaxArray) =>
          x
            .at(jnp.array([2, 2]))
            .add(v)
            .sum(),
        )(jnp.float32(7)),
      ),
    ).toBe(8);
  });
});

describe("keys", () => {
  test("are read and written as other elements", () => {
    const keys = random.split(random.key(0), 3);
    const words = (k: JaxArray) => [...(random.keyData(k) as DeviceArray).host];
    expect(words(keys.at(1).get())).toEqual(words(keys).slice(2, 4));
    expect(words(keys.at(jnp.array([2, 0])).get())).toEqual([...words(keys).slice(4), ...words(keys).slice(0, 2)]);
    expect(words(keys.at(0).set(random.key(5)))).toEqual([0, 5, ...words(keys).slice(2)]);
  });
});

describe("bad indices", () => {
  const x = counted([3, 4]);
  test.each([
    [() => x.at([0, 1, 2]), /Cannot index f32\[3,4\] by 3 indices: it has 2 axes/],
    [() => x.at(["...", "..."]), /Cannot index with more than one "\.\.\."/],
    [() => x.at(1.5), /Cannot index f32\[3,4\] by 1\.5: items are whole numbers/],
    [() => x.at([[0, 1]] as never), /for several places use jnp\.array\(list\)/],
    [
      () => x.at(jnp.array([0.5])),
      /Cannot index f32\[3,4\] by f32\[1\]: places must be integers; convert it with i\.astype\("int32"\)/,
    ],
    [() => x.at(jnp.array([true, false])), /Cannot index f32\[3,4\] by the mask bool\[2\]/],
    [() => x.at(0).set(jnp.zeros([3])), /Cannot write f32\[3\] into a part of f32\[3,4\]: the part has shape \[4\]/],
    [() => slice(0, 4, 0), /in steps of 0: the step must not be 0/],
    [() => jit((y: JaxArray) => y.at(y.greater(2)).get())(x), /Cannot read by a traced mask bool\[3,4\]/],
  ])("%s throws and says what to do", (f, message) => {
    expect(f).toThrow(message);
  });
});
