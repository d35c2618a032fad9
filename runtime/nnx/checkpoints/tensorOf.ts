/** Arrays as tensors of a file, and back. */
import { DeviceArray, type JaxArray } from "../../core/array.ts";
import { aval, printAval } from "../../types/aval.ts";
import { type DType, dtypes, type HostArray, isDType } from "../../types/dtype.ts";
import { sizeOf } from "../../types/shape.ts";
import type { Tensor } from "./safetensors.ts";

/** The format's names of dtypes. Keys are their words. */
const names: Readonly<Record<string, string>> = {
  float32: "F32",
  float16: "F16",
  bfloat16: "BF16",
  int32: "I32",
  int16: "I16",
  int8: "I8",
  uint32: "U32",
  uint16: "U16",
  uint8: "U8",
  bool: "BOOL",
  complex64: "C64",
  "key<fry>": "U32",
};

/** An array as a tensor; waits for the device. */
export function tensorOf(array: JaxArray): Tensor {
  if (!(array instanceof DeviceArray))
    throw new TypeError(
      `Cannot save ${printAval(array.aval)}: it is traced; save outside of jit and other transformations`,
    );
  const { host, shape, dtype } = array;
  const isKey = dtype === "key<fry>";
  const isHalf = dtype !== "float32" && dtypes[dtype].kind === "float";
  const stored = isHalf ? Uint16Array.from(host, dtypeIs(dtype, "float16") ? halfBits : brainBits) : host;
  const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength).slice();
  return { dtype: names[dtype]!, shape: isKey ? [...shape, 2] : shape, bytes };
}

/**
 * The array of a tensor, in the dtype that it is to have; numbers of 64 bits become numbers of 32.
 *
 * @param wanted dtype of the array; default that of the tensor
 */
export function arrayOfTensor(tensor: Tensor, name: string, wanted?: DType): DeviceArray {
  const { shape } = tensor;
  const numbers = numbersOf(tensor, name);
  const own =
    Object.keys(names).find((dtype) => names[dtype] === tensor.dtype) ?? (tensor.dtype === "I64" ? "int32" : "float32");
  const dtype: DType = wanted ?? (isDType(own) ? own : "float32");
  const isKey = dtype === "key<fry>";
  const size = isKey ? shape.slice(0, -1) : shape;
  const host: HostArray = new dtypes[dtype].HostArray(numbers.length);
  for (let i = 0; i < numbers.length; i++) host[i] = Number(numbers[i]);
  if (host.length !== sizeOf(size) * dtypes[dtype].words)
    throw new TypeError(`Cannot load ${name}: ${host.length} numbers are not an array of shape [${shape}]`);
  return DeviceArray.fromHost(host, aval(size, dtype));
}

function numbersOf({ dtype, bytes }: Tensor, name: string): ArrayLike<number | bigint> {
  const { buffer } = bytes.slice(); // at a multiple of its size
  switch (dtype) {
    case "F32":
    case "C64":
      return new Float32Array(buffer);
    case "F64":
      return new Float64Array(buffer);
    case "F16":
      return Float32Array.from(new Uint16Array(buffer), halfOf);
    case "BF16":
      return Float32Array.from(new Uint16Array(buffer), brainOf);
    case "I64":
      return new BigInt64Array(buffer);
    case "U64":
      return new BigUint64Array(buffer);
    case "I32":
      return new Int32Array(buffer);
    case "U32":
      return new Uint32Array(buffer);
    case "I16":
      return new Int16Array(buffer);
    case "U16":
      return new Uint16Array(buffer);
    case "I8":
      return new Int8Array(buffer);
    case "U8":
    case "BOOL":
      return new Uint8Array(buffer);
    default:
      throw new TypeError(`Cannot load ${name}: numbers of kind ${dtype} are not supported`);
  }
}

function dtypeIs(dtype: string, name: string): boolean {
  return dtype === name;
}

const word = new DataView(new ArrayBuffer(4));

/** The upper half of a float32. */
function brainBits(x: number): number {
  word.setFloat32(0, x);
  return word.getUint16(0);
}

function brainOf(bits: number): number {
  word.setUint32(0, bits << 16);
  return word.getFloat32(0);
}

/** The bits of a number that float16 has exactly. */
function halfBits(x: number): number {
  const sign = x < 0 || Object.is(x, -0) ? 0x8000 : 0;
  const size = Math.abs(x);
  if (Number.isNaN(x)) return 0x7e00;
  if (size === Infinity) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | Math.round(size * 2 ** 24); // subnormal, or zero
  const exponent = Math.floor(Math.log2(size));
  return sign | ((exponent + 15) << 10) | Math.round((size / 2 ** exponent - 1) * 1024);
}

function halfOf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Infinity;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
