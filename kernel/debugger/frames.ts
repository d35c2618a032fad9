/** The call stack as the user wrote it: calls in cells and local files, with the places of the source, and their variables. */
import type { Debugger, Runtime } from "node:inspector";
import { basename } from "node:path";
import { fileTitle } from "../interpreter/protocol.ts";
import type { Position } from "../interpreter/typescript/sourceMap.ts";
import { DebugError, type Scope, type StackFrame } from "./dap.ts";
import type { Script, Scripts } from "./scripts.ts";
import type { UserCode } from "./userCode.ts";
import type { Named, Variables } from "./variables.ts";

/** A call that the user can see. */
export interface UserFrame {
  readonly call: Debugger.CallFrame;
  readonly script: Script | undefined;
  readonly path: string;
  /** The place in the source, from 0. */
  readonly place: Position;
}

/** Calls and their scopes. */
export interface Frames {
  /** The user's calls among those of a stack, innermost first. */
  visible(calls: readonly Debugger.CallFrame[]): readonly UserFrame[];
  /** A stack as clients draw it; ids are the places in the list, counted from `firstId`. */
  stack(frames: readonly UserFrame[], firstId: number): readonly StackFrame[];
  /** The groups of variables that a call sees, innermost first. */
  scopes(frame: UserFrame): Promise<readonly Scope[]>;
}

/** Frames of scripts that are the user's. */
export function createFrames(
  scripts: Scripts,
  userCode: UserCode,
  variables: Variables,
  urlOf: (scriptId: string) => string,
): Frames {
  function visible(calls: readonly Debugger.CallFrame[]): readonly UserFrame[] {
    return calls.flatMap((call): UserFrame[] => {
      const { lineNumber: line, columnNumber: column = 0 } = call.location;
      const url = urlOf(call.location.scriptId); // the one in the frame may be empty
      const script = scripts.byUrl(url);
      if (script) {
        const place = script.original({ line, column });
        return place ? [{ call, script, path: script.path, place }] : [];
      }
      const path = userCode.fileOf(url);
      return path === undefined ? [] : [{ call, script, path, place: { line, column } }];
    });
  }

  /** Variables of the calls' own scopes, the innermost of each name. Names that only the compiled script has are left out. */
  async function merged(frame: UserFrame, chain: readonly Debugger.Scope[]): Promise<readonly Named[]> {
    const found = new Map<string, Named>();
    const written = frame.script && new Set(frame.script.text.match(identifiers));
    for (const { object } of chain) {
      if (!object.objectId) continue;
      for (const variable of await variables.propertiesOf(object.objectId)) {
        if (written && !written.has(variable.name)) continue;
        if (!found.has(variable.name)) found.set(variable.name, variable);
      }
    }
    return [...found.values()];
  }

  /** What belongs to the call itself: what it returns, `this`, its variables; at the top level of a cell the cell's names. */
  async function locals(frame: UserFrame, chain: readonly Debugger.Scope[]): Promise<readonly Named[]> {
    const { returnValue, this: self } = frame.call;
    const own = await merged(frame, chain);
    const names = isTopLevel(frame) && frame.script ? await globals(frame.script.names) : [];
    const known = new Set(own.map(({ name }) => name));
    return [
      ...(returnValue && !isTopLevel(frame) ? [{ name: "(returns)", value: returnValue }] : []),
      ...(self?.objectId && self.description !== "Object [global]" && self.className !== "global"
        ? [{ name: "this", value: self }]
        : []),
      ...own,
      ...names.filter(({ name }) => !known.has(name)),
    ];
  }

  async function globals(names?: readonly string[]): Promise<readonly Named[]> {
    const all = await variables.call<Runtime.RemoteObject>("globals", names ? [{ value: names }] : []);
    return variables.propertiesOf(all.objectId!);
  }

  return {
    visible,
    stack: (frames, firstId) =>
      frames.map((frame, index) => ({
        id: firstId + index,
        name: nameOf(frame),
        source: {
          name: frame.script && !frame.script.file ? fileTitle(frame.script.url) : basename(frame.path),
          path: frame.path,
        },
        line: frame.place.line + 1,
        column: frame.place.column + 1,
      })),
    async scopes(frame) {
      const chain = frame.call.scopeChain;
      const end = chain.findIndex(({ type }) => type === "local");
      const own = chain.slice(0, end + 1);
      const outer = chain.slice(end + 1).filter(({ type }) => enclosing.has(type));
      const enclosed = await merged(frame, outer);
      const scope = (name: string, load: () => Promise<readonly Named[]>): Scope => ({
        name,
        variablesReference: variables.open(() => load().then((named) => variables.describe(named))),
        expensive: false,
      });
      return [
        scope("Locals", () => locals(frame, own)),
        ...(enclosed.length > 0 ? [scope("Closure", async () => enclosed)] : []),
        scope("Globals", () => globals()),
      ];
    },
  };
}

/** Scopes around a function that are not the program's. */
const enclosing: ReadonlySet<string> = new Set(["closure", "block", "catch", "module", "with"]);

const identifiers = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;

/** The function that is a whole cell: it begins in the line before the cell's first. */
function isTopLevel({ call, script }: UserFrame): boolean {
  return script !== undefined && !script.file && call.functionLocation?.lineNumber === 0;
}

function nameOf(frame: UserFrame): string {
  if (isTopLevel(frame)) return fileTitle(frame.script!.url);
  return (
    frame.call.functionName ||
    (frame.script?.file && frame.call.functionLocation === undefined ? basename(frame.path) : "(anonymous)")
  );
}

/** The frame of an id. */
export function frameOf(frames: readonly UserFrame[], id: unknown, firstId: number): UserFrame {
  const frame = typeof id === "number" ? frames[id - firstId] : undefined;
  if (!frame)
    throw new DebugError(`Cannot find frame ${String(id)}: the program has gone on since; ask for the stack again`);
  return frame;
}
