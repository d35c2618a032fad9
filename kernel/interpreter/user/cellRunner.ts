/** Runs compiled cells, one at a time. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { installDebuggee } from "../../debugger/debuggee.ts";
import { abandonDisplays, displaysFinished } from "../../display/host.ts";
import { mimeBundle } from "../../display/mimeBundle.ts";
import type { RunResult, ToUser, ToWorker } from "../protocol.ts";
import { slots } from "../protocol.ts";
import { type ScopeModule, scope } from "../scope.ts";
import type { CompiledCell } from "../typescript/service.ts";
import { callBreakable } from "./breakable.ts";
import { describeError } from "./describeError.ts";
import { createGuards } from "./guard.ts";
import { rememberIntrinsics } from "./intrinsics.ts";
import type { ModuleImporter } from "./moduleImporter.ts";
import { createNames } from "./names.ts";
import { asOwner, ownerOf, resetOwner, startOwner } from "./owner.ts";
import { installStackTraces, registerSource } from "./stackTrace.ts";
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
  /** Ends the waits of the running cell. */
  interrupt(): void;
  /** Code was terminated: what it could not put back is put back. */
  unwound(): void;
  /** Puts back everything of JavaScript's own that cells have replaced. */
  repair(): void;
  /** The running cell was terminated; returns the names it had assigned. */
  cutOff(id: string): readonly string[];
}

/** What the runner needs of its surroundings. */
export interface CellRunnerOptions {
  readonly send: (message: ToWorker) => void;
  readonly importer: ModuleImporter;
  readonly folder: string;
  readonly memory: Int32Array;
}

/** The runtime is loaded when the kernel has answered its first questions: it takes a while, and a first cell seldom comes earlier. */
const soon = 200; // ms

type CellFunction = (kernel: object) => Promise<readonly [value: unknown] | undefined>;

/** A runner; the eager modules of the scope are loaded at once. */
export function createCellRunner({ send, importer, folder, memory }: CellRunnerOptions): CellRunner {
  installStackTraces();
  const guards = createGuards(memory);
  const intrinsics = rememberIntrinsics();
  const tellTermination = offerTerminations(memory);
  const loaded = new Set<string>();
  const names = createNames();
  installDebuggee(names);
  let running: { readonly id: string; readonly assigned: () => string[] } | undefined;
  let watching = false;
  const base = join(folder, "cell.ts");
  /** What the cell in `file` sees as `__kernel__`. */
  const kernelOf = (file: string): object => ({
    ...guards.of(file),
    import: (specifier: string, wanted?: readonly string[]) => importer.import(specifier, wanted),
    own: names.shadowing,
    meta: { url: pathToFileURL(base).href, filename: base, dirname: folder },
  });
  names.provide("require", createRequire(base));
  names.provide("__dirname", folder);
  names.provide("__filename", base);
  const ahead = (when: ScopeModule["load"]): void => {
    // A module that cannot be loaded fails again in the cell that needs it, where somebody sees it.
    for (const row of scope) if (row.load === when) void loadScope(row).catch(() => {});
  };
  ahead("start");
  setTimeout(ahead, soon, "soon").unref();

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
    const script = new vm.Script(cell.js, {
      filename: file,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    return script.runInThisContext() as CellFunction;
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
    showResult: boolean,
    measure?: "time" | "timeit",
  ): Promise<RunResult> {
    try {
      if (cell.scope.some((specifier) => !loaded.has(specifier))) await loadScopeOf(cell);
      names.declare(cell);
      const start = compile(cell, file);
      const kernel = kernelOf(file);
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
      return { status: "ok", ...(await guards.interruptible(shown, "its result to be shown")) };
    } catch (error) {
      return { status: "error", error: describeError(error, () => putBack(file, true)), assigned: [] };
    }
  }

  return {
    run({ id, file, cell, showResult, measure }) {
      startOwner(id, file);
      running = { id, assigned: names.watch(cell) };
      void asOwner(id, async () => {
        let result = await execute(cell, file, showResult, measure);
        try {
          await guards.interruptible(displaysFinished(), "what it displays");
        } catch (error) {
          abandonDisplays();
          result = { status: "error", error: describeError(error), assigned: [] };
        }
        if (running?.id !== id) return; // it was cut off, and the worker has answered for it
        const { assigned } = running;
        running = undefined;
        send({ type: "done", id, result: result.status === "ok" ? result : { ...result, assigned: assigned() } });
      });
    },
    evaluate({ id, expressions }) {
      void asOwner(id, async () => {
        const results: Record<string, RunResult> = {};
        for (const [name, cell] of Object.entries(expressions))
          results[name] = await execute(cell, "expression.ts", true);
        send({ type: "evaluated", id, results });
      });
    },
    reset: names.reset,
    watchSignals() {
      watching = true;
    },
    interrupt: guards.interrupt,
    unwound() {
      resetOwner();
      tellTermination();
    },
    repair() {
      intrinsics.repair(true);
    },
    cutOff(id) {
      const assigned = running?.id === id ? running.assigned() : [];
      running = undefined;
      Atomics.store(memory, slots.interrupted, 0);
      guards.interrupt(); // async functions that the cell left behind stop too
      return assigned;
    },
  };
}
