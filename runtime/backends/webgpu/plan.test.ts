/** Which kernels share a dispatch. No device is needed. */
import { expect, test } from "vitest";
import { binary, constant, gridIndex, load } from "../../ir/build.ts";
import type { BufferDecl, Kernel, Program } from "../../ir/kernel.ts";
import type { AdapterInfo } from "./adapterInfo.ts";
import { special } from "./layout.ts";
import { planProgram, printPlan } from "./plan.ts";
import { softwareTuning } from "./tuning.ts";

const info = {
  storageBuffersPerShader: 10,
  maxBindingBytes: 2 ** 30,
  subgroupMinSize: 4,
  subgroupMaxSize: 4,
} as AdapterInfo;

/** y = x + n, by n kernels that each add 1; every one has a buffer of its own. */
function increments(size: number, n: number): Program {
  const buffers = Array.from({ length: n + 1 }, (_, at): BufferDecl => {
    return { kind: at === 0 ? "input" : "output", type: "f32", size };
  });
  const steps = Array.from({ length: n }, (_, at): Kernel => {
    const i = gridIndex(0, size);
    const value = binary("add", load("f32", at, i), constant("f32", 1));
    return {
      name: `add${at}`,
      grid: [size],
      reduce: [],
      accumulators: [],
      stores: [{ buffer: at + 1, index: i, value }],
    };
  });
  const outputs = Array.from({ length: n }, (_, at) => at + 1);
  return { name: "increments", buffers, inputs: [0], outputs, steps, arenaBytes: 0 };
}

const plan = (program: Program): ReturnType<typeof planProgram> =>
  planProgram(
    program,
    program.buffers.map((_, n) => n),
    info,
    softwareTuning,
  );

test("small kernels are one dispatch, however many buffers they have", () => {
  const { steps, actions } = plan(increments(64, 20));
  expect(actions).toEqual([0]);
  expect(steps[0]!.groups).toEqual([1, 1]);
  expect(steps[0]!.bindings.map(({ parameter, access }) => [parameter, access])).toEqual([
    [special.heap, "write"],
    [special.bases, "uniform"],
  ]);
  expect(steps[0]!.bases).toEqual(Array.from({ length: 21 }, (_, n) => n));
  expect(steps[0]!.wgsl.match(/storageBarrier/g)).toHaveLength(19);
});

test("sections wait for what is before them, not for one another", () => {
  const { steps: kernels, ...program } = increments(64, 6);
  const [first, ...rest] = kernels as Kernel[];
  const sections = { kind: "sections", name: "add", kernels: rest.slice(0, 3) } as const;
  const { steps, actions } = plan({ ...program, steps: [first!, sections, ...rest.slice(3)] });
  expect(actions).toEqual([0]);
  const order = steps[0]!.wgsl.match(/storageBarrier|add\d/g);
  const wait = "storageBarrier";
  expect(order).toEqual(["add0", wait, "add1", "add2", "add3", wait, "add4", wait, "add5"]);
});

test("large kernels, and one alone, are dispatched each", () => {
  expect(plan(increments(1 << 16, 3)).actions).toEqual([0, 1, 2]);
  const { steps } = plan(increments(64, 1));
  expect(steps[0]!.bases).toBeUndefined();
});

test("a plan is printed with what each binding names", () => {
  const program = increments(64, 2);
  expect(printPlan(plan(program), program).split("\n")[0]).toBe(
    "// increments/add0+add1, 1 workgroups; 0: heap, 1: bases",
  );
});
