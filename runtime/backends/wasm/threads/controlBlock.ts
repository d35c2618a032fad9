/**
 * The words of shared memory through which threads share the parts of a kernel. Parts are claimed, not handed out: whoever is awake takes
 * the next one, and a thread that is slow, not yet there, or gone, takes none. So nobody waits for a thread but for a part it has begun.
 *
 *     claim     job number · 1024 + parts that nobody has taken      one word, so that a late thread cannot take a part of the next job
 *     active    threads that may be working on a part
 *     messages  how many messages were sent to the threads: one that has received fewer goes and gets them
 */

/** Places of the words. */
export const words = {
  claim: 0,
  program: 1,
  kernel: 2,
  active: 3,
  messages: 4,
  failed: 5,
  textLength: 6,
  threads: 7,
} as const;

const textStart = 32; // bytes
const textBytes = 480;
const oneJob = 2 ** 10;

/** Parts of one kernel at most. */
export const mostParts: number = oneJob - 1;

/** One block for a pool and its threads. */
export class ControlBlock {
  readonly memory: SharedArrayBuffer;
  readonly words: Int32Array<SharedArrayBuffer>;

  constructor(memory: SharedArrayBuffer = new SharedArrayBuffer(textStart + textBytes)) {
    this.memory = memory;
    this.words = new Int32Array(memory, 0, textStart / 4);
  }

  /** Offers a kernel in so many parts to the first `threads` threads. Nobody may be active. */
  open(program: number, kernel: number, parts: number, threads: number): void {
    const all = this.words;
    Atomics.store(all, words.threads, threads);
    Atomics.store(all, words.program, program);
    Atomics.store(all, words.kernel, kernel);
    const job = (Atomics.load(all, words.claim) & -oneJob) + oneJob;
    Atomics.store(all, words.claim, (job + parts) | 0);
    Atomics.notify(all, words.claim);
  }

  /** The word to claim with. */
  get claim(): number {
    return Atomics.load(this.words, words.claim);
  }

  /** Takes a part, unless another thread was faster or the job is another one: then false. */
  take(claim: number): boolean {
    return Atomics.compareExchange(this.words, words.claim, claim, claim - 1) === claim;
  }

  /** Takes all parts that are left, for nobody. */
  withdraw(): void {
    for (let claim = this.claim; partsLeft(claim) > 0; claim = this.claim) this.take(claim);
  }

  /** Leaves a message for the thread that waits for the result. */
  fail(text: string): void {
    const bytes = new TextEncoder().encode(text).subarray(0, textBytes);
    new Uint8Array(this.memory, textStart).set(bytes);
    Atomics.store(this.words, words.textLength, bytes.length);
    Atomics.store(this.words, words.failed, 1);
  }

  /** The message of a thread that failed, once. */
  takeFailure(): string | undefined {
    if (Atomics.load(this.words, words.failed) === 0) return undefined;
    Atomics.store(this.words, words.failed, 0);
    // Decoders refuse shared memory: a copy.
    return new TextDecoder().decode(new Uint8Array(this.memory, textStart).slice(0, this.words[words.textLength]));
  }
}

/** Parts that nobody had taken when this was the claim word: they are taken from the last to the first. */
export function partsLeft(claim: number): number {
  return claim & (oneJob - 1);
}
