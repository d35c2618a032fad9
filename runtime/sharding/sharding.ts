/** How an array lies on the devices of a mesh. */

import type { Placement } from "../core/placement.ts";
import { showInConsole } from "../core/showInConsole.ts";
import type { Shape } from "../types/shape.ts";
import { AbstractMesh, Mesh, type MeshDevice } from "./mesh.ts";
import { PartitionSpec } from "./partitionSpec.ts";
import { namesAt, partAlong, partsAlong, placeOf } from "./parts.ts";

/** For each axis of an array the first place of a part and the first after it. */
export type PartIndex = readonly (readonly [start: number, stop: number])[];

/** How an array lies on devices. */
export abstract class Sharding implements Placement {
  /** Two with the same text mean the same. */
  abstract readonly key: string;
  /** How each axis of an array is cut; on one device by nothing, `P()`, so that every sharding can be asked. */
  abstract readonly spec: PartitionSpec;
  /** The devices that have some of the array, in the order of the mesh. */
  abstract readonly devices: readonly MeshDevice[];
  /** Which part of an array of this shape each device has. Throws where the array cannot be cut so. */
  abstract devicesIndicesMap(shape: Shape): ReadonlyMap<MeshDevice, PartIndex>;
  /** The shape of the part on each device. Throws where the array cannot be cut so. */
  abstract shardShape(shape: Shape): number[];
  abstract equals(other: unknown): boolean;

  /** Whether every device has all of the array. */
  abstract readonly isFullyReplicated: boolean;

  /** How many devices have some of the array. */
  get numDevices(): number {
    return this.devices.length;
  }
}

/**
 * A mesh, and how an array is cut over its axes.
 *
 * @example
 * const mesh = new jax.sharding.AbstractMesh([4, 2], ["data", "model"]);
 * const sharding = new jax.sharding.NamedSharding(mesh, jax.P("data", "model"));
 * assertEqual(sharding.shardShape([8, 6]), [2, 3]);
 */
export class NamedSharding extends Sharding {
  readonly mesh: AbstractMesh;
  override readonly spec: PartitionSpec;

  /**
   * @param mesh a Mesh or AbstractMesh
   * @param spec how each axis of the array is cut
   * @throws TypeError for a mesh axis that is not there, or is used twice
   */
  constructor(mesh: AbstractMesh, spec: PartitionSpec) {
    super();
    if (!(mesh instanceof AbstractMesh))
      throw new TypeError(`Cannot make a NamedSharding: the first argument must be a Mesh, got ${String(mesh)}`);
    if (!(spec instanceof PartitionSpec)) {
      throw new TypeError(
        `Cannot make a NamedSharding: the second argument must be a PartitionSpec as P("${mesh.axisNames[0] ?? "data"}", null), got ${String(spec)}`,
      );
    }
    checkAxes(mesh, spec);
    this.mesh = mesh;
    this.spec = spec;
  }

  override get key(): string {
    this.#key ??= `${this.mesh.key}|${this.spec}`;
    return this.#key;
  }
  #key: string | undefined;

  /** @throws TypeError for an AbstractMesh, which has no devices */
  override get devices(): readonly MeshDevice[] {
    if (this.mesh instanceof Mesh) return this.mesh.devices;
    throw new TypeError(`Cannot name the devices of ${this}: its mesh is abstract; make one with jax.makeMesh`);
  }

  /**
   * Which part of an array each device has.
   *
   * @param shape of the whole array
   * @returns for each device, for each axis of the array, where its part begins and where it ends
   * @throws as `shardShape` does
   * @example
   * const mesh = jax.makeMesh([1], ["data"]);
   * const [index] = new jax.NamedSharding(mesh, jax.P("data")).devicesIndicesMap([8, 2]).values();
   * assertEqual(index, [[0, 8], [0, 2]]);
   */
  override devicesIndicesMap(shape: Shape): ReadonlyMap<MeshDevice, PartIndex> {
    const part = this.shardShape(shape);
    return new Map(
      this.devices.map((device, n) => {
        const at = placeOf(n, this.mesh.axisSizes);
        const index = part.map((size, axis): [number, number] => {
          const number = partAlong(namesAt(this.spec, axis), this.mesh, at);
          return [number * size, (number + 1) * size];
        });
        return [device, index];
      }),
    );
  }

  override get isFullyReplicated(): boolean {
    return [...this.spec].every((_, axis) => this.#parts(axis) === 1);
  }

  /**
   * The shape of the part on each device.
   *
   * @param shape of the whole array
   * @throws RangeError where the array has fewer axes than the spec, or an axis that does not divide
   */
  override shardShape(shape: Shape): number[] {
    if (shape.length < this.spec.length) {
      throw new RangeError(
        `Cannot shard an array of shape (${shape.join(", ")}) by ${this.spec}: the spec names ${this.spec.length} axes, the array has ${shape.length}`,
      );
    }
    return shape.map((size, axis) => {
      const parts = this.#parts(axis);
      if (size % parts === 0) return size / parts;
      const names = [this.spec.at(axis)].flat().map((name) => `"${String(name)}"`);
      throw new RangeError(
        `Cannot shard an array of shape (${shape.join(", ")}) by ${this.spec}: mesh ${names.length === 1 ? `axis ${names[0]} has` : `axes ${names.join(", ")} have`} size ${parts}, which does not divide axis ${axis} of size ${size}`,
      );
    });
  }

  /** Into how many parts an axis is cut. */
  #parts(axis: number): number {
    return partsAlong(namesAt(this.spec, axis), this.mesh);
  }

  /** Whether two have the same mesh and the same spec. */
  override equals(other: unknown): boolean {
    return other instanceof NamedSharding && this.mesh.equals(other.mesh) && this.spec.equals(other.spec);
  }

  /** Whether two cut an array of `ndim` axes alike: entries null at the end do not count. */
  isEquivalentTo(other: Sharding, ndim: number): boolean {
    if (!(other instanceof NamedSharding) || !this.mesh.equals(other.mesh)) return false;
    const padded = (spec: PartitionSpec) =>
      new PartitionSpec(...Array.from({ length: Math.max(ndim, spec.length) }, (_, i) => spec.at(i) ?? null));
    return padded(this.spec).equals(padded(other.spec));
  }

  override toString(): string {
    return `NamedSharding(mesh=${this.mesh}, spec=${this.spec})`;
  }
}
showInConsole(NamedSharding);

/**
 * All of an array on one device.
 *
 * @example
 * const sharding = new jax.sharding.SingleDeviceSharding(jax.devices()[0]!);
 * assertEqual([sharding.isFullyReplicated, sharding.shardShape([2, 3])], [true, [2, 3]]);
 */
export class SingleDeviceSharding extends Sharding {
  readonly device: MeshDevice;
  override readonly spec: PartitionSpec = new PartitionSpec();
  override readonly isFullyReplicated = true;

  /** @param device one of `jax.devices()` */
  constructor(device: MeshDevice) {
    super();
    this.device = device;
  }

  override get key(): string {
    return `device ${this.device.platform}${this.device.id}`;
  }

  override get devices(): readonly MeshDevice[] {
    return [this.device];
  }

  override devicesIndicesMap(shape: Shape): ReadonlyMap<MeshDevice, PartIndex> {
    return new Map([[this.device, shape.map((size): [number, number] => [0, size])]]);
  }

  override shardShape(shape: Shape): number[] {
    return [...shape];
  }

  override equals(other: unknown): boolean {
    return other instanceof SingleDeviceSharding && this.device === other.device;
  }

  override toString(): string {
    return `SingleDeviceSharding(device=${String(this.device)})`;
  }
}
showInConsole(SingleDeviceSharding);

/**
 * All of an array on one device.
 *
 * @param device one of `jax.devices()`
 * @example
 * assertEqual(jax.sharding.makeSingleDeviceSharding(jax.devices()[0]!).isFullyReplicated, true);
 */
export function makeSingleDeviceSharding(device: MeshDevice): SingleDeviceSharding {
  return new SingleDeviceSharding(device);
}

/** Throws for names that the mesh has not, and for names used twice. */
export function checkAxes(mesh: AbstractMesh, spec: PartitionSpec): void {
  const names = [...spec].flatMap((_, axis) => namesAt(spec, axis));
  const unknown = names.find((name) => !mesh.axisNames.includes(name));
  if (unknown !== undefined) {
    throw new TypeError(
      `Cannot shard by ${spec}: the mesh has no axis "${unknown}", it has ${mesh.axisNames.map((name) => `"${name}"`).join(", ") || "none"}`,
    );
  }
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new TypeError(`Cannot shard by ${spec}: the mesh axis "${twice}" can cut one axis of an array only`);
}
