/** The kernel's worker thread: sockets, protocol, TypeScript, history, interrupts. */
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { readConnectionFile } from "./connection.ts";
import { historyFolder, openHistory } from "./history.ts";
import type { ToUser, WorkerData } from "./interpreter/protocol.ts";
import { createTypescriptInterpreter } from "./interpreter/typescriptInterpreter.ts";
import { createJournal } from "./journal.ts";
import { serveKernel } from "./kernel.ts";
import { log } from "./log.ts";
import { watchParent } from "./watchParent.ts";
import { createZeromqTransport } from "./wire/zeromqTransport.ts";

const { connectionFile, folder, shared, inputPort } = workerData as WorkerData;
const memory = new Int32Array(shared);

let isRunning = (): boolean => false;

/**
 * Ends the process, of which this thread is a part. A main thread that is busy with a cell cannot be asked to, and is killed soon;
 * without a cell it is at most loading the runtime, and answers when it is done.
 */
function exit(code: number): void {
  const message: ToUser = { type: "exit", code };
  parentPort!.postMessage(message);
  setTimeout(() => process.kill(process.pid, "SIGKILL"), isRunning() ? 200 : 10_000);
}

try {
  const connection = readConnectionFile(connectionFile);
  const history = historyFolder();
  const journal = createJournal(history && join(history, "running"), connectionFile, connection.key);
  let dispose = journal.close;
  await serveKernel({
    transport: createZeromqTransport(connection),
    history: openHistory(history),
    createInterpreter(events) {
      const interpreter = createTypescriptInterpreter({ folder, memory, inputPort, journal, events });
      dispose = () => {
        journal.close();
        interpreter.dispose();
      };
      isRunning = () => interpreter.isRunning;
      return interpreter;
    },
    onStop() {
      dispose();
      exit(0);
    },
  });
  journal.open();
  watchParent(() => {
    dispose();
    exit(1);
  });
} catch (error) {
  log((error as Error).message);
  exit(1);
}
