/**
 * The safetensors format: named tensors in one file, read by Python's `safetensors`, PyTorch and others.
 *
 *     length of the header, u64 · header, JSON: { name: { dtype, shape, data_offsets }, "__metadata__": {…} } · numbers, row-major
 *
 * @see https://github.com/huggingface/safetensors, "Format"
 */

/** One tensor of a file. */
export interface Tensor {
  /** As the format writes it: `F32`, `BF16`, `I32`, `BOOL`, … */
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Its numbers, little-endian. */
  readonly bytes: Uint8Array;
}

/** A file's tensors, and notes of text. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, Tensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly data_offsets: readonly [begin: number, end: number];
}

/** The bytes of a file. */
export function writeSafetensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { dtype, shape, bytes }] of tensors) {
    const entry: Entry = { dtype, shape, data_offsets: [end, end + bytes.byteLength] };
    header[name] = entry;
    end += bytes.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.byteLength / 8) * 8; // numbers begin at a multiple of 8
  const file = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(text, 8);
  let at = 8 + length;
  for (const { bytes } of tensors.values()) {
    file.set(bytes, at);
    at += bytes.byteLength;
  }
  return file;
}

/** The tensors of a file; `name` is for errors. Throws a `TypeError` that says what is wrong with the file. */
export function readSafetensors(file: Uint8Array, name: string): TensorFile {
  const wrong = (fact: string): TypeError => new TypeError(`Cannot read ${name}: it is no safetensors file, ${fact}`);
  if (file.byteLength < 8) throw wrong(`it has only ${file.byteLength} bytes`);
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > file.byteLength - 8) throw wrong(`its header would have ${length} of ${file.byteLength - 8} bytes`);
  const header = parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
  if (!header) throw wrong("its header is no JSON object");
  const numbers = file.subarray(8 + length);
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors = new Map<string, Tensor>();
  for (const [key, entry] of Object.entries(entries)) {
    const { dtype, shape, data_offsets: [begin, end] = [0, -1] } = entry as Entry;
    if (!(begin >= 0 && begin <= end && end <= numbers.byteLength))
      throw wrong(`the place of ${key} is outside the file`);
    tensors.set(key, { dtype, shape, bytes: numbers.slice(begin, end) });
  }
  return { tensors, metadata: metadata as Record<string, string> };
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}
