/** The device thread in a browser: a Web Worker that owns an adapter of `navigator.gpu`. Started by `startBrowserThread.ts`. */
import { type BrowserThreadData, settled } from "./browserMessages.ts";
import { openChannel } from "./channel.ts";
import { DeviceEnd } from "./deviceEnd.ts";
import type { Answer, Host } from "./serve.ts";
import { serveAdapter } from "./serveAdapter.ts";

const scope = globalThis as unknown as {
  addEventListener(type: "message", listener: (event: MessageEvent<BrowserThreadData>) => void, options: object): void;
  postMessage(message: Answer | typeof settled, transfer?: ArrayBuffer[]): void;
  close(): void;
};

scope.addEventListener("message", ({ data }) => void run(new DeviceEnd(openChannel(data.memory))), { once: true });

async function run(end: DeviceEnd): Promise<void> {
  try {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: "high-performance" });
    if (!adapter) throw new Error("the browser found no adapter. Use the wasm backend, which needs none");
    await serveAdapter(end, adapter, host(), () => scope.postMessage(settled));
  } catch (error) {
    end.fail(`Cannot use WebGPU: ${(error as Error).message}`);
    scope.postMessage(settled);
  }
  end.close();
  scope.close();
}

/** A message to oneself is the quickest way through the event loop. */
function host(): Host {
  const { port1, port2 } = new MessageChannel();
  const turns: (() => void)[] = [];
  port1.onmessage = () => turns.shift()!();
  return {
    turn: () =>
      new Promise((resolve) => {
        turns.push(resolve);
        port2.postMessage(null);
      }),
    post: (answer, transfer) => scope.postMessage(answer, transfer),
  };
}
