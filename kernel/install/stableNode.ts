import { realpathSync } from "node:fs";
import { delimiter, join } from "node:path";

/**
 * Folders of package managers that an upgrade takes away, with links to the version of the day elsewhere: Homebrew's and Nix's.
 * Version managers (nvm, fnm, asdf, mise, Volta) keep each version where it is until it is uninstalled; of them the path of the
 * program itself is what lasts, and what they put on the PATH may not outlive the shell.
 */
const shortLived = /[\\/]Cellar[\\/]|[\\/]nix[\\/]store[\\/]/;

/**
 * The path by which a program will find this Node again after an upgrade: its own, or a link on the PATH where its own does not last.
 *
 * @param node path of the Node that runs; links in it are resolved, as in `process.execPath`
 * @param path the folders to look in, as in the environment variable PATH
 */
export function stableNode(node: string = process.execPath, path: string = process.env.PATH ?? ""): string {
  if (!shortLived.test(node)) return node;
  const links = path.split(delimiter).map((folder) => join(folder, "node"));
  return links.find((link) => !shortLived.test(link) && leadsTo(link, node)) ?? node;
}

function leadsTo(link: string, node: string): boolean {
  try {
    return realpathSync(link) === realpathSync(node);
  } catch {
    return false; // no such file
  }
}
