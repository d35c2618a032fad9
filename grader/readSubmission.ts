import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { BadInput } from "../notebooks/badInput.ts";
import { type Notebook, parseNotebook } from "../notebooks/nbformat.ts";

const longest = 20 * 2 ** 20; // bytes

/**
 * Reads a notebook that was handed in, and which exercise it is.
 *
 * @param path the file
 * @throws BadInput for a file that is missing, corrupt, of another kernel or of no exercise
 */
export function readSubmission(path: string): { notebook: Notebook; exercise: string } {
  const text = readText(path);
  const notebook = parseNotebook(text, path);
  const { kernelspec, nnxlab } = notebook.metadata as {
    kernelspec?: { name?: unknown; language?: unknown };
    nnxlab?: { exercise?: unknown };
  };
  const language = kernelspec?.language ?? (notebook.metadata.language_info as { name?: unknown } | undefined)?.name;
  if (kernelspec && kernelspec.name !== "nnxlab" && language !== "typescript") {
    throw new BadInput(
      `Cannot grade ${path}: it was written for the kernel "${kernelspec.name}" (${language}); exercises run on "nnxlab" (typescript)`,
    );
  }
  const exercise = typeof nnxlab?.exercise === "string" ? nnxlab.exercise : basename(path).replace(/\.ipynb$/, "");
  return { notebook, exercise };
}

function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason =
      code === "ENOENT" ? "there is no such file" : code === "EISDIR" ? "it is a folder; name a notebook" : message;
    throw new BadInput(`Cannot read ${path}: ${reason}`, { cause: error });
  }
  if (bytes.length > longest)
    throw new BadInput(
      `Cannot read ${path}: it is larger than ${longest >> 20} MiB; clear its outputs and save it again`,
    );
  return bytes.toString("utf8");
}
