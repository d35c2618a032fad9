/** What arrays tell of where they lie: `x.sharding` and its relatives. Importing this file attaches them. */
import { DeviceArray, JaxArray } from "../../core/array.ts";
import { Tracer } from "../../core/tracer.ts";
import { slice } from "../../primitives/slice.ts";
import {
  defaultDevice,
  type MeshDevice,
  type PartIndex,
  type Sharding,
  SingleDeviceSharding,
} from "../../sharding/index.ts";
import { printAval } from "../../types/aval.ts";
import { asWords } from "./asWords.ts";

/** The part of an array that one device has. */
export interface Shard {
  readonly device: MeshDevice;
  /** For each axis of the whole array the first place of the part and the first after it. */
  readonly index: PartIndex;
  /** The part. */
  readonly data: JaxArray;
  /** Which copy it is among devices with the same part, counted from 0. */
  readonly replicaId: number;
}

declare module "../../core/array.ts" {
  interface JaxArray {
    /** How the array lies on devices. Throws for a traced value, whose place is decided when the program is made: look with `jax.debug.inspectArraySharding`. */
    readonly sharding: Sharding;
    /** The part of each device, in the order of the mesh. */
    readonly addressableShards: readonly Shard[];
    /** Whether every device that has some of the array has all of it. */
    readonly isFullyReplicated: boolean;
    /** Whether somebody has said where the array lies, so that computations with it stay there. */
    readonly committed: boolean;
    /** The devices that have some of the array. */
    devices(): ReadonlySet<MeshDevice>;
  }
}

function placed(x: JaxArray): DeviceArray {
  if (x instanceof DeviceArray) return x;
  const transformation = x instanceof Tracer ? x.trace.transformation : "tracing";
  throw new TypeError(
    `Cannot say where a traced ${printAval(x.aval)} lies: inside ${transformation} that is not decided yet; use jax.debug.inspectArraySharding(x, { callback })`,
  );
}

const shards = new WeakMap<JaxArray, readonly Shard[]>();

function shardsOf(x: DeviceArray): Shard[] {
  const copies = new Map<string, number>();
  return [...x.sharding.devicesIndicesMap(x.shape)].map(([device, index]) => {
    const key = String(index);
    const replicaId = copies.get(key) ?? 0;
    copies.set(key, replicaId + 1);
    let data: JaxArray | undefined;
    return {
      device,
      index,
      replicaId,
      get data() {
        data ??= partOf(x, index).placedAt(new SingleDeviceSharding(device));
        return data;
      },
    };
  });
}

/** Taken of the array as if it lay on one device: the part is in the same memory. */
function partOf(x: DeviceArray, index: PartIndex): DeviceArray {
  return asWords(x.placedAt(undefined), (words) => {
    const all = [...index, ...words.shape.slice(x.ndim).map((n): [number, number] => [0, n])];
    const [startIndices, limitIndices] = [all.map(([start]) => start), all.map(([, stop]) => stop)];
    return slice(words, { startIndices, limitIndices, strides: null });
  }) as DeviceArray;
}

Object.defineProperties(JaxArray.prototype, {
  sharding: {
    configurable: true,
    get(this: JaxArray): Sharding {
      const { placement } = placed(this);
      return (placement as Sharding | undefined) ?? new SingleDeviceSharding(defaultDevice());
    },
  },
  addressableShards: {
    configurable: true,
    get(this: JaxArray): readonly Shard[] {
      const x = placed(this);
      let known = shards.get(x);
      if (!known) shards.set(x, (known = shardsOf(x)));
      return known;
    },
  },
  isFullyReplicated: {
    configurable: true,
    get(this: JaxArray): boolean {
      return this.sharding.isFullyReplicated;
    },
  },
  committed: {
    configurable: true,
    get(this: JaxArray): boolean {
      return placed(this).placement !== undefined;
    },
  },
  devices: {
    configurable: true,
    writable: true,
    value(this: JaxArray): ReadonlySet<MeshDevice> {
      return new Set(this.sharding.devices);
    },
  },
});
