/**
 * The main thread of the kernel: it runs cells and tells the worker what they print, show and return. Nothing here survives on the
 * stack while a cell runs that an interrupt could not cut off: an interrupt may unwind every frame of this thread, ours included.
 */
import { receiveMessageOnPort, type Worker } from "node:worker_threads";
import { receiveComm } from "../../display/comm.ts";
import { cellEnded, setHost } from "../../display/host.ts";
import { collectIfSmall } from "../collectGarbage.ts";
import type { InputAnswer, ToUser, ToWorker } from "../protocol.ts";
import { slots } from "../protocol.ts";
import { captureStreams } from "./captureStreams.ts";
import { carryOwner } from "./carryOwner.ts";
import { createCellRunner } from "./cellRunner.ts";
import { describeError } from "./describeError.ts";
import { forbidExit } from "./forbidExit.ts";
import { KeyboardInterrupt } from "./keyboardInterrupt.ts";
import { createModuleImporter } from "./moduleImporter.ts";
import { asOwner, currentOwner, ownerOf } from "./owner.ts";
import { plainConsole } from "./plainConsole.ts";

/** The other thread, and what is shared with it. */
export interface UserSideOptions {
  readonly worker: Worker;
  readonly folder: string;
  readonly shared: SharedArrayBuffer;
  readonly inputPort: import("node:worker_threads").MessagePort;
}

/** Makes this thread the one that runs cells. Returns how to end the process, which cells cannot any more. */
export function startUserSide({ worker, folder, shared, inputPort }: UserSideOptions): (code: number) => never {
  const memory = new Int32Array(shared);
  const send = (message: ToWorker): void => worker.postMessage(message);
  const exit = forbidExit();
  carryOwner();
  plainConsole();

  let printing: string | undefined;
  let printed = 0;
  captureStreams((name, text) => {
    const owner = currentOwner();
    if (owner !== printing) [printing, printed] = [owner, 0];
    if (printed > mostSent) return;
    printed += text.length;
    Atomics.add(memory, slots.backlog, text.length);
    send({ type: "stream", owner, name, text });
    waitForRoom(memory);
  });

  setHost({
    owner: currentOwner,
    asOwner,
    publish(messageType, content, metadata, buffers) {
      send({ type: "publish", owner: currentOwner(), messageType, content, metadata, ...(buffers && { buffers }) });
    },
    input(prompt, password) {
      Atomics.store(memory, slots.input, 0);
      send({ type: "input", owner: currentOwner(), prompt, password });
      Atomics.wait(memory, slots.input, 0);
      const answer = receiveMessageOnPort(inputPort)?.message as InputAnswer | undefined;
      if (!answer) throw new KeyboardInterrupt("input() was interrupted");
      if ("error" in answer) throw new Error(answer.error);
      return answer.value;
    },
  });

  const importer = createModuleImporter(folder, send);
  const runner = createCellRunner({ send, importer, folder, memory });

  // Without them an error that no cell waits for would end the process.
  const listeners = {
    unhandledRejection(reason: unknown): void {
      if (reason instanceof KeyboardInterrupt) return; // the cell it belongs to has said so
      stray("Unhandled rejection", reason);
    },
    uncaughtException: (error: unknown): void => stray("Uncaught exception", error),
  };
  const on = process.on.bind(process) as (name: string, listener: (reason: unknown) => void) => unknown;
  const removeAllListeners = process.removeAllListeners.bind(process);
  on("unhandledRejection", listeners.unhandledRejection);
  on("uncaughtException", listeners.uncaughtException);
  process.removeAllListeners = (name) => {
    removeAllListeners(name);
    if (name === undefined || name === "unhandledRejection") on("unhandledRejection", listeners.unhandledRejection);
    if (name === undefined || name === "uncaughtException") on("uncaughtException", listeners.uncaughtException);
    if (name === undefined || name === "SIGINT") on("SIGINT", onSignal);
    return process;
  };
  // Most often SIGINT reaches the worker (signalInterrupt.ts); here it must only not end the process.
  let watching = false;
  const onSignal = (): void => {
    if (watching) send({ type: "signal" });
  };
  process.on("SIGINT", onSignal);

  function stray(kind: string, reason: unknown): void {
    const tell = (): void => {
      const error = describeError(reason);
      const owner = ownerOf(error.frames.map(({ file }) => file)) ?? currentOwner();
      send({ type: "stray", owner, kind, error });
    };
    try {
      tell();
    } catch {
      runner.repair(); // a cell has broken what this needs
      tell();
    }
  }

  function answerComm({ owner, event }: Extract<ToUser, { type: "comm" }>): void {
    try {
      asOwner(owner, () => receiveComm(event));
      cellEnded(owner);
    } catch (error) {
      send({ type: "stray", owner, kind: "Error in an answer to the page", error: describeError(error) });
    }
    send({ type: "commDone", owner });
  }

  worker.on("message", (message: ToUser) => {
    switch (message.type) {
      case "watchSignals":
        watching = true;
        runner.watchSignals();
        break;
      case "run":
        runner.run(message);
        break;
      case "reset":
        runner.reset();
        break;
      case "evaluate":
        runner.evaluate(message);
        break;
      case "comm":
        answerComm(message);
        break;
      case "interrupt":
        send({ type: "pong", ping: message.ping });
        runner.interrupt(message);
        break;
      case "unwound":
        runner.unwound();
        break;
      case "terminated":
        // `vm` takes the listeners away while it watches, and was cut off before it could put them back.
        if (!process.listeners("SIGINT").includes(onSignal)) process.on("SIGINT", onSignal);
        send({ type: "ready", cut: runner.cutOff(message.cells) });
        break;
      case "resolved":
        importer.resolved(message);
        break;
      case "collect":
        collectIfSmall();
        break;
      case "exit":
        exit(message.code);
        break;
      default:
        message satisfies never;
    }
  });
  return exit;
}

/** More than is shown of one cell: the rest need not be sent. */
const mostSent = 80 * 1024 * 1024; // characters

/** A cell that prints faster than the worker can send is held back, so that what waits does not fill the memory. */
const largestBacklog = 16 * 1024 * 1024; // characters

function waitForRoom(memory: Int32Array): void {
  for (;;) {
    const backlog = Atomics.load(memory, slots.backlog);
    if (backlog <= largestBacklog) return;
    Atomics.wait(memory, slots.backlog, backlog);
  }
}
