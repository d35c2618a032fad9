/** Specs: for each axis of an array the mesh axes along which it is cut, the outermost cut first. */
import type { Spec } from "../../core/shardRule.ts";
import {
  type AbstractMesh,
  defaultDevice,
  NamedSharding,
  PartitionSpec,
  type Sharding,
  SingleDeviceSharding,
} from "../../sharding/index.ts";
import { namesAt, partsAlong } from "../../sharding/parts.ts";
import type { Shape } from "../../types/shape.ts";

/** The spec of an array that every device has whole. */
export function wholeSpec(ndim: number): Spec {
  return Array.from({ length: ndim }, () => []);
}

/** How a sharding cuts an array; what it leaves to the compiler is whole. */
export function specOf({ spec }: NamedSharding, ndim: number): Spec {
  return Array.from({ length: ndim }, (_, axis) => namesAt(spec, axis));
}

/** The spec as users write it: entries null at the end are left out. */
export function partitionSpecOf(spec: Spec): PartitionSpec {
  const last = spec.findLastIndex((axes) => axes.length > 0);
  return new PartitionSpec(...spec.slice(0, last + 1).map((axes) => (axes.length === 0 ? null : axes)));
}

/** How an array that is cut so lies on the devices of a mesh; a mesh without axes stands for the first device alone. */
export function shardingOf(spec: Spec, mesh: AbstractMesh): Sharding {
  if (mesh.empty) return new SingleDeviceSharding(defaultDevice());
  return new NamedSharding(mesh, partitionSpecOf(spec));
}

/** Whether two cut an array alike. */
export function sameSpec(a: Spec, b: Spec): boolean {
  return a.every((axes, i) => axes.length === b[i]!.length && axes.every((name, k) => name === b[i]![k]));
}

/** The shape of a part. */
export function partShape(shape: Shape, spec: Spec, mesh: AbstractMesh): number[] {
  return shape.map((size, axis) => size / partsAlong(spec[axis]!, mesh));
}
