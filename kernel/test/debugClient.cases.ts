/** A debugging client for tests: requests as functions, stops waited for. */
import { expect } from "vitest";
import type { Breakpoint, DebugEvent, DebugResponse, Scope, StackFrame, Variable } from "../debugger/dap.ts";
import type { Content } from "../wire/message.ts";
import type { CheckedKernel } from "./checkedKernel.cases.ts";

export interface DebugClient {
  /** Sends a request that must succeed; returns the body. */
  request(command: string, args?: Content): Promise<Content>;
  /** Sends a request that must fail; returns its message. */
  refused(command: string, args?: Content): Promise<string>;
  /** Starts listening for an event, then does something; resolves with the body of the event that came of it. */
  until(event: DebugEvent["event"], action: () => unknown): Promise<Content>;
  /** Breakpoints for the code of a cell; returns the lines they have got. */
  breakAt(code: string, ...lines: number[]): Promise<number[]>;
  /** The stack as `name source:line`. */
  stack(): Promise<string[]>;
  /** Variables of a scope of a frame by name. */
  variables(scope: string, frame?: number): Promise<Record<string, Variable>>;
  /** What is inside a variable, by name. */
  inside(variable: Variable | undefined): Promise<Record<string, Variable>>;
  /** Names of the events since the last call. */
  events(): string[];
}

const patience = 20_000; // ms

export function debugClient(kernel: CheckedKernel): DebugClient {
  let seq = 0;
  let seen = kernel.published.length;
  const send = async (command: string, args: Content): Promise<DebugResponse> => {
    const content = { type: "request", seq: ++seq, command, arguments: args };
    return (await kernel.request("debug_request", content, "control")) as unknown as DebugResponse;
  };
  const named = (variables: readonly Variable[]): Record<string, Variable> =>
    Object.fromEntries(variables.map((variable) => [variable.name, variable]));
  const client: DebugClient = {
    async request(command, args = {}) {
      const { success, message, body, request_seq } = await send(command, args);
      expect([command, success, message, request_seq]).toEqual([command, true, undefined, seq]);
      return body;
    },
    async refused(command, args = {}) {
      const { success, message } = await send(command, args);
      expect([command, success]).toEqual([command, false]);
      return message!;
    },
    async until(event, action) {
      let stop = (): void => {};
      const heard = new Promise<Content>((resolve, reject) => {
        const timer = setTimeout(() => reject(new Error(`no event "${event}" came`)), patience);
        stop = kernel.onPublished(({ header, content }) => {
          if (header.msg_type !== "debug_event" || content.event !== event) return;
          clearTimeout(timer);
          resolve(content.body as Content);
        });
      });
      await action();
      return heard.finally(stop);
    },
    async breakAt(code, ...lines) {
      const { sourcePath } = await client.request("dumpCell", { code });
      const wishes = lines.map((line) => ({ line }));
      const body = await client.request("setBreakpoints", { source: { path: sourcePath }, breakpoints: wishes });
      return (body.breakpoints as Breakpoint[]).map(({ line }) => line);
    },
    async stack() {
      const { stackFrames } = await client.request("stackTrace", { threadId: 1 });
      return (stackFrames as StackFrame[]).map(({ name, source, line }) => `${name} ${source.name}:${line}`);
    },
    async variables(wanted, frame = 0) {
      const { stackFrames } = await client.request("stackTrace", { threadId: 1 });
      const { scopes } = await client.request("scopes", { frameId: (stackFrames as StackFrame[])[frame]!.id });
      const scope = (scopes as Scope[]).find(({ name }) => name === wanted);
      const body = await client.request("variables", { variablesReference: scope!.variablesReference });
      return named(body.variables as Variable[]);
    },
    async inside(variable) {
      const body = await client.request("variables", { variablesReference: variable!.variablesReference });
      return named(body.variables as Variable[]);
    },
    events() {
      const news = kernel.published.slice(seen).filter(({ header }) => header.msg_type === "debug_event");
      seen = kernel.published.length;
      return news.map(({ content }) => String(content.event));
    },
  };
  return client;
}
