/** All that differs between Node's worker threads and a browser's Web Workers. */
import { isNode, nodeModule } from "../../nodeModule.ts";
import type { Message } from "./messages.ts";

/** A running thread. */
export interface WorkerThread {
  post(message: Message): void;
  stop(): void;
}

/**
 * Starts a thread, which does not keep the process alive. It begins when the caller's own thread has time for it.
 *
 * @param onGone called, later, when the thread has failed or ended, with the reason
 */
export function startWorker(onGone: (reason: string) => void): WorkerThread {
  if (!isNode) {
    // Written as bundlers want to see it.
    const worker = new Worker(new URL("./thread.js", import.meta.url), { type: "module", name: "nnxlab wasm" });
    worker.addEventListener("error", ({ message }) => onGone(message));
    return { post: (message) => worker.postMessage(message), stop: () => worker.terminate() };
  }
  const { Worker: NodeWorker } = nodeModule("node:worker_threads");
  const worker = new NodeWorker(builtThread(), { execArgv: [], name: "nnxlab wasm" } as ConstructorParameters<
    typeof NodeWorker
  >[1]);
  worker.on("error", ({ message }) => onGone(message));
  worker.on("exit", (code) => onGone(`it ended with code ${code}`));
  worker.unref();
  return { post: (message) => worker.postMessage(message), stop: () => void worker.terminate() };
}

/** The built file of the thread: Node's workers cannot run TypeScript. */
function builtThread(): URL {
  return new URL(
    "./thread.js",
    import.meta.url.replace(/\/runtime\/(?=backends\/wasm\/threads\/\w+\.ts$)/, "/dist/runtime/"),
  );
}
