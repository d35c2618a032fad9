import { existsSync, lstatSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../notebooks/projectRoot.ts";
import { type Box, cleanEnvironment, type Isolation } from "./isolation.ts";
import { prlimit, setpriv } from "./prlimit.ts";

/**
 * Linux namespaces through bubblewrap: no network, its own process table, and a file system with nothing in it but Node, the system's
 * libraries, the built runtime and kernel, a small memory disk, and the folder of the sockets. No solution, no reference value and no
 * other submission is in the box.
 *
 * Every writable place is small: the root, /dev and /dev/shm are memory too, and are closed.
 *
 * @see bwrap(1), https://github.com/containers/bubblewrap
 */
export const bubblewrap: Isolation = {
  level: 2,
  name: "bubblewrap",
  about: "no network, no files of this machine, its own processes, limits on time, memory and output",
  wrap: (argv, box) => [...prlimit(box), ...setpriv(box), "bwrap", ...bwrapArguments(box), "--", ...argv],
};

function bwrapArguments(box: Box): string[] {
  const environment = Object.entries({ ...cleanEnvironment(box), HOME: "/box", TMPDIR: "/box" });
  return [
    ...["--unshare-all", "--unshare-user", "--disable-userns", "--die-with-parent", "--new-session", "--clearenv"],
    ...environment.flatMap(([name, value]) => ["--setenv", name, value]),
    ...systemLibraries(),
    ...readOnly(process.execPath),
    ...programFiles().flatMap(readOnly),
    ...["--proc", "/proc", "--dev", "/dev", "--size", "1048576", "--tmpfs", "/dev/shm", "--remount-ro", "/dev"],
    ...["--size", "33554432", "--tmpfs", "/box", "--bind", box.folder, box.folder],
    ...["--hostname", "box", "--chdir", "/box", "--remount-ro", "/"],
  ];
}

/** What the kernel needs of this project: what is built, and the packages. */
function programFiles(): string[] {
  const folders = ["dist", "node_modules", "package.json", "exercises"].map((name) => join(projectRoot, name));
  const parent = /^(.*\/node_modules)\//.exec(projectRoot)?.[1]; // installed as a package: its packages are beside it
  return [...(parent ? [parent] : []), ...folders].filter((path) => existsSync(path));
}

function systemLibraries(): string[] {
  return ["/usr/lib", "/usr/lib64", "/lib", "/lib64"]
    .flatMap((path) => {
      if (!existsSync(path)) return [];
      return lstatSync(path).isSymbolicLink() ? ["--symlink", readlinkSync(path), path] : readOnly(path);
    })
    .concat(["--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"]);
}

function readOnly(path: string): string[] {
  return ["--ro-bind", path, path];
}
