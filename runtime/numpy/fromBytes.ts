/** Arrays from bytes and text: `frombuffer fromstring`. */
import { DeviceArray, type JaxArray } from "../core/array.ts";
import { aval } from "../types/aval.ts";
import { dtypes, type HostArray } from "../types/dtype.ts";
import { halfOf } from "../types/halfFloat.ts";
import { array } from "./array.ts";
import { type DTypeLike, dtypeOf } from "./dtypeOf.ts";

/** Options of `frombuffer`. */
export interface FromBufferOptions {
  /** Dtype of the elements; default float32. */
  readonly dtype?: DTypeLike | undefined;
  /** How many elements are read; default −1, all. */
  readonly count?: number | undefined;
  /** Where the first one begins, in bytes; default 0. */
  readonly offset?: number | undefined;
}

/**
 * The bytes of a buffer as an array, little-endian, which is copied.
 *
 * @param buffer an `ArrayBuffer`, typed array or Node's `Buffer`
 * @param options `dtype`: default float32; `count`: how many elements, default all; `offset`: in bytes, default 0
 * @returns a vector
 * @throws TypeError for random keys and bfloat16; RangeError where the bytes are no whole number of elements, or too few
 * @example
 * assertEqual(jnp.frombuffer(Uint8Array.of(1, 0, 2, 0), { dtype: "int16" }), "[1 2]");
 */
export function frombuffer(buffer: ArrayBufferLike | ArrayBufferView, options: FromBufferOptions = {}): JaxArray {
  const { count = -1, offset = 0 } = options;
  const dtype = dtypeOf(options.dtype ?? "float32");
  if (dtype === "key<fry>" || dtype === "bfloat16")
    throw new TypeError(
      `Cannot read elements of ${dtype} from a buffer: read uint${dtype === "bfloat16" ? 16 : 32}, and convert`,
    );
  const all = ArrayBuffer.isView(buffer)
    ? new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength)
    : new Uint8Array(buffer);
  const size = dtype === "bool" ? 1 : dtypes[dtype].bits / 8;
  const bytes = all.slice(offset, count < 0 ? undefined : offset + count * size);
  if (bytes.length % size !== 0 || (count >= 0 && bytes.length !== count * size))
    throw new RangeError(
      `Cannot read ${count < 0 ? "all" : count} elements of ${dtype} from ${all.length - offset} bytes: each has ${size}`,
    );
  const host: HostArray =
    dtype === "float16"
      ? Float32Array.from(new Uint16Array(bytes.buffer), halfOf)
      : new (dtypes[dtype].HostArray as unknown as new (data: ArrayBufferLike) => HostArray)(bytes.buffer);
  return DeviceArray.fromHost(host, aval([bytes.length / size], dtype));
}

/** Options of `fromstring`. */
export interface FromStringOptions {
  /** Dtype of the elements; default float32. */
  readonly dtype?: DTypeLike | undefined;
  /** How many elements are read; default −1, all. */
  readonly count?: number | undefined;
  /** What stands between two numbers; white space around it does not count. */
  readonly sep: string;
}

/**
 * The numbers of a text as an array.
 *
 * @param text numbers with a separator between them
 * @param options `sep`: the separator, required; `dtype`: default float32; `count`: how many, default all
 * @returns a vector
 * @throws TypeError without a separator, and for what is no number
 * @example
 * assertEqual(jnp.fromstring("1, 2.5, -3", { sep: "," }), "[ 1.   2.5 -3. ]");
 */
export function fromstring(text: string, options: FromStringOptions): JaxArray {
  const { sep, count = -1 } = options;
  if (typeof sep !== "string" || sep === "")
    throw new TypeError("Cannot read numbers from a text without `sep`: for bytes use jnp.frombuffer");
  const words = text.trim().split(sep.trim() === "" ? /\s+/ : sep);
  const numbers = (count < 0 ? words : words.slice(0, count)).map((word) => {
    if (word.trim() !== "" && !Number.isNaN(Number(word))) return Number(word);
    throw new TypeError(`Cannot read "${word.trim()}" as a number, from a text separated by "${sep}"`);
  });
  return array(numbers, { dtype: options.dtype ?? "float32" });
}
