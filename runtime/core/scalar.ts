/** Scalars made on the host: they are written into jaxprs as literals. */
import { aval, printAval } from "../types/aval.ts";
import { type DType, dtypes } from "../types/dtype.ts";
import { roundFloat } from "../types/roundFloat.ts";
import { DeviceArray } from "./array.ts";
import { Complex } from "./complex.ts";

/** A number or truth value of the host. */
export type ScalarValue = number | boolean | Complex;

/**
 * A scalar array of a dtype. Throws `TypeError` for a number the dtype cannot hold at all: a fraction for an integer, a complex number
 * for anything real, any number for a key.
 */
export function scalar(value: ScalarValue, dtype: DType, weakType = false): DeviceArray {
  const type = aval([], dtype, weakType);
  const { kind, HostArray, words } = dtypes[dtype];
  if (kind === "key") throw new TypeError(`Cannot make a ${printAval(type)} from ${value}: use jax.random.key(seed)`);
  const host = new HostArray(words);
  if (kind === "complex") {
    const { re, im } = value instanceof Complex ? value : { re: Number(value), im: 0 };
    host.set([re, im]);
    return DeviceArray.fromHost(host, type);
  }
  if (value instanceof Complex)
    throw new TypeError(`Cannot make a ${printAval(type)} from ${value}: it is complex; take its real part, value.re`);
  if ((kind === "int" || kind === "uint") && !Number.isInteger(Number(value))) {
    throw new TypeError(
      `Cannot make a ${printAval(type)} from ${value}: it is not a whole number; convert the array with x.astype("float32")`,
    );
  }
  host[0] =
    kind === "bool" ? Number(Boolean(value)) : kind === "float" ? roundFloat(Number(value), dtype) : Number(value);
  return DeviceArray.fromHost(host, type);
}
