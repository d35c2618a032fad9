/** A process that runs benchmark cases: this runtime, or a peer. Requests and answers are lines of JSON (`runtime/bench/serve.ts`). */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface, type Interface } from "node:readline";

/** How an engine is started. */
export interface EngineSpec {
  /** Column of the table: `nnxlab`, `JAX`, `jax-js`, `TensorFlow.js`. */
  readonly name: string;
  readonly command: readonly [program: string, ...args: string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Whether a fresh process for every case costs too much: one then serves all. */
  readonly slowToStart: boolean;
}

/** The first call of a case; undefined for a case that the engine does not have, which `missing` explains. */
export interface Prepared {
  readonly first?: readonly number[];
  /** Milliseconds of the first call. */
  readonly ms?: number;
  readonly missing?: string;
}

const answerLimitMs = 120_000;

/** A running engine. */
export class Engine {
  readonly spec: EngineSpec;
  readonly #child: ChildProcess;
  readonly #lines: Interface;
  #errors = "";
  #waiting: { resolve(answer: Record<string, any>): void; reject(error: Error): void } | undefined;

  constructor(spec: EngineSpec) {
    this.spec = spec;
    const [program, ...args] = spec.command;
    this.#child = spawn(program, args, { cwd: spec.cwd, env: { ...process.env, ...spec.env }, stdio: "pipe" });
    this.#child.stderr!.on("data", (data) => {
      this.#errors = (this.#errors + data).slice(-2000);
    });
    this.#child.on("error", (error) => this.#fail(error.message));
    this.#child.on("close", (code, signal) => this.#fail(`it ended with ${signal ?? `exit code ${code}`}`));
    this.#lines = createInterface({ input: this.#child.stdout! });
    this.#lines.on("line", (line) => this.#receive(line));
  }

  /** What it is: versions, engine, threads. */
  async versions(): Promise<string> {
    return String((await this.#ask({ versions: true })).versions);
  }

  prepare(name: string): Promise<Prepared> {
    return this.#ask({ prepare: name });
  }

  /** Milliseconds of so many iterations of the prepared case. */
  async run(iterations: number): Promise<number> {
    return Number((await this.#ask({ run: iterations })).ms);
  }

  /** Figures of a prepared `memory` case. */
  async measure(): Promise<Readonly<Record<string, number>>> {
    return (await this.#ask({ measure: true })).figures;
  }

  close(): void {
    this.#child.removeAllListeners("close");
    this.#lines.close();
    this.#child.kill();
  }

  #ask(request: Record<string, unknown>): Promise<Record<string, any>> {
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => this.#fail(`no answer to ${JSON.stringify(request)} in 2 minutes`), answerLimitMs);
      const done = (): void => clearTimeout(limit);
      this.#waiting = {
        resolve: (answer) => (done(), resolve(answer)),
        reject: (error) => (done(), reject(error)),
      };
      if (this.#child.exitCode !== null || !this.#child.stdin!.writable) this.#fail("it is not running");
      else this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
    });
  }

  #receive(line: string): void {
    if (!line.startsWith("{")) return; // libraries greet on standard output
    const answer: Record<string, any> = JSON.parse(line);
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (answer.error === undefined) waiting?.resolve(answer);
    else waiting?.reject(new Error(`Cannot run ${this.spec.name}: ${answer.error}`));
  }

  #fail(reason: string): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.reject(new Error(`Cannot run ${this.spec.name}: ${reason}\n${this.#errors}`.trimEnd()));
  }
}
