import type { Box } from "./isolation.ts";

/**
 * The command that sets the limits of a process and of all that it starts. The number of threads counts by user over all boxes,
 * so it is only set where each box has a user of its own; processes are counted by the watchdog.
 *
 * @see prlimit(1), getrlimit(2)
 */
export function prlimit({ limits, uid }: Box): string[] {
  return [
    "prlimit",
    `--data=${limits.dataBytes}`,
    `--cpu=${limits.cpuSeconds}:${limits.cpuSeconds + 5}`,
    `--fsize=${limits.fileBytes}`,
    `--nofile=${limits.openFiles}`,
    "--core=0",
    ...(uid === undefined ? [] : [`--nproc=${limits.threads}`]),
  ];
}

/** The command that gives up root for a user without rights. */
export function setpriv({ uid }: Box): string[] {
  if (uid === undefined) return [];
  return ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--clear-groups", "--no-new-privs", "--"];
}
