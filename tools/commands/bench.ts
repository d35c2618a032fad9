/** `nnxlab bench`: how fast the runtime is, alone or beside its peers, measured in turns. */
import { join } from "node:path";
import { Engine, type EngineSpec } from "../bench/engine.ts";
import { intoPage } from "../bench/intoPage.ts";
import { machine } from "../bench/machine.ts";
import { type Kept, type Measured, measure } from "../bench/measure.ts";
import { findPeers, ours } from "../bench/peers.ts";
import { markdownTable, textTable } from "../bench/table.ts";
import { type Command, stringOption, UsageError } from "../command.ts";
import { root } from "../paths.ts";
import { progressBar } from "../progressBar.ts";

const page = join(root, "docs/performance.md");

/** The benchmark. */
export const bench: Command = {
  name: "bench",
  summary: "measure the runtime, alone or in turns with real JAX, jax-js and TensorFlow.js",
  usage: "[NAME…] [--peers] [--backend wasm|webgpu] [--json] [--write]",
  options: {
    peers: { type: "boolean", about: "also what is found of JAX (NNXLAB_BENCH_PYTHON), jax-js, TensorFlow.js" },
    backend: { type: "string", value: "NAME", about: "wasm (default) or webgpu" },
    json: { type: "boolean", about: "one JSON object on standard output and nothing else" },
    write: { type: "boolean", about: "put the table into docs/performance.md" },
    list: { type: "boolean", about: "only say which cases there are" },
  },
  async run(args) {
    const backend = stringOption(args, "backend") ?? process.env.NNXLAB_BACKEND ?? "wasm";
    if (!["wasm", "webgpu"].includes(backend))
      throw new UsageError(`Cannot use backend ${backend}: it is one of wasm, webgpu`);
    const { benchCases } = await import("../../runtime/bench/cases/index.ts");
    if (args.values.list) {
      for (const { name, about } of benchCases) console.log(`${name.padEnd(14)} ${about}`);
      return 0;
    }
    const words = args.positionals;
    const stray = words.find((word) => !benchCases.some(({ name }) => name.includes(word)));
    if (stray !== undefined)
      throw new UsageError(
        `Cannot run ${stray}: no case has it in its name; the cases are ${benchCases.map(({ name }) => name).join(", ")}`,
      );
    const cases = benchCases.filter(({ name }) => words.length === 0 || words.some((word) => name.includes(word)));

    const { peers, missing } = args.values.peers ? findPeers() : { peers: [], missing: [] };
    for (const text of missing) console.error(`without ${text}`);
    const specs = [ours(backend), ...peers];
    const kept: Kept = new Map();
    const bar = progressBar("bench", cases.length, { silent: args.values.json === true });
    const measured: Measured[] = [];
    let versions: Readonly<Record<string, string>> = {};
    try {
      versions = await versionsOf(specs);
      for (const benchCase of cases) {
        bar.to(measured.length, benchCase.name);
        measured.push(await measure(benchCase, specs, kept));
      }
    } finally {
      bar.end();
      for (const engine of kept.values()) engine.close();
    }

    const engines = specs.map(({ name }) => name);
    const problems = measured.flatMap(({ name, problems }) => problems.map((problem) => `${name}: ${problem}`));
    if (args.values.json) console.log(JSON.stringify({ machine: machine(), versions, missing, cases: measured }));
    else console.log(`${textTable(measured, engines)}\n\n${[...notes(versions), ...problems].join("\n")}`);
    if (args.values.write) writePage(measured, engines, versions, problems);
    return problems.some((problem) => problem.includes("no fair comparison")) ? 1 : 0;
  },
};

async function versionsOf(specs: readonly EngineSpec[]): Promise<Readonly<Record<string, string>>> {
  const versions: Record<string, string> = {};
  for (const spec of specs) {
    const engine = new Engine(spec);
    versions[spec.name] = await engine.versions().finally(() => engine.close());
  }
  return versions;
}

function notes(versions: Readonly<Record<string, string>>): string[] {
  return [machine(), ...Object.entries(versions).map(([name, version]) => `${name}: ${version}`)];
}

/** Replaces what stands between the marks in docs/performance.md. */
function writePage(
  measured: readonly Measured[],
  engines: readonly string[],
  versions: Readonly<Record<string, string>>,
  problems: readonly string[],
): void {
  const date = new Date().toISOString().slice(0, 10);
  const about = [`Measured on ${date} by \`nnxlab bench\`.`, ...notes(versions), ...problems].map(
    (line) => `- ${line}`,
  );
  intoPage(page, "bench", `${markdownTable(measured, engines)}\n\n${about.join("\n")}`);
}
