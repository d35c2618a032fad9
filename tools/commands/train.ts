/** `nnxlab train`: the models of `runtime/bench/models/`, trained to the end, with the losses that real Flax has beside ours. */
import { type Command, numberOption, stringOption, UsageError } from "../command.ts";
import { progressBar } from "../progressBar.ts";

/** Training beside real Flax. */
export const train: Command = {
  name: "train",
  summary: "train a model, with the losses of real Flax from the same seed beside ours",
  usage: "[MODEL…] [--steps N] [--backend wasm|webgpu|reference] [--json]",
  options: {
    steps: { type: "string", value: "N", about: "no more than so many steps" },
    backend: { type: "string", value: "NAME", about: "wasm (default), webgpu or reference" },
    json: { type: "boolean", about: "one JSON object a model on standard output and nothing else" },
    list: { type: "boolean", about: "only say which models there are" },
  },
  async run(args) {
    const backend = stringOption(args, "backend") ?? process.env.NNXLAB_BACKEND ?? "wasm";
    if (!["wasm", "webgpu", "reference"].includes(backend))
      throw new UsageError(`Cannot use backend ${backend}: it is one of wasm, webgpu, reference`);
    process.env.NNXLAB_BACKEND = backend; // read when the runtime makes its device
    const { trainedModels } = await import("../../runtime/bench/models/index.ts");
    if (args.values.list) {
      for (const { name, about } of trainedModels) console.log(`${name.padEnd(16)} ${about}`);
      return 0;
    }
    const stray = args.positionals.find((word) => !trainedModels.some(({ name }) => name === word));
    if (stray !== undefined)
      throw new UsageError(
        `Cannot train ${stray}: there is no such model; one of ${trainedModels.map(({ name }) => name).join(", ")}`,
      );
    const chosen = trainedModels.filter(({ name }) => args.positionals.length === 0 || args.positionals.includes(name));
    const { trainBeside } = await import("../../runtime/bench/models/trainBeside.ts");
    for (const model of chosen) {
      const steps = Math.min(numberOption(args, "steps") ?? model.steps, model.steps);
      const bar = progressBar(model.name, steps, { silent: args.values.json === true });
      const result = trainBeside(model, steps, () => bar.step());
      bar.end();
      if (args.values.json) console.log(JSON.stringify({ model: model.name, backend, ...result }));
      else console.log(`${model.name} on ${backend}: ${model.about}\n\n${table(result)}\n`);
    }
    return 0;
  },
};

type Result = ReturnType<typeof import("../../runtime/bench/models/trainBeside.ts").trainBeside>;

/** Losses at some steps, what the model is good for at the end, and how long it took. */
function table({ rows, after, seconds, steps: done }: Result): string {
  const steps = [...new Set(rows.map(({ step }) => step))];
  const every = Math.ceil(steps.length / 16);
  const kept = new Set(steps.filter((_, i) => i % every === 0 || i === steps.length - 1));
  const shown = rows.filter(({ step }) => kept.has(step));
  const line = (...cells: string[]): string =>
    cells.map((cell, i) => (i < 2 ? cell.padEnd(i ? 22 : 8) : cell.padStart(14))).join("");
  const compared = (ours: number, flax: number): string[] => [
    ours.toPrecision(7),
    flax.toPrecision(7),
    Math.abs(ours / flax - 1).toExponential(1),
  ];
  return [
    line("step", "", "nnxlab", "Flax", "difference"),
    ...shown.map(({ step, loss, ours, flax }) => line(String(step), loss, ...compared(ours, flax))),
    ...after.map(({ what, ours, flax }) => line("after", what, ...compared(ours, flax))),
    `${done} steps in ${seconds.toFixed(1)} s, data and compiling included`,
  ].join("\n");
}
