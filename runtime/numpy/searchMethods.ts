/** Functions that sort, search and take, as methods of arrays: `x.sort()` is `jnp.sort(x)`. `methods.ts` types them. */
import { type ArrayLike, JaxArray } from "../core/array.ts";
import { dtypes } from "../types/dtype.ts";
import { choose } from "./choices.ts";
import { cumprod, cumsum } from "./cumulative.ts";
import { diagonal } from "./diagonal.ts";
import { ptp } from "./minMax.ts";
import { compress, nonzero, type SizeOptions } from "./nonzero.ts";
import { searchsorted } from "./searchsorted.ts";
import { argpartition, argsort, sort } from "./sorting.ts";
import { take } from "./take.ts";
import { view } from "./view.ts";

const methods = {
  sort,
  argsort,
  argpartition,
  searchsorted,
  nonzero,
  take,
  choose,
  compress: (
    x: JaxArray,
    condition: ArrayLike,
    options?: SizeOptions & { readonly axis?: number | null | undefined },
  ) => compress(condition, x, options),
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
