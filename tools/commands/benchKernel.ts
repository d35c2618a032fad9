/** `nnxlab bench-kernel`: how long a person waits for the kernel, alone or beside other kernels, measured in turns. */
import { loadavg } from "node:os";
import { join } from "node:path";
import { type KernelFigures, measureKernel } from "../../kernel/bench/kernelLife.ts";
import { version } from "../../kernel/version.ts";
import { intoPage } from "../bench/intoPage.ts";
import { findKernels, ourKernel } from "../bench/kernels.ts";
import { kernelNotes, kernelTable } from "../bench/kernelTable.ts";
import { machine } from "../bench/machine.ts";
import { type Command, numberOption } from "../command.ts";
import { root } from "../paths.ts";
import { progressBar } from "../progressBar.ts";

/** A peer that cannot be measured is said to be so; ours has to be. */
function asNote(error: Error): KernelFigures {
  return { values: {}, notes: [error.message] };
}

const page = join(root, "docs/performance.md");

/** The benchmark of kernels. */
export const benchKernel: Command = {
  name: "bench-kernel",
  summary: "measure how long the kernel makes a person wait, alone or in turns with tslab, Deno and ipykernel",
  usage: "[--peers] [--rounds N] [--json] [--write]",
  options: {
    peers: { type: "boolean", about: "also tslab and Deno (installed from npm), ipykernel (NNXLAB_BENCH_PYTHON)" },
    rounds: { type: "string", value: "N", about: "processes of each kernel that are measured (default 20)" },
    json: { type: "boolean", about: "one JSON object on standard output and nothing else" },
    write: { type: "boolean", about: "put the table into docs/performance.md" },
  },
  async run(args) {
    const rounds = numberOption(args, "rounds") ?? 20;
    const { kernels, missing } = args.values.peers ? findKernels() : { kernels: [], missing: [] };
    for (const text of missing) console.error(`without ${text}`);
    const all = [ourKernel(version), ...kernels];
    const load = [loadavg()[0]!];
    const measured = new Map<string, KernelFigures[]>(all.map(({ name }) => [name, []]));
    const bar = progressBar("bench-kernel", rounds * all.length, { silent: args.values.json === true });
    try {
      for (let round = 0; round < rounds; round++) {
        for (const kernel of all) {
          bar.step(kernel.name);
          const life = measureKernel(kernel);
          measured.get(kernel.name)!.push(await (kernel === all[0] ? life : life.catch(asNote)));
        }
      }
    } finally {
      bar.end();
    }
    load.push(loadavg()[0]!);
    const versions = all.map((kernel) => kernel.version);
    if (args.values.json) {
      console.log(JSON.stringify({ machine: machine(), versions, missing, kernels: Object.fromEntries(measured) }));
      return 0;
    }
    const notes = [
      `${machine()}; load average ${load.map((x) => x.toFixed(1)).join(" at the beginning, ")} at the end`,
      versions.join("; "),
      ...missing.map((text) => `without ${text}`),
      ...kernelNotes(measured),
    ];
    console.log(`${kernelTable(measured)}\n\n${notes.join("\n")}`);
    if (args.values.write) {
      const about = [
        `Measured on ${new Date().toISOString().slice(0, 10)} by \`nnxlab bench-kernel\`, ${rounds} rounds.`,
        ...notes,
      ];
      intoPage(page, "bench-kernel", `${kernelTable(measured)}\n\n${about.map((text) => `- ${text}`).join("\n")}`);
    }
    return 0;
  },
};
