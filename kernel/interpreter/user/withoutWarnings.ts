/**
 * Runs `body` without Node's warnings about it. The kernel imports through a part of `vm` that Node calls experimental; whoever opens a
 * notebook can do nothing about that.
 */
export function withoutWarnings<T>(body: () => T): T {
  const { emitWarning } = process;
  process.emitWarning = () => {};
  try {
    return body();
  } finally {
    process.emitWarning = emitWarning;
  }
}
