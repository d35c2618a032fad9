/**
 * The cells that were run, session by session. Each session is a file of its own, `history/000042.jsonl`, to which a line is
 * added per input and per output, so two kernels never write to the same file and a crash loses nothing. Where no file can be
 * written, the last cells of this session are kept in memory.
 */
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

/** A cell that was run. */
export interface HistoryEntry {
  readonly session: number;
  readonly line: number;
  readonly input: string;
  readonly output?: string;
}

/** The cells that were run, in this session and those before. */
export interface History {
  addInput(line: number, input: string): void;
  addOutput(line: number, output: string): void;
  /** The last `n` cells of all sessions, oldest first. */
  tail(n: number): readonly HistoryEntry[];
  /** Cells `start` to before `stop` of a session: 0 is this one, −1 the one before. */
  range(session: number, start: number, stop: number): readonly HistoryEntry[];
  /** The last `n` cells that match a pattern with `*`, `?` and `[abc]`; with `unique`, each text once. */
  search(pattern: string, n: number, unique: boolean): readonly HistoryEntry[];
}

const sessionsKept = 1000;
/** Cells that are kept where there is no file. */
const cellsInMemory = 1000;

/** Where histories are kept: `NNXLAB_HISTORY` (a folder, or `memory`), else the user's data folder. */
export function historyFolder(env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.NNXLAB_HISTORY === "memory") return undefined;
  return env.NNXLAB_HISTORY || join(dataFolder(env), "nnxlab", "history");
}

/** Opens the history in `folder`; without a folder it lives in memory. */
export function openHistory(folder: string | undefined): History {
  const claim = lazily(() => claimSession(folder));
  /** This session, where its file does not hold it. */
  let inMemory: HistoryEntry[] | undefined;
  const add = (record: HistoryRecord): void => {
    const { session, file } = claim();
    if (file && !inMemory) {
      try {
        appendFileSync(file, `${JSON.stringify(record)}\n`);
        return;
      } catch {
        inMemory = readSession(folder!, session).slice(-cellsInMemory); // the disk is full or the folder is gone
      }
    }
    inMemory ??= [];
    addRecord(inMemory, session, record);
    if (inMemory.length > cellsInMemory) inMemory.shift();
  };
  const thisSession = (): readonly HistoryEntry[] => {
    const { session, file } = claim();
    return inMemory ?? (file ? readSession(folder!, session) : []);
  };
  /** Sessions, newest first, this one included. */
  function* sessions(): Generator<readonly HistoryEntry[]> {
    yield thisSession();
    const { session } = claim();
    for (const number of sessionNumbers(folder).reverse()) if (number < session) yield readSession(folder!, number);
  }
  function last(n: number, wanted: (entry: HistoryEntry) => boolean): HistoryEntry[] {
    const found: HistoryEntry[] = [];
    for (const session of sessions()) {
      for (const entry of [...session].reverse()) {
        if (found.length >= n) return found.reverse();
        if (wanted(entry)) found.push(entry);
      }
    }
    return found.reverse();
  }
  return {
    addInput: (line, input) => add({ line, input }),
    addOutput: (line, output) => add({ line, output }),
    tail: (n) => last(n, () => true),
    range(session, start, stop) {
      const { session: current } = claim();
      const number = session > 0 ? session : current + session;
      const source = number === current ? thisSession() : folder ? readSession(folder, number) : [];
      return source.filter(({ line }) => line >= start && line < stop);
    },
    search(pattern, n, unique) {
      const expression = globExpression(pattern);
      const seen = new Set<string>();
      return last(n, ({ input }) => {
        if (!expression.test(input) || (unique && seen.has(input))) return false;
        seen.add(input);
        return true;
      });
    },
  };
}

/** Takes the next free session number by creating its file, which only one kernel can do. */
function claimSession(folder: string | undefined): { session: number; file?: string } {
  if (folder === undefined) return { session: 1 };
  const numbers = sessionNumbers(folder);
  let session = (numbers.at(-1) ?? 0) + 1;
  try {
    makeFolder(folder);
    for (const old of numbers.slice(0, -sessionsKept)) rmSync(sessionFile(folder, old), { force: true });
    for (; ; session++) {
      const file = sessionFile(folder, session);
      try {
        writeFileSync(file, "", { flag: "wx", mode: 0o600 });
        return { session, file };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      }
    }
  } catch {
    return { session };
  }
}

/** As `mkdir -p`. Node's own never ends where the parent exists and the system says ENOENT all the same, as `/proc` does. */
export function makeFolder(folder: string): void {
  const make = () => mkdirSync(folder, { mode: 0o700 });
  try {
    make();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(folder) === folder || existsSync(dirname(folder))) throw error;
    makeFolder(dirname(folder));
    make();
  }
}

function sessionNumbers(folder: string | undefined): number[] {
  if (folder === undefined) return [];
  try {
    return readdirSync(folder)
      .filter((name) => /^\d+\.jsonl$/.test(name))
      .map((name) => Number.parseInt(name, 10))
      .sort((a, b) => a - b);
  } catch {
    return [];
  }
}

function readSession(folder: string, session: number): HistoryEntry[] {
  let text: string;
  try {
    text = readFileSync(sessionFile(folder, session), "utf8");
  } catch {
    return [];
  }
  const entries: HistoryEntry[] = [];
  for (const line of text.split("\n")) {
    const record = parseRecord(line);
    if (record) addRecord(entries, session, record);
  }
  return entries;
}

/** A line of a session file. */
interface HistoryRecord {
  readonly line: number;
  readonly input?: string;
  readonly output?: string;
}

/** A cell is added by its input; its output comes later. */
function addRecord(entries: HistoryEntry[], session: number, { line, input, output }: HistoryRecord): void {
  if (input !== undefined) entries.push({ session, line, input });
  else if (output !== undefined) {
    const at = entries.findLastIndex((entry) => entry.line === line);
    if (at >= 0) entries[at] = { ...entries[at]!, output };
  }
}

/** Reads a line; undefined for one that a crash cut short. */
function parseRecord(line: string): HistoryRecord | undefined {
  if (line === "") return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function sessionFile(folder: string, session: number): string {
  return join(folder, `${String(session).padStart(6, "0")}.jsonl`);
}

/** A glob as a regular expression over the whole text. */
function globExpression(pattern: string): RegExp {
  const source = pattern.replace(/\[[^\]]+\]|[\s\S]/g, (part) => {
    if (part === "*") return "[\\s\\S]*";
    if (part === "?") return "[\\s\\S]";
    if (part.length > 1) return `[${part.slice(1, -1).replace(/[\\\]]/g, "\\$&")}]`;
    return part.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
  });
  return new RegExp(`^${source}$`);
}

function dataFolder(env: NodeJS.ProcessEnv): string {
  if (process.platform === "win32") return env.APPDATA ?? join(homedir(), "AppData", "Roaming");
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support");
  return env.XDG_DATA_HOME || join(homedir(), ".local", "share");
}

function lazily<T>(make: () => T): () => T {
  let value: { made: T } | undefined;
  return () => (value ??= { made: make() }).made;
}
