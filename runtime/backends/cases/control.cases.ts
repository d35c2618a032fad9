/** Loops and branches: counted, with a predicate, in each other; trips that never happen; words that decide anywhere in memory. */
import { binary, constant, gridIndex, load } from "../../ir/build.ts";
import type { Expr } from "../../ir/expr.ts";
import type { Branch, BufferDecl, Kernel, Loop, Step } from "../../ir/kernel.ts";
import { expectSame } from "./expect.cases.ts";
import { type BackendCase, programOf, runProgram } from "./runOnce.cases.ts";

const i32 = (x: number): Expr => constant("i32", x);
const add = (x: Expr, y: Expr): Expr => binary("add", x, y);
const mul = (x: Expr, y: Expr): Expr => binary("mul", x, y);

/** out[i] = value(i) over n elements. */
function map(n: number, buffer: number, value: (i: Expr) => Expr, first: Expr = i32(0)): Kernel {
  const i = gridIndex(0, n);
  const stores = [{ buffer, index: add(first, i), value: value(i) }];
  return { name: "map", grid: [n], reduce: [], accumulators: [], stores };
}

const word = (buffer: number, value: Expr): Kernel => map(1, buffer, () => value);

function loop(body: readonly Step[], changes: Partial<Loop>): Loop {
  return { kind: "loop", name: "loop", trips: undefined, counter: undefined, predicate: undefined, body, ...changes };
}

const branch = (index: number, ...branches: (readonly Step[])[]): Branch => ({
  kind: "branch",
  name: "branch",
  index,
  branches,
});

const temporary = (type: BufferDecl["type"], size: number, offset: number): BufferDecl => ({
  kind: "temporary",
  type,
  size,
  offset,
});

/** The number of the trip, known to be in range. */
const tripOf = (buffer: number, element: number, trips: number): Expr =>
  binary("min", binary("max", load("i32", buffer, i32(element)), i32(0)), i32(trips - 1));

const counted: BackendCase = {
  name: "a counted loop reads slices and stores slices at the number of the trip",
  run(backend) {
    const [trips, n] = [7, 5];
    const x = Int32Array.from({ length: trips * n }, (_, k) => (k * 5) % 11);
    const first = mul(tripOf(3, 0, trips), i32(n));
    const program = programOf({
      inputs: [{ type: "i32", size: trips * n }],
      outputs: [
        { type: "i32", size: n },
        { type: "i32", size: trips * n },
      ],
      others: [temporary("i32", 1, 0)],
      steps: [
        map(n, 1, () => i32(1)),
        loop(
          [
            map(n, 1, (i) => add(mul(load("i32", 1, i), i32(2)), load("i32", 0, add(first, i)))),
            map(n, 2, (i) => load("i32", 1, binary("sub", i32(n - 1), i)), first),
          ],
          { trips, counter: { buffer: 3, element: 0 } },
        ),
      ],
    });
    const carry = new Int32Array(n).fill(1);
    const stacked: number[] = [];
    for (let trip = 0; trip < trips; trip++) {
      for (let k = 0; k < n; k++) carry[k] = carry[k]! * 2 + x[trip * n + k]!;
      stacked.push(...[...carry].reverse());
    }
    for (let call = 0; call < 2; call++) {
      const [last, all] = runProgram(backend, program, [x]);
      expectSame(last!, carry, "carry");
      expectSame(all!, stacked, "stacked");
    }
  },
};

const long: BackendCase = {
  name: "3,000 trips",
  run(backend) {
    const program = programOf({
      outputs: [{ type: "i32", size: 3 }],
      others: [temporary("i32", 2, 256)],
      steps: [
        map(3, 0, (i) => i),
        loop([map(3, 0, (i) => add(mul(load("i32", 0, i), i32(3)), tripOf(1, 1, 3000)))], {
          trips: 3000,
          counter: { buffer: 1, element: 1 },
        }),
      ],
    });
    const expected = Int32Array.of(0, 1, 2);
    for (let trip = 0; trip < 3000; trip++) for (let k = 0; k < 3; k++) expected[k] = Math.imul(expected[k]!, 3) + trip;
    expectSame(runProgram(backend, program, [])[0]!, expected, "x ← 3x + trip");
  },
};

const zeroTrips: BackendCase = {
  name: "loops of no trip: by number, and by a predicate that never holds",
  run(backend) {
    const program = programOf({
      inputs: [{ type: "bool", size: 1 }],
      outputs: [{ type: "i32", size: 2 }],
      others: [temporary("bool", 1, 0)],
      steps: [
        map(2, 1, (i) => i),
        word(2, load("bool", 0, i32(0))),
        loop([map(2, 1, () => i32(7))], { trips: 0 }),
        loop([map(2, 1, () => i32(8)), word(2, constant("bool", false))], { predicate: 2 }),
      ],
    });
    expectSame(runProgram(backend, program, [Uint32Array.of(0)])[0]!, [0, 1], "never");
    expectSame(runProgram(backend, program, [Uint32Array.of(1)])[0]!, [8, 8], "once");
  },
};

const whileLoop: BackendCase = {
  name: "a loop runs while its predicate holds, at most as often as it may",
  run(backend) {
    const collatz = (trips: number | undefined): ReturnType<typeof programOf> => {
      const x = load("i32", 1, i32(0));
      const half = mul(binary("shrArith", x, i32(1)), binary("sub", i32(1), binary("and", x, i32(1))));
      const triple = mul(add(mul(x, i32(3)), i32(1)), binary("and", x, i32(1)));
      const again = word(3, binary("ne", x, i32(1)));
      return programOf({
        inputs: [{ type: "i32", size: 1 }],
        outputs: [
          { type: "i32", size: 1 },
          { type: "i32", size: 1 },
        ],
        others: [temporary("bool", 1, 0)],
        steps: [
          word(1, load("i32", 0, i32(0))),
          word(2, i32(0)),
          again,
          loop([word(1, add(half, triple)), word(2, add(load("i32", 2, i32(0)), i32(1))), again], {
            trips,
            predicate: 3,
          }),
        ],
      });
    };
    for (const [start, steps] of [
      [1, 0],
      [2, 1],
      [27, 111],
    ] as const)
      expectSame(runProgram(backend, collatz(undefined), [Int32Array.of(start)])[1]!, [steps], `${start}`);
    expectSame(
      runProgram(backend, collatz(5), [Int32Array.of(27)]).map(([x]) => x!),
      [31, 5],
      "27, five steps",
    );
  },
};

const nested: BackendCase = {
  name: "loops in loops, each with its own counter",
  run(backend) {
    const [outer, inner] = [4, 3];
    const place = add(mul(tripOf(1, 0, outer), i32(inner)), tripOf(1, 1, inner));
    const program = programOf({
      outputs: [{ type: "i32", size: outer * inner }],
      others: [temporary("i32", 2, 0), temporary("i32", 1, 256)],
      steps: [
        loop(
          [
            word(2, mul(tripOf(1, 0, outer), i32(100))),
            loop([word(2, add(load("i32", 2, i32(0)), i32(1))), map(1, 0, () => load("i32", 2, i32(0)), place)], {
              trips: inner,
              counter: { buffer: 1, element: 1 },
            }),
          ],
          { trips: outer, counter: { buffer: 1, element: 0 } },
        ),
      ],
    });
    expectSame(runProgram(backend, program, [])[0]!, [1, 2, 3, 101, 102, 103, 201, 202, 203, 301, 302, 303], "trips");
  },
};

const branches: BackendCase = {
  name: "a branch runs the case that its index says, also in a loop and with loops inside",
  run(backend) {
    const trips = 6;
    const x = load("i32", 1, i32(0));
    const program = programOf({
      inputs: [{ type: "i32", size: trips }],
      outputs: [{ type: "i32", size: 1 }],
      others: [temporary("i32", 1, 0), temporary("i32", 1, 256)],
      steps: [
        word(1, i32(1)),
        loop(
          [
            word(3, load("i32", 0, tripOf(2, 0, trips))),
            branch(
              3,
              [word(1, add(x, i32(1)))],
              [loop([word(1, mul(x, i32(2)))], { trips: 3 })],
              [],
              [branch(3, [word(1, i32(-1))], [word(1, i32(-2))], [word(1, i32(-3))], [word(1, mul(x, i32(10)))])],
            ),
          ],
          { trips, counter: { buffer: 2, element: 0 } },
        ),
      ],
    });
    const [result] = runProgram(backend, program, [Int32Array.of(0, 1, 2, 3, 0, 2)]);
    expectSame(result!, [161], "((1 + 1) · 8 · 10) + 1");
  },
};

const orders: BackendCase = {
  name: "the order of keys in rows of many lengths, also in a loop",
  run(backend) {
    for (const [rows, length] of [
      [1, 2],
      [5, 3],
      [3, 24],
      [2, 25],
      [1, 1000],
      [7, 64],
    ] as const) {
      const size = rows * length;
      const room = Math.ceil((4 * size) / 256) * 256;
      const program = programOf({
        inputs: [{ type: "u32", size }],
        outputs: [
          { type: "i32", size },
          { type: "i32", size },
        ],
        others: [temporary("u32", size, 0), temporary("i32", size, room)],
        steps: [
          map(size, 3, (at) => load("u32", 0, at)),
          { kind: "order", name: "first", rows, length, keys: 3, places: 1 },
          map(size, 2, () => i32(0)),
          loop(
            [
              map(size, 3, (at) => binary("rem", load("u32", 0, at), constant("u32", 7))),
              { kind: "order", name: "again", rows, length, keys: 3, places: 4 },
              map(size, 2, (at) => add(load("i32", 2, at), load("i32", 4, at))),
            ],
            { trips: 2 },
          ),
        ],
      });
      const keys = Uint32Array.from({ length: size }, (_, k) =>
        k % 5 === 0 ? 7 : Math.imul(k + 1, 2654435761) >>> (k % 3 === 0 ? 0 : 20),
      );
      const orderOf = (keyAt: (place: number) => number): number[] =>
        Array.from({ length: rows }, (_, row) =>
          Array.from({ length }, (_, k) => k).sort((a, b) => keyAt(row * length + a) - keyAt(row * length + b)),
        ).flat();
      const [first, twice] = runProgram(backend, program, [keys]);
      expectSame(
        first!,
        orderOf((place) => keys[place]!),
        `${rows} × ${length}`,
      );
      expectSame(
        twice!,
        orderOf((place) => keys[place]! % 7).map((place) => 2 * place),
        `${rows} × ${length}, modulo 7`,
      );
    }
  },
};

export const controlCases: readonly BackendCase[] = [counted, long, zeroTrips, whileLoop, nested, branches, orders];
