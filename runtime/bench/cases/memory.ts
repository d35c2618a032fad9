import { memoryUsage } from "node:process";
import { jax } from "../../index.ts";
import type { BenchCase } from "../benchCase.ts";
import { slideTraining } from "../slideTraining.ts";

const steps = 100_000;
const warm = 2_000;
const longestMs = 8_000;
const mebibyte = 2 ** 20;

/** What a long training loop leaves behind. */
export const memory: BenchCase = {
  name: "memory",
  about: `growth of memory over ${steps.toLocaleString("en")} steps of slide 12 after ${warm.toLocaleString("en")}`,
  kind: "memory",
  make() {
    const step = slideTraining();
    const stepRead = (): number => Number(step());
    return {
      first: () => [stepRead()],
      run(iterations) {
        for (let i = 0; i < iterations; i++) stepRead();
      },
      async measure() {
        for (let i = 0; i < warm; i++) stepRead();
        const device = jax.devices()[0]!;
        const before = { device: device.memoryStats().bytesInUse, process: memoryUsage().rss };
        const end = performance.now() + longestMs;
        let done = 0;
        while (done < steps && (done % 100 > 0 || performance.now() < end)) {
          stepRead();
          done++;
        }
        const after = { device: device.memoryStats().bytesInUse, process: memoryUsage().rss };
        return {
          steps: done,
          "device bytes in use": after.device,
          "device bytes grown": after.device - before.device,
          "process MiB": Math.round(after.process / mebibyte),
          "process MiB grown": Math.round((after.process - before.process) / mebibyte),
        };
      },
    };
  },
};
