/**
 * Values as JSON, in the form that `../value.ts` reads. This runs beside the learner's code and is believed by nobody: what arrives is
 * checked again on the other side.
 */
import { jax } from "../../runtime/index.ts";

/**
 * Encodes what a probe returned: arrays, numbers, texts, lists and plain objects of them. Variables count as the arrays in them.
 *
 * @param value anything
 * @param path where it stands, for errors
 * @returns JSON
 * @throws TypeError for what is no data: a promise, a function, a traced array
 */
export function encodeValue(value: unknown, path: string): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : encodeArray("float32", [], [value]);
  if (typeof value === "bigint") return Number(value);
  if (value instanceof jax.Array) return encodeArray(value.dtype, value.shape, hostOf(value, path));
  if (value instanceof Promise) throw new TypeError(`${path} is a promise: write the function without async`);
  if (typeof value === "object" && "value" in value && value.value instanceof jax.Array)
    return encodeValue(value.value, path);
  if (Array.isArray(value)) return value.map((item, i) => encodeValue(item, `${path}[${i}]`));
  if (typeof value !== "object") throw new TypeError(`${path} is a ${typeof value}, which is no data`);
  return Object.fromEntries(
    Object.entries(value).map(([name, child]) => [name, encodeValue(child, `${path}.${name}`)]),
  );
}

function encodeArray(dtype: string, shape: readonly number[], data: ArrayLike<number>): unknown {
  return {
    dtype,
    shape,
    data: Array.from(data, (x) => (Number.isFinite(x) ? x : Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf")),
  };
}

function hostOf(array: InstanceType<typeof jax.Array>, path: string): ArrayLike<number> {
  if (!("host" in array)) throw new TypeError(`${path} is a traced array: it was kept from inside a jitted function`);
  return array.host as ArrayLike<number>;
}
