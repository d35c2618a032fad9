/** Whether this thread may sleep; the main thread of a browser may not. */
let maySleep = true;

/**
 * Waits while a shared word has a value: asleep, or looking all the time where sleeping is forbidden.
 *
 * @param words shared memory
 * @param word index of the word
 * @param value what it has as long as there is nothing to do
 * @param milliseconds longest wait
 * @returns whether the time was up; otherwise the word has changed, or somebody said that it has
 */
export function waitWord(words: Int32Array, word: number, value: number, milliseconds: number): boolean {
  if (maySleep) {
    try {
      return Atomics.wait(words, word, value, milliseconds) === "timed-out";
    } catch {
      maySleep = false; // a TypeError is how the engine says so
    }
  }
  const end = performance.now() + milliseconds;
  while (Atomics.load(words, word) === value) if (performance.now() >= end) return true;
  return false;
}
