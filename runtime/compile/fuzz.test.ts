/** Random programs: however they are fused, and however few buffers a kernel may touch, the results are those of one kernel per equation. */
import { expect, test } from "vitest";
import { type Data, dataOf } from "../backends/cases/runOnce.cases.ts";
import { createWasmBackend } from "../backends/wasm/index.ts";
import type { JaxArray } from "../core/array.ts";
import type { Jaxpr } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import { scalar } from "../core/scalar.ts";
import { withInterning } from "../ir/intern.ts";
import * as p from "../primitives/index.ts";
import { aval } from "../types/aval.ts";
import { sizeOf } from "../types/shape.ts";
import { branch, scan, whileLoop } from "./control.cases.ts";
import { reference, runCompiled, runOneByOne } from "./runOneByOne.cases.ts";

/** Numbers that look random, the same in every run. */
class Dice {
  #state: number;
  constructor(seed: number) {
    this.#state = seed >>> 0;
  }
  below(n: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * n);
  }
  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}

/** One more value made from earlier ones, all small integers in f32: exact in every order of summation. */
function grow(dice: Dice, values: readonly JaxArray[]): JaxArray | undefined {
  const x = dice.pick(values);
  const { shape, ndim } = x;
  const axis = dice.below(Math.max(ndim, 1));
  const peers = values.filter((y) => y.shape.join() === shape.join());
  const small = (y: JaxArray): JaxArray => p.rem(y, 7);
  switch (dice.below(18)) {
    case 0:
      return p.add(x, dice.pick(peers));
    case 1:
      return small(p.mul(x, dice.pick(peers)));
    case 2:
      return p.max(x, dice.pick(peers));
    case 3:
      return p.selectN(p.lt(x, dice.pick(peers)), x, dice.pick(peers));
    case 4:
      return p.neg(p.add(x, 1));
    case 5: {
      const permutation = shape.map((_, k) => k);
      for (let k = ndim - 1; k > 0; k--) {
        const other = dice.below(k + 1);
        [permutation[k], permutation[other]] = [permutation[other]!, permutation[k]!];
      }
      return p.transpose(x, { permutation });
    }
    case 6: {
      const size = x.size;
      const factors = [2, 3, 4, 6].filter((n) => size % n === 0);
      return p.reshape(x, {
        newSizes:
          factors.length && dice.below(3)
            ? [dice.pick(factors), -1].map((n, _, [a]) => (n < 0 ? size / a! : n))
            : [size],
      });
    }
    case 7:
      if (ndim > 2 || x.size > 60) return undefined;
      return p.broadcastInDim(x, {
        shape: [...shape.slice(0, axis), dice.pick([1, 2, 3]), ...shape.slice(axis)],
        broadcastDimensions: shape.map((_, k) => (k < axis ? k : k + 1)),
      });
    case 8:
      return ndim ? small(p.reduceSum(x, { axes: [axis] })) : undefined;
    case 9:
      return ndim ? p.reduceMax(x, { axes: dice.below(2) ? [axis] : shape.map((_, k) => k) }) : undefined;
    case 10: {
      if (!ndim) return undefined;
      const start = shape.map((n) => dice.below(Math.max(n - 1, 1)));
      return p.slice(x, {
        startIndices: start,
        limitIndices: [...shape],
        strides: shape.map(() => dice.pick([1, 1, 2])),
      });
    }
    case 11: {
      const along = values.filter((y) => y.ndim === ndim && y.shape.every((n, k) => k === axis || n === shape[k]));
      return ndim && x.size < 60 ? p.concatenate(x, dice.pick(along), { dimension: axis }) : undefined;
    }
    case 12:
      return ndim ? p.rev(x, { dimensions: [axis] }) : undefined;
    case 13: {
      const y = values.find((other) => other.ndim === 2 && ndim === 2 && other.shape[0] === shape[1]);
      return (
        y &&
        small(
          p.dotGeneral(x, y, {
            dimensionNumbers: [
              [[1], [0]],
              [[], []],
            ],
            preferredElementType: null,
          }),
        )
      );
    }
    case 14: {
      // A loop over the leading axis, or a number of trips; the body sees values from outside.
      if (!ndim || shape[0]! > 4) return undefined;
      const carry = dice.pick(values);
      const body = (c: JaxArray, slice: JaxArray): JaxArray[] => {
        const inner = growMany(dice, [c, slice, dice.pick(values)], 4);
        const next = dice.pick(inner.filter((y) => y.shape.join() === c.shape.join()));
        return [small(p.add(next, c)), dice.pick(inner)];
      };
      const results = scan((c, slice) => body(c!, slice!), [carry], [x], shape[0]!, dice.below(2) === 1);
      return dice.pick(results.filter((y) => y.size <= 60));
    }
    case 15: {
      const trips = scalar(dice.below(4), "int32");
      const other = dice.pick(peers);
      const body = (n: JaxArray, a: JaxArray, b: JaxArray): JaxArray[] => {
        const inner = growMany(dice, [a, b, dice.pick(values)], 3);
        const next = dice.pick(inner.filter((y) => y.shape.join() === shape.join()));
        return dice.below(2) ? [p.add(n, 1), b, small(p.add(next, a))] : [p.add(n, 1), small(next), b];
      };
      return dice.pick(
        whileLoop(
          (n) => p.lt(n, trips),
          (n, a, b) => body(n!, a!, b!),
          scalar(0, "int32"),
          x,
          other,
        ).slice(1),
      );
    }
    case 16: {
      const total = p.reduceSum(x, { axes: shape.map((_, k) => k) });
      const which = p.convertElementType(p.rem(p.abs(total), 3), { newDtype: "int32", weakType: false });
      const branches = [0, 1, 2].map(() => (...inputs: JaxArray[]): JaxArray[] => {
        const inner = growMany(dice, [...inputs, dice.pick(values)], 3);
        return [dice.pick(inner.filter((y) => y.shape.join() === shape.join()))];
      });
      return branch(which, branches, x, dice.pick(peers))[0];
    }
    case 17:
      return ndim ? dice.pick(p.sort(x, dice.pick(peers), { dimension: axis, numKeys: 1 + dice.below(2) })) : undefined;
    default:
      return undefined;
  }
}

function growMany(dice: Dice, values: readonly JaxArray[], steps: number): JaxArray[] {
  const grown = [...values];
  for (let n = 0; n < steps; n++) {
    const next = grow(dice, grown);
    if (next) grown.push(next);
  }
  return grown;
}

function randomJaxpr(seed: number): Jaxpr {
  const dice = new Dice(seed);
  const avals = Array.from({ length: 3 }, () =>
    aval(dice.pick([[], [4], [3, 4], [4, 3], [2, 3, 4], [1, 6]]), "float32"),
  );
  const body = (...inputs: JaxArray[]): JaxArray[] => {
    const values = [...inputs];
    for (let n = 0; n < 30; n++) {
      const next = grow(dice, values);
      if (next) values.push(next);
    }
    return [values.at(-1)!, dice.pick(values), dice.pick(values), dice.pick(values)];
  };
  return traceToJaxpr(body, avals).jaxpr;
}

function inputsOf(jaxpr: Jaxpr, seed: number): Data[] {
  const dice = new Dice(seed + 1);
  return jaxpr.inputs.map((v) =>
    dataOf(
      "f32",
      Array.from({ length: sizeOf(v.aval.shape) }, () => dice.below(9) - 4),
    ),
  );
}

const withoutMinusZero = (data: Data): number[] => Array.from(data, (x) => x + 0);

for (const [device, seeds] of [
  [reference, 5],
  [createWasmBackend(), 15],
] as const) {
  test(`${seeds} random programs on ${device.name}, fused and not`, () => {
    const seen = new Set<string>();
    for (let seed = 1; seed <= seeds; seed++) {
      const jaxpr = randomJaxpr(seed);
      for (const { primitive } of jaxpr.equations) seen.add(primitive.name);
      const inputs = inputsOf(jaxpr, seed);
      const expected = runOneByOne(jaxpr, inputs);
      for (const limit of [Number.POSITIVE_INFINITY, 6, 4]) {
        withInterning(() => runCompiled(device, jaxpr, inputs, limit)).forEach((data, n) => {
          const what = `seed ${seed}, limit ${limit}, result ${n}`;
          expect(withoutMinusZero(data), what).toEqual(withoutMinusZero(expected[n]!));
        });
      }
    }
    for (const name of ["while", "scan", "cond", "sort"]) expect(seen).toContain(name);
  }, 120_000);
}
