import type { ErrorContent } from "./interpreter.ts";

/** What a cell says that was cut off: it could not say anything itself. */
export const terminated: ErrorContent = {
  ename: "KeyboardInterrupt",
  evalue: "the cell was stopped while it computed; its variables keep their values",
  traceback: [
    "\x1b[31m\x1b[1mKeyboardInterrupt\x1b[22m\x1b[39m: the cell was stopped while it computed; its variables keep their values",
  ],
};
