import { describe, expect, test } from "vitest";
import { constant, gridIndex, load } from "../../ir/build.ts";
import { backendCases } from "../backend.cases.ts";
import { programOf, runProgram } from "../cases/runOnce.cases.ts";
import { createReferenceBackend } from "./index.ts";

describe("reference", () => {
  const backend = createReferenceBackend();

  // Large cases need minutes in an interpreter.
  for (const { name, large, run } of backendCases) test.skipIf(large)(name, () => run(backend), 60_000);

  test("a load out of range is an error", () => {
    const i = gridIndex(0, 3);
    const program = programOf({
      inputs: [
        { type: "i32", size: 3 },
        { type: "f32", size: 2 },
      ],
      outputs: [{ type: "f32", size: 3 }],
      steps: [
        {
          name: "gather",
          grid: [3],
          reduce: [],
          accumulators: [],
          stores: [{ buffer: 2, index: i, value: load("f32", 1, load("i32", 0, i)) }],
        },
      ],
    });
    const run = (): unknown => runProgram(backend, program, [Int32Array.from([0, 1, 2]), Float32Array.from([5, 6])]);
    expect(run).toThrow("Cannot run gather: its load of b1 at 2 is outside of its 2 elements");
  });

  test("memory is given back once", () => {
    const allocation = backend.alloc(8);
    backend.free(allocation);
    expect(() => backend.free(allocation)).toThrow("they were given back before");
    expect(() => backend.read(allocation)).toThrow("they were given back before");
  });

  test("a program that breaks a rule is refused", () => {
    const i = gridIndex(0, 3);
    const stores = [{ buffer: 0, index: i, value: constant("i32", 1) }];
    expect(() =>
      programOf({
        outputs: [{ type: "f32", size: 3 }],
        steps: [{ name: "wrong", grid: [3], reduce: [], accumulators: [], stores }],
      }),
    ).toThrow("Cannot accept kernel wrong: it stores i32 into b0, which is f32");
  });
});
