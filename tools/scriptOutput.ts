/**
 * What a cell shows, on standard output and standard error of a command: text where it belongs, of everything else its text. On a terminal
 * an output that changes in place (a progress bar) does so below all others; elsewhere it is written when it is shown and once more, as it
 * is at the end, if it has changed.
 */

/** Where to write. */
export interface ScriptOutputOptions {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** Whether lines that were written can be written again. */
  readonly isTerminal: boolean;
}

/** Takes what a kernel publishes. */
export interface ScriptOutput {
  take(type: string, content: Readonly<Record<string, unknown>>): void;
  /** The cell has ended. */
  finish(): void;
}

/** Nothing is written yet. */
export function createScriptOutput({ out, err, isTerminal }: ScriptOutputOptions): ScriptOutput {
  /** Outputs with a name: their text of now, and whether that is written for good. */
  const named = new Map<string, { text: string; isWritten: boolean }>();
  /** Names of the lines that are drawn below everything, and the text that was drawn. */
  const moving = new Set<string>();
  let drawn = 0;

  /** Removes the moving lines, so that others can be written. */
  function clear(): void {
    if (drawn > 0) err(`\r\x1b[${drawn}A\x1b[J`);
    drawn = 0;
  }

  function draw(): void {
    for (const id of moving) err(`${named.get(id)!.text}\n`);
    drawn = moving.size;
  }

  function write(text: string, to: (text: string) => void): void {
    clear();
    to(text);
    if (text.endsWith("\n")) draw();
  }

  function update(id: string, text: string): void {
    const known = named.get(id);
    if (known?.text === text) return;
    named.set(id, { text, isWritten: false });
    if (!isTerminal || text.includes("\n")) return;
    clear();
    moving.add(id);
    draw();
  }

  return {
    take(type, content) {
      const text = textOf(content);
      const id = (content.transient as { display_id?: string } | undefined)?.display_id;
      switch (type) {
        case "stream":
          write(String(content.text), content.name === "stderr" ? err : out);
          break;
        case "update_display_data":
          if (id !== undefined && text !== undefined) update(id, text);
          break;
        case "display_data":
        case "execute_result":
          if (text === undefined) break;
          // A bar is nothing to keep: on a terminal it is drawn with the moving lines from the start.
          if (id !== undefined && isTerminal && isBar(content)) update(id, text);
          else write(`${text}\n`, out);
          if (id !== undefined) named.set(id, { text, isWritten: !moving.has(id) });
          break;
      }
    },
    finish() {
      clear();
      for (const [id, { text, isWritten }] of named) if (!isWritten) (moving.has(id) ? err : out)(`${text}\n`);
      named.clear();
      moving.clear();
    },
  };
}

function textOf({ data }: Readonly<Record<string, unknown>>): string | undefined {
  const text = (data as Record<string, unknown> | undefined)?.["text/plain"];
  return typeof text === "string" ? text : undefined;
}

function isBar({ data }: Readonly<Record<string, unknown>>): boolean {
  return String((data as Record<string, unknown>)["text/html"] ?? "").includes("<progress");
}
