import { describe, expect, it } from "vitest";
import { asArrayValue, decodeValue, describe as inWords, isArrayValue, isRecord } from "./value.ts";

describe("decodeValue()", () => {
  it("builds arrays, numbers, texts, lists and records", () => {
    const value = decodeValue({ a: { dtype: "float32", shape: [2], data: [1, "-inf"] }, b: [1, "x", null, true] });
    expect(isRecord(value) && value.get("a")).toEqual({
      dtype: "float32",
      shape: [2],
      data: [1, Number.NEGATIVE_INFINITY],
    });
    expect(isRecord(value) && value.get("b")).toEqual([1, "x", null, true]);
  });

  it("gives records no prototype to poison", () => {
    const value = decodeValue(JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}'));
    expect(isRecord(value) && [...value.keys()]).toEqual(["__proto__", "constructor"]);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  const bad: [name: string, json: unknown, message: RegExp][] = [
    ["an unknown dtype", { dtype: "float128", shape: [], data: [1] }, /dtype is unknown/],
    ["a shape that is none", { dtype: "float32", shape: [-1], data: [] }, /list of sizes/],
    ["too few elements", { dtype: "float32", shape: [2, 2], data: [1] }, /must have 4 elements/],
    ["an element that is an object", { dtype: "float32", shape: [1], data: [{ valueOf: 1 }] }, /not a number/],
    ["a word that is inherited", { dtype: "float32", shape: [1], data: ["constructor"] }, /not a number/],
    ["a size beyond counting", { dtype: "float32", shape: [1e9, 1e9], data: [] }, /must have/],
    ["deep nesting", JSON.parse("[".repeat(40) + "]".repeat(40)), /more than 16 deep/],
    ["a long text", "x".repeat(200_000), /longer than/],
    ["too many entries", new Array(200_000).fill(0), /more than 100000 entries/],
  ];
  for (const [name, json, message] of bad)
    it(`refuses ${name}`, () => expect(() => decodeValue(json)).toThrow(message));

  it("counts numbers over the whole value", () => {
    const array = { dtype: "float32", shape: [1_500_000], data: new Array(1_500_000).fill(0) };
    expect(() => decodeValue([array, array, array])).toThrow(/more than 4000000 numbers/);
  });
});

describe("asArrayValue()", () => {
  it("takes numbers and lists of numbers, and nothing else", () => {
    expect([3, true, [1, 2]].map((value) => asArrayValue(decodeValue(value))?.shape)).toEqual([[], [], [2]]);
    expect(["3", null, ["1"]].map((value) => asArrayValue(decodeValue(value)))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(isArrayValue(decodeValue({ dtype: "bool", shape: [1], data: [true] }))).toBe(true);
  });

  it("describes values in a few words", () => {
    const array = decodeValue({ dtype: "float32", shape: [2], data: [1, 2] });
    expect([array, "a", null, undefined, decodeValue({ a: 1 })].map(inWords)).toEqual([
      "float32[2]",
      "a string",
      "null",
      "nothing",
      "a record of a",
    ]);
  });
});
