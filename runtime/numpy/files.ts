/** NumPy's files as bytes: `save savez load`. Where the bytes come from and go to is the caller's business: `fs`, `fetch` or a form. */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { describe } from "../core/asArray.ts";
import { type Aval, aval, printAval } from "../types/aval.ts";
import { type DType, dtypes, type HostArray } from "../types/dtype.ts";
import { halfBits, halfOf } from "../types/halfFloat.ts";
import { asarray } from "./array.ts";
import type { NestedArray } from "./dtypeOf.ts";
import { transpose } from "./transpose.ts";
import { readZip, writeZip } from "./zip.ts";

/** NumPy's descriptions of elements; 16-bit floats of JAX's own have none. */
const descriptions: Partial<Readonly<Record<DType, string>>> = {
  float32: "<f4",
  float16: "<f2",
  int32: "<i4",
  int16: "<i2",
  int8: "|i1",
  uint32: "<u4",
  uint16: "<u2",
  uint8: "|u1",
  bool: "|b1",
  complex64: "<c8",
};

const magic = [0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59]; // \x93NUMPY

/**
 * An array as the bytes of a `.npy` file, which `numpy.load` reads.
 *
 * @param arr array, number or nested lists
 * @returns the bytes; write them with `fs.writeFileSync("x.npy", jnp.save(x))`
 * @throws TypeError for a traced array, random keys and bfloat16, which NumPy has no name for
 * @example
 * const bytes = jnp.save(jnp.array([1, 2, 3]));
 * assertEqual(jnp.load(bytes), "[1 2 3]");
 */
export function save(arr: NestedArray): Uint8Array {
  const x = asarray(arr);
  if (!(x instanceof DeviceArray))
    throw new TypeError(`Cannot save ${printAval(x.aval)}: it is traced; return it and save it outside`);
  const description = descriptions[x.dtype];
  if (!description)
    throw new TypeError(
      `Cannot save ${printAval(x.aval)}: NumPy has no such elements; convert it with x.astype("float32")`,
    );
  const shape = x.shape.length === 1 ? `(${x.shape[0]},)` : `(${x.shape.join(", ")})`;
  const text = `{'descr': '${description}', 'fortran_order': False, 'shape': ${shape}, }`;
  const header = `${text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11)}\n`;
  const data = toBytes(x);
  const bytes = new Uint8Array(10 + header.length + data.length);
  bytes.set([...magic, 1, 0, header.length & 255, header.length >> 8]);
  bytes.set(new TextEncoder().encode(header), 10);
  bytes.set(data, 10 + header.length);
  return bytes;
}

function toBytes({ host, dtype }: DeviceArray): Uint8Array {
  const stored = dtype === "float16" ? Uint16Array.from(host, halfBits) : host;
  return new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
}

/**
 * Several arrays as the bytes of a `.npz` file, not compressed.
 *
 * @param arrays arrays by name, or a list, whose names are `arr_0`, `arr_1` and so on
 * @returns the bytes
 * @throws TypeError as `save`
 * @example
 * const bytes = jnp.savez({ w: jnp.ones([2]), b: 0 });
 * assertEqual(jnp.load(bytes).w, "[1. 1.]");
 */
export function savez(arrays: Readonly<Record<string, NestedArray>> | readonly NestedArray[]): Uint8Array {
  const entries = Array.isArray(arrays)
    ? arrays.map((x, k) => [`arr_${k}`, x as NestedArray] as const)
    : Object.entries(arrays as Readonly<Record<string, NestedArray>>);
  return writeZip(entries.map(([name, x]) => ({ name: `${name}.npy`, bytes: save(x) })));
}

/**
 * The array of a `.npy` file, or the arrays of a `.npz` file by name. Numbers of 64 bits become numbers of 32.
 *
 * @param file its bytes, as `fs.readFileSync("x.npy")` or `new Uint8Array(await response.arrayBuffer())` give them
 * @returns an array, or an object of arrays
 * @throws TypeError for other files, for elements that no array here has, and for compressed files
 * @example
 * assertEqual(jnp.load(jnp.save(jnp.array([[1.5, 2]]))), "[[1.5 2. ]]");
 */
export function load(file: Uint8Array): any {
  if (!(file instanceof Uint8Array))
    throw new TypeError(
      `Cannot load ${describe(file)}: give the bytes of the file, as fs.readFileSync(path) gives them`,
    );
  if (magic.every((byte, k) => file[k] === byte)) return parse(file);
  if (file[0] !== 0x50 || file[1] !== 0x4b)
    throw new TypeError("Cannot load these bytes: they are no .npy and no .npz file");
  return Object.fromEntries(readZip(file).map(({ name, bytes }) => [name.replace(/\.npy$/, ""), parse(bytes)]));
}

function parse(file: Uint8Array): JaxArray {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const isLong = file[6]! >= 2;
  const start = isLong ? 12 : 10;
  const length = isLong ? view.getUint32(8, true) : view.getUint16(8, true);
  const header = new TextDecoder().decode(file.subarray(start, start + length));
  const description = /'descr':\s*'([^']*)'/.exec(header)?.[1];
  const isFortran = /'fortran_order':\s*True/.test(header);
  const sizes = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (description === undefined || sizes === undefined)
    throw new TypeError(`Cannot load this file: its header ${header.trim()} does not tell dtype and shape`);
  const shape = sizes.split(",").flatMap((size) => (size.trim() ? [Number(size)] : []));
  const [dtype, numbers] = elements(description, file.slice(start + length).buffer);
  const own = isFortran ? [...shape].reverse() : shape;
  const array = fromNumbers(numbers, aval(own, dtype));
  return isFortran ? transpose(array) : array;
}

function fromNumbers(numbers: ArrayLike<number | bigint>, type: Aval): DeviceArray {
  const host: HostArray = new dtypes[type.dtype].HostArray(numbers.length);
  for (let k = 0; k < numbers.length; k++) host[k] = Number(numbers[k]);
  return DeviceArray.fromHost(host, type);
}

/** Dtype and numbers of a description such as `<f4`. */
function elements(description: string, buffer: ArrayBufferLike): readonly [DType, ArrayLike<number | bigint>] {
  switch (description) {
    case "<f4":
      return ["float32", new Float32Array(buffer)];
    case "<f8":
      return ["float32", new Float64Array(buffer)];
    case "<f2":
      return ["float16", Float32Array.from(new Uint16Array(buffer), halfOf)];
    case "<i4":
      return ["int32", new Int32Array(buffer)];
    case "<i8":
      return ["int32", new BigInt64Array(buffer)];
    case "<i2":
      return ["int16", new Int16Array(buffer)];
    case "|i1":
      return ["int8", new Int8Array(buffer)];
    case "<u4":
      return ["uint32", new Uint32Array(buffer)];
    case "<u8":
      return ["uint32", new BigUint64Array(buffer)];
    case "<u2":
      return ["uint16", new Uint16Array(buffer)];
    case "|u1":
      return ["uint8", new Uint8Array(buffer)];
    case "|b1":
      return ["bool", new Uint8Array(buffer)];
    case "<c8":
      return ["complex64", new Float32Array(buffer)];
    case "<c16":
      return ["complex64", new Float64Array(buffer)];
    default:
      throw new TypeError(`Cannot load elements of kind "${description}": no array here has them`);
  }
}
