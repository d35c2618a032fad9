/** `x.at(index)`: a part of an array, to read, or to write into a copy. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import { add, divide, multiply, subtract } from "./arithmetic.ts";
import { inDType } from "./array.ts";
import { expandTo } from "./broadcast.ts";
import { maximum, minimum } from "./extremes.ts";
import { isKey, onWords } from "./keys.ts";
import { power } from "./power.ts";
import { lift } from "./promote.ts";
import { type Index, type Region, regionOf } from "./region.ts";
import { reshape } from "./reshape.ts";

/** A part of an array. Arrays never change: what writes gives a new array. */
export interface At {
  /** The part, in the shape that Python's `x[index]` has. Positions outside the array read the nearest element. */
  get(): JaxArray;
  /** A copy with the part replaced by `values`, which broadcast to it. Positions outside the array are not written. */
  set(values: ArrayLike): JaxArray;
  /** A copy with `values` added to the part. */
  add(values: ArrayLike): JaxArray;
  /** A copy with `values` subtracted from the part. */
  subtract(values: ArrayLike): JaxArray;
  /** A copy with the part multiplied by `values`. */
  multiply(values: ArrayLike): JaxArray;
  /** The same as `multiply`. */
  mul(values: ArrayLike): JaxArray;
  /** A copy with the part divided by `values`. */
  divide(values: ArrayLike): JaxArray;
  /** A copy with the part raised to `values`. */
  power(values: ArrayLike): JaxArray;
  /** A copy with the smaller of the part and `values`. */
  min(values: ArrayLike): JaxArray;
  /** A copy with the larger of the part and `values`. */
  max(values: ArrayLike): JaxArray;
  /** A copy with `f` applied to the part. */
  apply(f: (part: JaxArray) => ArrayLike): JaxArray;
}

/** The part of `x` that an index means. */
export function at(x: JaxArray, index: Index): At {
  const region = regionOf(x, index);
  const get = () => read(x, region);
  const set = (values: ArrayLike) => write(x, region, values);
  const update = (f: (part: JaxArray, values: ArrayLike) => JaxArray) => (values: ArrayLike) =>
    set(f(get(), inTypeOf(x, values)));
  return {
    get,
    set,
    add: update(add),
    subtract: update(subtract),
    multiply: update(multiply),
    mul: update(multiply),
    divide: update(divide),
    power: update(power),
    min: update(minimum),
    max: update(maximum),
    apply: (f) => set(f(get())),
  };
}

function inTypeOf(x: JaxArray, values: ArrayLike): JaxArray {
  const array = lift("write", values);
  return array.dtype === x.dtype ? array : inDType(array, x.dtype);
}

/** The part by its index; what `x.at(index).get()` does. */
export function read(x: JaxArray, region: Region): JaxArray {
  return isKey(x) ? onWords(x, (words) => readBox(words, withWords(region))) : readBox(x, region);
}

function readBox(x: JaxArray, { axes, shape }: Region): JaxArray {
  const whole = axes.every(({ count, reversed }, axis) => count === x.shape[axis] && !reversed);
  const strided = axes.some(({ step }) => step !== 1);
  const box = whole
    ? x
    : lax.slice(x, {
        startIndices: axes.map(({ first }) => first),
        limitIndices: axes.map(({ first, count, step }) => (count === 0 ? first : first + (count - 1) * step + 1)),
        strides: strided ? axes.map(({ step }) => step) : null,
      });
  return reshape(turned(box, axes), shape);
}

function turned(box: JaxArray, axes: Region["axes"]): JaxArray {
  const dimensions = axes.flatMap(({ reversed }, axis) => (reversed ? [axis] : []));
  return dimensions.length ? lax.rev(box, { dimensions }) : box;
}

/** The same region of the words of keys. */
function withWords({ axes, outside, boxShape, shape }: Region): Region {
  return {
    axes: [...axes, { first: 0, count: 2, step: 1, reversed: false }],
    outside,
    boxShape: [...boxShape, 2],
    shape: [...shape, 2],
  };
}

function write(x: JaxArray, region: Region, values: ArrayLike): JaxArray {
  const given = lift("write", values);
  if (isKey(x)) return onWords(x, (words) => writeBox(words, withWords(region), lax.randomUnwrap(given)));
  return writeBox(x, region, inTypeOf(x, given));
}

/** The values are spread over a frame of the array's shape by padding, and chosen where the frame covers it. */
function writeBox(x: JaxArray, { axes, outside, boxShape, shape }: Region, values: JaxArray): JaxArray {
  const whole = spreadOver(x, values, shape);
  if (outside || boxShape.includes(0)) return x;
  const box = turned(reshape(whole, boxShape), axes);
  if (axes.every(({ count }, axis) => count === x.shape[axis])) return box;
  const paddingConfig = axes.map(({ first, count, step }, axis): lax.Padding => {
    const last = first + (count - 1) * step;
    return [first, x.shape[axis]! - 1 - last, step - 1];
  });
  const frame = lax.pad(
    lax.broadcastInDim(scalar(true, "bool"), { shape: boxShape, broadcastDimensions: [] }),
    scalar(false, "bool"),
    { paddingConfig },
  );
  const spread = lax.pad(box, scalar(0, x.dtype, box.weakType), { paddingConfig });
  return lax.selectN(frame, x, spread);
}

function spreadOver(x: JaxArray, values: JaxArray, shape: Region["shape"]): JaxArray {
  const skip = shape.length - values.ndim;
  const misfit = skip < 0 || values.shape.some((size, axis) => size !== 1 && size !== shape[axis + skip]);
  if (misfit)
    throw new TypeError(
      `Cannot write ${printAval(values.aval)} into a part of ${printAval(x.aval)}: the part has shape [${shape}]`,
    );
  return expandTo(values, shape);
}
