/** Starts the device thread from Node, and sees to it that it ends in order before the process does. */

import { nodeModule } from "../nodeModule.ts";
import type { AdapterInfo } from "./adapterInfo.ts";
import { CallerEnd } from "./callerEnd.ts";
import { openChannel } from "./channel.ts";
import type { Answer } from "./serve.ts";
import type { ThreadData } from "./thread.ts";

export interface ThreadOptions {
  /** Options of Dawn, as `["backend=vulkan"]`. */
  readonly dawn?: readonly string[];
  /** Milliseconds without a sign of life after which the device thread counts as dead. Default 60,000. */
  readonly stallTimeout?: number;
}

/** A running device thread. */
export interface Thread {
  readonly end: CallerEnd;
  readonly info: AdapterInfo;
  /** Listens for answers, and keeps the process alive until `expect(-1)` for each `expect(1)`. */
  expect(change: 1 | -1): void;
  onAnswer(listener: (answer: Answer) => void): void;
  /** Called when the thread is gone, however that came. */
  onGone(listener: () => void): void;
  close(): void;
}

/** Time that a process about to exit gives its device threads, in ms. */
const closeTimeout = 2000;
const open = new Set<CallerEnd>();
let listening = false;

/** Starts a thread and waits until it has a device. Throws an `Error` that says what is missing. */
export function startThread({ dawn = [], stallTimeout = 60_000 }: ThreadOptions = {}): Thread {
  const channel = openChannel();
  const end = new CallerEnd(channel, stallTimeout);
  const data: ThreadData = { memory: channel.memory, dawn };
  const { Worker } = nodeModule("node:worker_threads");
  const worker = new Worker(entry(), { workerData: data, execArgv: [], name: "nnxlab webgpu" } as ConstructorParameters<
    typeof Worker
  >[1]);
  // The process may end while the device thread waits for work.
  worker.unref();
  closeAtExit(end);
  const gone: (() => void)[] = [];
  worker.on("error", (error) => end.fail(`The WebGPU thread has failed: ${error.message}`));
  worker.on("exit", (code) => {
    open.delete(end);
    end.fail(`The WebGPU thread has ended, with code ${code}`);
    for (const listener of gone) listener();
  });
  let expected = 0;
  const info = JSON.parse(end.waitUntilReady()) as AdapterInfo;
  return {
    end,
    info,
    expect(change) {
      expected += change;
      if (expected > 0) worker.ref();
      else worker.unref();
    },
    onAnswer: (listener) => {
      worker.on("message", listener);
      if (expected === 0) worker.unref(); // a listener holds the process again
    },
    onGone: (listener) => gone.push(listener),
    close: () => end.close(closeTimeout),
  };
}

/** The built file of the thread: workers cannot run TypeScript. */
function entry(): URL {
  const fromSource = import.meta.url.endsWith(".ts");
  const here = fromSource
    ? import.meta.url.replace(/\/runtime\/(?=backends\/webgpu\/)/, "/dist/runtime/")
    : import.meta.url;
  const url = new URL("./thread.js", here);
  if (!nodeModule("node:fs").existsSync(url)) {
    throw new Error(`Cannot start the WebGPU thread: ${url.pathname} does not exist. Run npm run build`);
  }
  return url;
}

/** A device thread that is torn down in the middle of its work takes the process with it. */
function closeAtExit(end: CallerEnd): void {
  if (!listening) {
    listening = true;
    process.on("exit", () => {
      for (const each of open) each.close(closeTimeout);
    });
  }
  open.add(end);
}
