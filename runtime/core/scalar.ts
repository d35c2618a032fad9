/** Scalars made on the host: they are written into jaxprs as literals. */
import { aval, printAval } from "../types/aval.ts";
import { type DType, dtypes } from "../types/dtype.ts";
import { roundFloat } from "../types/roundFloat.ts";
import { DeviceArray } from "./array.ts";

/** A scalar array of a dtype. Throws `TypeError` for a number the dtype cannot hold at all: a fraction for an integer, any for a key. */
export function scalar(value: number | boolean, dtype: DType, weakType = false): DeviceArray {
  const type = aval([], dtype, weakType);
  const { kind, HostArray } = dtypes[dtype];
  if (kind === "key") throw new TypeError(`Cannot make a ${printAval(type)} from ${value}: use jax.random.key(seed)`);
  if ((kind === "int" || kind === "uint") && !Number.isInteger(Number(value))) {
    throw new TypeError(
      `Cannot make a ${printAval(type)} from ${value}: it is not a whole number; convert the array with x.astype("float32")`,
    );
  }
  const host = new HostArray(1);
  host[0] =
    kind === "bool" ? Number(Boolean(value)) : kind === "float" ? roundFloat(Number(value), dtype) : Number(value);
  return DeviceArray.fromHost(host, type);
}
