/** The kernel's worker thread: sockets, protocol, TypeScript, history, interrupts. */
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { isRegistration, parseConnection, readJsonFile } from "./connection.ts";
import { historyFolder, openHistory } from "./history.ts";
import type { ToUser, WorkerData } from "./interpreter/protocol.ts";
import { createTypescriptInterpreter } from "./interpreter/typescriptInterpreter.ts";
import { createJournal } from "./journal.ts";
import { serveKernel } from "./kernel.ts";
import { log } from "./log.ts";
import { watchParent } from "./watchParent.ts";
import type { Transport } from "./wire/transport.ts";
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

/** What is to be undone when the kernel ends. */
const cleanups: (() => void)[] = [];
const dispose = (): void => {
  for (const clean of cleanups.splice(0)) clean();
};

/** The sockets that the file asks for, and the key of their messages; a registration file lets the kernel choose them, and tell. */
async function transportOf(file: string): Promise<{ readonly transport: Transport; readonly key: string }> {
  const data = readJsonFile(file);
  if (!isRegistration(data)) {
    const connection = parseConnection(data, file);
    return { transport: createZeromqTransport(connection), key: connection.key };
  }
  const { parseRegistration, publishConnection, register } = await import("./registration.ts");
  const registration = parseRegistration(data, file);
  const sockets = createZeromqTransport(registration.connection);
  const transport: Transport = {
    ...sockets,
    async open(receiver) {
      await sockets.open(receiver);
      cleanups.push(publishConnection(registration, sockets.connection, await runtimeFolder()));
      await register(registration, sockets.connection);
    },
  };
  return { transport, key: registration.connection.key };
}

/** Where Jupyter keeps connection files. */
async function runtimeFolder(): Promise<string> {
  const { JUPYTER_RUNTIME_DIR } = process.env;
  if (JUPYTER_RUNTIME_DIR) return JUPYTER_RUNTIME_DIR;
  const { userDataFolder } = await import("./install/jupyterFolders.ts");
  return join(userDataFolder(), "runtime");
}

try {
  const history = historyFolder();
  const { transport, key } = await transportOf(connectionFile);
  const journal = createJournal(history && join(history, "running"), connectionFile, key);
  cleanups.push(journal.close);
  await serveKernel({
    transport,
    history: openHistory(history),
    createInterpreter(events) {
      const interpreter = createTypescriptInterpreter({ folder, memory, inputPort, journal, events });
      cleanups.push(interpreter.dispose);
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
  dispose();
  exit(1);
}
