/** Files that cannot be graded: each says what is wrong and what to do, and nothing is started for it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { BadInput } from "../notebooks/badInput.ts";
import { projectRoot } from "../notebooks/projectRoot.ts";
import { writeWhole } from "../notebooks/writeWhole.ts";
import { checkFile } from "./checkFile.ts";
import { gradeFile } from "./gradeFile.ts";

const folder = mkdtempSync(join(tmpdir(), "nnxlab-bad-"));
const exercise = readFileSync(join(projectRoot, "exercises/basic-1.ipynb"), "utf8");

afterAll(() => rmSync(folder, { recursive: true }));

/** A file with this content. */
function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const python = exercise
  .replace('"name": "nnxlab"', '"name": "python3"')
  .replaceAll('"language": "typescript"', '"language": "python"');
const cases: [name: string, path: string, message: RegExp][] = [
  ["a file that is not there", join(folder, "none.ipynb"), /Cannot read .*none\.ipynb: there is no such file/],
  ["a folder", folder, /it is a folder; name a notebook/],
  ["an empty file", file("empty.ipynb", ""), /the file is empty/],
  ["half a notebook", file("half.ipynb", exercise.slice(0, 2000)), /it is not JSON/],
  ["a notebook of another kernel", file("python.ipynb", python), /written for the kernel "python3" \(python\); exercises run on "nnxlab"/],
  ["a notebook of no exercise", file("notes.ipynb", '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}'), /Cannot find exercise "notes"/],
  ["an exercise with a name that is a path", file("path.ipynb", exercise.replace('"exercise": "basic-1"', '"exercise": "../../etc"')), /Cannot find exercise/],
  ["a file that is too large", file("large.ipynb", exercise + " ".repeat(21 * 2 ** 20)), /larger than 20 MiB; clear its outputs/],
]; // biome-ignore format: a table

describe("bad input", () => {
  for (const [name, path, message] of cases) {
    it(`explains ${name}`, async () => {
      for (const grade of [gradeFile, checkFile]) {
        const error = await grade(path).catch((thrown: unknown) => thrown);
        expect(error).toBeInstanceOf(BadInput);
        expect((error as Error).message).toMatch(message);
      }
    });
  }

  it("explains a folder that cannot be written, and leaves nothing behind", () => {
    const path = join(file("plain", "text"), "report.html");
    expect(() => writeWhole(path, "report")).toThrow(BadInput);
    expect(() => writeWhole(path, "report")).toThrow(/Cannot write .*: .*file, not a folder/);
    expect(readFileSync(join(folder, "plain"), "utf8")).toBe("text");
  });
});
