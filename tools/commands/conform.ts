/** `nnxlab conform`: case files from real JAX, Flax and Optax against this runtime. */
import { join } from "node:path";
import { type Command, stringOption, UsageError } from "../command.ts";
import { root } from "../paths.ts";
import { progressBar } from "../progressBar.ts";

/** Conformance with real JAX, Flax and Optax. */
export const conform: Command = {
  name: "conform",
  summary: "compare the runtime with cases made by real JAX, Flax and Optax",
  usage: "[DIR] [--area AREA] [--backend wasm|webgpu|reference] [--json]",
  options: {
    area: { type: "string", value: "AREA", about: "only this area: random, jax, ops, nnx, optimizers, …" },
    backend: { type: "string", value: "NAME", about: "wasm (default), webgpu or reference" },
    json: { type: "boolean", about: "one JSON object on standard output and nothing else" },
    unsupported: { type: "boolean", about: "also list the cases that name something absent" },
  },
  async run(args) {
    const backend = stringOption(args, "backend") ?? process.env.NNXLAB_BACKEND ?? "wasm";
    if (!["wasm", "webgpu", "reference"].includes(backend)) {
      throw new UsageError(`Cannot use backend ${backend}: it is one of wasm, webgpu, reference`);
    }
    if (args.positionals.length > 1) throw new UsageError(`Cannot read ${args.positionals.length} folders: give one`);
    process.env.NNXLAB_BACKEND = backend; // read when the runtime makes its device
    const { countByArea, readCases, runCase } = await import("../../runtime/conform/conform.ts");

    const cases = readCases(args.positionals[0] ?? join(root, "runtime/conform/goldens"), stringOption(args, "area"));
    const bar = progressBar("conform", cases.length, { silent: args.values.json === true });
    const outcomes = cases.map((c) => {
      const outcome = runCase(c);
      bar.step();
      return outcome;
    });
    bar.end();

    const areas = countByArea(outcomes);
    const failures = outcomes
      .filter(({ verdict }) => verdict === "failed")
      .map(({ id, reason }) => ({ id, reason: reason ?? "" }));
    if (args.values.json) {
      console.log(JSON.stringify({ backend, areas, failures }));
    } else {
      for (const { id, reason } of failures) console.log(`FAILED ${id}: ${reason}`);
      if (args.values.unsupported) {
        for (const { id, reason } of outcomes.filter(({ verdict }) => verdict === "unsupported"))
          console.log(`unsupported ${id}: ${reason}`);
      }
      console.log(table(backend, areas));
    }
    return failures.length === 0 ? 0 : 1;
  },
};

function table(
  backend: string,
  areas: Readonly<Record<string, { passed: number; failed: number; unsupported: number }>>,
): string {
  const row = (area: string, ...cells: (number | string)[]): string =>
    area.padEnd(12) + cells.map((cell) => String(cell).padStart(13)).join("");
  return [
    row(backend, "passed", "failed", "unsupported"),
    ...Object.entries(areas).map(([area, n]) => row(area, n.passed, n.failed, n.unsupported)),
  ].join("\n");
}
