/** Every function of ir/math against float64, over the range in which f32 results are finite, and at the special values. */
import { gridIndex, load, math } from "../../ir/build.ts";
import type { MathOp } from "../../ir/expr.ts";
import { mathOps } from "../../ir/scalar.ts";
import { expectUlps } from "./expect.cases.ts";
import { type BackendCase, programOf, runProgram } from "./runOnce.cases.ts";

interface Domain {
  readonly from: number;
  readonly to: number;
  /** Largest error in units of the last place; GPUs, whose division is inexact, may have twice as much. */
  readonly ulps: number;
}

const domains: Readonly<Record<Exclude<MathOp, "pow">, Domain>> = {
  exp: { from: -87, to: 88.7, ulps: 2 },
  expm1: { from: -20, to: 88, ulps: 3 },
  log: { from: 1e-30, to: 1e30, ulps: 2 },
  log1p: { from: -0.999, to: 1e6, ulps: 3 },
  tanh: { from: -10, to: 10, ulps: 3 },
  sin: { from: -1000, to: 1000, ulps: 3 },
  cos: { from: -1000, to: 1000, ulps: 3 },
  // The approximation is XLA's, bit for bit nearly, and as far from the function as XLA's is near ±1.
  erfInv: { from: -0.99999, to: 0.99999, ulps: 64 },
};

const special = [0, -0, 1, -1, 1e-30, -1e-30, 0.5, -0.5, Infinity, -Infinity, NaN];

function oneArgument(op: Exclude<MathOp, "pow">): BackendCase {
  return {
    name: `${op} within ${domains[op].ulps} ulp of float64`,
    run(backend) {
      const x = Float32Array.from([...samples(domains[op]), ...special]);
      const n = x.length;
      const i = gridIndex(0, n);
      const program = programOf({
        inputs: [{ type: "f32", size: n }],
        outputs: [{ type: "f32", size: n }],
        steps: [
          {
            name: op,
            grid: [n],
            reduce: [],
            accumulators: [],
            stores: [{ buffer: 1, index: i, value: math(op, load("f32", 0, i)) }],
          },
        ],
      });
      const [actual] = runProgram(backend, program, [x]);
      const exact = Float64Array.from(x, (value) => mathOps[op](value));
      expectUlps(actual!, exact, domains[op].ulps * (backend.name === "webgpu" ? 2 : 1), op, x);
    },
  };
}

const power: BackendCase = {
  name: "pow within 4 ulp of float64, with the special cases of IEEE 754",
  run(backend) {
    const bases = [
      ...samples({ from: 1e-3, to: 1e3, ulps: 0 }, 40),
      0.9,
      0.999,
      0,
      -0,
      1,
      -1,
      -2,
      -0.5,
      Infinity,
      -Infinity,
      NaN,
    ];
    const exponents = [0, -0, 1, -1, 2, 3, -3, 0.5, -0.5, 1.5, 10, 101, 3.3, -3.3, Infinity, -Infinity, NaN];
    const x = Float32Array.from(bases.flatMap((base) => exponents.map(() => base)));
    const y = Float32Array.from(bases.flatMap(() => exponents));
    const n = x.length;
    const i = gridIndex(0, n);
    const program = programOf({
      inputs: [
        { type: "f32", size: n },
        { type: "f32", size: n },
      ],
      outputs: [{ type: "f32", size: n }],
      steps: [
        {
          name: "pow",
          grid: [n],
          reduce: [],
          accumulators: [],
          stores: [{ buffer: 2, index: i, value: math("pow", load("f32", 0, i), load("f32", 1, i)) }],
        },
      ],
    });
    const [actual] = runProgram(backend, program, [x, y]);
    const exact = Float64Array.from(x, (base, k) => mathOps.pow(base, y[k]!));
    expectUlps(actual!, exact, backend.name === "webgpu" ? 8 : 4, "pow");
  },
};

/** Evenly spaced numbers, and others close to the point of the range that is nearest to zero. */
function samples({ from, to }: Domain, count = 4000): number[] {
  const even = Array.from({ length: count }, (_, n) => from + ((to - from) * n) / (count - 1));
  const near = Array.from({ length: count / 4 }, (_, n) => 2 ** (-20 + (26 * n) / (count / 4)));
  return [...even, ...near, ...near.map((x) => -x)].filter((x) => x >= from && x <= to);
}

export const mathCases: readonly BackendCase[] = [
  ...(Object.keys(domains) as (keyof typeof domains)[]).map(oneArgument),
  power,
];
