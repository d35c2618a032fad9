import { Console } from "node:console";

/**
 * Makes `console` write and do nothing else. While an inspector is connected, as it always is here (interrupts need it), Node's own
 * methods also tell it of every call, with its stack, which took longer than writing the line.
 */
export function plainConsole(): void {
  const { stdout, stderr } = process;
  const plain = new Console({ stdout, stderr, colorMode: false }) as unknown as Record<string, unknown>;
  const all = console as unknown as Record<string, unknown>;
  for (const name of Object.keys(plain))
    if (typeof all[name] === "function" && name !== "Console") all[name] = plain[name];
}
