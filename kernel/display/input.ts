import { readSync, writeSync } from "node:fs";
import { displayHost } from "./host.ts";

/**
 * Asks the user for a line of text and waits for it.
 *
 * @param prompt shown before the field
 * @returns the line, without its line break
 * @throws Error when nobody can be asked, as when a notebook is run without a page
 */
export function input(prompt = ""): string {
  const host = displayHost();
  return host ? host.input(prompt, false) : readLine(prompt);
}

/** As `input`, for a secret: what is typed is not shown. */
export function password(prompt = "Password: "): string {
  const host = displayHost();
  if (!host) throw new Error("Cannot ask for a password: that needs a notebook; read it from an environment variable");
  return host.input(prompt, true);
}

/** A line from standard input of a plain program. */
function readLine(prompt: string): string {
  writeSync(1, prompt);
  const bytes: number[] = [];
  const one = Buffer.alloc(1);
  while (readSync(0, one, 0, 1, null) === 1 && one[0] !== 0x0a) bytes.push(one[0]!);
  return Buffer.from(bytes).toString("utf8").replace(/\r$/, "");
}
