/**
 * Which thrown errors to stop at. The kernel catches every error of a cell, so for V8 all are caught; here an error counts as caught
 * when a call of the stack, or one that waits for it, is inside `try { … } catch`.
 */
import type { Debugger, Runtime } from "node:inspector";
import type { Position } from "../interpreter/typescript/sourceMap.ts";
import { caughtRanges } from "./caughtRanges.ts";
import type { InspectorSession } from "./inspectorSession.ts";
import type { UserCode } from "./userCode.ts";

/** What clients may choose from. */
export const exceptionFilters = [
  {
    filter: "uncaught",
    label: "Uncaught errors",
    description: "Stop where an error is thrown that ends the cell",
    default: false,
  },
  {
    filter: "caught",
    label: "Caught errors",
    description: "Stop where an error is thrown that the code catches itself",
    default: false,
  },
] as const;

/** How V8 names its two ways to stop at an error. */
export const exceptionReasons: ReadonlySet<string> = new Set(["exception", "promiseRejection"]);

/** Decides about errors. */
export interface ExceptionFilter {
  /** Chooses; returns those that exist. */
  choose(filters: readonly unknown[]): readonly string[];
  readonly isActive: boolean;
  /** Whether the stop of an event is one that was chosen. */
  wants(event: Debugger.PausedEventDataType): Promise<boolean>;
}

/** How many turns of the event loop a wait is followed back. */
export const asyncDepth = 8;

/** Nothing chosen. */
export function createExceptionFilter(inspector: InspectorSession, userCode: UserCode): ExceptionFilter {
  const ranges = new Map<string, (place: Position) => boolean>();
  let chosen: ReadonlySet<string> = new Set();

  async function catches(scriptId: string, line: number, column: number): Promise<boolean> {
    let isCaughtAt = ranges.get(scriptId);
    if (!isCaughtAt) {
      const { scriptSource } = await inspector.post<{ scriptSource: string }>("Debugger.getScriptSource", { scriptId });
      isCaughtAt = caughtRanges(scriptSource);
      ranges.set(scriptId, isCaughtAt);
    }
    return isCaughtAt({ line, column });
  }

  async function isCaught({ callFrames, asyncStackTrace }: Debugger.PausedEventDataType): Promise<boolean> {
    for (const { location } of callFrames) {
      if (userCode.isKernel(inspector.urlOf(location.scriptId))) break; // it calls cells, and catches everything
      if (await catches(location.scriptId, location.lineNumber, location.columnNumber ?? 0)) return true;
    }
    for (let waiting: Runtime.StackTrace | undefined = asyncStackTrace; waiting; waiting = waiting.parent) {
      for (const { scriptId, lineNumber, columnNumber } of waiting.callFrames) {
        if (userCode.isKernel(inspector.urlOf(scriptId))) break;
        if (await catches(scriptId, lineNumber, columnNumber)) return true;
      }
    }
    return false;
  }

  return {
    choose(filters) {
      const existing = exceptionFilters.map(({ filter }) => filter).filter((filter) => filters.includes(filter));
      chosen = new Set(existing);
      return existing;
    },
    get isActive() {
      return chosen.size > 0;
    },
    async wants(event) {
      if (chosen.size === exceptionFilters.length) return true;
      return chosen.has((await isCaught(event)) ? "caught" : "uncaught");
    },
  };
}
