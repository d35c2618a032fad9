/** Says for each axis of an array along which axes of a mesh it is cut. */
import { showInConsole } from "../core/showInConsole.ts";

/** A name of a mesh axis. */
export type AxisName = string;

/** For one axis of an array: a mesh axis, several (the first is the outermost cut), null: whole, or unconstrained: up to the compiler. */
export type Partition = AxisName | readonly AxisName[] | null | typeof unconstrained;

/** Leaves an axis to the compiler. */
export const unconstrained: unique symbol = Symbol("UNCONSTRAINED");

class Spec implements Iterable<Partition> {
  /** Leaves an axis to the compiler. */
  static readonly UNCONSTRAINED: typeof unconstrained = unconstrained;
  readonly partitions: readonly Partition[];

  constructor(...partitions: readonly (Partition | undefined)[]) {
    this.partitions = partitions.map(canonical);
  }

  get length(): number {
    return this.partitions.length;
  }

  /** The entry of an axis; a negative number counts from the end. */
  at(axis: number): Partition | undefined {
    return this.partitions.at(axis);
  }

  [Symbol.iterator](): Iterator<Partition> {
    return this.partitions[Symbol.iterator]();
  }

  /** Whether two have the same entries; `P("a")` and `P("a", null)` have not, though they mean the same for a matrix. */
  equals(other: unknown): boolean {
    return other instanceof Spec && String(this) === String(other);
  }

  /** `P('data', None)`, as JAX prints it. */
  toString(): string {
    const entries = this.partitions.map(printPartition);
    return `P(${entries.join(", ")}${entries.length === 1 ? "," : ""})`;
  }
}
Object.defineProperty(Spec, "name", { value: "PartitionSpec" });
showInConsole(Spec);

function canonical(partition: Partition | undefined): Partition {
  if (partition === undefined || partition === null || partition === unconstrained) return partition ?? null;
  if (typeof partition === "string") return partition;
  if (Array.isArray(partition) && partition.every((name) => typeof name === "string")) {
    if (partition.length <= 1) return (partition[0] as string | undefined) ?? null;
    return [...partition];
  }
  throw new TypeError(
    `Cannot make a PartitionSpec: an entry must be the name of a mesh axis, a list of names, or null, got ${String(partition)}`,
  );
}

function printPartition(partition: Partition): string {
  if (partition === null) return "None";
  if (partition === unconstrained) return "UNCONSTRAINED";
  return typeof partition === "string" ? `'${partition}'` : `(${partition.map((name) => `'${name}'`).join(", ")})`;
}

/** `PartitionSpec` is a class that may be called without `new`, so that `P("data", null)` reads as in Python. */
export interface PartitionSpecConstructor {
  new (...partitions: readonly (Partition | undefined)[]): PartitionSpec;
  (...partitions: readonly (Partition | undefined)[]): PartitionSpec;
  readonly prototype: PartitionSpec;
  readonly UNCONSTRAINED: typeof unconstrained;
}

/**
 * Says for each axis of an array along which axes of a mesh it is cut: `P("data", null)` cuts rows over "data" and keeps columns whole.
 * Axes beyond the last entry are whole.
 *
 * @param partitions an entry for each axis: a mesh axis, a list of them, or null
 * @throws TypeError for anything else
 * @example
 * const spec = jax.P("data", ["model", "expert"], null);
 * assertEqual(spec, "P('data', ('model', 'expert'), None)");
 * assertEqual([spec.length, spec.at(-1), jax.P("data").equals(jax.P(["data"]))], [3, null, true]);
 */
export const PartitionSpec: PartitionSpecConstructor = new Proxy(Spec, {
  apply: (target, _, partitions: Partition[]) => new target(...partitions),
}) as unknown as PartitionSpecConstructor;
export type PartitionSpec = Spec;
