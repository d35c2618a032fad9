/** Collecting garbage now, in the middle of a synchronous loop. */

interface Builtins {
  getBuiltinModule?(id: string): unknown;
}
interface Vm {
  runInNewContext(code: string): unknown;
  createContext(sandbox: object, options: { microtaskMode: "afterEvaluate" }): object;
  runInContext(code: string, context: object): unknown;
}

let collect: (() => void) | undefined;

/**
 * Makes the engine find everything that is unreachable, where it lets us (Node); costs some milliseconds. Elsewhere nothing
 * happens: the engine collects when it likes.
 */
export function collectGarbage(): void {
  collect ??= collector();
  collect();
}

function collector(): () => void {
  const { getBuiltinModule } = ((globalThis as { process?: Builtins }).process ?? {}) as Builtins;
  const v8 = getBuiltinModule?.("v8") as { setFlagsFromString(flags: string): void } | undefined;
  const vm = getBuiltinModule?.("vm") as Vm | undefined;
  if (!v8 || !vm) return () => undefined;
  v8.setFlagsFromString("--expose-gc");
  const gc = vm.runInNewContext("gc") as () => void;
  v8.setFlagsFromString("--no-expose-gc");
  // What a weak reference was made of stays reachable until the job ends, or until the microtasks of some context have run.
  const context = vm.createContext({}, { microtaskMode: "afterEvaluate" });
  return () => {
    vm.runInContext("0", context);
    gc();
  };
}
