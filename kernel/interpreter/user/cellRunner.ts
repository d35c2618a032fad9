/** Runs compiled cells: one computes, while those of other shells may wait. */
import { createRequire } from "node:module";
import { join } from "node:path";
import vm from "node:vm";
import { installDebuggee } from "../../debugger/debuggee.ts";
import { abandonDisplays, displaysFinished } from "../../display/host.ts";
import { mimeBundle } from "../../display/mimeBundle.ts";
import type { RunResult, ToUser, ToWorker } from "../protocol.ts";
import { slots } from "../protocol.ts";
import { type ScopeModule, scope } from "../scope.ts";
import type { CompiledCell } from "../typescript/service.ts";
import { callBreakable } from "./breakable.ts";
import { watchLives } from "./cellLives.ts";
import { describeError } from "./describeError.ts";
import { createGuards } from "./guard.ts";
import { importMeta } from "./importMeta.ts";
import { rememberIntrinsics } from "./intrinsics.ts";
import { installLookAt } from "./lookAt.ts";
import { isLocal, type ModuleImporter } from "./moduleImporter.ts";
import { createNames } from "./names.ts";
import { asOwner, endOwner, forgetOwner, ownerOf, resetOwner, startOwner } from "./owner.ts";
import { forgetSource, installStackTraces, registerSource } from "./stackTrace.ts";
import { offerTerminations } from "./terminations.ts";
import { timeOnce, timeRepeatedly } from "./timing.ts";

/** Runs cells in this thread. */
export interface CellRunner {
  run(message: Extract<ToUser, { type: "run" }>): void;
  evaluate(message: Extract<ToUser, { type: "evaluate" }>): void;
  /** Forgets what cells have declared. */
  reset(): void;
  /** From now on the runner itself has to see to it that SIGINT stops a cell. */
  watchSignals(): void;
  /** Ends the waits of cells. */
  interrupt(message: Extract<ToUser, { type: "interrupt" }>): void;
  /** Code was terminated: what it could not put back is put back. */
  unwound(): void;
  /** Puts back everything of JavaScript's own that cells have replaced. */
  repair(): void;
  /** What computed was terminated, to stop these cells. Returns the cells that have ended by it, with the names they had assigned. */
  cutOff(cells: readonly string[]): { id: string; assigned: readonly string[] }[];
}

/** What the runner needs of its surroundings. */
export interface CellRunnerOptions {
  readonly send: (message: ToWorker) => void;
  readonly importer: ModuleImporter;
  readonly folder: string;
  readonly memory: Int32Array;
}

type CellFunction = (kernel: object) => Promise<readonly [value: unknown] | undefined>;

/** A runner; what of the scope nearly every notebook uses is loaded at once. */
export function createCellRunner({ send, importer, folder, memory }: CellRunnerOptions): CellRunner {
  installStackTraces();
  const running = new Map<string, Run>();
  const serialOf = (id: string | undefined): number | undefined =>
    id === undefined ? undefined : running.get(id)?.serial;
  const guards = createGuards(memory, { serialOf });
  const intrinsics = rememberIntrinsics();
  const tellTermination = offerTerminations(memory);
  const loaded = new Set<string>();
  const names = createNames();
  installDebuggee(names);
  installLookAt(names);
  let watching = false;
  const base = join(folder, "cell.ts");
  const require = createRequire(base);
  const meta = importMeta(folder);
  const watchLife = watchLives((cells) => {
    for (const { file } of cells) {
      forgetSource(file);
      forgetOwner(file);
    }
    send({ type: "gone", cells });
  });
  /** What the cell in `file` sees as `__kernel__`. */
  const kernelOf = (file: string): object => ({
    ...guards.of(file),
    import: (specifier: string, wanted?: readonly string[]) => importer.import(specifier, wanted),
    own: names.shadowing,
    box: names.box,
    require: (specifier: string) => (isLocal(specifier) ? importer.import(specifier) : require(specifier)),
    meta,
  });
  names.provide("require", require);
  names.provide("__dirname", folder);
  names.provide("__filename", base);
  // A module that cannot be loaded fails again in the cell that needs it, where somebody sees it.
  void Promise.allSettled(scope.filter(({ load }) => load === "start").map(loadScope)).then(() => {
    send({ type: "scopeLoaded" });
  });

  async function loadScope(row: ScopeModule): Promise<void> {
    if (loaded.has(row.specifier)) return;
    const namespace = await importer.import(row.specifier);
    loaded.add(row.specifier);
    for (const name of row.names) if (name in namespace) names.provide(name, namespace[name]);
  }

  async function loadScopeOf(cell: CompiledCell): Promise<void> {
    for (const specifier of cell.scope) {
      const row = scope.find((candidate) => candidate.specifier === specifier);
      if (row) await loadScope(row);
    }
  }

  function compile(cell: CompiledCell, file: string): CellFunction {
    registerSource(file, file, cell.mappings, 1);
    // Not a `vm.Script`: V8 would keep each in its compilation cache for good, in case the same text is compiled again.
    const evaluate = vm.compileFunction(`return ${cell.js}`, [], {
      filename: file,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    return evaluate() as CellFunction;
  }

  /** Puts back what the cell has broken, and tells. */
  function putBack(file: string, all = false): void {
    const names = intrinsics.repair(all);
    if (names.length === 0) return;
    const shown = names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");
    const text = `The cell has broken what Node and this kernel rest on; it was put back: ${shown}\n`;
    send({ type: "stream", owner: ownerOf([file]), name: "stderr", text });
  }

  async function execute(
    cell: CompiledCell,
    file: string,
    kernel: object,
    showResult: boolean,
    measure?: "time" | "timeit",
  ): Promise<RunResult> {
    try {
      if (cell.scope.some((specifier) => !loaded.has(specifier))) await loadScopeOf(cell);
      names.declare(cell);
      const start = compile(cell, file);
      const once = (): ReturnType<CellFunction> => start(kernel);
      const call =
        measure === "timeit"
          ? () => timeRepeatedly(once).then(() => undefined)
          : measure === "time"
            ? () => timeOnce(once)
            : once;
      let result: Awaited<ReturnType<CellFunction>>;
      try {
        result = await (watching ? callBreakable(call, tellTermination) : call());
      } finally {
        putBack(file);
      }
      if (!showResult || !result || result[0] === undefined) return { status: "ok" };
      const shown = mimeBundle(result[0]);
      return { status: "ok", ...(await guards.interruptible(shown, ownerOf([file]), "its result to be shown")) };
    } catch (error) {
      return { status: "error", error: describeError(error, () => putBack(file, true)), assigned: [] };
    }
  }

  return {
    run({ id, serial, file, cell, showResult, measure }) {
      startOwner(id, file);
      const kernel = kernelOf(file);
      watchLife(kernel, { id, file });
      const run: Run = { serial, kernel, assigned: names.watch(cell) };
      running.set(id, run);
      void asOwner(id, async () => {
        let result = await execute(cell, file, kernel, showResult, measure);
        try {
          await guards.interruptible(displaysFinished(id), id, "what it displays");
        } catch (error) {
          abandonDisplays(id);
          result = { status: "error", error: describeError(error), assigned: [] };
        }
        if (!end(id, run)) return;
        send({ type: "done", id, result: result.status === "ok" ? result : { ...result, assigned: run.assigned() } });
      });
    },
    evaluate({ id, serial, expressions }) {
      const file = "expression.ts";
      const run: Run = { serial, kernel: kernelOf(file), assigned: () => [] };
      running.set(id, run);
      void asOwner(id, async () => {
        const results: Record<string, RunResult> = {};
        for (const [name, cell] of Object.entries(expressions))
          results[name] = await execute(cell, file, run.kernel, true);
        if (end(id, run)) send({ type: "evaluated", id, results });
      });
    },
    reset: names.reset,
    watchSignals() {
      watching = true;
    },
    interrupt: ({ cells, only }) => guards.interrupt(cells, only),
    unwound() {
      resetOwner();
      tellTermination();
    },
    repair() {
      intrinsics.repair(true);
    },
    cutOff(cells) {
      Atomics.store(memory, slots.interrupted, 0);
      // A cell that waits is whole. Any other was computing, or what it had waited for was about to call it and was lost with the rest.
      const waiting = guards.waiting();
      const cut = [...running].filter(([id]) => cells.includes(id) || !waiting.has(id));
      for (const [id, run] of cut) end(id, run);
      guards.interrupt([], false); // async functions that the cells left behind stop too
      return cut.map(([id, { assigned }]) => ({ id, assigned: assigned() }));
    },
  };

  /** A run ends, unless it was cut off: then the worker has answered for it. */
  function end(id: string, run: Run): boolean {
    if (running.get(id) !== run) return false;
    running.delete(id);
    endOwner(id);
    return true;
  }
}

/** A cell that runs. */
interface Run {
  readonly serial: number;
  /** What it sees as `__kernel__`, held here so that the cell is not gone before it has ended. */
  readonly kernel: object;
  /** The names that it has assigned so far. */
  assigned(): string[];
}
