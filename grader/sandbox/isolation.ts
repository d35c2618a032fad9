import type { Limits } from "./limits.ts";

/** A folder that the harness shares with the box: the kernel's sockets are in it, and nothing else. */
export interface Box {
  /** Absolute path, the same inside and outside. */
  readonly folder: string;
  /** The user that the box runs as, where the harness may choose. */
  readonly uid: number | undefined;
  readonly limits: Limits;
}

/** A way of running a process apart from the rest of the machine. */
export interface Isolation {
  /** 2: no network, no files but those of the box, limits. 1: a process of its own with limits. 0: a process of its own. */
  readonly level: 0 | 1 | 2;
  readonly name: string;
  /** What it keeps out, for the report. */
  readonly about: string;
  /** The command that runs `argv` inside. */
  wrap(argv: readonly string[], box: Box): string[];
}

/** The environment of the command: nothing of ours, which a process could read from /proc even after it was cleared. */
export function cleanEnvironment(box: Box): { [name: string]: string } {
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: box.folder,
    TMPDIR: box.folder,
    LANG: "C.UTF-8",
    NNXLAB_BACKEND: "wasm",
    NNXLAB_HISTORY: "memory",
    NODE_OPTIONS: "--max-old-space-size=640",
  };
}
