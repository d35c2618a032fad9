/**
 * The globals that nearly every cell uses. They stand in for the declarations of Node (66 files, 0.7 s to read) until those have been
 * read in the background. A cell that needs more than this, or has an error of any kind, is checked with Node's own declarations, so
 * an error is never about these.
 */
export const globals = `
interface Console {
  log(...data: any[]): void; info(...data: any[]): void; debug(...data: any[]): void;
  warn(...data: any[]): void; error(...data: any[]): void; table(data?: any, properties?: readonly string[]): void;
  time(label?: string): void; timeEnd(label?: string): void; group(...label: any[]): void; groupEnd(): void;
}
declare const console: Console;
declare function setTimeout<A extends any[]>(callback: (...args: A) => void, delay?: number, ...args: A): any;
declare function setInterval<A extends any[]>(callback: (...args: A) => void, delay?: number, ...args: A): any;
declare function clearTimeout(timer: any): void;
declare function clearInterval(timer: any): void;
declare function queueMicrotask(callback: () => void): void;
declare function structuredClone<T>(value: T): T;
declare const performance: { now(): number; readonly timeOrigin: number };
`;
