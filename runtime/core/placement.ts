/**
 * Where arrays lie when there are several devices, as far as the core needs to know. `sharding/` says how an array is cut over a mesh;
 * a partitioner turns a jaxpr and the placements of its inputs into one for the devices (`transforms/spmd/`). Arrays without a placement
 * lie on the first device, because nobody has asked for anything else.
 */
import { innerJaxprs } from "./innerJaxprs.ts";
import type { Jaxpr } from "./jaxpr.ts";

/** How an array lies on devices. */
export interface Placement {
  /** Two placements with the same text mean the same. */
  readonly key: string;
}

/** A jaxpr that computes on several devices. */
export interface PlacedJaxpr {
  /** Of whole arrays, with the work of every device inside. */
  readonly jaxpr: Jaxpr;
  /** Where its outputs lie. */
  readonly placements: readonly (Placement | undefined)[];
}

/** Turns jaxprs into such that compute on several devices. */
export interface Partitioner {
  /** What is made is kept with the jaxpr, by the placements of its inputs. */
  partition(jaxpr: Jaxpr, placements: readonly (Placement | undefined)[]): PlacedJaxpr;
}

let current: Partitioner | undefined;

/** Sets who partitions; called once, where `transforms/spmd/` is loaded. */
export function setPartitioner(partitioner: Partitioner): void {
  current = partitioner;
}

/** The partitioner in force. */
export function partitioner(): Partitioner {
  if (!current)
    throw new Error(
      "Cannot compute on several devices: no partitioner is set; import runtime/index.ts, which sets one",
    );
  return current;
}

const asking = new WeakMap<Jaxpr, boolean>();
let someAsk = false;

/** From now on jaxprs are looked through for primitives that place their operands (`Rules.places`). */
export function expectPlacing(): void {
  someAsk = true;
}

/** Whether a jaxpr says itself where arrays lie. */
export function asksForDevices(jaxpr: Jaxpr): boolean {
  if (!someAsk) return false;
  let answer = asking.get(jaxpr);
  if (answer === undefined) {
    answer = jaxpr.equations.some(
      ({ primitive, params }) => primitive.places || innerJaxprs(primitive, params).some(asksForDevices),
    );
    asking.set(jaxpr, answer);
  }
  return answer;
}
