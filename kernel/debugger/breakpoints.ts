/** Breakpoints: wished for by line of a source, set in every script that is made of it, also in those that come later. */
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { Position } from "../interpreter/typescript/sourceMap.ts";
import type { Breakpoint, SourceBreakpoint } from "./dap.ts";
import type { InspectorSession } from "./inspectorSession.ts";
import { placesToStop } from "./placesToStop.ts";
import type { Script, Scripts } from "./scripts.ts";

/** The breakpoints of one debugging session. */
export interface Breakpoints {
  /** Replaces the breakpoints of a source; each comes back with the line it has really got. */
  set(path: string, wishes: readonly SourceBreakpoint[]): Promise<readonly Breakpoint[]>;
  /** A script is about to run: sets the breakpoints of its source in it. */
  prepare(script: Script): Promise<void>;
  /** All of them, by source. */
  list(): readonly { readonly source: string; readonly breakpoints: readonly Breakpoint[] }[];
}

interface Wish {
  readonly breakpoint: Breakpoint;
  readonly condition: string | undefined;
  /** Where it belongs in the source; undefined where nothing runs any more. */
  readonly place: Position | undefined;
}

/** None yet. `textOf` gives the code of a source that has not run. */
export function createBreakpoints(
  inspector: InspectorSession,
  scripts: Scripts,
  textOf: (path: string) => string | undefined,
): Breakpoints {
  const wishes = new Map<string, readonly Wish[]>();
  /** What V8 calls those it has, by source. */
  const known = new Map<string, string[]>();
  let count = 0;

  async function add(path: string, target: object, place: Position, condition: string | undefined): Promise<void> {
    const { breakpointId } = await inspector.post<{ breakpointId: string }>("Debugger.setBreakpointByUrl", {
      ...target,
      lineNumber: place.line,
      columnNumber: place.column,
      ...(condition ? { condition } : {}),
    });
    known.set(path, [...(known.get(path) ?? []), breakpointId]);
  }

  /** Sets each wish once, in all scripts of the list. */
  async function place(path: string, targets: readonly Script[]): Promise<void> {
    const distinct = new Map((wishes.get(path) ?? []).map((wish) => [JSON.stringify(wish.place), wish]));
    for (const { place: wanted, condition } of distinct.values()) {
      if (!wanted) continue;
      for (const script of targets) {
        const found = script.generated(wanted);
        if (found) await add(path, { url: script.url }, found, condition);
      }
      if (isJavaScript(path)) await add(path, { urlRegex: addressOf(path) }, wanted, condition);
    }
  }

  return {
    async set(path, requested) {
      const text = scripts.ofPath(path).at(-1)?.text ?? textOf(path) ?? readFile(path);
      const places = text === undefined ? [] : placesToStop(text);
      const wished = requested.map(({ line, condition }): Wish => {
        const found = places.find((candidate) => candidate.line >= line - 1);
        const breakpoint: Breakpoint = {
          id: ++count,
          verified: found !== undefined,
          line: found ? found.line + 1 : line,
          source: { path },
          ...(found ? {} : { message: whyNot(line, text) }),
        };
        return { breakpoint, condition, place: found };
      });
      wishes.set(path, wished);
      const old = known.get(path) ?? [];
      known.delete(path);
      for (const breakpointId of old) await inspector.post("Debugger.removeBreakpoint", { breakpointId });
      await place(path, scripts.ofPath(path));
      if (requested.length === 0) wishes.delete(path);
      return wished.map(({ breakpoint }) => breakpoint);
    },
    async prepare(script) {
      if (wishes.has(script.path)) await place(script.path, [script]);
    },
    list: () =>
      [...wishes].map(([source, wished]) => ({ source, breakpoints: wished.map(({ breakpoint }) => breakpoint) })),
  };
}

function whyNot(line: number, text: string | undefined): string {
  if (text === undefined) return "Cannot stop there: no cell has this code, and there is no such file";
  return `Cannot stop at line ${line}: nothing runs there or after it`;
}

/** A file of the user's that Node runs as it is. */
function isJavaScript(path: string): boolean {
  return /\.[cm]?js$/.test(path);
}

/** The addresses under which a file is imported: a change gives it a new query. */
function addressOf(path: string): string {
  return `^${pathToFileURL(path).href.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(\\?.*)?$`;
}

function readFile(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined; // no such file: code that no cell has
  }
}
