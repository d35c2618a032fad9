/** The numbers of an array as nested JavaScript lists. */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { Complex } from "../core/complex.ts";
import { ConcretizationError } from "../core/errors.ts";
import type { ScalarValue } from "../core/scalar.ts";
import { printAval } from "../types/aval.ts";
import { stridesOf } from "../types/shape.ts";

/** Numbers, booleans or complex numbers, as deep as the array has axes. */
export type NestedList = ScalarValue | readonly NestedList[];

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
  const toValue = (place: number): ScalarValue => {
    if (x.dtype === "complex64") return new Complex(host[2 * place]!, host[2 * place + 1]!);
    return x.dtype === "bool" ? host[place] !== 0 : host[place]!;
  };
  const build = (axis: number, offset: number): NestedList => {
    if (axis === shape.length) return toValue(offset);
    return Array.from({ length: shape[axis]! }, (_, i) => build(axis + 1, offset + i * strides[axis]!));
  };
  return build(0, 0);
}
