/** The further cases of `goldens/more/`, for tests on one backend or another. */
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { jax } from "../index.ts";
import { type Case, runCase } from "./conform.ts";

const folder = new URL("./goldens/more/", import.meta.url);

/** Areas, by the names of their files. */
export const areas: readonly string[] = readdirSync(fileURLToPath(folder))
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -5));

/** Those with many small cases; the others take as long. A test file for each half, so that two run at once. */
export const firstHalf: readonly string[] = ["elementwise", "reductions", "dtypes", "neural", "random_numbers"];

/** Cases of an area that do not pass, with the reason; of every so manieth one, the first of them. */
export function failuresOf(area: string, every: number = 1): string[] {
  const cases = JSON.parse(readFileSync(new URL(`${area}.json`, folder), "utf8")) as Case[];
  return cases
    .filter((_, k) => k % every === 0)
    .flatMap((one, k) => {
      if (k % 100 === 99) jax.clearCaches(); // programs that will not come again
      const { id, verdict, reason } = runCase(one);
      return verdict === "passed" ? [] : [`${id}: ${reason}`];
    });
}
