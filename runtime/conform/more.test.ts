/** The further cases of `goldens/more/`, on wasm: none fails, and none names something that does not exist. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { type Case, runCase } from "./conform.ts";

const folder = new URL("./goldens/more/", import.meta.url);
const files = readdirSync(fileURLToPath(folder)).filter((file) => file.endsWith(".json"));

test.each(files)("%s agrees with the real libraries", { timeout: 120_000 }, (file) => {
  const cases = JSON.parse(readFileSync(new URL(file, folder), "utf8")) as Case[];
  const wrong = cases.map(runCase).filter(({ verdict }) => verdict !== "passed");
  expect(wrong.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([]);
});
