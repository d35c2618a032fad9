/**
 * Where displayed things go. Inside the kernel, the thread that runs cells sets a host that publishes them (interpreter/user);
 * in a plain program there is none, and their text is printed.
 */
import type { Content } from "../wire/message.ts";

/** What showing needs of the kernel. */
export interface DisplayHost {
  /** Publishes a message for the cell that runs now. */
  publish(messageType: string, content: Content, metadata: Content, buffers?: readonly Uint8Array[]): void;
  /** The cell that what runs now belongs to. */
  owner(): string | undefined;
  /** Runs `body` on behalf of a cell. */
  asOwner<T>(owner: string | undefined, body: () => T): T;
  /** Asks the user for a line and waits for it. */
  input(prompt: string, password: boolean): string;
}

let current: DisplayHost | undefined;
/** Displays that are being drawn, and the cells they belong to. */
const unfinished = new Map<Promise<void>, string | undefined>();

/** Makes `host` the one that shows things; undefined: print their text. */
export function setHost(host: DisplayHost | undefined): void {
  current = host;
}

/** The kernel, or undefined in a plain program. */
export function displayHost(): DisplayHost | undefined {
  return current;
}

/** Calls `show` with a display that is still being drawn when it is ready; a cell ends when its displays are out. */
export function showWhenReady<T>(drawn: Promise<T>, show: (ready: T) => void): void {
  const host = current;
  const owner = host?.owner();
  const display = drawn.then((ready) => (host ? host.asOwner(owner, () => show(ready)) : show(ready)));
  unfinished.set(display, owner);
  void display.finally(() => unfinished.delete(display)).catch(() => {});
}

/** Nobody waits any more for what a cell has displayed and is still being drawn. */
export function abandonDisplays(owner: string): void {
  for (const [display, cell] of unfinished) if (isOfCell(cell, owner)) unfinished.delete(display);
}

/** What waits for the end of a cell, and the cells. */
const atEnd = new Map<() => void, string | undefined>();

/** Calls `finish` once, when the cell or the answer to a page that runs now ends: it may still display something. */
export function onCellEnd(finish: () => void): void {
  atEnd.set(finish, current?.owner());
}

/** A cell or the answer to a page has ended: what waits for that is called. */
export function cellEnded(owner: string): void {
  for (const [finish, cell] of [...atEnd]) {
    if (!isOfCell(cell, owner)) continue;
    atEnd.delete(finish);
    if (current) current.asOwner(owner, finish);
    else finish();
  }
}

/** Resolves when everything that a cell which has ended displays is out; failures have been reported by then. */
export async function displaysFinished(owner: string): Promise<void> {
  cellEnded(owner);
  const rest = (): Promise<void>[] =>
    [...unfinished].flatMap(([display, cell]) => (isOfCell(cell, owner) ? display : []));
  for (let displays = rest(); displays.length > 0; displays = rest()) await Promise.allSettled(displays);
}

/** What nobody owns may be any cell's. */
function isOfCell(cell: string | undefined, owner: string): boolean {
  return cell === owner || cell === undefined;
}
