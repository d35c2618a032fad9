/** The ladder: what works in the strictest isolation works in the others too, with less kept out. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot } from "../../notebooks/projectRoot.ts";
import { chooseIsolation } from "./chooseIsolation.ts";
import { defaultLimits } from "./limits.ts";
import { limitedProcess, plainProcess } from "./plainProcess.ts";
import { startSandbox } from "./startSandbox.ts";

const built = existsSync(join(projectRoot, "dist/bundle/grader/probe/answer.js"));
const hasPrlimit = chooseIsolation().isolation.level > 0;

describe.skipIf(!built)("startSandbox()", () => {
  for (const isolation of hasPrlimit ? [limitedProcess, plainProcess] : [plainProcess]) {
    it(`asks for values at level ${isolation.level}, and says how a process ended`, async () => {
      const sandbox = await startSandbox(defaultLimits, { isolation, ownUser: false });
      try {
        expect(await sandbox.execute("const twice = (x: jax.Array) => x.mul(2);", 20)).toMatchObject({ status: "ok" });
        expect(await sandbox.execute("const n: number = 'text';", 20)).toMatchObject({
          status: "error",
          message: /TS2322/,
        });
        const probe = { code: "return { y: twice(jnp.ones([2])) };", needs: ["twice"], seeds: [1] };
        const y = { dtype: "float32", shape: [2], data: [2, 2] };
        expect(await sandbox.ask(probe, 20)).toMatchObject({ status: "ok", answer: { status: "ok", values: [{ y }] } });
        expect(await sandbox.ask({ ...probe, needs: ["thrice"] }, 20)).toMatchObject({
          answer: { status: "missing", names: ["thrice"] },
        });
        expect(await sandbox.execute("process.kill(process.pid, 'SIGKILL')", 20)).toMatchObject({ status: "crashed" });
        expect(await sandbox.execute("1", 20)).toMatchObject({ status: "crashed" });
      } finally {
        await sandbox.stop();
      }
    }, 120_000);
  }
});
