/**
 * `jit`: a function traced once for each shape of its arguments, compiled as one program, and then run without tracing.
 *
 *     call ── structure, avals, static values known? ──yes──▶ run the program
 *                          └──no──▶ trace ──▶ jaxpr, kept
 *
 * A call inside another transformation becomes one equation with the jaxpr inside.
 */

import { DeviceArray, JaxArray } from "../core/array.ts";
import { config } from "../core/config.ts";
import { evaluateJaxpr } from "../core/evalTrace.ts";
import { hoistConsts, type Jaxpr } from "../core/jaxpr.ts";
import { traceToJaxpr } from "../core/jaxprTrace.ts";
import { axesInScope, isTracing, Tracer } from "../core/tracer.ts";
import type { AcceptsAll, Arrays } from "../core/userType.ts";
import { inOnePiece } from "../interrupts/inOnePiece.ts";
import { type AbstractMesh, getMesh, isInForce, type ShardingTree } from "../sharding/index.ts";
import { evalJaxpr } from "../transforms/evalJaxpr.ts";
import { flatFunction, flattenArrays, nameOf } from "../transforms/flatFunction.ts";
import { type Aval, printAval, sameAval } from "../types/aval.ts";
import { flatten, leavesIfLike, type TreeDef } from "../types/pytree.ts";
import { jitPrimitive } from "./jitPrimitive.ts";
import { Lowered } from "./stages.ts";
import { type SplitArguments, type StaticOptions, sameStatics, staticSplitter } from "./staticArguments.ts";
import { withShardings } from "./withShardings.ts";

export interface JitOptions extends StaticOptions {
  /** Positions of arguments whose arrays are given up: results are stored over them where that is possible, and they are deleted after the call. */
  readonly donateArgnums?: number | readonly number[];
  /** Whether a call inside another traced function leaves its equations there, and not one equation with a jaxpr. Default false. */
  readonly inline?: boolean;
  /** How arguments lie on a mesh: one for all, or a list with an entry per argument; null: as they come. */
  readonly inShardings?: ShardingTree;
  /** How results lie on a mesh; null: as it follows from the arguments. */
  readonly outShardings?: ShardingTree;
}

/** A jitted function. */
export type Jitted<F extends (...args: any[]) => any> = F & {
  /**
   * The function traced for arguments like these, without running it. What it shows: `lower(x).asText()` the jaxpr,
   * `lower(x).compile().explain()` its kernels and why they are as they are, `.compile().profile(x)` their times.
   */
  lower(...args: Parameters<F>): Lowered<F>;
};

/** A program made for one structure, one list of avals and one list of static values. */
interface Traced {
  readonly inDef: TreeDef;
  readonly avals: readonly Aval[];
  readonly statics: readonly unknown[];
  /** The named axes it was traced under: collectives depend on them. */
  readonly axes: string;
  /** The mesh in force then, to which specs without one refer. */
  readonly mesh: AbstractMesh;
  /** Captured arrays come first among the inputs. */
  readonly jaxpr: Jaxpr;
  readonly consts: readonly JaxArray[];
  readonly outDef: TreeDef;
}

/**
 * A function that does what `f` does, compiled. `f` runs once for each new combination of argument structure, shapes, dtypes and
 * static values, with tracers instead of numbers: its JavaScript effects happen then, and never again.
 *
 * @param given function of pytrees of arrays that returns a pytree of arrays
 * @param options.staticArgnums positions of arguments that are used as they are (sizes, flags, functions); each new value is
 * traced anew. Lists and plain objects are compared by content, all else by `Object.is`. Default none
 * @param options.staticArgnames keys of a trailing options object that are static in the same way; default none
 * @param options.donateArgnums positions of arguments whose arrays are given up: results are stored over them where the program allows it, and
 * they are deleted after the call; default none
 * @param options.inline whether the equations of `f` are put into the caller when it is traced; default false
 * @param options.inShardings a NamedSharding, or PartitionSpec for the mesh of `jax.setMesh`, of each argument; default null
 * @param options.outShardings the same of the results
 * @returns a function of the same arguments; numbers in the result come back as arrays
 * @throws TypeError where an argument or the result is not made of arrays
 * @example
 * const normalize = jax.jit((x: jax.Array) => x.sub(jnp.mean(x)));
 * assertEqual(normalize(jnp.array([1, 2, 3])), "[-1.  0.  1.]");
 * assertEqual(normalize.lower(jnp.zeros([3])).compile().steps.map(({ name }) => name), ["reduceSum_div", "sub"]);
 */
export function jit<A extends any[], R>(
  given: (...args: A) => R,
  options: JitOptions = {},
): Jitted<(...args: AcceptsAll<A>) => Arrays<R>> {
  const f = withShardings(given, options);
  const name = nameOf(f);
  const action = `jit ${name}`;
  const split = staticSplitter(options, action);
  const donated = typeof options.donateArgnums === "number" ? [options.donateArgnums] : (options.donateArgnums ?? []);
  const programs: Traced[] = [];

  const tracedFor = (args: unknown[]): { traced: Traced; operands: readonly JaxArray[] } => {
    const parts = split?.(args);
    const statics = parts?.statics ?? [];
    const dynamic = parts?.dynamic ?? args;
    const leaves = programs[0] && leavesIfLike(programs[0].inDef, dynamic);
    const [operands, inDef] = leaves?.every(isArray)
      ? [leaves, programs[0]!.inDef]
      : flattenArrays(dynamic, action, "arguments", "to use it as it is, name its position in staticArgnums");
    let traced = find(programs, inDef, operands, statics);
    if (!traced) {
      const call = parts ? (...inputs: unknown[]) => f(...(parts.join(inputs) as A)) : f;
      traced = traceCall(call as (...args: any[]) => unknown, inDef, operands, statics, action);
      // a program that captured a value being traced belongs to this one call
      if (!traced.consts.some((x) => x instanceof Tracer)) programs.unshift(traced);
    }
    return { traced, operands };
  };

  const jitted = (...args: unknown[]): unknown => {
    if (config.disableJit) return runAsItStands(f as (...args: any[]) => unknown, args, split?.(args), action);
    const { traced, operands } = tracedFor(args);
    if (donated.length === 0) return traced.outDef.unflatten(run(traced, operands, name, options.inline, []));
    const given = donated.map((n) => args[positionOf(n, args.length, action)]);
    return inOnePiece(() => {
      const results = run(traced, operands, name, options.inline, given);
      donate(given, operands);
      return traced.outDef.unflatten(results);
    });
  };
  Object.defineProperty(jitted, "name", { value: f.name });
  const lower = (...args: unknown[]): Lowered => {
    const { traced, operands } = tracedFor(args);
    const operandsOf = (given: unknown[]): readonly JaxArray[] => {
      const call = tracedFor(given);
      if (call.traced === traced) return [...traced.consts, ...call.operands];
      throw new TypeError(
        `Cannot use the compiled ${name}: it was lowered for ${printAvals(traced.avals)}, got ${printAvals(call.traced.avals)}; lower it for these arguments`,
      );
    };
    return new Lowered(traced.jaxpr, jitted, operandsOf, [...traced.consts, ...operands]);
  };
  return Object.assign(jitted, { lower }) as unknown as Jitted<(...args: AcceptsAll<A>) => Arrays<R>>;
}

function printAvals(avals: readonly Aval[]): string {
  return avals.map((a) => printAval(a)).join(", ");
}

function runAsItStands(
  f: (...args: any[]) => unknown,
  args: readonly unknown[],
  parts: SplitArguments | undefined,
  action: string,
): unknown {
  const [arrays, def] = flattenArrays(parts ? parts.dynamic : [...args], action, "arguments");
  const inputs: unknown[] = def.unflatten(arrays);
  const [results, outDef] = flattenArrays(f(...(parts ? parts.join(inputs) : inputs)), action, "its result");
  return outDef.unflatten(results);
}

function isArray(x: unknown): x is JaxArray {
  return x instanceof JaxArray;
}

/** The program for these arguments; the one used last is looked at first. */
function find(
  programs: Traced[],
  inDef: TreeDef,
  operands: readonly JaxArray[],
  statics: readonly unknown[],
): Traced | undefined {
  const axes = axesInScope();
  const at = programs.findIndex(
    (traced) =>
      traced.axes === axes &&
      isInForce(traced.mesh) &&
      traced.avals.length === operands.length &&
      traced.avals.every((a, i) => sameAval(a, operands[i]!.aval, { weak: true })) &&
      traced.inDef.equals(inDef) &&
      sameStatics(traced.statics, statics),
  );
  if (at > 0) programs.unshift(...programs.splice(at, 1));
  return at < 0 ? undefined : programs[0];
}

function traceCall(
  f: (...args: any[]) => unknown,
  inDef: TreeDef,
  operands: readonly JaxArray[],
  statics: readonly unknown[],
  action: string,
): Traced {
  const flat = flatFunction(f, inDef, action, false);
  const avals = operands.map((x) => x.aval);
  const { jaxpr, consts } = traceToJaxpr((...inputs) => flat.run(inputs, (x) => x).outputs, avals, "jit");
  const scope = { axes: axesInScope(), mesh: getMesh() };
  return { inDef, avals, statics, ...scope, jaxpr: hoistConsts(jaxpr), consts, outDef: flat.outDef() };
}

function run(
  { jaxpr, consts }: Traced,
  operands: readonly JaxArray[],
  name: string,
  inline: boolean | undefined,
  donated: readonly unknown[],
): JaxArray[] {
  const inputs = [...consts, ...operands];
  const isKnown = (x: JaxArray): x is DeviceArray => x instanceof DeviceArray;
  if (!isTracing() && inputs.every(isKnown))
    return evaluateJaxpr(
      jaxpr,
      inputs as DeviceArray[],
      donated.length > 0 ? replaced(jaxpr, inputs, donated) : undefined,
    );
  return inline ? evalJaxpr(jaxpr, [], inputs) : jitPrimitive(...inputs, { name, jaxpr });
}

/** For each result the donated input that it may be stored over: the next one of its aval, in order, as what is updated keeps its place. */
function replaced({ outputs }: Jaxpr, inputs: readonly JaxArray[], donated: readonly unknown[]): number[] {
  const given = new Set(flatten(donated)[0]);
  const free = inputs.flatMap((x, n) => (given.has(x) ? [n] : []));
  return outputs.map(({ aval }) => {
    const at = free.findIndex((n) => sameAval(inputs[n]!.aval, aval, { weak: false }));
    return at < 0 ? -1 : free.splice(at, 1)[0]!;
  });
}

function positionOf(n: number, count: number, action: string): number {
  const at = n < 0 ? n + count : n;
  if (Number.isInteger(at) && at >= 0 && at < count) return at;
  throw new TypeError(`Cannot ${action}: donateArgnums names argument ${n}, the call has ${count} arguments`);
}

/** Deletes the arrays of arguments given up; only where the program has run, not where it was recorded. */
function donate(given: readonly unknown[], operands: readonly JaxArray[]): void {
  if (isTracing() || operands.some((x) => x instanceof Tracer)) return;
  for (const leaf of flatten(given)[0]) if (leaf instanceof DeviceArray) leaf.delete();
}
