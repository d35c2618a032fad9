import { heldBuffers } from "../core/holdings.ts";
import { printAval } from "../types/aval.ts";
import { formatBytes } from "./formatBytes.ts";

const named = 5;

/** Who holds the device's memory, and what to do: the end of an out-of-memory message. */
export function describeLargest(): string {
  const held = [...heldBuffers()].sort(([a], [b]) => b.bytes - a.bytes);
  if (held.length === 0) return "no array holds memory, the device is too small for this one";
  const total = held.reduce((sum, [{ bytes }]) => sum + bytes, 0);
  const largest = held.slice(0, named).map(([{ bytes }, aval]) => `${printAval(aval)} (${formatBytes(bytes)})`);
  const holders = held.length === 1 ? "1 live array holds" : `${held.length} live arrays hold`;
  return `${holders} ${formatBytes(total)}, the largest are ${largest.join(", ")}; free what is no longer needed with x.delete(), or use smaller batches`;
}
