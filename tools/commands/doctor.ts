/** `nnxlab doctor`: what works on this machine, what does not, and how to mend it. */
import { styleText } from "node:util";
import type { Command } from "../command.ts";
import type { Finding } from "../doctor/finding.ts";
import { jupyter } from "../doctor/jupyter.ts";
import { kernel } from "../doctor/kernel.ts";
import { folder, node, runtime, sandbox, typescript, wasm, webgpu, zeromq } from "../doctor/machine.ts";

/** A look at this machine. */
export const doctor: Command = {
  name: "doctor",
  summary: "say what works on this machine, what does not, and how to mend it",
  usage: "[--json]",
  options: { json: { type: "boolean", about: "print the findings as JSON" } },
  async run(args) {
    // One after the other: the time of the kernel is measured, and what hangs shows by what is printed last.
    const looks = [node, folder, zeromq, typescript, wasm, runtime, webgpu, kernel, jupyter, sandbox];
    const findings: Finding[] = [];
    for (const look of looks) {
      const found = [await look()].flat();
      findings.push(...found);
      if (!args.values.json) for (const finding of found) print(finding);
    }
    if (args.values.json) console.log(JSON.stringify(findings, null, 2));
    return findings.every(({ works, needed }) => works || !needed) ? 0 : 1;
  },
};

function print({ what, works, needed, note, repair }: Finding): void {
  const [mark, color] = works
    ? (["ok  ", "green"] as const)
    : needed
      ? (["FAIL", "red"] as const)
      : (["none", "yellow"] as const);
  console.log(`${process.stdout.isTTY ? styleText(color, mark) : mark} ${what}: ${note}`);
  if (repair !== undefined) console.log(`     to mend it: ${repair}`);
}
