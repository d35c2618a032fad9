/** The TypeScript files of the project. */
import { existsSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "../paths.ts";

const folders = ["runtime", "kernel", "notebooks", "grader", "solutions", "tools"];

/** Paths from the root, with `/`, sorted. */
export function sourceFiles(): string[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/")),
    )
    .sort();
}
