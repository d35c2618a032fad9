/** The device of arrays that nobody has placed; `devices.ts`, which knows devices, says which. */
import type { MeshDevice } from "./mesh.ts";

let current: (() => MeshDevice) | undefined;

/** Sets how the device is found; called once, where devices are made. */
export function setDefaultDevice(find: () => MeshDevice): void {
  current = find;
}

/** The first device. */
export function defaultDevice(): MeshDevice {
  if (!current) throw new Error("Cannot name the default device: import runtime/index.ts, which knows devices");
  return current();
}
