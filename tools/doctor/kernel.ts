import { startKernelProcess } from "../../kernel/client.ts";
import { type Finding, fails, works } from "./finding.ts";
import { reinstall } from "./reinstall.ts";

/** A kernel, started for real and asked for `1 + 1`, twice: the first cell also waits for the compiler to be ready. */
export async function kernel(): Promise<Finding> {
  const what = "kernel";
  const began = performance.now();
  try {
    const process = await startKernelProcess({ startTimeout: 20_000 });
    const started = (performance.now() - began).toFixed(0);
    try {
      const times = [];
      for (let i = 0; i < 2; i++) {
        const asked = performance.now();
        const { outputs, error } = await process.execute("1 + 1", { timeout: 20_000 });
        times.push((performance.now() - asked).toFixed(0));
        const result = outputs.find((output) => output.output_type === "execute_result")?.data["text/plain"];
        if (result !== "2") return fails(what, `1 + 1 gave ${error?.evalue ?? result ?? "nothing"}`, reinstall);
      }
      const [first, then] = times;
      return works(what, `ready in ${started} ms; 1 + 1 = 2 in ${first} ms, once more in ${then} ms`);
    } finally {
      await process.shutdown();
    }
  } catch (error) {
    return fails(what, (error as Error).message, reinstall);
  }
}
