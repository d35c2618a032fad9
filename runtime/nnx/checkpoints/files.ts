/** Whole files, through Node. Reached without an import, so that a browser can load this folder. */
import type * as fs from "node:fs";

function node(action: string): typeof fs {
  if (typeof process === "undefined" || typeof process.getBuiltinModule !== "function")
    throw new Error(`Cannot ${action}: there are no files here; it needs Node 20.16 or newer`);
  return process.getBuiltinModule("node:fs");
}

/** The bytes of a file. Throws an `Error` that names it. */
export function readFile(path: string): Uint8Array {
  try {
    const { buffer, byteOffset, byteLength } = node(`read ${path}`).readFileSync(path);
    return new Uint8Array(buffer, byteOffset, byteLength);
  } catch (error) {
    throw new Error(`Cannot read ${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** Writes a file at once or not at all: first beside it, then in its place. */
export function writeFileAtomically(path: string, bytes: Uint8Array): void {
  const { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } = node(`write ${path}`);
  const beside = `${path}.${process.pid}.${Math.random().toString(36).slice(2)}.tmp`;
  try {
    const file = openSync(beside, "wx");
    try {
      for (let at = 0; at < bytes.byteLength; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw new Error(`Cannot write ${path}: ${(error as Error).message}`, { cause: error });
  }
}
