import { describe, expect, test } from "vitest";
import { judge, wrongImports } from "./layers.ts";

describe("import directions", () => {
  test("hold in the whole project", () => {
    expect(wrongImports()).toEqual([]);
  });

  test.each([
    ["runtime/core/tracer.ts", "runtime/primitives/add.ts"],
    ["runtime/backends/wasm/index.ts", "runtime/core/jaxpr.ts"],
    ["runtime/compile/fuse.ts", "runtime/backends/wasm/index.ts"],
    ["runtime/numpy/sum.ts", "runtime/execute/evaluate.ts"],
    ["runtime/optax/base.ts", "runtime/nnx/module.ts"],
    ["runtime/nnx/optimizer.ts", "kernel/client.ts"],
    ["kernel/client.ts", "tools/cli.ts"],
  ])("%s may not import %s", (from, to) => {
    expect(judge(from, to, false)).toMatch(/may not import/);
  });

  test("nnx may name the types of optax, not its values", () => {
    expect(judge("runtime/nnx/optimizer.ts", "runtime/optax/base.ts", true)).toBeUndefined();
    expect(judge("runtime/nnx/optimizer.ts", "runtime/optax/base.ts", false)).toMatch(/may not import/);
  });
});
