/** `nnxlab compat`: which names of JAX, Flax NNX and Optax exist here, as docs/compatibility.md. */
import { readFileSync, writeFileSync } from "node:fs";
import { compare, page, render } from "../checks/compatibility.ts";
import type { Command } from "../command.ts";

/** Writes or checks the table of compatibility. */
export const compat: Command = {
  name: "compat",
  summary: "write docs/compatibility.md: which names of JAX, Flax NNX and Optax exist",
  usage: "[--check] [--json]",
  options: {
    check: { type: "boolean", about: "write nothing; fail if the page is not what it should be" },
    json: { type: "boolean", about: "one JSON object on standard output and nothing else" },
  },
  async run(args) {
    const reports = await compare();
    if (args.values.json) {
      const counts = reports.map(({ module, present, absent }) => [
        module,
        { present: present.length, absent: [...absent.values()].flat() },
      ]);
      console.log(JSON.stringify(Object.fromEntries(counts)));
      return 0;
    }
    const text = render(reports);
    if (args.values.check) {
      if (readFileSync(page, "utf8") === text) return 0;
      console.error("docs/compatibility.md is not what the exports say: run `npm run compat`");
      return 1;
    }
    writeFileSync(page, text);
    for (const { module, present, absent } of reports)
      console.log(
        module.padEnd(24),
        String(present.length).padStart(4),
        "present",
        String([...absent.values()].flat().length).padStart(4),
        "absent",
      );
    return 0;
  },
};
