import { type Debugger, Session } from "node:inspector";

/** What the debugger hears of. */
export interface InspectorEvents {
  paused(event: Debugger.PausedEventDataType): void;
  resumed(): void;
}

/** V8's debugger of the main thread, driven from this thread, also while the main thread stands still. */
export interface InspectorSession {
  /** Sends a command of the Chrome DevTools Protocol. */
  post<T = unknown>(method: string, params?: object): Promise<T>;
  /** The address of a script; empty for one that has none. */
  urlOf(scriptId: string): string;
  close(): void;
}

/**
 * Opens a session; nothing costs anything before `Debugger.enable`.
 *
 * @see https://chromedevtools.github.io/devtools-protocol/v8/
 */
export function openInspectorSession(events: InspectorEvents): InspectorSession {
  const session = new Session();
  session.connectToMainThread();
  const urls = new Map<string, string>();
  session.on("Debugger.scriptParsed", ({ params }) => urls.set(params.scriptId, params.url));
  session.on("Debugger.paused", ({ params }) => events.paused(params));
  session.on("Debugger.resumed", () => events.resumed());
  return {
    post: <T>(method: string, params: object = {}) =>
      new Promise<T>((resolve, reject) => {
        session.post(method, params, (error: Error | null, result?: object) => {
          if (error) reject(new Error(`${method}: ${error.message}`));
          else resolve(result as T);
        });
      }),
    urlOf: (scriptId) => urls.get(scriptId) ?? "",
    close: () => session.disconnect(),
  };
}
