/**
 * `process.exit()` in a cell would end the kernel and lose all state without a word, so it throws. Returns the real one, for the
 * kernel's own use.
 */
export function forbidExit(): (code: number) => never {
  const exit = process.exit.bind(process);
  const internals = process as unknown as { reallyExit(code: number): never };
  const { reallyExit } = internals;
  const refuse = (what: string): never => {
    throw new Error(
      `Cannot end the process from a cell with ${what}: it would end the kernel and lose its state; use return in a function, throw an error, or shut the kernel down from the menu`,
    );
  };
  process.exit = () => refuse("process.exit()");
  process.abort = () => refuse("process.abort()");
  internals.reallyExit = () => refuse("process.reallyExit()");
  return (code) => {
    internals.reallyExit = reallyExit;
    return exit(code);
  };
}
