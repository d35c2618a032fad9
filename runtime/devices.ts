/** `jax.devices` and what moves arrays to and from them. */

import type { Backend } from "./backends/backend.ts";
import { placeTree } from "./control/index.ts";
import { type ArrayLike, DeviceArray, type JaxArray } from "./core/array.ts";
import { asArray } from "./core/asArray.ts";
import { config } from "./core/config.ts";
import { holders } from "./core/holdings.ts";
import { showInConsole } from "./core/showInConsole.ts";
import { type BackendName, defaultBackend as currentBackend, useBackend as startBackend } from "./execute/backends.ts";
import { type MemoryStats, memoryStats } from "./execute/memory.ts";
import { giveBackDropped } from "./execute/pressure.ts";
import { type ShardingTree, SingleDeviceSharding, setDefaultDevice } from "./sharding/index.ts";
import { flatten } from "./types/pytree.ts";

/** A device that runs programs. Logical devices of one backend share its memory. */
export class Device {
  readonly id: number;
  /** The backend: `wasm`, `webgpu` or `reference`. */
  readonly platform: Backend["name"];
  /** A line for people: engine, adapter, features in use. */
  readonly deviceKind: string;
  readonly #backend: Backend;

  constructor(id: number, backend: Backend) {
    this.id = id;
    this.platform = backend.name;
    this.deviceKind = backend.description;
    this.#backend = backend;
  }

  /** What its memory is used for, in bytes. */
  memoryStats(): MemoryStats {
    return memoryStats(this.#backend);
  }

  toString(): string {
    return `${this.platform}:${this.id}`;
  }
}

// WasmDevice(id=0)
showInConsole(
  Device,
  (device) => `${device.platform[0]!.toUpperCase()}${device.platform.slice(1)}Device(id=${device.id})`,
);

const known = new WeakMap<Backend, Device[]>();

/**
 * The devices programs run on. The first call makes the backend if nothing has run yet.
 *
 * @returns as many logical devices of the backend in force (`NNXLAB_BACKEND`, else a GPU, else `wasm`) as `jax.config.numDevices` says
 * @example
 * assertEqual(jax.devices().length, jax.deviceCount());
 */
export function devices(): readonly Device[] {
  const backend = currentBackend();
  let list = known.get(backend);
  if (!list) known.set(backend, (list = []));
  while (list.length < config.numDevices) list.push(new Device(list.length, backend));
  return list.slice(0, config.numDevices);
}
setDefaultDevice(() => devices()[0]!);

/**
 * The devices of this process: all of them.
 *
 * @example
 * assertEqual(jax.localDevices(), jax.devices());
 */
export function localDevices(): readonly Device[] {
  return devices();
}

/**
 * How many devices there are.
 *
 * @example
 * assertEqual(jax.deviceCount() >= 1, true);
 */
export function deviceCount(): number {
  return devices().length;
}

/**
 * The name of the backend in force.
 *
 * @returns `"wasm"`, `"webgpu"` or `"reference"`
 * @example
 * assertEqual(jax.defaultBackend(), jax.devices()[0].platform);
 */
export function defaultBackend(): Backend["name"] {
  return currentBackend().name;
}

/**
 * Chooses what programs run on from now on; arrays that exist move when they are used. Settles when the backend is ready. In a browser
 * this is how to use its WebGPU, whose thread starts while the page runs; in Node `NNXLAB_BACKEND` chooses as well.
 *
 * @param name `"wasm"`, `"webgpu"` or `"reference"`
 * @returns its device
 * @throws RangeError for another name; Error where the backend cannot run here, with what is missing
 * @example
 * assertEqual((await jax.useBackend("wasm")).platform, "wasm");
 */
export async function useBackend(name: BackendName): Promise<Device> {
  await startBackend(name);
  return devices()[0]!;
}

/**
 * The same tree with its arrays and numbers on the device.
 *
 * @param x pytree of arrays and numbers
 * @param device one of `jax.devices()`, or how the arrays lie on a mesh: a sharding, a PartitionSpec for the mesh of `jax.setMesh`, or
 * a tree of those that is a prefix of `x`; default: where they are
 * @returns a pytree of arrays
 * @throws RangeError for a device of another backend, and where an array cannot be cut as its sharding says
 * @example
 * assertEqual(jax.devicePut({ a: 1.5 }).a, "1.5");
 */
export function devicePut(x: unknown, device: Device | ShardingTree = null): any {
  if (device instanceof Device) {
    if (!devices().includes(device))
      throw new RangeError(`Cannot put arrays on ${device}: the devices are ${devices().join(", ")}`);
    return devicePut(x, new SingleDeviceSharding(device));
  }
  const [leaves, def] = flatten(placeTree(x, device, "put arrays on a mesh"));
  return def.unflatten(
    leaves.map((leaf) => {
      const array = asArray(leaf as ArrayLike);
      if (array instanceof DeviceArray) void array.buffer; // sent now
      return array;
    }),
  );
}

/**
 * The arrays that hold device memory, those that were dropped and not collected yet left out. Small results (up to 64 bytes) live on
 * the host and are not among them.
 *
 * @returns arrays, in no order in particular
 * @example
 * const x = jnp.zeros([1000]).add(1);
 * assertEqual(jax.liveArrays().includes(x), true);
 */
export function liveArrays(): JaxArray[] {
  giveBackDropped();
  return holders().filter((holder) => holder instanceof DeviceArray);
}

/**
 * Waits until everything that computes these arrays is done.
 *
 * @param x pytree of arrays
 * @returns the same tree
 * @example
 * const y = jax.blockUntilReady(jnp.ones([2]).add(1));
 * assertEqual(y, "[2. 2.]");
 */
export function blockUntilReady<T>(x: T): T {
  for (const leaf of flatten(x)[0]) if (leaf instanceof DeviceArray) void leaf.host;
  return x;
}
