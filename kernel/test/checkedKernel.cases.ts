/** A kernel for tests: everything it says is held against the specification. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { expect } from "vitest";
import {
  type ExecuteOptions,
  type ExecuteResult,
  type KernelProcess,
  type KernelProcessOptions,
  startKernelProcess,
} from "../client.ts";
import type { Message } from "../wire/message.ts";
import { specErrors } from "./messageSpec.cases.ts";

export interface CheckedKernel extends KernelProcess {
  /** The folder in which its cells run; empty at the start. */
  readonly folder: string;
  /** Everything published so far. */
  readonly published: readonly Message[];
  /** Runs a cell that must succeed; returns the text of its result. */
  value(code: string, options?: ExecuteOptions): Promise<string | undefined>;
  /** Runs a cell that must succeed; returns what it printed. */
  printed(code: string, options?: ExecuteOptions): Promise<string>;
  /** Runs a cell that must fail; returns its error, the traceback as plain text. */
  failure(code: string, options?: ExecuteOptions): Promise<{ ename: string; evalue: string; traceback: string }>;
  /** Ends the kernel; fails when a message was not as the specification says. */
  finish(): Promise<void>;
}

/** Starts a kernel in a new folder. */
export async function startCheckedKernel(options: KernelProcessOptions = {}): Promise<CheckedKernel> {
  const folder = options.cwd ?? mkdtempSync(join(tmpdir(), "nnxlab-test-"));
  const kernel = await startKernelProcess({ ...options, cwd: folder });
  const published: Message[] = [];
  const problems: string[] = [];
  kernel.onPublished((message) => {
    published.push(message);
    problems.push(...specErrors(message));
  });
  const execute = async (code: string, executeOptions: ExecuteOptions = {}): Promise<ExecuteResult> =>
    kernel.execute(code, executeOptions);
  return {
    ...kernel,
    folder,
    published,
    async requestMessage(type, content, channel) {
      const message = await kernel.requestMessage(type, content, channel);
      problems.push(...specErrors(message));
      return message;
    },
    async value(code, executeOptions) {
      const result = await execute(code, executeOptions);
      expect(result.error?.traceback.join("\n"), code).toBeUndefined();
      expect(result.status, code).toBe("ok");
      const shown = result.outputs.find((output) => output.output_type === "execute_result");
      return shown && String(shown.data["text/plain"]);
    },
    async printed(code, executeOptions) {
      const result = await execute(code, executeOptions);
      expect(result.error?.traceback.join("\n"), code).toBeUndefined();
      return result.outputs.map((output) => (output.output_type === "stream" ? output.text : "")).join("");
    },
    async failure(code, executeOptions) {
      const result = await execute(code, executeOptions);
      expect(result.status, code).toBe("error");
      const { ename, evalue, traceback } = result.error!;
      return { ename, evalue, traceback: plain(traceback.join("\n")) };
    },
    async finish() {
      await kernel.shutdown();
      if (!options.cwd) rmSync(folder, { recursive: true, force: true });
      expect(problems).toEqual([]);
    },
  };
}

/** Text without ANSI colours. */
export function plain(text: string): string {
  return stripVTControlCharacters(text);
}
