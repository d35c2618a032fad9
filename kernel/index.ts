/**
 * A Jupyter kernel for TypeScript, in two threads:
 *
 *     worker.ts     ZeroMQ, the protocol (messages/), TypeScript (interpreter/typescript/), history, interrupts
 *     this thread   the user's cells and the runtime (interpreter/user/)
 *
 * so that the kernel answers while a cell computes, and an interrupt always reaches it.
 */
import { MessageChannel, Worker } from "node:worker_threads";
import { slots, type WorkerData } from "./interpreter/protocol.ts";
import { startUserSide } from "./interpreter/user/userSide.ts";
import { log } from "./log.ts";
import { restOptimizer } from "./startFlags.ts";

/**
 * Turns this process into a kernel. Cells run in this thread, in the current folder; the process ends when a client says so.
 * Node must have been started with the flags of `kernelFlags` (launch.ts).
 *
 * @param connectionFile path of the file that says where to listen; the errors that it can have end the process with code 1
 */
export function startKernel(connectionFile: string): void {
  restOptimizer(); // until the worker is ready
  const shared = new SharedArrayBuffer(4 * Object.keys(slots).length);
  const { port1, port2 } = new MessageChannel();
  const folder = process.cwd();
  const data: WorkerData = { connectionFile, folder, shared, inputPort: port2 };
  const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: data, transferList: [port2] });
  const exit = startUserSide({ worker, folder, shared, inputPort: port1 });
  worker.on("error", (error) => {
    log(`The kernel failed: ${error.stack ?? error.message}`);
    exit(1);
  });
}
