/**
 * This runtime as an engine of the benchmark: a process that takes requests as lines of JSON and answers each with one line. The
 * peers in `tools/bench/peers/` speak the same.
 *
 *     {"prepare": "mlp"}     →  {"first": [2.31], "ms": 81.2}        the case's data are made, its first call is run and timed
 *     {"run": 20}            →  {"ms": 4.1}                          so many iterations of the prepared case
 *     {"measure": true}      →  {"figures": {…}}                     figures of a `memory` case
 *     {"versions": true}     →  {"versions": "wasm: WebAssembly SIMD"}
 */
import { stdin, stdout } from "node:process";
import { createInterface } from "node:readline";
import { defaultBackend } from "../execute/backends.ts";
import "../index.ts";
import type { Running } from "./benchCase.ts";
import { benchCases } from "./cases/index.ts";

let running: Running | undefined;

async function answer(request: Record<string, unknown>): Promise<Record<string, unknown>> {
  if ("versions" in request) {
    const { name, description } = defaultBackend();
    return { versions: `${name}: ${description}` };
  }
  if ("prepare" in request) {
    const found = benchCases.find(({ name }) => name === request.prepare);
    if (!found) return { missing: `there is no case ${request.prepare}` };
    running = found.make();
    const start = performance.now();
    const first = running.first();
    return { first, ms: performance.now() - start };
  }
  if (!running) return { error: "no case is prepared" };
  if ("measure" in request) return { figures: await running.measure?.() };
  const start = performance.now();
  await running.run(Number(request.run));
  return { ms: performance.now() - start };
}

for await (const line of createInterface({ input: stdin })) {
  const reply = await answer(JSON.parse(line)).catch((error: Error) => ({ error: error.message }));
  stdout.write(`${JSON.stringify(reply)}\n`);
}
process.exit(0);
