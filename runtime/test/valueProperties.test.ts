/** Random programs give the same numbers however they are computed: fused by wasm, one operation at a time, and on the reference. */
import { expect, test } from "vitest";
import { setDefaultBackend } from "../execute/backends.ts";
import { jnp } from "../index.ts";
import { checkProperty, compiled, expectSame, onReference } from "./checkProperty.ts";
import { inputsOf, type Program, print, programs, run } from "./randomPrograms.ts";

setDefaultBackend("wasm");

/** Sums in another order; values stay near 1. */
const float32 = { rtol: 1e-4, atol: 1e-4 };
/** A few roundings to eight bits. */
const half = { rtol: 0.06, atol: 0.06 };

test("4,000 programs on float32: fused on wasm = one by one on reference", { timeout: 120_000 }, () =>
  checkProperty(programs(["float32"]), 4000, (program) => expectSame(compiled(program), onReference(program), float32)),
);

test("500 programs on half floats: fused on wasm = one by one on reference", { timeout: 120_000 }, () =>
  checkProperty(programs(["float16", "bfloat16"], 4), 500, (program) =>
    expectSame(compiled(program), onReference(program), half),
  ),
);

test("500 programs: jit = eager, both on wasm", { timeout: 120_000 }, () =>
  checkProperty(programs(["float32", "int32"]), 500, (program) =>
    expectSame(compiled(program), run(program, inputsOf(program)), float32),
  ),
);

test("a property that does not hold shows the shrunk program", async () => {
  const isShort = (program: Program): void => {
    if (program.steps.length > 2) throw new Error("too long");
  };
  await expect(checkProperty(programs(["float32"]), 100, isShort)).rejects.toThrow(
    /^float32 .*: \w+\(0,0,0\); \w+\(0,0,0\); \w+\(0,0,0\)\ntoo long\nAgain: NNXLAB_SEED=/,
  );
});

test("programs use what they are made of", () => {
  const long = { dtype: "float32", shapes: [[3, 3], [3], []], seed: 1 } as const;
  const names = Array.from(
    { length: 60 },
    (_, k) =>
      print({ ...long, steps: [[k, 0, 1, 1]] })
        .split(": ")[1]!
        .split("(")[0]!,
  );
  expect(names).toContain("scan");
  expect(names).toContain("cond");
  expect(run({ ...long, steps: [[0, 0, 1, 1]] }, inputsOf({ ...long, steps: [] }))[0]!.shape).toEqual([3, 3]);
  expect(
    jnp
      .isfinite(inputsOf({ ...long, steps: [] })[0]!)
      .all()
      .item(),
  ).toBe(true);
});
