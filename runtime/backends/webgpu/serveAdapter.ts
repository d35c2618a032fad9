import { Device } from "./device.ts";
import type { DeviceEnd } from "./deviceEnd.ts";
import { type Host, serve } from "./serve.ts";

/** What a device thread does with its adapter: opens it, says that it is ready, and serves until the caller closes the channel. */
export async function serveAdapter(end: DeviceEnd, adapter: GPUAdapter, host: Host, ready?: () => void): Promise<void> {
  const device = await Device.open(adapter, (kind, text) => {
    if (kind === "lost") end.fail(text);
    else end.report(kind, text);
  });
  end.ready(JSON.stringify(device.info));
  ready?.();
  try {
    await serve(end, device, host);
  } finally {
    await device.close();
    while (device.owed > 0) await host.turn();
  }
}
