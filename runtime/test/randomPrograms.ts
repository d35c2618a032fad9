/**
 * Random programs of a few operations, for properties that hold of every program. fast-check draws plain numbers, so that it can shrink a
 * failing program; what they mean is read here: each step takes earlier values and makes one more, and a step that does not fit is left out.
 *
 * Programs on floats are smooth enough to be compared across orders of summation: values stay small, and what jumps (comparisons, rounding)
 * looks at inputs only, which are the same everywhere.
 */
import fc from "fast-check";
import type { JaxArray } from "../core/array.ts";
import { jax, jnp, lax } from "../index.ts";
import { type DType, isFloat, isInteger } from "../types/dtype.ts";
import { type Shape, sizeOf } from "../types/shape.ts";
import { arrayOf } from "./hostArrays.ts";

/** A step: which operation, on which of the values so far, and a number that sets its axis, size or order. */
export type Step = readonly [operation: number, first: number, second: number, detail: number];

/** A program of the inputs `x0 x1 x2`. */
export interface Program {
  readonly dtype: DType;
  readonly shapes: readonly Shape[];
  readonly steps: readonly Step[];
  /** Seed of the inputs. */
  readonly seed: number;
}

/** One operation: a value from earlier ones, or undefined where it does not fit. */
type Operation = (x: JaxArray, y: JaxArray, detail: number, input: JaxArray) => JaxArray | undefined;

const axisOf = (x: JaxArray, detail: number): number => detail % Math.max(x.ndim, 1);
const sameShape = (x: JaxArray, y: JaxArray): boolean => x.shape.join() === y.shape.join();
const fits = (x: JaxArray, y: JaxArray): boolean => {
  const skip = x.ndim - y.ndim;
  return skip >= 0 && y.shape.every((n, k) => n === 1 || n === x.shape[k + skip] || x.shape[k + skip] === 1);
};
const small = (x: JaxArray): boolean => x.size <= 60 && x.ndim < 4;

/** Operations that move elements, for every dtype. */
const movement: Readonly<Record<string, Operation>> = {
  transpose: (x) => (x.ndim > 1 ? jnp.transpose(x) : undefined),
  swap: (x, _, n) => (x.ndim > 1 ? jnp.swapaxes(x, 0, axisOf(x, n)) : undefined),
  ravel: (x) => jnp.ravel(x),
  flip: (x, _, n) => (x.ndim ? jnp.flip(x, { axis: axisOf(x, n) }) : undefined),
  roll: (x, _, n) => (x.ndim ? jnp.roll(x, n, { axis: axisOf(x, n >> 2) }) : undefined),
  slice: (x, _, n) => (x.ndim ? x.at([jax.slice(n % 2, null, 1 + (n % 3))]).get() : undefined),
  last: (x) => (x.ndim && x.shape.at(-1) ? x.at(["...", -1]).get({ mode: "clip" }) : undefined),
  newAxis: (x, _, n) => (x.ndim < 3 ? jnp.expandDims(x, n % (x.ndim + 1)) : undefined),
  broadcast: (x, _, n) => (small(x) && x.size < 20 ? jnp.broadcastTo(x, [1 + (n % 3), ...x.shape]) : undefined),
  concatenate: (x, y, n) =>
    x.ndim && sameShape(x, y) && small(x) ? jnp.concatenate([x, y], { axis: axisOf(x, n) }) : undefined,
  stack: (x, y, n) => (sameShape(x, y) && small(x) ? jnp.stack([x, y], { axis: n % (x.ndim + 1) }) : undefined),
  pad: (x, _, n) => (x.ndim && small(x) ? jnp.pad(x, [n % 2, 1]) : undefined),
  take: (x, _, n) => (x.shape[0] ? jnp.take(x, jnp.array([n, 0, n >> 1]), { axis: 0, mode: "wrap" }) : undefined),
  repeat: (x, _, n) => (x.ndim && small(x) ? jnp.repeat(x, 2, { axis: axisOf(x, n) }) : undefined),
  dynamicSlice: (x, _, n) => (x.ndim && x.shape[0]! > 1 ? lax.dynamicSliceInDim(x, n, 1) : undefined),
  set: (x, y, n) => (x.shape[0] && y.ndim === 0 ? x.at([n % 3]).set(y) : undefined),
};

/** Choices by what is the same on every backend: an input, or places. */
const choices: Readonly<Record<string, Operation>> = {
  where: (x, y, _, input) => (sameShape(x, y) && fits(x, input) ? jnp.where(jnp.greater(input, 0), x, y) : undefined),
  evenPlaces: (x) =>
    x.ndim ? jnp.where(jnp.equal(jnp.mod(jnp.arange(x.shape.at(-1)!), 2), 0), x, jnp.zerosLike(x)) : undefined,
  cond: (x, y, n, input) =>
    sameShape(x, y)
      ? lax.cond(
          jnp.greater(jnp.sum(input), n % 3),
          (a: JaxArray, b: JaxArray) => jnp.maximum(a, b),
          (a: JaxArray, b: JaxArray) => jnp.subtract(a, b),
          x,
          y,
        )
      : undefined,
};

const floats: Readonly<Record<string, Operation>> = {
  add: (x, y) => (fits(x, y) ? jnp.multiply(jnp.add(x, y), 0.5) : undefined),
  subtract: (x, y) => (fits(x, y) ? jnp.subtract(x, jnp.multiply(y, 0.25)) : undefined),
  multiply: (x, y) => (fits(x, y) ? jnp.multiply(jnp.tanh(x), y) : undefined),
  divide: (x, y) => (fits(x, y) ? jnp.divide(x, jnp.add(jnp.square(y), 1.5)) : undefined),
  maximum: (x, y) => (fits(x, y) ? jnp.maximum(x, y) : undefined),
  sin: (x) => jnp.sin(x),
  tanh: (x) => jnp.tanh(x),
  exp: (x) => jnp.exp(jnp.negative(jnp.square(x))),
  logistic: (x) => jnp.subtract(lax.logistic(x), 0.5),
  sqrt: (x) => jnp.sqrt(jnp.add(jnp.square(x), 0.5)),
  log1p: (x) => jnp.log1p(jnp.square(x)),
  arctan2: (x, y) => (fits(x, y) ? jnp.arctan2(x, jnp.add(jnp.square(y), 0.5)) : undefined),
  mean: (x, _, n) => (x.ndim && x.shape[axisOf(x, n)] ? jnp.mean(x, { axis: axisOf(x, n) }) : undefined),
  sum: (x, _, n) =>
    x.ndim ? jnp.multiply(jnp.sum(x, { axis: axisOf(x, n), keepdims: n % 2 === 0 }), 0.25) : undefined,
  cumsum: (x, _, n) => (x.ndim ? jnp.multiply(jnp.cumsum(x, { axis: axisOf(x, n) }), 0.25) : undefined),
  dot: (x, y) =>
    x.ndim && y.ndim && y.ndim < 3 && x.shape.at(-1) === y.shape[0] ? jnp.tanh(jnp.dot(x, y)) : undefined,
  outer: (x, y) => (x.ndim === 1 && y.ndim === 1 && x.size * y.size < 60 ? jnp.outer(x, y) : undefined),
  addAt: (x, y, n) => (x.shape[0] && y.ndim === 0 ? x.at(jnp.array([n % 2, 0])).add(y) : undefined),
  scan: (x, y) =>
    x.ndim && x.shape[0]! < 5 && x.shape.slice(1).join() === y.shape.join()
      ? lax.scan((c: JaxArray, row: JaxArray) => [jnp.tanh(jnp.add(c, row)), jnp.multiply(c, row)], y, x)[1]
      : undefined,
  carry: (x, y, n) =>
    sameShape(x, y)
      ? lax.foriLoop(0, n % 4, (_: JaxArray, c: JaxArray) => jnp.sin(jnp.add(c, jnp.multiply(y, 0.5))), x)
      : undefined,
};

const integers: Readonly<Record<string, Operation>> = {
  add: (x, y) => (fits(x, y) ? jnp.add(x, y) : undefined),
  subtract: (x, y) => (fits(x, y) ? jnp.subtract(x, y) : undefined),
  multiply: (x, y) => (fits(x, y) ? jnp.multiply(x, y) : undefined),
  floorDivide: (x, _, n) => jnp.floorDivide(x, 1 + (n % 7)),
  mod: (x, _, n) => jnp.mod(x, 1 + (n % 7)),
  rem: (x, _, n) => lax.rem(x, jnp.fullLike(x, 1 + (n % 7))),
  and: (x, y) => (fits(x, y) ? jnp.bitwiseAnd(x, y) : undefined),
  or: (x, y) => (fits(x, y) ? jnp.bitwiseOr(x, y) : undefined),
  xor: (x, y) => (fits(x, y) ? jnp.bitwiseXor(x, y) : undefined),
  not: (x) => jnp.invert(x),
  left: (x, _, n) => jnp.leftShift(x, n % 7),
  right: (x, _, n) => jnp.rightShift(x, n % 7),
  maximum: (x, y) => (fits(x, y) ? jnp.maximum(x, y) : undefined),
  minimum: (x, y) => (fits(x, y) ? jnp.minimum(x, y) : undefined),
  abs: (x) => jnp.abs(x),
  sign: (x) => jnp.sign(x),
  sum: (x, _, n) => (x.ndim ? jnp.sum(x, { axis: axisOf(x, n) }).astype(x.dtype) : undefined),
  max: (x, _, n) => (x.ndim && x.shape[axisOf(x, n)] ? jnp.max(x, { axis: axisOf(x, n) }) : undefined),
  cumsum: (x, _, n) => (x.ndim ? jnp.cumsum(x, { axis: axisOf(x, n) }) : undefined),
  sort: (x, _, n) => (x.ndim ? jnp.sort(x, { axis: axisOf(x, n) }) : undefined),
  argsort: (x) => (x.ndim ? jnp.argsort(x).astype(x.dtype) : undefined),
  argmax: (x) => (x.size ? jnp.argmax(x).astype(x.dtype) : undefined),
  less: (x, y) => (fits(x, y) ? jnp.less(x, y).astype(x.dtype) : undefined),
  dot: (x, y) => (x.ndim && y.ndim === 1 && x.shape.at(-1) === y.shape[0] ? jnp.dot(x, y) : undefined),
  addAt: (x, y, n) => (x.shape[0] && y.ndim === 0 ? x.at(jnp.array([n % 2, 0, n % 2])).add(y) : undefined),
  bits: (x) => lax.populationCount(x),
  float: (x, _, n) => jnp.multiply(x, 0.5 + (n % 3)).astype(x.dtype),
  while: (x, y, n) =>
    sameShape(x, y)
      ? (lax.whileLoop(
          ([i]: readonly JaxArray[]) => jnp.less(i!, n % 4),
          ([i, a]: readonly JaxArray[]) => [jnp.add(i!, 1), jnp.bitwiseXor(jnp.add(a!, a!), y)],
          [jnp.int32(0), x],
        )[1] as JaxArray)
      : undefined,
};

const tables = {
  float: Object.entries({ ...floats, ...movement, ...choices }),
  integer: Object.entries({ ...integers, ...movement, ...choices }),
};

function table(dtype: DType): readonly (readonly [string, Operation])[] {
  return isFloat(dtype) ? tables.float : tables.integer;
}

/** The last values of a program, at most two; the very last one in front. */
export function run({ dtype, steps }: Program, inputs: readonly JaxArray[]): JaxArray[] {
  const values = [...inputs];
  for (const [operation, first, second, detail] of steps) {
    const f = table(dtype)[operation % table(dtype).length]![1];
    const [x, y] = [values[first % values.length]!, values[second % values.length]!];
    const made = f(x, y, detail, inputs[0]!);
    if (made) values.push(made);
  }
  return values.slice(-2).reverse();
}

/** The inputs of a program: normal draws, or whole numbers that use the range of a narrow dtype. */
export function inputsOf({ dtype, shapes, seed }: Program, more: number = 0): JaxArray[] {
  let state = (Math.imul(seed + 7919 * more, 2654435761) ^ 0x9e3779b9) >>> 0;
  const uniform = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state >>> 8) + 0.5) / 2 ** 24;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const draw = isFloat(dtype) ? normal : isInteger(dtype) ? () => Math.floor(300 * uniform()) - 150 : uniform;
  return shapes.map((shape) => {
    const elements = arrayOf(Array.from({ length: sizeOf(shape) }, draw), shape, isFloat(dtype) ? "float32" : dtype);
    return jnp.asarray(elements, { dtype: dtype as "float32" });
  });
}

/** The program as lines, for whoever looks at a failure. */
export function print(program: Program): string {
  const lines = program.steps.map(
    ([operation, ...rest]) => `${table(program.dtype)[operation % table(program.dtype).length]![0]}(${rest})`,
  );
  return `${program.dtype} [${program.shapes.map((shape) => `[${shape}]`).join(" ")}] seed ${program.seed}: ${lines.join("; ")}`;
}

const shapes = fc.constantFrom<Shape>([], [3], [4], [2, 3], [3, 2], [3, 3], [1, 4], [2, 1, 3], [0], [2, 0], [5]);
const nat = fc.nat({ max: 1000 });

/** Programs on arrays of some dtypes. */
export function programs(dtypes: readonly DType[], steps: number = 6): fc.Arbitrary<Program> {
  return fc
    .record({
      dtype: fc.constantFrom(...dtypes),
      shapes: fc.tuple(shapes, shapes, shapes),
      steps: fc.array(fc.tuple(nat, nat, nat, fc.nat({ max: 11 })), { minLength: 1, maxLength: steps }),
      seed: fc.nat({ max: 10_000 }),
    })
    .map((program) => Object.assign(program, { [fc.toStringMethod]: () => print(program) }));
}
