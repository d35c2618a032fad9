/**
 * SPMD: one program for many devices. `setPartitioner` at the end joins it to the core: whatever runs on arrays that lie on several
 * devices comes here first.
 *
 *     jaxpr of whole arrays ── partitionJaxpr ──▶ jaxpr of parts, with collectives ── overMesh ──▶ jaxpr for all devices
 */
import "./arrayMembers.ts";
import type { Jaxpr } from "../../core/jaxpr.ts";
import { traceToJaxpr } from "../../core/jaxprTrace.ts";
import { asksForDevices, type PlacedJaxpr, type Placement, setPartitioner } from "../../core/placement.ts";
import { AbstractMesh, NamedSharding, type Sharding, SingleDeviceSharding } from "../../sharding/index.ts";
import { evalJaxpr } from "../evalJaxpr.ts";
import { meshIn } from "./meshIn.ts";
import { overMesh } from "./overMesh.ts";
import { type DeviceJaxpr, partitionJaxpr } from "./partitionJaxpr.ts";
import { shardingOf, specOf, wholeSpec } from "./spec.ts";

export type { Shard } from "./arrayMembers.ts";
export { overMesh } from "./overMesh.ts";
export { partitionSpecOf, specOf, wholeSpec } from "./spec.ts";

/** A jaxpr for several devices, and how it came to be. */
export interface Partitioned extends PlacedJaxpr {
  /** The program of one device; absent where no mesh is involved. */
  readonly device?: DeviceJaxpr;
  readonly mesh?: AbstractMesh;
}

const known = new WeakMap<Jaxpr, Map<string, Partitioned>>();

/** A jaxpr for inputs that lie as `placements` say. */
export function partition(jaxpr: Jaxpr, placements: readonly (Placement | undefined)[]): Partitioned {
  let byKey = known.get(jaxpr);
  if (!byKey) known.set(jaxpr, (byKey = new Map()));
  const key = placements.map((placement) => placement?.key ?? "").join(";");
  let made = byKey.get(key);
  if (!made) byKey.set(key, (made = make(jaxpr, placements as readonly (Sharding | undefined)[])));
  return made;
}

function make(jaxpr: Jaxpr, placements: readonly (Sharding | undefined)[]): Partitioned {
  const found = meshIn(jaxpr, placements);
  if (!found && !asksForDevices(jaxpr)) {
    return { jaxpr, placements: jaxpr.outputs.map(() => onlyDevice(placements)) };
  }
  const mesh = found ?? new AbstractMesh([], []);
  const specs = jaxpr.inputs.map(({ aval }, i) => {
    const sharding = placements[i];
    return sharding instanceof NamedSharding ? specOf(sharding, aval.shape.length) : wholeSpec(aval.shape.length);
  });
  const device = partitionJaxpr(jaxpr, specs, mesh);
  const all = traceToJaxpr(
    (...inputs) =>
      overMesh(
        (parts) => evalJaxpr(device.jaxpr, [], parts),
        mesh,
        inputs,
        specs,
        () => device.specs,
      ),
    jaxpr.inputs.map(({ aval }) => aval),
  );
  if (all.consts.length > 0) throw new Error("Cannot partition this jaxpr: a rule captured an array");
  const shardings = device.specs.map((spec) => (found ? shardingOf(spec, mesh) : onlyDevice(placements)));
  return { jaxpr: all.jaxpr, placements: shardings, ...(found && { device, mesh }) };
}

function onlyDevice(placements: readonly (Sharding | undefined)[]): Sharding | undefined {
  return placements.find((placement) => placement instanceof SingleDeviceSharding);
}

setPartitioner({ partition });
