/** Golden texts: what a change of the emitter does to real shaders is seen here. No device is needed. */
import { describe, expect, test } from "vitest";
import { accumulator, binary, constant, gridIndex, load, reduceIndex } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import { flatIndex } from "../../ir/flatIndex.ts";
import type { BufferDecl, Kernel } from "../../ir/kernel.ts";
import { hardwareTuning, softwareTuning } from "./tuning.ts";
import { kernelShaders } from "./wgsl.ts";

const f32 = (size: number, kind: BufferDecl["kind"] = "input"): BufferDecl => ({ kind, type: "f32", size });
const apart = (buffers: readonly BufferDecl[]): number[] => buffers.map((_, n) => n);

/** relu(x · w + b): f32[4,3], f32[3,20], f32[20] → f32[4,20]. */
function layer(): { kernel: Kernel; buffers: BufferDecl[] } {
  const [i, j, k] = [gridIndex(0, 4), gridIndex(1, 20), reduceIndex(0, 3)];
  const product = binary("mul", load("f32", 0, flatIndex([i, k], [4, 3])), load("f32", 1, flatIndex([k, j], [3, 20])));
  const sum = binary("add", accumulator("f32", 0), load("f32", 2, j));
  return {
    kernel: {
      name: "dotGeneral_add_max",
      grid: [4, 20],
      reduce: [3],
      accumulators: [{ op: "add", value: product }],
      stores: [{ buffer: 3, index: flatIndex([i, j], [4, 20]), value: binary("max", sum, constant("f32", 0)) }],
    },
    buffers: [f32(12), f32(60), f32(20), f32(80, "output")],
  };
}

/** x · y: f32[4,100], f32[100,4] → f32[4,4]. */
function product(): { kernel: Kernel; buffers: BufferDecl[] } {
  const [i, j, k] = [gridIndex(0, 4), gridIndex(1, 4), reduceIndex(0, 100)];
  const value = binary("mul", load("f32", 0, flatIndex([i, k], [4, 100])), load("f32", 1, flatIndex([k, j], [100, 4])));
  const stores = [{ buffer: 2, index: flatIndex([i, j], [4, 4]), value: accumulator("f32", 0) }];
  return {
    kernel: { name: "dotGeneral", grid: [4, 4], reduce: [100], accumulators: [{ op: "add", value }], stores },
    buffers: [f32(400), f32(400), f32(16, "output")],
  };
}

/** p − rate · g, over a vector. */
function update(size: number): { kernel: Kernel; buffers: BufferDecl[] } {
  const i = gridIndex(0, size);
  const value = binary("sub", load("f32", 0, i), binary("mul", load("f32", 1, i), constant("f32", 0.1)));
  return {
    kernel: { name: "sub", grid: [size], reduce: [], accumulators: [], stores: [{ buffer: 2, index: i, value }] },
    buffers: [f32(size), f32(size), f32(size, "output")],
  };
}

function sum(length: number): { kernel: Kernel; buffers: BufferDecl[] } {
  const value = load("f32", 0, reduceIndex(0, length));
  const stores = [{ buffer: 1, index: constant("i32", 0), value: accumulator("f32", 0) }];
  return {
    kernel: { name: "reduceSum", grid: [], reduce: [length], accumulators: [{ op: "add", value }], stores },
    buffers: [f32(length), f32(1, "output")],
  };
}

describe("golden WGSL", () => {
  test("a layer: short reduction, an invocation per result", () => {
    const { kernel, buffers } = layer();
    const { shaders } = kernelShaders(kernel, buffers, apart(buffers), hardwareTuning);
    expect(shaders).toHaveLength(1);
    expect(shaders[0]!.groups).toEqual([2, 1]);
    expect(shaders[0]!.wgsl).toMatchInlineSnapshot(`
      "@group(0) @binding(0) var<storage, read_write> b0: array<f32, 12>;
      @group(0) @binding(1) var<storage, read_write> b1: array<f32, 60>;
      @group(0) @binding(2) var<storage, read_write> b2: array<f32, 20>;
      @group(0) @binding(3) var<storage, read_write> b3: array<f32, 80>;

      fn isNan(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }

      fn maxF32(x: f32, y: f32) -> f32 {
        let larger = select(max(x, y), bitcast<f32>(bitcast<u32>(x) & bitcast<u32>(y)), x == y);
        return select(larger, select(y, x, isNan(x)), isNan(x) || isNan(y));
      }

      @compute @workgroup_size(64)
      fn main(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) lane: u32) {
        let group = place.x;
        let id = group * 64u + lane;
        if (id >= 80u) { return; }
        let i0 = i32(id);
        let t0 = i32(u32(i0) % 20u);
        let t1 = i32(u32(i0) / 20u) * 3;
        let t2 = ((b0[t1] * b1[t0]) + (b0[t1 + 1] * b1[t0 + 20])) + (b0[t1 + 2] * b1[t0 + 40]);
        var a0 = 0.0f;
        a0 += t2;
        b3[i0] = maxF32(a0 + b2[t0], 0.0f);
      }
      "
    `);
  });

  test("an update in place has one binding for both", () => {
    const { kernel, buffers } = update(100_000);
    const { shaders } = kernelShaders(kernel, buffers, [0, 1, 0], hardwareTuning);
    expect(shaders[0]!.slots.map(({ buffers: held, written }) => [held, written])).toEqual([
      [[0, 2], true],
      [[1], false],
    ]);
    expect(shaders[0]!.wgsl).toMatchInlineSnapshot(`
      "@group(0) @binding(0) var<storage, read_write> b0: array<f32, 100000>;
      @group(0) @binding(1) var<storage, read> b1: array<f32, 100000>;

      @compute @workgroup_size(256)
      fn main(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) lane: u32) {
        let group = place.x;
        let id = group * 256u + lane;
        if (id >= 100000u) { return; }
        let i0 = i32(id);
        b0[i0] = b0[i0] - (b1[i0] * 0.1f);
      }
      "
    `);
  });

  test("a long sum: a workgroup, loops cut into blocks, a tree", () => {
    const { kernel, buffers } = sum(100_000);
    const { shaders } = kernelShaders(kernel, buffers, apart(buffers), { ...hardwareTuning, busy: 256 });
    expect(shaders).toHaveLength(1);
    expect(shaders[0]!.wgsl).toMatchInlineSnapshot(`
      "@group(0) @binding(0) var<storage, read> b0: array<f32, 100000>;
      @group(0) @binding(1) var<storage, read_write> b1: array<f32, 1>;

      var<workgroup> shared0: array<f32, 256>;

      @compute @workgroup_size(256)
      fn main(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) lane: u32) {
        let group = place.x;
        let i0 = i32(group);
        var a0 = 0.0f;
        for (var r0a = 0; r0a < 49; r0a += 7) {
          var a0q = 0.0f;
          for (var r0 = r0a; r0 < r0a + 7; r0 += 1) {
            let t0 = (r0 * 2048) + i32(lane);
            let t1 = t0 + 1536;
            let t2 = t0 + 1792;
            let t3 = select(0.0f, b0[min(t1, 99999)], t1 < 100000) + select(0.0f, b0[min(t2, 99999)], t2 < 100000);
            let t4 = (b0[t0] + b0[t0 + 256]) + (b0[t0 + 512] + b0[t0 + 768]);
            a0q += t4 + ((b0[t0 + 1024] + b0[t0 + 1280]) + t3);
          }
          a0 += a0q;
        }
        shared0[lane] = a0;
        for (var half = 128u; half > 0u; half >>= 1u) {
          workgroupBarrier();
          if (lane < half) {
            shared0[lane] = shared0[lane] + shared0[lane + half];
          }
        }
        if (lane == 0u) {
          a0 = shared0[0];
          b1[0] = a0;
        }
      }
      "
    `);
  });

  test("a matrix product: blocks of results, whose rows and columns are loaded once", () => {
    const { kernel, buffers } = product();
    const { shaders } = kernelShaders(kernel, buffers, apart(buffers), {
      ...softwareTuning,
      busy: 4,
      block: 4,
      tradingLanes: 0,
    });
    expect(shaders[0]!.wgsl).toMatchInlineSnapshot(`
      "@group(0) @binding(0) var<storage, read_write> b0: array<f32, 400>;
      @group(0) @binding(1) var<storage, read_write> b1: array<f32, 400>;
      @group(0) @binding(2) var<storage, read_write> b2: array<f32, 16>;

      @compute @workgroup_size(4)
      fn main(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) lane: u32) {
        let group = place.x;
        let id = group * 4u + lane;
        let i0 = i32(id);
        let t0 = i32(u32(i0) % 2u);
        let t3 = i32(u32(i0) / 2u) * 100;
        var a0 = 0.0f;
        var a1 = 0.0f;
        var a2 = 0.0f;
        var a3 = 0.0f;
        for (var r0a = 0; r0a < 100; r0a += 10) {
          var a0q = 0.0f;
          var a1q = 0.0f;
          var a2q = 0.0f;
          var a3q = 0.0f;
          for (var r0 = r0a; r0 < r0a + 10; r0 += 1) {
            let t1 = (r0 * 4) + t0;
            let t2 = b1[t1];
            let t4 = t3 + r0;
            let t5 = b0[t4];
            let t6 = b1[t1 + 2];
            let t7 = b0[t4 + 200];
            a0q += t5 * t2;
            a1q += t5 * t6;
            a2q += t7 * t2;
            a3q += t7 * t6;
          }
          a0 += a0q;
          a1 += a1q;
          a2 += a2q;
          a3 += a3q;
        }
        let t8 = (i32(u32(i0) / 2u) * 4) + t0;
        b2[t8] = a0;
        b2[t8 + 2] = a1;
        b2[t8 + 8] = a2;
        b2[t8 + 10] = a3;
      }
      "
    `);
  });
});

describe("choice of shaders", () => {
  test("a very long sum takes two dispatches, through scratch memory", () => {
    const { kernel, buffers } = sum(1 << 22);
    const { shaders, scratch } = kernelShaders(kernel, buffers, apart(buffers), hardwareTuning);
    expect(shaders.map(({ groups }) => groups[0])).toEqual([scratch, 1]);
    expect(scratch).toBeGreaterThan(16);
  });

  test("a sum by subgroups: as many barriers as halve their number", () => {
    const { kernel, buffers } = sum(4096);
    const tuning = { ...hardwareTuning, subgroups: { least: 16, most: 64 } };
    const [shader] = kernelShaders(kernel, buffers, apart(buffers), tuning).shaders;
    expect(shader!.wgsl.split("\n").slice(-32).join("\n")).toMatchInlineSnapshot(`
      "fn main(@builtin(workgroup_id) place: vec3u, @builtin(local_invocation_index) lane: u32, @builtin(subgroup_invocation_id) inSubgroup: u32, @builtin(subgroup_size) subgroupSize: u32) {
        let group = place.x;
        let i0 = i32(group);
        var a0 = 0.0f;
        for (var r0 = 0; r0 < 2; r0 += 1) {
          let t0 = (r0 * 2048) + i32(lane);
          let t1 = (b0[t0] + b0[t0 + 256]) + (b0[t0 + 512] + b0[t0 + 768]);
          let t2 = (b0[t0 + 1024] + b0[t0 + 1280]) + (b0[t0 + 1536] + b0[t0 + 1792]);
          a0 += t1 + t2;
        }
        var w0 = a0;
        for (var far = 1u; far < subgroupSize; far <<= 1u) {
          w0 = w0 + subgroupShuffleXor(w0, far);
        }
        shared0[lane] = select(0.0f, w0, inSubgroup == 0u);
        for (var half = 128u; half >= 16u; half >>= 1u) {
          workgroupBarrier();
          if (lane < half) {
            shared0[lane] = shared0[lane] + shared0[lane + half];
          }
        }
        workgroupBarrier();
        w0 = select(0.0f, shared0[min(inSubgroup, 15u)], inSubgroup < 16u);
        for (var far = 1u; far < subgroupSize; far <<= 1u) {
          w0 = w0 + subgroupShuffleXor(w0, far);
        }
        if (lane == 0u) {
          a0 = w0;
          b1[0] = a0;
        }
      }
      "
    `);
    const large = { ...tuning, subgroups: { least: 512, most: 512 } };
    expect(kernelShaders(kernel, buffers, apart(buffers), large).shaders[0]!.wgsl).not.toContain("subgroup");
  });

  test("software waits for nobody: no workgroup memory", () => {
    for (const { kernel, buffers } of [sum(1 << 20), layer(), update(10)]) {
      for (const { wgsl } of kernelShaders(kernel, buffers, apart(buffers), softwareTuning).shaders) {
        expect(wgsl).not.toContain("workgroupBarrier");
      }
    }
  });

  test("more workgroups than one dimension holds are laid out in two", () => {
    const size = 65535 * 256 + 1;
    const { kernel, buffers } = update(size);
    const [shader] = kernelShaders(kernel, buffers, apart(buffers), hardwareTuning).shaders;
    const { groups, wgsl } = shader!;
    expect(groups[0]).toBeLessThanOrEqual(65535);
    expect(groups[0] * groups[1] * 256).toBeGreaterThanOrEqual(size);
    expect(wgsl).toContain(`if (id >= ${size}u) { return; }`);
  });

  test("no points, no shader", () => {
    const { kernel, buffers } = update(0);
    expect(kernelShaders(kernel, buffers, apart(buffers), hardwareTuning).shaders).toEqual([]);
  });

  test("an expression thousands of operations deep becomes short lines", () => {
    const i = gridIndex(0, 8);
    let value: Expr = load("f32", 0, i);
    for (let n = 0; n < 5000; n++) value = binary(n % 2 === 0 ? "mul" : "add", value, load("f32", 1, i));
    const kernel: Kernel = {
      name: "deep",
      grid: [8],
      reduce: [],
      accumulators: [],
      stores: [{ buffer: 2, index: i, value }],
    };
    const buffers = [f32(8), f32(8), f32(8, "output")];
    const [shader] = kernelShaders(kernel, buffers, apart(buffers), hardwareTuning).shaders;
    expect(Math.max(...shader!.wgsl.split("\n").map(({ length }) => length))).toBeLessThan(160);
  });
});
