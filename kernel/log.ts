/**
 * What the kernel itself has to say goes to file descriptor 2, where Jupyter's server keeps its log. Writing there directly works
 * from both threads and never passes through `process.stderr`, which belongs to the user's cells.
 */
import { writeSync } from "node:fs";

/** After this many lines only every 1000th is written: a flood of junk must not become a flood of log. */
const quietAfter = 100;
let lines = 0;

/** Writes one line to the server's log. */
export function log(text: string): void {
  lines++;
  if (lines > quietAfter && lines % 1000 !== 0) return;
  const note = lines > quietAfter ? ` (line ${lines} of this log; most are left out)` : "";
  try {
    writeSync(2, `[nnxlab kernel] ${text}${note}\n`);
  } catch {
    // The server closed the pipe: there is nobody to tell.
  }
}
