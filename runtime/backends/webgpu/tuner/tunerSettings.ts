/** Whether the tuner is on, and where it keeps what it found out. Both are looked up when the backend first meets a matrix product. */
import { isNode, nodeModule } from "../../nodeModule.ts";

let wish: boolean | undefined;
let folder: string | undefined;

/** Whether tiles of matrix products are chosen by trying them: what `setTuning` says, else whether `NNXLAB_TUNE` is 1. */
export function isTuning(): boolean {
  return isNode && (wish ?? process.env.NNXLAB_TUNE === "1");
}

/** Switches the tuner on or off; undefined: as the environment says. */
export function setTuning(isOn: boolean | undefined): void {
  wish = isOn;
}

/**
 * Where caches of nnxlab lie: what `setCacheFolder` or `NNXLAB_CACHE_DIR` says, else `nnxlab` among the user's caches, which is
 * `$XDG_CACHE_HOME` or `~/.cache`. Empty where there are no files.
 */
export function cacheFolder(): string {
  if (folder !== undefined) return folder;
  if (!isNode) return "";
  const { NNXLAB_CACHE_DIR: own, XDG_CACHE_HOME: users } = process.env;
  return own || `${users || `${nodeModule("node:os").homedir()}/.cache`}/nnxlab`;
}

/** Moves the caches to another folder, which is made when something is kept; undefined: where the environment says. */
export function setCacheFolder(path: string | undefined): void {
  folder = path;
}
