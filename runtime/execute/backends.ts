/**
 * The backends there are, and the one in force. A backend is created when it is first used, never at import.
 *
 * The default is what `NNXLAB_BACKEND` names, else the first registered backend that finds itself suitable (a real GPU), else `wasm`.
 */

import type { Backend } from "../backends/backend.ts";
import { withCleanup } from "../interrupts/withCleanup.ts";

/** Name of a backend, as in `NNXLAB_BACKEND`. */
export type BackendName = Backend["name"];

/** How a backend comes to be. */
export interface BackendEntry {
  /** Makes it, waiting if need be. */
  readonly create: () => Backend;
  /** The same without blocking the thread; default: `create`. */
  readonly start?: () => Promise<Backend>;
  /** Whether to use it where nobody chose one; must be cheap. Default: no. */
  readonly suitable?: () => boolean;
}

interface Entry extends BackendEntry {
  backend?: Backend;
  /** Being made, by a call that does not block; others wait for the same one. */
  starting?: Promise<Backend>;
}

const entries = new Map<BackendName, Entry>();
let chosen: BackendName | undefined;
let current: Backend | undefined;

/** Makes a backend known. */
export function registerBackend(name: BackendName, entry: BackendEntry): void {
  entries.set(name, { ...entry });
  current = undefined;
}

/** The backend of this name, created on first use. Throws a `RangeError` that lists the names for one that is not registered. */
export function backendNamed(name: BackendName): Backend {
  const entry = entryNamed(name);
  entry.backend ??= entry.create();
  return entry.backend;
}

/** Makes the backend of this name what programs run on, when it is ready. Throws as `backendNamed` does. */
export async function useBackend(name: BackendName): Promise<Backend> {
  const entry = entryNamed(name);
  if (!entry.backend) {
    entry.starting ??= start(entry);
    await entry.starting;
  }
  setDefaultBackend(name);
  return backendNamed(name);
}

async function start(entry: Entry): Promise<Backend> {
  try {
    const started = await (entry.start ?? entry.create)();
    entry.backend ??= started;
    return entry.backend;
  } finally {
    delete entry.starting; // one that failed may be tried again
  }
}

function entryNamed(name: BackendName): Entry {
  const entry = entries.get(name);
  if (entry) return entry;
  throw new RangeError(`Cannot use backend "${name}": there are ${[...entries.keys()].join(", ") || "none"}`);
}

/** The backend that programs run on. */
export function defaultBackend(): Backend {
  current ??= backendNamed(chosen ?? defaultName());
  return current;
}

/** The same if anything has run on it yet, which starts a device. */
export function backendIfStarted(): Backend | undefined {
  return current;
}

/** Chooses the backend that programs run on from now on; undefined: let the environment choose again. Arrays move when they are used. */
export function setDefaultBackend(name: BackendName | undefined): void {
  current = name === undefined ? undefined : backendNamed(name);
  chosen = name;
}

/** Runs `body`, which must be synchronous, with another default backend. */
export function withBackend<R>(name: BackendName, body: () => R): R {
  const before = chosen;
  setDefaultBackend(name);
  return withCleanup(body, () => setDefaultBackend(before));
}

function defaultName(): BackendName {
  const wish = (globalThis as { process?: { env?: Record<string, string | undefined> } }).process?.env?.NNXLAB_BACKEND;
  if (wish) {
    if (!entries.has(wish as BackendName))
      throw new RangeError(`Cannot use NNXLAB_BACKEND=${wish}: there are ${[...entries.keys()].join(", ")}`);
    return wish as BackendName;
  }
  for (const [name, { suitable }] of entries) if (suitable?.()) return name;
  return "wasm";
}
