/**
 * V8's compiled code of a large script, in a file. V8 says itself for which version, flags and processor it is good
 * (`cachedDataVersionTag`), and rejects what is not; but it trusts the bytes, and a file with a few wrong ones ends the process. So a
 * digest stands before them, and what does not fit it is as good as no file.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Compiled code that outlives the process. */
export interface CodeCache {
  /** What was written last, or undefined when there is nothing or something is wrong with it. */
  read(): Buffer | undefined;
  /** Writes it whole or not at all; kernels that do so at once do not harm each other. */
  write(data: Buffer): void;
}

const digestLength = 32;

/** The file `name` in the first of the folders that has it; written to the first that can be written. Without any, nothing is kept. */
export function codeCacheIn(folders: readonly string[], name: string): CodeCache {
  return {
    read() {
      for (const folder of folders) {
        const data = contentOf(join(folder, name));
        if (data) return data;
      }
      return undefined;
    },
    write(data) {
      const whole = Buffer.concat([digestOf(data), data]);
      for (const folder of folders) {
        const temporary = join(folder, `${name}.${process.pid}`);
        try {
          mkdirSync(folder, { recursive: true });
          writeFileSync(temporary, whole);
          renameSync(temporary, join(folder, name));
          return;
        } catch {
          // This folder cannot be written, or is full: try the next. Without a cache the kernel only starts a little later.
          removeIfThere(temporary);
        }
      }
    },
  };
}

function removeIfThere(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Its folder is no folder.
  }
}

function contentOf(file: string): Buffer | undefined {
  let whole: Buffer;
  try {
    whole = readFileSync(file);
  } catch {
    return undefined;
  }
  const data = whole.subarray(digestLength);
  return data.length > 0 && digestOf(data).equals(whole.subarray(0, digestLength)) ? data : undefined;
}

function digestOf(data: Buffer): Buffer {
  return createHash("sha256").update(data).digest();
}
