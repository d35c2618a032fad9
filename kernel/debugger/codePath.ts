/** How front ends and the kernel name the code of a cell to each other: a path made of a hash, computed on both sides. */
import { tmpdir } from "node:os";
import { join, sep } from "node:path";
import { murmur2 } from "./murmur2.ts";

/** How a path is made of code, in the words of `debugInfo`. */
export interface CodeNaming {
  readonly hashMethod: "Murmur2";
  readonly hashSeed: number;
  readonly tmpFilePrefix: string;
  readonly tmpFileSuffix: string;
}

/**
 * What the path begins and ends with, and the seed of the hash. They are the same for every kernel, since JupyterLab keeps them by the
 * kernel's name, and two notebooks may run at once. No file is written there: `source` gives the text. JupyterLab 4.6 draws a path as
 * `Cell [3]` only when it contains `ipykernel_`.
 */
export const codeNaming: CodeNaming = {
  hashMethod: "Murmur2",
  hashSeed: 0x6e6e78,
  tmpFilePrefix: join(tmpdir(), "nnxlab", "ipykernel_cells") + sep,
  tmpFileSuffix: ".ts",
};

/** The path of a cell with this code. */
export function codePath(code: string): string {
  const { hashSeed, tmpFilePrefix, tmpFileSuffix } = codeNaming;
  return `${tmpFilePrefix}${murmur2(code, hashSeed)}${tmpFileSuffix}`;
}
