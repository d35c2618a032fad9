import { describe, expect, test } from "vitest";
import { accumulator, binary, constant, gridIndex, load, reduceIndex } from "./build.ts";
import type { Expr } from "./expr.ts";
import type { BufferDecl, Kernel, Program } from "./kernel.ts";
import { verifyProgram } from "./verify.ts";

const n = 8;
const i = gridIndex(0, n);
const i32 = (x: number): Expr => constant("i32", x);
const x = load("f32", 0, i);

/** b0 in, b1 out, b2 and b3 temporary. */
function program(kernels: readonly Kernel[], changes: Partial<Program> = {}): Program {
  const buffers: BufferDecl[] = [
    { kind: "input", type: "f32", size: n },
    { kind: "output", type: "f32", size: n },
    { kind: "temporary", type: "f32", size: n, offset: 0 },
    { kind: "temporary", type: "f32", size: n, offset: 256 },
  ];
  return { name: "test", buffers, inputs: [0], outputs: [1], kernels, arenaBytes: 512, ...changes };
}

function kernel(stores: Kernel["stores"], changes: Partial<Kernel> = {}): Kernel {
  return { name: "k", grid: [n], reduce: [], accumulators: [], stores, ...changes };
}

const store = (buffer: number, value: Expr, index: Expr = i): Kernel["stores"][number] => ({ buffer, index, value });
const refuses = (broken: Program, message: string): void => expect(() => verifyProgram(broken)).toThrow(message);

describe("verifyProgram()", () => {
  test("accepts a program that keeps the rules", () => {
    const kernels = [
      kernel([store(2, x)]),
      kernel([store(3, load("f32", 2, i))]),
      kernel([store(1, load("f32", 3, i))]),
    ];
    expect(() => verifyProgram(program(kernels))).not.toThrow();
  });

  test("refuses types that differ from the buffer's", () => {
    refuses(program([kernel([store(1, i)])]), "it stores i32 into b1, which is f32");
    refuses(program([kernel([store(1, binary("add", x, load("f32", 9, i)))])]), "it loads b9, which is not declared");
    refuses(
      program([kernel([store(1, binary("add", x, load("f32", 2, i)))])]),
      "it loads b2, which no kernel has stored before",
    );
  });

  test("refuses indices out of range and stores that collide", () => {
    refuses(
      program([kernel([store(1, load("f32", 0, binary("add", i, i32(1))))])]),
      "the load of b0 at i0 + 1 reaches 1 … 8, outside of its 8 elements",
    );
    refuses(program([kernel([store(1, x, binary("sub", i, i32(1)))])]), "the store to b1 at i0 - 1 reaches -1 … 6");
    refuses(program([kernel([store(1, x, i32(0))])]), "the store to b1 at 0 is the same for every i0");
  });

  test("refuses loops, accumulators and reductions that are not there", () => {
    const r = reduceIndex(0, 4);
    refuses(
      program([kernel([store(1, load("f32", 0, gridIndex(1, 3)))])]),
      "i1 runs to 3, the kernel has no such loop",
    );
    refuses(program([kernel([store(1, load("f32", 0, r))], { reduce: [4] })]), "uses the reduction loop r0");
    refuses(program([kernel([store(1, accumulator("f32", 0))])]), "there is no accumulator a0 of type f32");
    const bools = [{ op: "add" as const, value: binary("lt", x, x) }];
    refuses(program([kernel([store(1, x)], { accumulators: bools })]), "it reduces bool by add");
    refuses(program([kernel([], {})]), "it stores nothing");
  });

  test("refuses to store what is read only, or loaded elsewhere", () => {
    refuses(program([kernel([store(0, x)])]), "it stores b0, which is input and read only");
    const reversed = load("f32", 2, binary("sub", i32(n - 1), i));
    refuses(
      program([kernel([store(2, x)]), kernel([store(2, reversed), store(1, x)])]),
      "it loads b2 at -i0 + 7 and stores it at i0",
    );
    const same = kernel([store(2, load("f32", 2, i)), store(1, x)]);
    expect(() => verifyProgram(program([kernel([store(2, x)]), same]))).not.toThrow();
  });

  test("refuses outputs that are never stored, and lists that do not fit the declarations", () => {
    refuses(program([kernel([store(2, x)])]), "output b1 is never stored");
    refuses(program([kernel([store(1, x)])], { inputs: [] }), "b0 are declared as input");
  });

  test("refuses temporaries that overlap while both live, or do not fit the arena", () => {
    const kernels = [
      kernel([store(2, x), store(3, x)]),
      kernel([store(1, binary("add", load("f32", 2, i), load("f32", 3, i)))]),
    ];
    const good = program(kernels);
    const overlapping = good.buffers.map((buffer) => (buffer.kind === "temporary" ? { ...buffer, offset: 0 } : buffer));
    refuses({ ...good, buffers: overlapping }, "temporaries b2 and b3 live at the same time in the same place");
    refuses({ ...good, arenaBytes: 256 }, "temporary b3 of 32 bytes is at 256 of an arena of 256 bytes");
  });
});
