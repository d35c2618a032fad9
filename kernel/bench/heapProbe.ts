/**
 * Loaded into a kernel, this answers in each of its two threads how large the heap is after a collection: on the sockets `main` and `worker`
 * of the folder that `NNXLAB_HEAP_PROBE` names. `withHeapProbe` is the environment that loads it, `askHeaps` the side that asks.
 */
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { getHeapStatistics } from "node:v8";
import { isMainThread, threadId } from "node:worker_threads";
import { collect } from "../interpreter/collectGarbage.ts";

/** What is alive in the two threads, in bytes. */
export interface Heaps {
  readonly main: number;
  readonly worker: number;
}

const folder = process.env.NNXLAB_HEAP_PROBE;
/** The runtime's threads, if there are any, come later. */
const thread = isMainThread ? "main" : threadId === 1 ? "worker" : undefined;

if (folder && thread) {
  const server = createServer((socket) => {
    collect();
    collect(); // what finalizers let go
    socket.end(String(getHeapStatistics().used_heap_size));
  });
  server.listen(join(folder, thread));
  server.unref();
}

/** Our environment, for a kernel that is to load this; `folder` takes the sockets. Threads load only CommonJS ahead, so a line of it is written. */
export function withHeapProbe(folder: string): NodeJS.ProcessEnv {
  const loader = join(folder, "loadProbe.cjs");
  writeFileSync(loader, `void import(${JSON.stringify(import.meta.url)});\n`);
  return { ...process.env, NODE_OPTIONS: `--require=${JSON.stringify(loader)}`, NNXLAB_HEAP_PROBE: folder };
}

/** Collects the garbage of a kernel that has loaded this, and returns what is left. */
export async function askHeaps(folder: string): Promise<Heaps> {
  return { main: await ask(join(folder, "main")), worker: await ask(join(folder, "worker")) };
}

function ask(path: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let answer = "";
    connect(path)
      .setEncoding("utf8")
      .on("data", (text) => {
        answer += text;
      })
      .on("end", () => resolve(Number(answer)))
      .on("error", reject);
  });
}
