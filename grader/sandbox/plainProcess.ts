import type { Isolation } from "./isolation.ts";
import { prlimit, setpriv } from "./prlimit.ts";

/** A process of its own with limits on time, memory and files. It can read what its user can read, and reach the network. */
export const limitedProcess: Isolation = {
  level: 1,
  name: "limited process",
  about: "limits on time, memory and output only: the submission can read files and reach the network",
  wrap: (argv, box) => [...prlimit(box), ...setpriv(box), ...argv],
};

/** A process of its own. The harness watches its time, its output and, where /proc exists, its memory. */
export const plainProcess: Isolation = {
  level: 0,
  name: "plain process",
  about: "limits on time and output only: the submission can read files, reach the network and use all memory",
  wrap: (argv) => [...argv],
};
