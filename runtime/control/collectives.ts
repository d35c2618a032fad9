/** What the devices of a mesh send one another in a program, as data. */
import type { Jaxpr } from "../core/jaxpr.ts";
import type { AbstractMesh } from "../sharding/index.ts";
import { type Aval, printAval } from "../types/aval.ts";
import { dtypes } from "../types/dtype.ts";
import { sizeOf } from "../types/shape.ts";

/** One collective of a program. */
export interface CollectiveReport {
  /** `psum`, `allGather`, `psumScatter`, `allToAll`, `ppermute`, `pmax`, `pmin`. */
  readonly name: string;
  /** The mesh axis along which devices speak. */
  readonly axisName: string;
  /** What each device gives, as `f32[2,3]`. */
  readonly operand: string;
  /** Bytes that each device receives, by the algorithm on a ring. */
  readonly bytes: number;
  /** How often it runs in one call; undefined inside a loop whose end is not known before. */
  readonly times: number | undefined;
}

/** Bytes that a device of n receives for an operand of so many, on a ring. */
const received: Readonly<Record<string, (bytes: number, n: number) => number>> = {
  psum: (bytes, n) => (2 * bytes * (n - 1)) / n,
  pmax: (bytes, n) => (2 * bytes * (n - 1)) / n,
  pmin: (bytes, n) => (2 * bytes * (n - 1)) / n,
  allGather: (bytes, n) => bytes * (n - 1),
  psumScatter: (bytes, n) => (bytes * (n - 1)) / n,
  allToAll: (bytes, n) => (bytes * (n - 1)) / n,
  ppermute: (bytes) => bytes,
};

/** The collectives in the program of one device, in order; those in loops with how often they run. */
export function collectivesOf(jaxpr: Jaxpr, mesh: AbstractMesh, times: number | undefined = 1): CollectiveReport[] {
  return jaxpr.equations.flatMap(({ primitive, params, inputs }) => {
    const count = received[primitive.name];
    if (primitive.axisName && count) {
      const axisName = primitive.axisName(params);
      const { aval } = inputs[0]!;
      const bytes = Math.round(count(bytesOf(aval), mesh.shape[axisName]!));
      return [{ name: primitive.name, axisName, operand: printAval(aval), bytes, times }];
    }
    const inner = primitive.inline?.(params);
    if (inner) return collectivesOf(inner, mesh, times);
    const control = primitive.control?.(params);
    switch (control?.kind) {
      case undefined:
        return [];
      case "scan":
        return collectivesOf(control.body, mesh, times && times * control.length);
      case "while":
        return [control.condition, control.body].flatMap((part) => collectivesOf(part, mesh, undefined));
      case "switch":
        return control.branches.flatMap((branch) => collectivesOf(branch, mesh, undefined));
      default:
        throw control satisfies never;
    }
  });
}

function bytesOf({ shape, dtype }: Aval): number {
  return (sizeOf(shape) * dtypes[dtype].words * Math.max(dtypes[dtype].bits, 8)) / 8;
}
