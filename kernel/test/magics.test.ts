import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type CheckedKernel, startCheckedKernel } from "./checkedKernel.cases.ts";

let kernel: CheckedKernel;
beforeAll(async () => {
  kernel = await startCheckedKernel();
});
afterAll(() => kernel.finish());

it("%time runs the cell, with its result, and says how long it took", async () => {
  const { outputs, status } = await kernel.execute("%time const a = await Promise.resolve(20); a + 1");
  expect(status).toBe("ok");
  expect(outputs).toMatchObject([
    { output_type: "stream", text: expect.stringMatching(/^Wall time: [\d.]+ (s|ms|µs)\n$/) },
    { output_type: "execute_result", data: { "text/plain": "21" } },
  ]);
  expect(await kernel.value("a")).toBe("20");
});

it("%timeit runs it many times", async () => {
  await kernel.execute("let runs = 0");
  expect(await kernel.printed("%timeit runs++")).toMatch(
    /^[\d.]+ (µs|ns|ms) ± [\d.]+ (µs|ns|ms) per loop \(mean ± std\. dev\. of 7 rounds, [\d,]+ loops each\)\n$/,
  );
  expect(Number(await kernel.value("runs"))).toBeGreaterThan(1000);
});

it("an error in a timed cell has its place in what was written", async () => {
  const { traceback } = await kernel.failure("%time 1;   oops()");
  expect(traceback).toContain("cell [");
  expect(traceback).toMatch(/:1:12/);
});

it("%who lists names, %reset forgets them, and gives the scope's back", async () => {
  await kernel.execute("%reset");
  expect(await kernel.printed("%who")).toBe("No cell has declared anything yet.\n");
  await kernel.execute("const one = 1; function f() { return 2 } interface I { a: number } class Map {} let jnp = 5");
  const list = (await kernel.printed("%who")).split("\n");
  expect(list).toEqual(
    expect.arrayContaining([expect.stringMatching(/^one +constant +1$/), expect.stringMatching(/^I +type$/)]),
  );
  await kernel.execute("%reset");
  expect((await kernel.failure("one")).evalue).toContain("Cannot find name 'one'");
  expect(
    await kernel.value("typeof one_ === 'undefined' ? new Map([[1, 2]]).size : 0; var one_: undefined"),
  ).toBeUndefined();
  expect(await kernel.value("new Map([[1, 2]]).size")).toBe("1");
  expect(await kernel.value("String(jnp.arange(2))")).toBe("'[0 1]'");
});

it("name? opens its documentation beside the notebook", async () => {
  const reply = await kernel.request("execute_request", { code: "Math.hypot?" });
  const [page] = reply.payload as { source: string; start: number; data: Record<string, string> }[];
  expect(page).toMatchObject({ source: "page", start: 0 });
  expect(page!.data["text/plain"]).toContain("square root");
  expect((await kernel.failure("nothing.such?")).evalue).toBe(
    "Cannot explain nothing.such: nothing of that name is known here",
  );
});

it("%install installs into the notebook's folder, and the next cell can import it", async () => {
  const local = join(kernel.folder, "made");
  mkdirSync(local);
  writeFileSync(
    join(local, "package.json"),
    JSON.stringify({ name: "made", version: "1.0.0", type: "module", exports: "./i.js" }),
  );
  writeFileSync(join(local, "i.js"), "export const answer = 42;");
  expect((await kernel.failure("import { answer } from 'made'; answer")).evalue).toContain("npm install made");
  writeFileSync(join(kernel.folder, "package.json"), JSON.stringify({ dependencies: { made: "file:./made" } }));
  const { status, error } = await kernel.execute("%install made");
  expect(error?.evalue).toBeUndefined();
  expect(status).toBe("ok");
  expect(existsSync(join(kernel.folder, "node_modules", "made"))).toBe(true);
  expect(await kernel.value("import { answer } from 'made'; answer")).toBe("42");
});

it("a command that does not exist is refused, with those that do", async () => {
  expect((await kernel.failure("%matplotlib inline")).evalue).toMatch(/Cannot run %matplotlib: there are %time/);
});

it("completion and is_complete see through %time", async () => {
  const { matches } = (await kernel.complete("%time Math.hyp")) as { matches: string[] };
  expect(matches).toContain("hypot");
  expect(await kernel.isComplete("%timeit f(")).toMatchObject({ status: "incomplete" });
  for (const command of ["f?", "f??", "%who", "%install lodash", "%nonsense"])
    expect([command, await kernel.isComplete(command)]).toEqual([command, { status: "complete" }]);
});
