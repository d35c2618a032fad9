/** What shaders are made for: how much parallel work keeps a device busy, and what is dear on it. */
import type { AdapterInfo } from "./adapterInfo.ts";

export interface Tuning {
  /** Invocations that keep the device busy; with so many results each is left to one of them. */
  readonly busy: number;
  /** Workgroups that keep the device busy, though they be small: each runs on one core. */
  readonly workgroups: number;
  /** Invocations that may work on one result, a power of two; 1: none but its own, since waiting for one another is dear. */
  readonly lanes: number;
  /** Elements that one invocation reduces before it is worth having more of them. */
  readonly elementsPerLane: number;
  /** Results that one invocation may compute together, a power of two; each takes a register or more. */
  readonly block: number;
  /** Invocations whose subgroup trades values at the price of a register move, where memory is dear; 0: none. */
  readonly tradingLanes: number;
  /** Invocations of a subgroup, which long reductions trade values in; 0: none do. */
  readonly subgroups: { readonly least: number; readonly most: number };
  /**
   * How much more an invocation of a matrix product gets done where workgroups share what they load: with so many times fewer
   * invocations the device is as busy. 0: never, since workgroup memory is as dear as any other.
   */
  readonly sharing: number;
  /** Invocations of the one workgroup that walks through small kernels, and elements that each may go through in one dispatch. */
  readonly walkers: number;
  readonly walkSteps: number;
}

/** For a GPU: thousands of invocations, cheap barriers. */
export const hardwareTuning: Tuning = {
  busy: 16384,
  workgroups: 1,
  lanes: 256,
  elementsPerLane: 16,
  block: 16,
  tradingLanes: 0,
  subgroups: { least: 0, most: 0 },
  sharing: 4,
  walkers: 256,
  walkSteps: 2048,
};

/** For a processor that plays a GPU: a few threads with short vectors; a barrier costs as much as a thousand additions. */
export const softwareTuning: Tuning = {
  busy: 64,
  workgroups: 8,
  lanes: 1,
  elementsPerLane: 1024,
  block: 32,
  tradingLanes: 4,
  subgroups: { least: 0, most: 0 },
  sharing: 0,
  walkers: 4,
  walkSteps: 32768,
};

/** What is best known for an adapter. */
export function tuningFor(info: AdapterInfo): Tuning {
  const tuning = info.isFallbackAdapter ? softwareTuning : hardwareTuning;
  const lanes = Math.min(tuning.lanes, info.maxWorkgroupSize);
  const walkers = Math.min(tuning.walkers, info.maxWorkgroupSize);
  return {
    ...tuning,
    lanes,
    walkers,
    subgroups: { least: info.subgroupMinSize, most: info.subgroupMaxSize },
    tradingLanes: [info.subgroupMinSize, info.subgroupMaxSize].every((size) => size === tuning.tradingLanes)
      ? tuning.tradingLanes
      : 0,
  };
}
