/** Arithmetic of parts: along which mesh axes an array axis is cut, into how many parts, and who has which. */
import type { AbstractMesh } from "./mesh.ts";
import { type PartitionSpec, unconstrained } from "./partitionSpec.ts";

/** The mesh axes along which an axis of an array is cut, the outermost cut first. */
export function namesAt(spec: PartitionSpec, axis: number): string[] {
  const entry = spec.at(axis);
  if (axis >= spec.length || entry === null || entry === undefined || entry === unconstrained) return [];
  return typeof entry === "string" ? [entry] : [...(entry as readonly string[])];
}

/** Into how many parts an array axis is cut along mesh axes. */
export function partsAlong(names: readonly string[], mesh: AbstractMesh): number {
  return names.reduce((product, name) => product * mesh.shape[name]!, 1);
}

/** The number of the part that a device at some place of the mesh has, of an array axis that is cut along mesh axes. */
export function partAlong(names: readonly string[], mesh: AbstractMesh, place: readonly number[]): number {
  return names.reduce((part, name) => part * mesh.shape[name]! + place[mesh.axisNames.indexOf(name)]!, 0);
}

/** The place of the n-th device along each axis of a mesh, the last running fastest. */
export function placeOf(n: number, sizes: readonly number[]): number[] {
  return sizes.reduceRight<[number[], number]>(
    ([places, left], size) => [[left % size, ...places], Math.floor(left / size)],
    [[], n],
  )[0];
}
