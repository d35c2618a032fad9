/**
 * Memory pressure: when arrays have piled up, those that nobody can reach give their memory back. A loop that drops its old
 * state, and never awaits, so stays in bounded memory.
 */
import { holdingsCount, letGoDropped } from "../core/holdings.ts";
import { collectGarbage } from "./collectGarbage.ts";

/** Fewer arrays, and fewer bytes, than these are never worth a collection. */
const leastCount = 1 << 15;
const leastBytes = 256 * 2 ** 20;

let countLimit = leastCount;
let bytesLimit = leastBytes;

/** Called before memory is asked for anew, with the bytes that arrays hold: gives back what was dropped if that is much. */
export function relievePressure(bytesHeld: number): void {
  if (holdingsCount() < countLimit && bytesHeld < bytesLimit) return;
  bytesHeld -= giveBackDropped();
  // Twice what is really alive: collections cost a constant part of the time, however much that is.
  countLimit = Math.max(leastCount, 2 * holdingsCount());
  bytesLimit = Math.max(leastBytes, 2 * bytesHeld);
}

/** Gives back the memory of every array that nobody can reach; says how many bytes. */
export function giveBackDropped(): number {
  collectGarbage();
  return letGoDropped();
}
