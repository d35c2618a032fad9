/** Starts the device thread from a browser, which takes turns of the event loop; after that it is used as in Node, without any. */
import { type BrowserThreadData, settled } from "./browserMessages.ts";
import { CallerEnd } from "./callerEnd.ts";
import { openChannel } from "./channel.ts";
import type { Answer } from "./serve.ts";
import type { Thread } from "./startThread.ts";

/** Milliseconds without a sign of life after which the device thread counts as dead. */
const stallTimeout = 60_000;
const closeTimeout = 2000;

/**
 * Starts a thread and settles when it has a device.
 *
 * @throws Error that says what is missing: WebGPU, shared memory, or an adapter
 */
export async function startBrowserThread(): Promise<Thread> {
  if (!globalThis.navigator?.gpu) {
    throw new Error(
      "Cannot use WebGPU: this browser has none, or the page is not served by https or localhost. Use the wasm backend, which needs none",
    );
  }
  if (!globalThis.crossOriginIsolated) {
    throw new Error(
      "Cannot use WebGPU: the page is not cross-origin isolated, so its threads cannot share memory. Serve it with the headers " +
        "Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp, or use the wasm backend",
    );
  }
  const channel = openChannel();
  const end = new CallerEnd(channel, stallTimeout);
  // Written as bundlers want to see it.
  const worker = new Worker(new URL("./browserThread.js", import.meta.url), { type: "module", name: "nnxlab webgpu" });
  const gone: (() => void)[] = [];
  await new Promise<void>((resolve) => {
    worker.addEventListener("message", () => resolve(), { once: true });
    worker.addEventListener("error", ({ message }) => {
      end.fail(`The WebGPU thread has failed: ${message || "its file did not load"}`);
      for (const listener of gone) listener();
      resolve();
    });
    worker.postMessage({ memory: channel.memory } satisfies BrowserThreadData);
  });
  return {
    end,
    info: JSON.parse(end.waitUntilReady()),
    expect: () => undefined, // a page does not end while it waits
    onAnswer: (listener) =>
      worker.addEventListener("message", ({ data }: MessageEvent<Answer | typeof settled>) => {
        if (data !== settled) listener(data);
      }),
    onGone: (listener) => gone.push(listener),
    close() {
      end.close(closeTimeout);
      worker.terminate();
    },
  };
}
