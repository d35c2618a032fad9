/** Who holds device memory. */
import { type Aval, printAval } from "../types/aval.ts";
import { formatBytes } from "./formatBytes.ts";

/** Memory that some array holds. */
export interface LiveBuffer {
  readonly bytes: number;
  readonly aval: Aval;
}

/** Every buffer with a holder. */
export const liveBuffers: Set<LiveBuffer> = new Set();

const named = 5;

/** Who holds the device's memory, and what to do: the end of an out-of-memory message. */
export function describeLargest(): string {
  const buffers = [...liveBuffers].sort((a, b) => b.bytes - a.bytes);
  if (buffers.length === 0) return "no array holds memory, the device is too small for this one";
  const total = buffers.reduce((sum, { bytes }) => sum + bytes, 0);
  const largest = buffers.slice(0, named).map(({ aval, bytes }) => `${printAval(aval)} (${formatBytes(bytes)})`);
  const held = buffers.length === 1 ? "1 live array holds" : `${buffers.length} live arrays hold`;
  return `${held} ${formatBytes(total)}, the largest are ${largest.join(", ")}; free what is no longer needed with x.delete(), or use smaller batches`;
}
