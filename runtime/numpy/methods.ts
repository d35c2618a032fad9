/**
 * The vocabulary as methods of arrays, concrete or traced: `x.add(y)` is `jnp.add(x, y)`. Importing this file attaches them.
 */
import { DeviceArray, JaxArray } from "../core/array.ts";
import type { Tracer } from "../core/tracer.ts";
import { dtypes } from "../types/dtype.ts";
import type { Shape } from "../types/shape.ts";
import { abs, add, divide, multiply, negative, subtract } from "./arithmetic.ts";
import { astype, copy } from "./astype.ts";
import { type At, at } from "./at.ts";
import { equal, greater, greaterEqual, less, lessEqual, notEqual } from "./comparison.ts";
import type { CumulativeOptions } from "./cumulative.ts";
import type { DiagonalOptions } from "./diagonal.ts";
import { floorDivide, mod } from "./division.ts";
import type { DTypeLike } from "./dtypeOf.ts";
import { clip } from "./extremes.ts";
import type { Index } from "./indexItems.ts";
import { type ArgOptions, argmax, argmin, max, min } from "./minMax.ts";
import type { SizeOptions } from "./nonzero.ts";
import { power } from "./power.ts";
import { arrayRepr, arrayStr } from "./print.ts";
import { printable } from "./printLarge.ts";
import { tracerRepr } from "./printTracer.ts";
import { dot, matmul } from "./product.ts";
import type { DTypeOptions, InitialOptions, ReduceOptions, SumOptions } from "./reduce.ts";
import { type RepeatOptions, repeat } from "./repetition.ts";
import { ravel, reshape, squeeze } from "./reshape.ts";
import { round } from "./rounding.ts";
import { rows } from "./rows.ts";
import type { SearchsortedOptions } from "./searchsorted.ts";
import type { SortOptions } from "./sorting.ts";
import { mean, prod, sum } from "./sums.ts";
import type { TakeOptions } from "./take.ts";
import { type NestedList, tolist } from "./tolist.ts";
import { matrixTranspose, swapaxes, transpose } from "./transpose.ts";
import { all, any } from "./truth.ts";
import { std, type VarianceOptions, variance } from "./variance.ts";

declare module "../core/array.ts" {
  interface JaxArray {
    /** x + y, `jnp.add`. */
    add(y: ArrayLike): JaxArray;
    /** x − y, `jnp.subtract`. */
    sub(y: ArrayLike): JaxArray;
    /** x · y, `jnp.multiply`. */
    mul(y: ArrayLike): JaxArray;
    /** x / y, `jnp.divide`. */
    div(y: ArrayLike): JaxArray;
    /** ⌊x / y⌋, `jnp.floorDivide`. */
    floorDivide(y: ArrayLike): JaxArray;
    /** The remainder of x / y with the sign of y, `jnp.mod`. */
    mod(y: ArrayLike): JaxArray;
    /** xʸ, `jnp.power`. */
    pow(y: ArrayLike): JaxArray;
    /** −x, `jnp.negative`. */
    neg(): JaxArray;
    /** |x|, `jnp.abs`. */
    abs(): JaxArray;
    /** The matrix product, `jnp.matmul`. */
    matmul(y: ArrayLike): JaxArray;
    /** The product over the last axis, `jnp.dot`. */
    dot(y: ArrayLike): JaxArray;
    /** Whether x = y, element by element, `jnp.equal`. */
    equal(y: ArrayLike): JaxArray;
    /** Whether x ≠ y, element by element, `jnp.notEqual`. */
    notEqual(y: ArrayLike): JaxArray;
    /** Whether x < y, element by element, `jnp.less`. */
    less(y: ArrayLike): JaxArray;
    /** Whether x ≤ y, element by element, `jnp.lessEqual`. */
    lessEqual(y: ArrayLike): JaxArray;
    /** Whether x > y, element by element, `jnp.greater`. */
    greater(y: ArrayLike): JaxArray;
    /** Whether x ≥ y, element by element, `jnp.greaterEqual`. */
    greaterEqual(y: ArrayLike): JaxArray;
    /** Σ x, `jnp.sum`. */
    sum(options?: SumOptions): JaxArray;
    /** Π x, `jnp.prod`. */
    prod(options?: SumOptions): JaxArray;
    /** The mean, `jnp.mean`. */
    mean(options?: ReduceOptions & DTypeOptions): JaxArray;
    /** The variance, `jnp.var`. */
    var(options?: VarianceOptions): JaxArray;
    /** The standard deviation, `jnp.std`. */
    std(options?: VarianceOptions): JaxArray;
    /** The largest element, `jnp.max`. */
    max(options?: InitialOptions): JaxArray;
    /** The smallest element, `jnp.min`. */
    min(options?: InitialOptions): JaxArray;
    /** Where the largest element stands, `jnp.argmax`. */
    argmax(options?: ArgOptions): JaxArray;
    /** Where the smallest element stands, `jnp.argmin`. */
    argmin(options?: ArgOptions): JaxArray;
    /** Whether all elements are true, `jnp.all`. */
    all(options?: ReduceOptions): JaxArray;
    /** Whether some element is true, `jnp.any`. */
    any(options?: ReduceOptions): JaxArray;
    /** Values brought into an interval, `jnp.clip`. */
    clip(min?: ArrayLike | null, max?: ArrayLike | null): JaxArray;
    /** Rounded to decimals, `jnp.round`. */
    round(options?: { readonly decimals?: number | undefined }): JaxArray;
    /** The same elements under another shape, `jnp.reshape`. */
    reshape(shape: Shape | number): JaxArray;
    /** The elements along one axis, `jnp.ravel`. */
    ravel(): JaxArray;
    /** The elements along one axis. */
    flatten(): JaxArray;
    /** Axes of size 1 left out, `jnp.squeeze`. */
    squeeze(options?: { readonly axis?: number | readonly number[] | null | undefined }): JaxArray;
    /** Axes in another order, by default reversed, `jnp.transpose`. */
    transpose(axes?: readonly number[] | null): JaxArray;
    /** Two axes exchanged, `jnp.swapaxes`. */
    swapaxes(axis1: number, axis2: number): JaxArray;
    /** Each element several times, `jnp.repeat`. */
    repeat(repeats: number | readonly number[], options?: RepeatOptions): JaxArray;
    /** The axes in reverse order. */
    readonly T: JaxArray;
    /** The last two axes exchanged. */
    readonly mT: JaxArray;
    /** Bytes of the elements on the host. */
    readonly nbytes: number;
    /** In another dtype, `jnp.astype`. */
    astype(dtype: DTypeLike | null): JaxArray;
    /** A copy in memory of its own. */
    copy(): JaxArray;
    /**
     * A part of the array, to read, or to write into a copy: `x.at(0).get()`, `x.at([0, jax.slice(1, 3)]).set(7)`.
     * The index is a whole number, `jax.slice(start, stop, step)`, null for a new axis, `"..."`, or a list of these, one for each axis.
     */
    at(index: Index): At;
    /** The parts along the first axis. */
    [Symbol.iterator](): IterableIterator<JaxArray>;
    /** The numbers as nested lists; throws for a traced value. */
    tolist(): NestedList;
    /** `[1. 2.]`; of a traced value what is known of it. */
    toString(): string;
    /** The elements in ascending order, `jnp.sort`. */
    sort(options?: SortOptions): JaxArray;
    /** The places of the elements in ascending order, `jnp.argsort`. */
    argsort(options?: SortOptions): JaxArray;
    /** The places of the smallest elements, in no order, before all others, `jnp.argpartition`. */
    argpartition(kth: number, options?: { readonly axis?: number | undefined }): JaxArray;
    /** Where elements would be inserted into this sorted vector, `jnp.searchsorted`. */
    searchsorted(v: ArrayLike, options?: SearchsortedOptions): JaxArray;
    /** The places of elements that are not 0, one array an axis, `jnp.nonzero`. */
    nonzero(options?: SizeOptions): JaxArray[];
    /** Elements by their places, `jnp.take`. */
    take(indices: ArrayLike, options?: TakeOptions): JaxArray;
    /** Each element the number of a choice, `jnp.choose`. */
    choose(
      choices: readonly ArrayLike[],
      options?: { readonly mode?: "raise" | "wrap" | "clip" | undefined },
    ): JaxArray;
    /** The slices where a condition holds, `jnp.compress`. */
    compress(condition: ArrayLike, options?: SizeOptions & { readonly axis?: number | null | undefined }): JaxArray;
    /** The sums up to each element, `jnp.cumsum`. */
    cumsum(options?: CumulativeOptions): JaxArray;
    /** The products up to each element, `jnp.cumprod`. */
    cumprod(options?: CumulativeOptions): JaxArray;
    /** The diagonal, `jnp.diagonal`. */
    diagonal(options?: DiagonalOptions): JaxArray;
    /** The distance between the largest and the smallest element, `jnp.ptp`. */
    ptp(options?: Pick<ReduceOptions, "axis" | "keepdims">): JaxArray;
    /** The same bytes as another dtype; the last axis grows or shrinks with the width of an element. */
    view(dtype: DTypeLike): JaxArray;
    /** Bytes of one element on the host. */
    readonly itemsize: number;
  }
}

/** Methods that take their operands as the function does. */
const methods = {
  add,
  sub: subtract,
  mul: multiply,
  div: divide,
  floorDivide,
  mod,
  pow: power,
  neg: negative,
  abs,
  matmul,
  dot,
  equal,
  notEqual,
  less,
  lessEqual,
  greater,
  greaterEqual,
  sum,
  prod,
  mean,
  var: variance,
  std,
  max,
  min,
  argmax,
  argmin,
  all,
  any,
  clip,
  round,
  reshape,
  ravel,
  flatten: ravel,
  squeeze,
  swapaxes,
  repeat,
  astype,
  copy,
  at,
  tolist,
} as const;

for (const [name, f] of Object.entries(methods) as [string, (x: JaxArray, ...rest: unknown[]) => unknown][]) {
  // one and two operands, the common cases, without a list of arguments
  const method = function (this: JaxArray, ...rest: unknown[]): unknown {
    return rest.length === 0 ? f(this) : rest.length === 1 ? f(this, rest[0]) : f(this, ...rest);
  };
  attach(name, { value: Object.defineProperty(method, "name", { value: name }), writable: true });
}

attach("transpose", {
  value(this: JaxArray, axes?: readonly number[] | null) {
    return transpose(this, { axes });
  },
});
attach("T", {
  get(this: JaxArray) {
    return transpose(this);
  },
});
attach("mT", {
  get(this: JaxArray) {
    return matrixTranspose(this);
  },
});
attach("nbytes", {
  get(this: JaxArray) {
    const { HostArray, words } = dtypes[this.dtype];
    return this.size * words * (HostArray as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT;
  },
});
attach(Symbol.iterator, {
  value(this: JaxArray) {
    return rows(this);
  },
});
attach("toString", {
  value(this: JaxArray) {
    return this instanceof DeviceArray ? arrayStr(printable(this)) : tracerRepr(this as Tracer);
  },
});
attach(Symbol.for("nodejs.util.inspect.custom"), {
  value(this: JaxArray) {
    return repr(this);
  },
});

function attach(name: string | symbol, descriptor: PropertyDescriptor): void {
  Object.defineProperty(JaxArray.prototype, name, { configurable: true, enumerable: false, ...descriptor });
}

/** What Python's `repr` gives: `Array([1., 2.], dtype=float32)`. */
export function repr(x: JaxArray): string {
  if (!(x instanceof DeviceArray)) return tracerRepr(x as Tracer);
  return x.isDeleted ? `Array(shape=[${x.shape}], dtype=${x.dtype}, deleted)` : arrayRepr(printable(x));
}
