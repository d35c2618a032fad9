/**
 * Which arrays hold which buffers, so that the share of an array that nobody can reach any more is given back.
 *
 * Weak references are looked through when memory is wanted. A FinalizationRegistry would report only when the thread is idle:
 * never within a training loop that does not await, which is where arrays are dropped by the thousand.
 */
import type { Aval } from "../types/aval.ts";
import type { DeviceBuffer } from "./evaluator.ts";

/** An array, as far as this file knows it. */
export interface Holder {
  readonly aval: Aval;
}

/** An array's hold on device memory: one share of a buffer, or none at present. */
export interface Holding {
  readonly holder: WeakRef<Holder>;
  buffer: DeviceBuffer | undefined;
  /** Where it stands in the list; −1 once the array has let go. */
  place: number;
}

const holdings: Holding[] = [];

/** Notes that `holder` has a share of the buffer, until `letGo` or until nobody can reach it. */
export function hold(holder: Holder, buffer: DeviceBuffer): Holding {
  const holding: Holding = { holder: new WeakRef(holder), buffer, place: holdings.length };
  holdings.push(holding);
  return holding;
}

/** Gives the share back, for good. */
export function letGo(holding: Holding): void {
  if (holding.place < 0) return;
  const last = holdings.pop()!;
  if (last !== holding) {
    holdings[holding.place] = last;
    last.place = holding.place;
  }
  holding.place = -1;
  holding.buffer?.release();
}

/** Gives back the shares of arrays that the engine has found unreachable in its last collection of garbage; says how many bytes. */
export function letGoDropped(): number {
  let bytes = 0;
  for (let place = holdings.length - 1; place >= 0; place--) {
    const holding = holdings[place]!;
    if (holding.holder.deref()) continue;
    bytes += holding.buffer?.bytes ?? 0;
    letGo(holding);
  }
  return bytes;
}

/** Number of shares held by arrays. */
export function holdingsCount(): number {
  return holdings.length;
}

/** Every array that holds device memory. */
export function holders(): Holder[] {
  return holdings.flatMap(({ holder, buffer }) => (buffer ? (holder.deref() ?? []) : []));
}

/** Every buffer that some array holds, with the aval of one of them. */
export function heldBuffers(): Map<DeviceBuffer, Aval> {
  const held = new Map<DeviceBuffer, Aval>();
  for (const { holder, buffer } of holdings) {
    const array = holder.deref();
    if (array && buffer) held.set(buffer, array.aval);
  }
  return held;
}
