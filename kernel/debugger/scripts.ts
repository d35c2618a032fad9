/** The scripts that are the user's: what each cell ran as, and the local files it imported, with their source maps. */
import { type Position, type PositionMap, readMappings, readPlaces } from "../interpreter/typescript/sourceMap.ts";
import { createRemembered } from "../remembered.ts";
import { codePath } from "./codePath.ts";

/** A script as the interpreter knows it. */
export interface ScriptRecord {
  /** The address by which the inspector knows it. */
  readonly url: string;
  /** The file it was made of; undefined: it is a cell. */
  readonly file?: string | undefined;
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
  /** No code of the script can run any more; of the last ones that this is said of, the text stays, for errors that speak of them. */
  release(url: string): void;
  byUrl(url: string): Script | undefined;
  /** All scripts made of this source: a cell may have run more than once. */
  ofPath(path: string): readonly Script[];
  /** Whether one of them may contain a `debugger` statement. */
  readonly hasDebuggerStatement: boolean;
  /** Every file that was imported, once. */
  files(): readonly Script[];
  readonly size: number;
}

/** Scripts that are remembered although no code of them can run. */
const spare = 200;

/** No scripts yet. Adding one costs next to nothing: hashes and maps are made when somebody debugs. */
export function createScripts(): Scripts {
  const scripts = createRemembered<Script>(spare);
  let hasDebuggerStatement = false;
  return {
    get hasDebuggerStatement() {
      return hasDebuggerStatement;
    },
    get size() {
      return scripts.size;
    },
    add(record) {
      hasDebuggerStatement ||= /\bdebugger\b/.test(record.text);
      const script = new PlacedScript(record);
      scripts.add(script.url, script);
      return script;
    },
    release: scripts.release,
    byUrl: scripts.get,
    ofPath: (path) => [...scripts.values()].filter((script) => script.path === path),
    files: () => [
      ...new Map([...scripts.values()].filter(({ file }) => file).map((script) => [script.file, script])).values(),
    ],
  };
}

/** A class, because objects with getters of their own take ten times the memory, and there is one for each cell. */
class PlacedScript implements Script {
  readonly #record: ScriptRecord;
  #path: string | undefined;
  #original: PositionMap | undefined;
  #generated: PositionMap | undefined;

  constructor(record: ScriptRecord) {
    this.#record = record;
    this.#path = record.file;
  }

  get url(): string {
    return this.#record.url;
  }

  get file(): string | undefined {
    return this.#record.file;
  }

  get text(): string {
    return this.#record.text;
  }

  get mappings(): string {
    return this.#record.mappings;
  }

  get headerLines(): number {
    return this.#record.headerLines;
  }

  get names(): readonly string[] {
    return this.#record.names;
  }

  get path(): string {
    this.#path ??= codePath(this.text);
    return this.#path;
  }

  original({ line, column }: Position): Position | undefined {
    this.#original ??= readMappings(this.mappings);
    return this.#original({ line: line - this.headerLines, column });
  }

  generated(place: Position): Position | undefined {
    this.#generated ??= readPlaces(this.mappings);
    const found = this.#generated(place);
    return found && { line: found.line + this.headerLines, column: found.column };
  }
}
