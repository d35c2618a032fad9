/**
 * The queues of cells: one for the main shell, one for each subshell that clients have made. In a shell cells run one after the other;
 * shells do not wait for one another.
 */
import { randomUUID } from "node:crypto";
import type { Handler, Request } from "./messages/handler.ts";

/** A cell that waits for its turn. */
export interface Waiting {
  readonly handler: Handler;
  readonly request: Request;
  isAborted: boolean;
}

/** One queue. */
export interface Shell {
  /** None: the main shell. */
  readonly id: string | undefined;
  readonly waiting: Waiting[];
  running: Request | undefined;
}

/** All queues. */
export interface Shells {
  /** The shell that a message is for, on other channels the main one; throws an `UnknownSubshellError` when there is none. */
  of(request: Request): Shell;
  /** Makes a subshell and returns its id. */
  create(): string;
  /** Takes a subshell away; its cells are the caller's. Throws an `UnknownSubshellError` when there is none of that id. */
  remove(id: string): Shell;
  /** The shell that runs a cell, also one that was removed. */
  running(cell: Request): Shell | undefined;
  /** The subshells, oldest first. */
  readonly ids: readonly string[];
  /** The cells that run, that of the main shell last; those of subshells that were removed too. */
  readonly cells: readonly Request[];
}

/** A message for a subshell that does not exist, or no longer. */
export class UnknownSubshellError extends Error {
  override readonly name: string = "UnknownSubshellError";
}

/** The main shell, and no other yet. */
export function createShells(): Shells {
  const main: Shell = { id: undefined, waiting: [], running: undefined };
  const subshells = new Map<string, Shell>();
  const removed = new Set<Shell>();

  function find(id: unknown): Shell {
    const shell = subshells.get(id as string);
    if (shell) return shell;
    throw new UnknownSubshellError(
      `Cannot use subshell ${JSON.stringify(id)}: it does not exist; there ${subshells.size === 1 ? "is" : "are"} ${subshells.size === 0 ? "none" : [...subshells.keys()].join(", ")}, and create_subshell_request makes one`,
    );
  }

  function all(): Shell[] {
    for (const shell of removed) if (!shell.running) removed.delete(shell);
    return [...subshells.values(), ...removed, main];
  }

  return {
    of({ channel, message }) {
      const id: unknown = channel === "shell" ? message.header.subshell_id : undefined;
      return id === undefined || id === null ? main : find(id);
    },
    create() {
      const id = randomUUID();
      subshells.set(id, { id, waiting: [], running: undefined });
      return id;
    },
    remove(id) {
      const shell = find(id);
      subshells.delete(id);
      removed.add(shell);
      return shell;
    },
    get ids() {
      return [...subshells.keys()];
    },
    running: (cell) => all().find(({ running }) => running === cell),
    get cells() {
      return all().flatMap(({ running }) => running ?? []);
    },
  };
}
