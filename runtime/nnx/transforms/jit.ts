/**
 * `nnx.jit`: compile a function of modules.
 *
 *     call ──▶ same modules as last time? ──yes──▶ operands ──▶ program ──▶ new arrays into the Variables
 *                     │ no
 *                     ▼
 *              take apart, compare with the structures traced before, trace if there is none
 */

import { Lowered } from "../../control/stages.ts";
import type { JaxArray } from "../../core/array.ts";
import { currentTrace } from "../../core/tracer.ts";
import { JitShardings } from "./jitShardings.ts";
import { Replay } from "./replay.ts";
import type { StateShard, StateSharding } from "./stateSharding.ts";
import { type AnyFunction, execute, fits, type Prepared, prepare, type Traced, trace } from "./traced.ts";

/** A sharding for all below, or a tree of them that is a prefix of the arguments'. */
export type GraphShardingTree =
  | StateShard
  | StateSharding
  | readonly GraphShardingTree[]
  | { readonly [key: string]: GraphShardingTree };

export interface JitOptions {
  /** Positions of arguments that are part of the program: for other values of them the function is traced again. */
  readonly staticArgnums?: number | readonly number[];
  /**
   * How arguments lie on a mesh: a sharding for all, or a list with an entry per argument; a StateSharding for the Variables of a module.
   * Variables are put there, and stay there when they change. Default null: as they are.
   */
  readonly inShardings?: GraphShardingTree;
  /** How results lie on a mesh; default null: as it comes. */
  readonly outShardings?: GraphShardingTree;
}

/** A jitted function. */
export type Jitted<F extends AnyFunction> = F & {
  /**
   * The function traced for arguments like these, without running it: `lower(model, x).asText()` is the jaxpr,
   * `lower(model, x).compile().explain()` its kernels, `.compile().profile(model, x)` their times; these leave modules as they are.
   */
  lower(...args: Parameters<F>): Lowered<F>;
  /** How many structures it was traced for. */
  cacheSize(): number;
  /** Forgets what was traced. */
  clearCache(): void;
};

/**
 * Compiles a function of modules, arrays and trees of them. What the function changes in modules, Variables and optimizers is
 * changed in the caller's own when it returns, as if it had not been compiled. It is traced once for each structure, shape and
 * dtype of its arguments.
 *
 * @param f the function; it must return arrays, modules or trees of them
 * @param options see {@link JitOptions}
 * @returns a function of the same arguments
 * @throws TypeError for an argument or result that is neither module nor array nor number
 * @example
 * const model = new nnx.Linear(2, 3, { rngs: new nnx.Rngs(0) });
 * const step = nnx.jit((m: nnx.Linear, x: jax.Array) => {
 *   m.bias.value = m.bias.value.add(1);
 *   return m(x);
 * });
 * assertAllClose(step(model, jnp.zeros([1, 2])), [[1, 1, 1]]);
 * assertAllClose(model.bias.value, [1, 1, 1]);
 */
export function jit<F extends AnyFunction>(f: F, options: JitOptions = {}): Jitted<F> {
  const { staticArgnums = [], inShardings = null, outShardings = null } = options;
  const statics = typeof staticArgnums === "number" ? [staticArgnums] : staticArgnums;
  const isPlaced = inShardings !== null || outShardings !== null;
  const shardings = isPlaced ? new JitShardings(inShardings, outShardings, `jit ${f.name || "a function"}`) : undefined;
  let traced: Traced[] = [];
  let replays = new WeakMap<object, Replay>();
  let last: Replay | undefined;

  const call = (...args: unknown[]): unknown => {
    const outer = currentTrace();
    if (!outer) {
      if (last?.ready(args)) return last.run();
      const known = replays.get(firstObject(args));
      if (known !== last && known?.ready(args)) return (last = known).run();
    }
    if (!outer) shardings?.move(args.filter((_, i) => !statics.includes(i)));
    const prepared = prepare(args, statics, shardings);
    const match = tracedFor(prepared);
    const result = execute(match, prepared);
    if (!outer) remember(match, prepared, args);
    return result;
  };

  const tracedFor = (prepared: Prepared): Traced => {
    const outer = currentTrace();
    let match = outer ? undefined : traced.find((entry) => fits(entry, prepared));
    if (!match) {
      match = trace(f, prepared, shardings);
      if (!outer) traced.push(match);
    }
    return match;
  };

  const lower = (...args: unknown[]): Lowered => {
    const lowered = prepare(args, statics, shardings);
    const entry = tracedFor(lowered);
    const operands = ({ inputs }: Prepared): JaxArray[] => [...entry.consts, ...entry.used.map((i) => inputs[i]!)];
    const operandsOf = (given: unknown[]): JaxArray[] => {
      const prepared = prepare(given, statics, shardings);
      if (fits(entry, prepared)) return operands(prepared);
      throw new TypeError(
        `Cannot use the compiled ${entry.name}: it was lowered for arguments of another structure, shape or dtype; lower it for these`,
      );
    };
    return new Lowered(entry.jaxpr, call, operandsOf, operands(lowered));
  };

  const remember = (entry: Traced, prepared: Prepared, args: readonly unknown[]): void => {
    const replay = Replay.make(entry, prepared, args, statics);
    if (replay) replays.set(firstObject(args), (last = replay));
  };
  Object.defineProperty(call, "name", { value: f.name });
  return Object.assign(call, {
    lower,
    cacheSize: () => traced.length,
    clearCache() {
      traced = [];
      replays = new WeakMap();
      last = undefined;
    },
  }) as unknown as Jitted<F>;
}

const noObject = {};

/** The first module among the arguments: what a replay is remembered by. */
function firstObject(args: readonly unknown[]): object {
  const first = args[0];
  return (typeof first === "object" && first !== null) || typeof first === "function" ? first : noObject;
}
