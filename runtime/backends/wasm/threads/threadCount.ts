import { isNode, nodeModule } from "../../nodeModule.ts";

/** More threads than this fight for memory more than they compute. */
const most = 16;

let limit: number | undefined;

/**
 * Threads that a large kernel may use, the caller's included: what `limitThreads` or `NNXLAB_THREADS` says, else as many as the machine has.
 * Throws a RangeError for a `NNXLAB_THREADS` that is no positive integer.
 */
export function threadCount(): number {
  return (limit ??= environmentLimit() ?? Math.min(most, hardwareThreads()));
}

/** Limits the threads of large kernels, from the next kernel on; undefined: as many as the environment and the machine say. */
export function limitThreads(count: number | undefined): void {
  if (count !== undefined && !isCount(count))
    throw new RangeError(`Cannot use ${count} threads: the number must be an integer from 1 on`);
  limit = count;
}

const isCount = (count: number): boolean => Number.isInteger(count) && count >= 1;

function environmentLimit(): number | undefined {
  const text = isNode ? process.env.NNXLAB_THREADS : undefined;
  if (text === undefined || text === "") return undefined;
  if (!isCount(Number(text)))
    throw new RangeError(`Cannot use NNXLAB_THREADS=${text}: it must be an integer from 1 on`);
  return Number(text);
}

function hardwareThreads(): number {
  if (isNode) return nodeModule("node:os").availableParallelism();
  return globalThis.navigator?.hardwareConcurrency ?? 1;
}
