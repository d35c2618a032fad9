/** A whole compute shader around statements: bindings, helpers, entry point, and how many workgroups run it. */
import { helpersOf } from "./helpers.ts";
import { indent } from "./loops.ts";
import { declare, type Slot, type Slots } from "./slots.ts";

/** What a device needs to run a kernel, or a part of one. */
export interface Shader {
  readonly wgsl: string;
  readonly slots: readonly Slot[];
  /** Workgroups to dispatch. */
  readonly groups: readonly [x: number, y: number];
}

/** Work of `count` workgroups, each of `size` invocations. */
export interface Launch {
  readonly count: number;
  readonly size: number;
  /** The workgroup is one subgroup, whose invocations trade values; `lane` is then the place in it. */
  readonly subgroup?: boolean;
  /** Invocations trade values within subgroups of `subgroupSize`, in which `inSubgroup` is the place of each. */
  readonly tradesInSubgroups?: boolean;
}

/** Most workgroups along one dimension of a dispatch; more are laid out in two. */
export const mostGroups = 65535;

/**
 * In `body`, `group` is the number of the workgroup, `lane` the number of the invocation in it. `header` holds declarations for
 * module scope. The body must not rely on `group < count`: it says itself what to do with the groups that are too many.
 */
export function shader(slots: Slots, launch: Launch, body: readonly string[], header: readonly string[] = []): Shader {
  const groups = layout(launch.count);
  const [x, y] = groups;
  const number = y === 1 ? "place.x" : `place.y * ${x}u + place.x`;
  const helpers = helpersOf([...header, ...body].join("\n"));
  // No dispatch is deep, but a compiler cannot know.
  const hide = helpers.some((helper) => helper.includes("hidden")) ? ["hidden = place.z;"] : [];
  const main = [
    `@compute @workgroup_size(${launch.size})`,
    `fn main(@builtin(workgroup_id) place: vec3u, @builtin(${laneOf(launch)}) lane: u32${subgroupOf(launch)}) {`,
    ...indent([...hide, `let group = ${number};`, ...body]),
    "}",
  ];
  const parts = [
    launch.subgroup || launch.tradesInSubgroups ? "enable subgroups;" : "",
    declare(slots.list).join("\n"),
    ...header,
    ...helpers,
    main.join("\n"),
  ];
  return { wgsl: `${parts.filter((part) => part !== "").join("\n\n")}\n`, slots: slots.list, groups };
}

const laneOf = ({ subgroup }: Launch): string => (subgroup ? "subgroup_invocation_id" : "local_invocation_index");

const subgroupOf = ({ tradesInSubgroups }: Launch): string =>
  tradesInSubgroups
    ? ", @builtin(subgroup_invocation_id) inSubgroup: u32, @builtin(subgroup_size) subgroupSize: u32"
    : "";

function layout(count: number): [number, number] {
  if (count <= mostGroups) return [count, 1];
  const rows = Math.ceil(count / mostGroups);
  return [Math.ceil(count / rows), rows];
}

/** Whether `shader` rounds the number of groups up. */
export const roundsUp = (count: number): boolean => {
  const [x, y] = layout(count);
  return x * y > count;
};
