/** The scripts that are the user's: what each cell ran as, and the local files it imported, with their source maps. */
import { type Position, type PositionMap, readMappings, readPlaces } from "../interpreter/typescript/sourceMap.ts";
import { codePath } from "./codePath.ts";

/** A script as the interpreter knows it. */
export interface ScriptRecord {
  /** The address by which the inspector knows it. */
  readonly url: string;
  /** The file it was made of; undefined: it is a cell. */
  readonly file?: string;
  /** What the user wrote. */
  readonly text: string;
  readonly mappings: string;
  /** Lines before the first line that the mappings speak of. */
  readonly headerLines: number;
  /** Names that it declares for other cells. */
  readonly names: readonly string[];
}

/** A script as the debugger uses it. Places count from 0. */
export interface Script extends ScriptRecord {
  /** The path by which clients know its source. */
  readonly path: string;
  /** The place in the source of a place in the script. */
  original(place: Position): Position | undefined;
  /** The place in the script of a place in the source. */
  generated(place: Position): Position | undefined;
}

/** Scripts by name and by path. */
export interface Scripts {
  add(record: ScriptRecord): Script;
  byUrl(url: string): Script | undefined;
  /** All scripts made of this source: a cell may have run more than once. */
  ofPath(path: string): readonly Script[];
  /** Whether one of them may contain a `debugger` statement. */
  readonly hasDebuggerStatement: boolean;
  /** Every file that was imported, once. */
  files(): readonly Script[];
}

/** No scripts yet. Adding one costs next to nothing: hashes and maps are made when somebody debugs. */
export function createScripts(): Scripts {
  const scripts = new Map<string, Script>();
  let hasDebuggerStatement = false;
  return {
    get hasDebuggerStatement() {
      return hasDebuggerStatement;
    },
    add(record) {
      hasDebuggerStatement ||= /\bdebugger\b/.test(record.text);
      const script = withPlaces(record);
      scripts.set(script.url, script);
      return script;
    },
    byUrl: (url) => scripts.get(url),
    ofPath: (path) => [...scripts.values()].filter((script) => script.path === path),
    files: () => [
      ...new Map([...scripts.values()].filter(({ file }) => file).map((script) => [script.file, script])).values(),
    ],
  };
}

function withPlaces(record: ScriptRecord): Script {
  const { headerLines, mappings, text, file } = record;
  let path = file;
  let original: PositionMap | undefined;
  let generated: PositionMap | undefined;
  return {
    ...record,
    get path() {
      path ??= codePath(text);
      return path;
    },
    original({ line, column }) {
      original ??= readMappings(mappings);
      return original({ line: line - headerLines, column });
    },
    generated(place) {
      generated ??= readPlaces(mappings);
      const found = generated(place);
      return found && { line: found.line + headerLines, column: found.column };
    },
  };
}
