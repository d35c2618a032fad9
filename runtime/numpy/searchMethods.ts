/** Functions that sort, search and take, as methods of arrays: `x.sort()` is `jnp.sort(x)`. Importing this file attaches them. */
import { type ArrayLike, JaxArray } from "../core/array.ts";
import { dtypes } from "../types/dtype.ts";
import { choose } from "./choices.ts";
import { cumprod, cumsum } from "./cumulative.ts";
import { diagonal } from "./diagonal.ts";
import { ptp } from "./minMax.ts";
import { compress, nonzero } from "./nonzero.ts";
import { searchsorted } from "./searchsorted.ts";
import { argpartition, argsort, sort } from "./sorting.ts";
import { take } from "./take.ts";
import { view } from "./view.ts";

/** The parameters of a function after its array. */
type After<F> = F extends (a: ArrayLike, ...rest: infer R) => unknown ? R : never;

declare module "../core/array.ts" {
  interface JaxArray {
    /** The elements in ascending order, `jnp.sort`. */
    sort(...rest: After<typeof sort>): JaxArray;
    /** The places of the elements in ascending order, `jnp.argsort`. */
    argsort(...rest: After<typeof argsort>): JaxArray;
    /** The places of the smallest elements, in no order, before all others, `jnp.argpartition`. */
    argpartition(...rest: After<typeof argpartition>): JaxArray;
    /** Where elements would be inserted into this sorted vector, `jnp.searchsorted`. */
    searchsorted(...rest: After<typeof searchsorted>): JaxArray;
    /** The places of elements that are not 0, one array an axis, `jnp.nonzero`. */
    nonzero(...rest: After<typeof nonzero>): JaxArray[];
    /** Elements by their places, `jnp.take`. */
    take(...rest: After<typeof take>): JaxArray;
    /** Each element the number of a choice, `jnp.choose`. */
    choose(...rest: After<typeof choose>): JaxArray;
    /** The slices where a condition holds, `jnp.compress`. */
    compress(condition: ArrayLike, options?: Parameters<typeof compress>[2]): JaxArray;
    /** The sums up to each element, `jnp.cumsum`. */
    cumsum(...rest: After<typeof cumsum>): JaxArray;
    /** The products up to each element, `jnp.cumprod`. */
    cumprod(...rest: After<typeof cumprod>): JaxArray;
    /** The diagonal, `jnp.diagonal`. */
    diagonal(...rest: After<typeof diagonal>): JaxArray;
    /** The distance between the largest and the smallest element, `jnp.ptp`. */
    ptp(...rest: After<typeof ptp>): JaxArray;
    /** The same bytes as another dtype; the last axis grows or shrinks with the width of an element. */
    view(...rest: After<typeof view>): JaxArray;
    /** Bytes of one element on the host. */
    readonly itemsize: number;
  }
}

const methods = {
  sort,
  argsort,
  argpartition,
  searchsorted,
  nonzero,
  take,
  choose,
  compress: (x: JaxArray, condition: ArrayLike, options?: Parameters<typeof compress>[2]) =>
    compress(condition, x, options),
  cumsum,
  cumprod,
  diagonal,
  ptp,
  view,
} as const;

for (const [name, f] of Object.entries(methods) as [string, (x: JaxArray, ...rest: unknown[]) => unknown][]) {
  const method = function (this: JaxArray, ...rest: unknown[]): unknown {
    return f(this, ...rest);
  };
  Object.defineProperty(method, "name", { value: name });
  Object.defineProperty(JaxArray.prototype, name, { value: method, configurable: true, writable: true });
}

Object.defineProperty(JaxArray.prototype, "itemsize", {
  configurable: true,
  get(this: JaxArray) {
    const { HostArray, words } = dtypes[this.dtype];
    return words * (HostArray as unknown as { BYTES_PER_ELEMENT: number }).BYTES_PER_ELEMENT;
  },
});
