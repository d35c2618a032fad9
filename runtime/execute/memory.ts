/**
 * Allocation with a pool. Memory that was given back is kept for the next array of exactly its size, so that a training loop
 * needs nothing from the device after its first steps; what the pool holds beyond a limit, or when the device is full, is freed.
 */
import { type Allocation, type Backend, OutOfMemoryError } from "../backends/backend.ts";
import { type Aval, printAval } from "../types/aval.ts";
import { describeLargest } from "./describeLargest.ts";
import { formatBytes } from "./formatBytes.ts";
import { giveBackDropped, relievePressure } from "./pressure.ts";

/** Memory kept for reuse, by size; and counts for statistics. */
interface Pool {
  readonly free: Map<number, Allocation[]>;
  freeBytes: number;
  peakBytes: number;
}

const pools = new WeakMap<Backend, Pool>();
const mostPooledBytes = 256 * 2 ** 20;

function poolOf(backend: Backend): Pool {
  let pool = pools.get(backend);
  if (!pool) pools.set(backend, (pool = { free: new Map(), freeBytes: 0, peakBytes: 0 }));
  return pool;
}

/** Uninitialised memory for an array of this aval. Throws `OutOfMemoryError` that names the largest live arrays. */
export function allocate(backend: Backend, bytes: number, aval: Aval): Allocation {
  const pool = poolOf(backend);
  const reused = take(pool, bytes);
  if (reused) return reused;
  relievePressure(backend.bytesInUse - pool.freeBytes);
  const allocation = take(pool, bytes) ?? allocateNew(backend, bytes, aval);
  pool.peakBytes = Math.max(pool.peakBytes, backend.bytesInUse - pool.freeBytes);
  return allocation;
}

function take(pool: Pool, bytes: number): Allocation | undefined {
  const allocation = pool.free.get(bytes)?.pop();
  if (allocation) pool.freeBytes -= bytes;
  return allocation;
}

/** Keeps memory for reuse, or frees it. */
export function giveBack(backend: Backend, allocation: Allocation): void {
  const pool = poolOf(backend);
  const { bytes } = allocation;
  if (pool.freeBytes + bytes > mostPooledBytes) {
    backend.free(allocation);
    return;
  }
  pool.freeBytes += bytes;
  const same = pool.free.get(bytes);
  if (same) same.push(allocation);
  else pool.free.set(bytes, [allocation]);
}

/** Frees what the pool of a backend holds. */
export function emptyPool(backend: Backend): void {
  const pool = poolOf(backend);
  for (const allocations of pool.free.values()) for (const allocation of allocations) backend.free(allocation);
  pool.free.clear();
  pool.freeBytes = 0;
}

/** Device memory in numbers, in bytes. */
export interface MemoryStats {
  readonly backend: string;
  /** Held by arrays. */
  readonly bytesInUse: number;
  readonly peakBytesInUse: number;
  /** Given back by arrays, kept for reuse. */
  readonly bytesPooled: number;
}

/** What a backend's memory is used for, once what was dropped has been given back. */
export function memoryStats(backend: Backend): MemoryStats {
  giveBackDropped();
  const { freeBytes, peakBytes } = poolOf(backend);
  const bytesInUse = backend.bytesInUse - freeBytes;
  return { backend: backend.name, bytesInUse, peakBytesInUse: Math.max(peakBytes, bytesInUse), bytesPooled: freeBytes };
}

function allocateNew(backend: Backend, bytes: number, aval: Aval): Allocation {
  try {
    return backend.alloc(bytes);
  } catch (error) {
    if (!(error instanceof OutOfMemoryError)) throw error;
  }
  giveBackDropped();
  emptyPool(backend);
  try {
    return backend.alloc(bytes);
  } catch (error) {
    if (!(error instanceof OutOfMemoryError)) throw error;
    throw new OutOfMemoryError(
      `Cannot allocate ${formatBytes(bytes)} for ${printAval(aval)} on ${backend.name}: ${describeLargest()}`,
      { cause: error },
    );
  }
}
