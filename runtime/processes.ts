/** What JAX says of devices, processes and types, for one process. */
import { type ArrayLike, DeviceArray } from "./core/array.ts";
import { asArray } from "./core/asArray.ts";
import { deviceCount, devices } from "./devices.ts";
import { ShapeDtypeStruct } from "./transforms/shapeDtypeStruct.ts";
import { flatten } from "./types/pytree.ts";

/**
 * The number of devices of this process.
 *
 * @example
 * assertEqual(jax.localDeviceCount(), jax.deviceCount());
 */
export function localDeviceCount(): number {
  return deviceCount();
}

/**
 * The number of processes that compute together: one.
 *
 * @example
 * assertEqual(jax.processCount(), 1);
 */
export function processCount(): number {
  return 1;
}

/**
 * The number of this process: 0.
 *
 * @example
 * assertEqual(jax.processIndex(), 0);
 */
export function processIndex(): number {
  return 0;
}

/**
 * The numbers of all processes.
 *
 * @example
 * assertEqual(jax.processIndices(), [0]);
 */
export function processIndices(): number[] {
  return [0];
}

/**
 * The tree with its arrays on the host: typed arrays where there are several elements, numbers where there is one.
 *
 * @param x pytree of arrays
 * @returns a tree of typed arrays, row-major, and numbers
 * @example
 * assertEqual(jax.deviceGet({ a: jnp.array(3), b: jnp.array([1, 2]) }), { a: 3, b: new Int32Array([1, 2]) });
 */
export function deviceGet(x: unknown): any {
  const [leaves, structure] = flatten(x);
  return structure.unflatten(
    leaves.map((leaf) => {
      if (!(leaf instanceof DeviceArray)) return leaf;
      return leaf.ndim === 0 && leaf.dtype !== "key<fry>" ? leaf.item() : leaf.host.slice();
    }),
  );
}

/**
 * The shape and dtype of an array, a number or a traced value.
 *
 * @param x array or number
 * @example
 * assertEqual(jax.typeof(jnp.ones([2])), "ShapeDtypeStruct(shape=(2,), dtype=float32)");
 */
export function typeOf(x: ArrayLike): ShapeDtypeStruct {
  const { shape, dtype, weakType } = asArray(x).aval;
  return new ShapeDtypeStruct(shape, dtype, { weakType });
}

/**
 * What a report of a problem should say: versions and devices.
 *
 * @param options.returnString whether the text is given back instead of printed; default false
 * @example
 * assertEqual(jax.printEnvironmentInfo({ returnString: true })!.includes("devices:"), true);
 */
export function printEnvironmentInfo(options: { returnString?: boolean } = {}): string | undefined {
  const engine = (globalThis as { process?: { version: string; platform: string; arch: string } }).process;
  const text = [
    `engine:  ${engine ? `Node ${engine.version} on ${engine.platform} ${engine.arch}` : "browser"}`,
    `devices: ${devices()
      .map((device) => `${device} (${device.deviceKind})`)
      .join(", ")}`,
  ].join("\n");
  if (options.returnString) return text;
  console.log(text);
  return undefined;
}
