import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { BadInput } from "./badInput.ts";

/**
 * Writes a file whole or not at all: the text goes to a neighbour first, which then takes the file's name.
 *
 * @param path where; folders that are missing are made
 * @param text the file's content
 * @throws BadInput when the folder cannot be written; nothing is left behind
 */
export function writeWhole(path: string, text: string): void {
  const neighbour = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(neighbour, text, { flag: "wx" });
    renameSync(neighbour, path);
  } catch (error) {
    if (existsSync(neighbour)) rmSync(neighbour);
    const { code, message } = error as NodeJS.ErrnoException;
    throw new BadInput(`Cannot write ${path}: ${reasons[code ?? ""] ?? message}`, { cause: error });
  }
}

const reasons: Partial<Record<string, string>> = {
  EACCES: "no permission to write there; choose another folder or change its permissions",
  EPERM: "no permission to write there; choose another folder or change its permissions",
  EROFS: "the file system is read-only; choose another folder",
  ENOSPC: "the disk is full",
  EISDIR: "it is a folder",
  ENOTDIR: "a part of the path is a file, not a folder",
  EEXIST: "a part of the path is a file, not a folder",
};
