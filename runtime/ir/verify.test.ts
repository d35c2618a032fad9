import { describe, expect, test } from "vitest";
import { accumulator, binary, constant, convert, gridIndex, load, reduceIndex } from "./build.ts";
import type { Expr } from "./expr.ts";
import type { BufferDecl, Kernel, Loop, Order, Program, Step } from "./kernel.ts";
import { verifyProgram } from "./verify.ts";

const n = 8;
const i = gridIndex(0, n);
const i32 = (x: number): Expr => constant("i32", x);
const x = load("f32", 0, i);

/** b0 in, b1 out, b2 and b3 temporary. */
function program(steps: readonly Step[], changes: Partial<Program> = {}): Program {
  const buffers: BufferDecl[] = [
    { kind: "input", type: "f32", size: n },
    { kind: "output", type: "f32", size: n },
    { kind: "temporary", type: "f32", size: n, offset: 0 },
    { kind: "temporary", type: "f32", size: n, offset: 256 },
  ];
  return { name: "test", buffers, inputs: [0], outputs: [1], steps, arenaBytes: 512, ...changes };
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

test("verifyProgram() refuses sections that need one another", () => {
  const sections = (kernels: readonly Kernel[]): Program =>
    program([kernel([store(2, x), store(3, x)]), { kind: "sections", name: "both", kernels }]);
  const read = (n: number): Expr => load("f32", n, i);
  verifyProgram(sections([kernel([store(1, read(2))]), kernel([store(3, read(0))])]));
  refuses(sections([kernel([store(1, x)])]), "sections both: there are 1, not at least two");
  refuses(sections([kernel([store(1, x)]), kernel([store(1, x)])]), "sections 0 and 1 both store b1");
  refuses(sections([kernel([store(2, x)]), kernel([store(1, read(2))])]), "section 1 loads b2, which section 0 stores");
});

describe("verifyProgram() of loops and branches", () => {
  const buffers: BufferDecl[] = [
    { kind: "input", type: "f32", size: n },
    { kind: "output", type: "f32", size: n },
    { kind: "temporary", type: "f32", size: n, offset: 0 },
    { kind: "temporary", type: "i32", size: 1, offset: 256 },
    { kind: "temporary", type: "bool", size: 1, offset: 512 },
    { kind: "temporary", type: "f32", size: n, offset: 768 },
  ];
  const word = (buffer: number, value: Expr): Kernel =>
    kernel([{ buffer, index: i32(0), value }], { name: "word", grid: [] });
  const copy = (from: number, to: number): Kernel => kernel([store(to, load("f32", from, i))]);
  const loop = (body: readonly Step[], changes: Partial<Loop> = {}): Loop => ({
    kind: "loop",
    name: "scan",
    trips: 3,
    counter: undefined,
    predicate: undefined,
    body,
    ...changes,
  });
  const branch = (...branches: (readonly Step[])[]): Step => ({ kind: "branch", name: "cond", index: 3, branches });
  const of = (...steps: Step[]): Program => program([], { buffers, steps, arenaBytes: 1024 });
  const holds = word(4, constant("bool", true));

  test("a body finds what was stored before, and leaves what it stores if its first trip is sure", () => {
    expect(() => verifyProgram(of(copy(0, 2), loop([copy(2, 1)])))).not.toThrow();
    refuses(of(loop([copy(2, 1), copy(0, 2)])), "it loads b2, which no kernel has stored before");
    refuses(of(loop([copy(0, 1)], { trips: 0 })), "output b1 is never stored");
    refuses(of(holds, loop([copy(0, 1)], { predicate: 4 })), "output b1 is never stored");
  });

  test("a loop ends, and counts where nothing else is stored", () => {
    refuses(of(loop([copy(0, 1)], { trips: undefined })), "it has neither a number of trips nor a predicate");
    refuses(of(loop([copy(0, 1)], { predicate: 4 })), "its predicate b4 is not stored before");
    refuses(of(holds, loop([copy(0, 1)], { predicate: 3 })), "its predicate b3 is i32[1], not bool[1]");
    refuses(of(loop([copy(0, 1)], { counter: { buffer: 3, element: 1 } })), "it counts in b3[1], which is no element");
    refuses(
      of(loop([copy(0, 1), word(3, i32(0))], { counter: { buffer: 3, element: 0 } })),
      "it stores b3, in which a loop counts",
    );
  });

  test("what only some cases of a branch store is not stored after it", () => {
    const index = word(3, i32(0));
    expect(() => verifyProgram(of(index, branch([copy(0, 1)], [copy(0, 2), copy(2, 1)])))).not.toThrow();
    refuses(of(index, branch([copy(0, 1)], [copy(0, 2)])), "output b1 is never stored");
    refuses(of(branch([copy(0, 1)])), "its index b3 is not stored before");
  });

  test("what a loop shares with the rest lives through all of it", () => {
    // b5 dies with the first kernel of the body, but the next trip needs it again.
    const steps = [copy(0, 5), loop([copy(5, 1), copy(1, 2), copy(2, 1)])];
    const place = (offset: number): Program =>
      program([], { buffers: buffers.with(5, { ...buffers[5]!, offset } as BufferDecl), steps, arenaBytes: 1024 });
    expect(() => verifyProgram(place(768))).not.toThrow();
    refuses(place(0), "temporaries b5 and b2 live at the same time in the same place");
  });

  test("an order takes keys that are stored, and stores places", () => {
    const keyed = buffers.with(5, { kind: "temporary", type: "u32", size: n, offset: 768 }).with(2, {
      kind: "temporary",
      type: "i32",
      size: n,
      offset: 0,
    });
    const order = (changes: Partial<Order> = {}): Step => ({
      kind: "order",
      name: "sort",
      rows: 2,
      length: n / 2,
      keys: 5,
      places: 2,
      ...changes,
    });
    const fill = kernel([store(5, constant("u32", 1))]);
    const read = kernel([store(1, convert("f32", load("i32", 2, i)))]);
    const put = (...steps: Step[]): Program => program([], { buffers: keyed, steps, arenaBytes: 1024 });
    expect(() => verifyProgram(put(fill, order(), read))).not.toThrow();
    refuses(put(order(), read), "its keys b5 are not stored before");
    refuses(put(fill, order({ rows: 3 }), read), "its keys b5 are no u32[12] that may be overwritten");
    refuses(put(fill, order({ places: 0 }), read), "it stores places in b0, which is no i32[8]");
  });
});
