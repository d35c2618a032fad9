/** `x.at(index)`: a part of an array, to read, or to write into a copy. */
import { type ArrayLike, JaxArray, standsFor } from "../core/array.ts";
import { isTracing } from "../core/tracer.ts";
import * as lax from "../primitives/index.ts";
import { printAval } from "../types/aval.ts";
import type { Shape } from "../types/shape.ts";
import { add, divide, multiply } from "./arithmetic.ts";
import { inDType } from "./array.ts";
import { readBox, writeBox } from "./box.ts";
import { expandTo } from "./broadcast.ts";
import { maximum, minimum } from "./extremes.ts";
import { readHostBox } from "./hostBox.ts";
import { type Index, type IndexItem, type PlainItem, plainItems } from "./indexItems.ts";
import { broughtInside, moves, type ReadOptions, type WriteOptions } from "./indexModes.ts";
import { isKey, onWords } from "./keys.ts";
import { checkMask, placesWhere, widened } from "./mask.ts";
import { numbersOf, patternOf, readNumbers, writeNumbers } from "./numbers.ts";
import { gatheredShape, placesOf, readPlaces, shapeOf, type Update, writePlaces } from "./places.ts";
import { power } from "./power.ts";
import { lift } from "./promote.ts";
import { regionOf } from "./region.ts";
import { Slice } from "./slice.ts";
import { nothing } from "./take.ts";
import { where } from "./where.ts";

/** A part of an array. Arrays never change: what writes gives a new array. */
export interface At {
  /** The part, in the shape that Python's `x[index]` has. Positions outside the array read the nearest element, or as `mode` says. */
  get(options?: ReadOptions): JaxArray;
  /** A copy with the part replaced by `values`, which broadcast to it. Positions outside the array are not written unless `mode` says so. */
  set(values: ArrayLike, options?: WriteOptions): JaxArray;
  /** A copy with `values` added to the part; what goes to one place several times is added several times. */
  add(values: ArrayLike, options?: WriteOptions): JaxArray;
  /** A copy with `values` subtracted from the part. */
  subtract(values: ArrayLike, options?: WriteOptions): JaxArray;
  /** A copy with the part multiplied by `values`. */
  multiply(values: ArrayLike, options?: WriteOptions): JaxArray;
  /** The same as `multiply`. */
  mul(values: ArrayLike, options?: WriteOptions): JaxArray;
  /** A copy with the part divided by `values`. */
  divide(values: ArrayLike, options?: WriteOptions): JaxArray;
  /** A copy with the part raised to `values`. */
  power(values: ArrayLike, options?: WriteOptions): JaxArray;
  /** A copy with the smaller of the part and `values`. */
  min(values: ArrayLike, options?: WriteOptions): JaxArray;
  /** A copy with the larger of the part and `values`. */
  max(values: ArrayLike, options?: WriteOptions): JaxArray;
  /** A copy with `f` applied to the part. */
  apply(f: (part: JaxArray) => ArrayLike, options?: WriteOptions): JaxArray;
}

/** How one kind of index reads and writes. */
interface Access {
  /** The part; where there is a fill value, with it for positions outside. */
  get(fill?: JaxArray): JaxArray;
  write(values: ArrayLike, update: Update): JaxArray;
}

/** The part of `x` that an index means. */
export function at(x: JaxArray, index: Index): At {
  const usual = accessOf(x, index);
  const by = (options: WriteOptions | undefined): Access => {
    const mode = options === undefined ? undefined : moves(options.mode);
    return mode === undefined ? usual : accessOf(x, index, mode);
  };
  const writer =
    (update: Update) =>
    (values: ArrayLike, options?: WriteOptions): JaxArray =>
      by(options).write(values, update);
  const set = writer("set");
  const times = writer("mul");
  return {
    get: (options) => by(options).get(options?.mode === "fill" ? nothing(x, options.fillValue) : undefined),
    set,
    add: writer("add"),
    subtract: (values, options) => by(options).write(lax.neg(inTypeOf(x, values)), "add"),
    multiply: times,
    mul: times,
    divide: writer("div"),
    power: writer("pow"),
    min: writer("min"),
    max: writer("max"),
    apply: (f, options) => set(f(by(options).get()), options),
  };
}

function accessOf(x: JaxArray, index: Index, mode?: "clip" | "wrap"): Access {
  const only = Array.isArray(index) && index.length === 1 ? (index as readonly IndexItem[])[0]! : index;
  const mask = standsFor(only as ArrayLike) as unknown;
  if (mask instanceof JaxArray && mask.dtype === "bool") return maskAccess(x, mask);
  const given = plainItems(x, index);
  const items = mode === undefined ? given : broughtInside(x, given, mode);
  if (isKey(x)) return keyAccess(x, items);
  return items.some((item) => item instanceof JaxArray)
    ? placesAccess(x, items)
    : boxAccess(x, items as readonly (number | Slice | null)[]);
}

function boxAccess(x: JaxArray, items: readonly (number | Slice | null)[]): Access {
  const region = regionOf(x, items);
  const sized = (values: ArrayLike) => fitted(x, values, region.shape);
  if (!isTracing() && items.some((item) => typeof item === "number")) {
    const [numbers, pattern] = [numbersOf(items), patternOf(items)];
    return {
      get: (fill) =>
        fill && region.outside
          ? expandTo(fill, region.shape)
          : (readHostBox(x, region) ?? readNumbers(x, numbers, pattern)),
      write: (values, update) => writeNumbers(x, numbers, sized(values), pattern, update),
    };
  }
  const get = (fill?: JaxArray) =>
    fill && region.outside ? expandTo(fill, region.shape) : (readHostBox(x, region) ?? readBox(x, region));
  return { get, write: (values, update) => writeBox(x, region, updated(get, sized(values), update)) };
}

/** The box after an update in which no two values meet. */
function updated(part: () => JaxArray, values: JaxArray, update: Update): JaxArray {
  if (update === "set") return values;
  const operations = { add, mul: multiply, div: divide, max: maximum, min: minimum, pow: power } as const;
  return inDType(operations[update](part(), values), values.dtype);
}

function placesAccess(x: JaxArray, items: readonly PlainItem[]): Access {
  const places = placesOf(x, items);
  const shape = shapeOf(places.order, gatheredShape(places));
  return {
    get: (fill) => readPlaces(x, places, fill),
    write: (values, update) => writePlaces(x, places, fitted(x, values, shape), update),
  };
}

/** The same part of the words of keys. */
function keyAccess(x: JaxArray, items: readonly PlainItem[]): Access {
  const ofWords = (words: JaxArray) => accessOf(words, [...items, new Slice(null, null, null)]);
  return {
    get: () => onWords(x, (words) => ofWords(words).get()),
    write: (values) => onWords(x, (words) => ofWords(words).write(lax.randomUnwrap(lift("write", values)), "set")),
  };
}

function maskAccess(x: JaxArray, mask: JaxArray): Access {
  checkMask(x, mask);
  return {
    get: () => placesAccess(x, plainItems(x, placesWhere(mask))).get(),
    write: (values, update) => {
      const given = inTypeOf(x, values);
      if (given.ndim > 0) return placesAccess(x, plainItems(x, placesWhere(mask))).write(given, update);
      return where(
        widened(x, mask),
        updated(() => x, given, update),
        x,
      );
    },
  };
}

/** Values in the dtype of the array, as JAX writes them. */
function inTypeOf(x: JaxArray, values: ArrayLike): JaxArray {
  const array = lift("write", values);
  return array.dtype === x.dtype ? array : inDType(array, x.dtype);
}

/** Values repeated to the shape of the part. */
function fitted(x: JaxArray, given: ArrayLike, shape: Shape): JaxArray {
  const values = inTypeOf(x, given);
  const skip = shape.length - values.ndim;
  const misfit = skip < 0 || values.shape.some((size, axis) => size !== 1 && size !== shape[axis + skip]);
  if (!misfit) return expandTo(values, shape);
  throw new TypeError(
    `Cannot write ${printAval(values.aval)} into a part of ${printAval(x.aval)}: the part has shape [${shape}]`,
  );
}
