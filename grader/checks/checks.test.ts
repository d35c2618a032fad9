import { describe, expect, it } from "vitest";
import { BadInput } from "../../notebooks/badInput.ts";
import type { Expectation } from "../../notebooks/build/check.ts";
import { decodeValue, isRecord } from "../value.ts";
import type { CheckContext } from "./checkKind.ts";
import { judge } from "./index.ts";

const f32 = (data: unknown[], shape: number[] = [data.length]): unknown => ({ dtype: "float32", shape, data });

/** A context with one observation for each record of values. */
function context(values: readonly object[], references: readonly object[] = [], source = ""): CheckContext {
  const observations = values.map((one, i) => {
    const decoded = decodeValue(one);
    return { values: isRecord(decoded) ? decoded : new Map(), reference: { seed: i, ...references[i] } };
  });
  return { observations, source };
}

const cases: [name: string, expectation: Expectation, context: CheckContext, message: RegExp | true][] = [
  ["shape passes", { kind: "shape", of: "x", is: [2] }, context([{ x: f32([1, 2]) }]), true],
  ["shape takes numbers as scalars", { kind: "shape", of: "x", is: [] }, context([{ x: 3 }]), true],
  ["shape names both", { kind: "shape", of: "x", is: [2, 1] }, context([{ x: f32([1, 2]) }]), /x must have shape \[2,1\], got \[2\]/],
  ["shape of a text", { kind: "shape", of: "x", is: [] }, context([{ x: "1.0" }]), /x must be an array, got a string/],
  ["dtype", { kind: "dtype", of: "x", is: "float32" }, context([{ x: { dtype: "int32", shape: [], data: [1] } }]), /float32, got int32\[\]/],
  ["finite finds NaN", { kind: "finite", of: "x" }, context([{ x: f32([1, "nan", "inf"]) }]), /has 2 of 3 elements that are NaN/],
  ["finite says what a scalar is", { kind: "finite", of: "x" }, context([{ x: f32(["nan"], []) }]), /it is NaN/],
  ["equal", { kind: "equal", of: "n", is: 101, say: "Take 101 steps" }, context([{ n: 100 }]), /^Take 101 steps$/],
  ["equal passes scalar arrays", { kind: "equal", of: "n", is: 2 }, context([{ n: { dtype: "uint32", shape: [], data: [2] } }]), true],
  ["greater", { kind: "greater", of: "a", than: { value: "b" } }, context([{ a: 1, b: 2 }]), /a is too small/],
  ["greater refuses NaN", { kind: "greater", of: "a", than: 0 }, context([{ a: f32(["nan"], []) }]), /a is too small/],
  ["allClose passes", { kind: "allClose", of: "x", to: { reference: "r" } }, context([{ x: f32([1, 2.00001]) }], [{ r: f32([1, 2]) }]), true],
  ["allClose in every case", { kind: "allClose", of: "x", to: { reference: "r" } }, context([{ x: 1 }, { x: 1 }], [{ r: 1 }, { r: 2 }]), /x has wrong values/],
  ["allClose with NaN", { kind: "allClose", of: "x", to: 1 }, context([{ x: f32(["nan"], []) }]), /x has elements that are NaN/],
  ["allClose NaN is NaN", { kind: "allClose", of: "x", to: { reference: "r" } }, context([{ x: f32(["nan", "inf"]) }], [{ r: f32(["nan", "inf"]) }]), true],
  ["allClose infinity of the other sign", { kind: "allClose", of: "x", to: { reference: "r" } }, context([{ x: f32(["inf"]) }], [{ r: f32(["-inf"]) }]), /wrong/],
  ["allClose shapes", { kind: "allClose", of: "x", to: { fill: 0, shape: [2] } }, context([{ x: f32([0]) }]), /shape \[2\], got \[1\]/],
  ["allClose integers are exact", { kind: "allClose", of: "x", to: { reference: "r" }, atol: 10 }, context([{ x: { dtype: "int32", shape: [1], data: [7] } }], [{ r: { dtype: "int32", shape: [1], data: [8] } }]), /wrong/],
  ["source passes", { kind: "source", calls: ["nnx.jit", ".update"] }, context([], [], "nnx.jit(() => opt.update(a))"), true],
  ["source by another name", { kind: "source", calls: ["nnx.jit"] }, context([], [], "const { jit } = nnx; jit(f)"), true],
  ["source ignores comments and strings", { kind: "source", calls: ["nnx.jit"] }, context([], [], '// nnx.jit(f)\n"nnx.jit(f)"'), /must call nnx.jit/],
  ["source forbids", { kind: "source", avoids: ["optax.adam"] }, context([], [], "optax.adam(1)"), /do without optax.adam/],
  ["tree names", { kind: "tree", of: "t", to: { reference: "r" } }, context([{ t: { a: 1 } }], [{ r: { a: 1, b: 2 } }]), /t must have b/],
  ["tree extra names", { kind: "tree", of: "t", to: { reference: "r" } }, context([{ t: { a: 1, c: 1 } }], [{ r: { a: 1 } }]), /must not have c/],
  ["tree values", { kind: "tree", of: "t", to: { reference: "r" } }, context([{ t: { a: f32([1]), b: f32([3]) } }], [{ r: { a: f32([1]), b: f32([2]) } }]), /b of t has wrong values/],
]; // biome-ignore format: a table

describe("judge()", () => {
  for (const [name, expectation, given, message] of cases) {
    it(name, () => {
      const finding = judge([expectation], given);
      expect(finding.ok).toBe(message === true);
      if (message !== true) expect(finding.message).toMatch(message);
    });
  }

  it("tells the worst element, its error and what is allowed", () => {
    const given = context([{ x: f32([1, 2.5, 4], [3, 1]) }], [{ r: f32([1, 2, 4.1], [3, 1]) }]);
    const { detail, measures } = judge(
      [{ kind: "allClose", of: "x", to: { reference: "r" }, rtol: 0.01, atol: 0 }],
      given,
    );
    expect(detail).toBe("x[1,0] is 2.5 where 2 is right: off by 0.50, allowed 0.020");
    expect(measures).toEqual([{ of: "x", error: 0.5, tolerance: 0.02 }]);
  });

  it("stops at the first expectation that does not hold", () => {
    const finding = judge(
      [
        { kind: "shape", of: "x", is: [1] },
        { kind: "finite", of: "x" },
      ],
      context([{ x: f32(["nan"], []) }]),
    );
    expect(finding.message).toMatch(/shape/);
  });

  const mistakes = [
    { id: "sum", factor: 160, say: "a sum" },
    { id: "scaled", factor: "any", say: "{factor} times" },
    { id: "constant", when: "sameForEverySeed", say: "the same" },
  ];
  const close: Expectation = { kind: "allClose", of: "x", to: { reference: "r" }, mistakes };
  const mistaken: [name: string, values: object[], references: object[], diagnosis: string | undefined, message: string][] = [
    ["a factor", [{ x: f32([160, -320]) }], [{ r: f32([1, -2]) }], "sum", "a sum"],
    ["any factor", [{ x: f32([3, -6]) }], [{ r: f32([1, -2]) }], "scaled", "3 times"],
    ["no factor", [{ x: f32([3, 6]) }], [{ r: f32([1, -2]) }], undefined, "x has wrong values"],
    ["an answer that ignores the seed", [{ x: f32([1, 5]) }, { x: f32([1, 5]) }], [{ r: f32([1, 2]) }, { r: f32([2, 3]) }], "constant", "the same"],
  ]; // biome-ignore format: a table
  for (const [name, values, references, diagnosis, message] of mistaken) {
    it(`recognises ${name}`, () => {
      const found = judge([close], context(values, references));
      expect([found.ok, found.diagnosis, found.message]).toEqual([false, diagnosis, message]);
    });
  }

  it("tells the author what is wrong with an expectation", () => {
    const given = context([{ x: 1 }]);
    for (const expectation of [
      { kind: "toString" },
      { kind: "shape", of: "x" },
      { kind: "finite", of: "y" },
      { kind: "allClose", of: "x", to: { reference: "r" } },
      { kind: "allClose", of: "x", to: 1, rtol: -1 },
      { kind: "source", calls: "nnx.jit" },
    ]) {
      expect(() => judge([expectation], given), JSON.stringify(expectation)).toThrow(BadInput);
    }
  });
});

describe("trajectory", () => {
  const snapshot = (step: number, w: number[], mu: number[]): object => ({
    step,
    params: { w: f32(w) },
    optState: { "0.count": { dtype: "int32", shape: [], data: [step] }, "0.mu.w": f32(mu) },
  });
  const reference = {
    start: { w: f32([1, 2]) },
    trajectory: { 1: snapshot(1, [0.999, 2.001], [0.1, -0.2]), 2: snapshot(2, [0.998, 2.002], [0.2, -0.4]) },
  };
  const expectation: Expectation = {
    kind: "trajectory",
    of: "t",
    to: { reference: "trajectory" },
    start: { reference: "start" },
    mistakes: [
      { id: "forgotten", when: "unchanged", say: "unchanged" },
      { id: "rate", when: "stepFactor", say: "{factor} times the step" },
      { id: "gradient", when: "gradientFactor", say: "{factor} times the gradient" },
    ],
  };
  const findingOf = (trajectory: object): ReturnType<typeof judge> =>
    judge([expectation], context([{ t: trajectory }], [reference]));

  const wrong: [name: string, trajectory: object, diagnosis: string | undefined, message: RegExp][] = [
    ["no update", { 1: snapshot(0, [1, 2], [0, 0]), 2: snapshot(0, [1, 2], [0, 0]) }, "forgotten", /^unchanged$/],
    ["another learning rate", { 1: snapshot(1, [0.99, 2.01], [0.1, -0.2]), 2: snapshot(2, [0.98, 2.02], [0.2, -0.4]) }, "rate", /^10 times the step$/],
    ["larger gradients that the parameters hide", { 1: snapshot(1, [0.999, 2.001], [16, -32]), 2: snapshot(2, [0.998, 2.002], [32, -64]) }, "gradient", /^160 times the gradient$/],
    ["a state that is wrong at step 2 only", { 1: snapshot(1, [0.999, 2.001], [0.1, -0.2]), 2: snapshot(2, [0.998, 2.002], [0.2, -0.5]) }, undefined, /0.mu.w of the optimizer state after 2 steps has wrong values/],
    ["a counter that lies", { 1: { ...snapshot(1, [0.999, 2.001], [0.1, -0.2]), step: 7 }, 2: snapshot(2, [0.998, 2.002], [0.2, -0.4]) }, undefined, /optimizer.step must be 1/],
    ["another optimizer", { 1: { step: 1, params: { w: f32([0.999, 2.001]) }, optState: {} }, 2: snapshot(2, [0.998, 2.002], [0.2, -0.4]) }, "wrong-structure", /must have 0.count, 0.mu.w/],
    ["a missing step", { 1: snapshot(1, [0.999, 2.001], [0.1, -0.2]) }, undefined, /nothing recorded after 2 steps/],
  ]; // biome-ignore format: a table
  for (const [name, trajectory, diagnosis, message] of wrong) {
    it(`finds ${name}`, () => {
      const finding = findingOf(trajectory);
      expect(finding.ok).toBe(false);
      expect(finding.diagnosis).toBe(diagnosis);
      expect(finding.message).toMatch(message);
    });
  }

  it("passes the right one, with a measure for each tree", () => {
    expect(findingOf(reference.trajectory)).toMatchObject({ ok: true, message: "" });
    expect(findingOf(reference.trajectory).measures).toHaveLength(4);
  });
});
