import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { jax, jnp, lax, random } from "../index.ts";

// Written by real NumPy, by files.fixtures.py
const files = JSON.parse(readFileSync(new URL("./files.fixtures.json", import.meta.url), "utf8")) as Record<
  string,
  string
>;
const bytesOf = (name: string): Uint8Array => Uint8Array.from(Buffer.from(files[name]!, "base64"));

test("what NumPy wrote is read", () => {
  expect(jnp.load(bytesOf("double")).tolist()).toEqual([
    [1.5, -2],
    [0, 1e10],
  ]);
  expect(jnp.load(bytesOf("fortran")).tolist()).toEqual([
    [0, 1, 2],
    [3, 4, 5],
  ]);
  expect(String(jnp.load(bytesOf("complex")))).toBe("[ 1.+2.j -0.-3.j]");
  expect(String(jnp.load(bytesOf("half")))).toBe("[ 1.50e+00 -6.55e+04  5.96e-08]");
  expect(jnp.load(bytesOf("bool")).item()).toBe(true);
  const { w, b } = jnp.load(bytesOf("npz"));
  expect([String(w), String(b), b.dtype]).toEqual(["[[1.]\n [1.]]", "[1 2]", "int8"]);
});

test("bytes are those of NumPy", () => {
  expect(jnp.save(jnp.load(bytesOf("complex")))).toEqual(bytesOf("complex"));
  expect(jnp.save(jnp.load(bytesOf("half")))).toEqual(bytesOf("half"));
  expect(jnp.save(true)).toEqual(bytesOf("bool"));
});

test("what was saved comes back", () => {
  const x = { a: jnp.arange(5), nested: jnp.zeros([2, 0]), h: jnp.float16([0.1]), u: jnp.uint16([65535]) };
  const back = jnp.load(jnp.savez(x));
  for (const [name, value] of Object.entries(x)) {
    expect([String(back[name]), back[name].dtype, back[name].shape]).toEqual([String(value), value.dtype, value.shape]);
  }
  expect(Object.keys(jnp.load(jnp.savez([1, 2])))).toEqual(["arr_0", "arr_1"]);
});

test("other files are refused with the repair", () => {
  expect(() => jnp.load(bytesOf("compressed"))).toThrow(/w.npy: it is compressed; write the archive with numpy.savez/);
  expect(() => jnp.load(Uint8Array.of(1, 2, 3))).toThrow(/no .npy and no .npz file/);
  expect(() => jnp.load("x.npy" as never)).toThrow(/give the bytes of the file/);
  const damaged = jnp.savez([1]);
  damaged[120]! ^= 1;
  expect(() => jnp.load(damaged)).toThrow(/checksum is wrong/);
  expect(() => jnp.save(random.key(0) as never)).toThrow(/NumPy has no such elements/);
  expect(() => jax.jit((x: jax.Array) => jnp.save(x) as never)(1)).toThrow(/it is traced/);
});

test("bytes and texts", () => {
  expect(String(jnp.frombuffer(Float32Array.of(1, 2, 3).buffer, { offset: 4, count: 1 }))).toBe("[2.]");
  expect(String(jnp.frombuffer(Uint8Array.of(0, 60), { dtype: "float16" }))).toBe("[1.]");
  expect(String(jnp.fromstring("1 2  3", { sep: " ", dtype: "int32", count: 2 }))).toBe("[1 2]");
  expect(() => jnp.frombuffer(new Uint8Array(5))).toThrow(/all elements of float32 from 5 bytes: each has 4/);
  expect(() => jnp.fromstring("1,x", { sep: "," })).toThrow(/Cannot read "x" as a number/);
});

test("groups of rows, and places along axes", () => {
  const lhs = jnp.arange(8).reshape([4, 2]).astype("float32");
  const rhs = jnp.arange(12).reshape([3, 2, 2]).astype("float32");
  // jax.lax.ragged_dot(lhs, rhs, jnp.array([1, 0, 2]))
  expect(lax.raggedDot(lhs, rhs, jnp.array([1, 0, 2])).tolist()).toEqual([
    [2, 3],
    [46, 51],
    [82, 91],
    [0, 0],
  ]);
  expect(() => lax.raggedDot(lhs, rhs, jnp.array([1, 3]))).toThrow(/a size for each of 3 matrices/);
  // jax.lax.index_take(x, (jnp.array([0, -1]),), (1,))
  expect(lax.indexTake(lhs, [jnp.array([0, -1])], [1]).tolist()).toEqual([
    [0, 2, 4, 6],
    [1, 3, 5, 7],
  ]);
});
