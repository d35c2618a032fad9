/** The numbers of an array as nested JavaScript lists. */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { ConcretizationError } from "../core/errors.ts";
import { printAval } from "../types/aval.ts";
import { stridesOf } from "../types/shape.ts";

/** Numbers or booleans, as deep as the array has axes. */
export type NestedList = number | boolean | readonly NestedList[];

/** `[[1, 2], [3, 4]]`; a scalar gives its number. */
export function tolist(x: JaxArray): NestedList {
  if (!(x instanceof DeviceArray)) {
    throw new ConcretizationError(
      `Cannot list the numbers of a traced ${printAval(x.aval)}: it has none yet; return it and look at it outside`,
    );
  }
  if (x.dtype === "key<fry>")
    throw new TypeError(`Cannot list ${printAval(x.aval)}: read the words of keys with jax.random.keyData(key)`);
  const { host, shape } = x;
  const strides = stridesOf(shape);
  const toValue = (n: number) => (x.dtype === "bool" ? n !== 0 : n);
  const build = (axis: number, offset: number): NestedList => {
    if (axis === shape.length) return toValue(host[offset]!);
    return Array.from({ length: shape[axis]! }, (_, i) => build(axis + 1, offset + i * strides[axis]!));
  };
  return build(0, 0);
}
