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
  /** The cell that runs. */
  readonly running: Request | undefined;
}

type OwnShell = { -readonly [Key in keyof Shell]: Shell[Key] };

/** All queues. */
export interface Shells {
  /** The shell that a message is for, on other channels the main one; throws an `UnknownSubshellError` when there is none. */
  of(request: Request): Shell;
  /** Makes a subshell and returns its id. */
  create(): string;
  /** Takes a subshell away; its cells are the caller's. Throws an `UnknownSubshellError` when there is none of that id. */
  remove(id: string): Shell;
  /** A cell's turn begins. */
  begin(shell: Shell, cell: Request): void;
  end(shell: Shell): void;
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
  const main: OwnShell = { id: undefined, waiting: [], running: undefined };
  const subshells = new Map<string, OwnShell>();
  const busy = new Map<Request, Shell>();

  function find(id: unknown): OwnShell {
    const shell = subshells.get(id as string);
    if (shell) return shell;
    const there = subshells.size === 1 ? "there is 1" : `there are ${subshells.size || "none"}`;
    throw new UnknownSubshellError(
      `Cannot use subshell ${describe(id)}: it does not exist; ${there}, list_subshell_request names them and create_subshell_request makes one`,
    );
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
      return shell;
    },
    begin(shell: OwnShell, cell) {
      shell.running = cell;
      busy.set(cell, shell);
    },
    end(shell: OwnShell) {
      if (shell.running) busy.delete(shell.running);
      shell.running = undefined;
    },
    get ids() {
      return [...subshells.keys()];
    },
    running: (cell) => busy.get(cell),
    get cells() {
      const ofSubshells = [...busy.keys()].filter((cell) => cell !== main.running);
      return main.running ? [...ofSubshells, main.running] : ofSubshells;
    },
  };
}

function describe(id: unknown): string {
  const text = JSON.stringify(id);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
