/** Where Jupyter keeps and looks for its data, kernels among it, as `jupyter --paths` says; told without Python. */
import { homedir } from "node:os";
import { delimiter, join } from "node:path";

/**
 * Jupyter's data folder of this user: `JUPYTER_DATA_DIR`, or a folder of the platform.
 *
 * @see https://docs.jupyter.org/en/latest/use/jupyter-directories.html
 */
export function userDataFolder(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string {
  if (env.JUPYTER_DATA_DIR) return env.JUPYTER_DATA_DIR;
  const asPlatformSays = isSet(env.JUPYTER_PLATFORM_DIRS);
  if (platform === "darwin")
    return asPlatformSays ? join(home, "Library", "Application Support", "Jupyter") : join(home, "Library", "Jupyter");
  if (platform === "win32") {
    return asPlatformSays
      ? join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "Jupyter")
      : join(env.APPDATA || join(home, "AppData", "Roaming"), "jupyter");
  }
  return join(env.XDG_DATA_HOME || join(home, ".local", "share"), "jupyter");
}

/** Every folder in which Jupyter looks for data, first match first, but for those of a Python environment. */
export function dataFolders(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
  home: string = homedir(),
): string[] {
  const named = (env.JUPYTER_PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const system =
    platform === "win32"
      ? [join(env.PROGRAMDATA || "C:\\ProgramData", "jupyter")]
      : ["/usr/local/share/jupyter", "/usr/share/jupyter"];
  return [...named, userDataFolder(env, platform, home), ...system];
}

/** How Jupyter reads switches in the environment. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && !["no", "n", "false", "off", "0", "0.0"].includes(value.toLowerCase());
}
