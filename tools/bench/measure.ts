/**
 * Measures one case on several engines, interleaved: ours, peer, ours, peer, so that what else the machine does meanwhile falls on
 * all alike. Before that every engine's first results are compared.
 */
import type { BenchCase } from "../../runtime/bench/benchCase.ts";
import { Engine, type EngineSpec } from "./engine.ts";

/** One engine's times of one iteration (or of the first call), in milliseconds. */
export interface Times {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly rounds: number;
}

/** What is known of a case after measuring it. */
export interface Measured {
  readonly name: string;
  readonly about: string;
  readonly unit?: string;
  /** By engine; absent where the engine does not have the case. */
  readonly times: Readonly<Record<string, Times>>;
  /** Rate by engine, in `unit`. */
  readonly rates: Readonly<Record<string, number>>;
  /** Figures of a memory case. */
  readonly figures?: Readonly<Record<string, number>>;
  /** Largest relative difference of a peer's first results from ours. */
  readonly differences: Readonly<Record<string, number>>;
  /** Peers whose results differ by more than the case allows, or that could not run it, with the reason. */
  readonly problems: readonly string[];
}

/** Engines that stay alive between cases. */
export type Kept = Map<EngineSpec, Engine>;

const warmMs = 300;
const mostWarmMs = 2_000;
const roundMs = 80;
const rounds = 7;
const freshRounds = 5;
const mostIterations = 20_000;
const caseLimitMs = 8_000;

/** Measures a case; the first spec is ours. */
export async function measure(benchCase: BenchCase, specs: readonly EngineSpec[], kept: Kept): Promise<Measured> {
  const { name, about, kind, work, tolerance = 1e-4 } = benchCase;
  const problems: string[] = [];
  const runners: Runner[] = [];
  const firsts = new Map<string, readonly number[]>();
  const differences: Record<string, number> = {};
  const times = new Map<string, number[]>();
  let figures: Readonly<Record<string, number>> | undefined;
  try {
    for (const spec of kind === "memory" ? specs.slice(0, 1) : specs) {
      const engine = open(spec, kind === "time" ? kept : undefined);
      const { first, ms, missing } = await engine.prepare(name).catch((error: Error) => {
        if (spec === specs[0]) throw error;
        kept.delete(spec);
        return { first: undefined, ms: undefined, missing: error.message };
      });
      if (!first) {
        if (missing) problems.push(`${spec.name}: ${missing}`);
        if (!kept.has(spec)) engine.close();
        continue;
      }
      firsts.set(spec.name, first);
      times.set(spec.name, kind === "first" ? [ms!] : []);
      const ours = firsts.get(specs[0]!.name)!;
      if (spec !== specs[0]) {
        differences[spec.name] = difference(ours, first);
        if (!(differences[spec.name]! <= tolerance))
          problems.push(`${spec.name} computes [${first}], ${specs[0]!.name} [${ours}]: no fair comparison`);
      }
      runners.push({ spec, engine, iterations: 1 });
    }
    if (kind === "memory") figures = await runners[0]!.engine.measure();
    if (kind === "first") await moreFirstCalls(name, runners, times);
    if (kind === "time") await interleave(benchCase.atOnce ?? 1, runners, times);
  } finally {
    for (const { engine, spec } of runners) if (kept.get(spec) !== engine) engine.close();
  }
  const summaries = [...times]
    .filter(([, all]) => all.length > 0)
    .map(([engine, all]) => [engine, summary(all)] as const);
  return {
    name,
    about,
    ...(work ? { unit: work.unit } : {}),
    times: Object.fromEntries(summaries),
    rates: work ? Object.fromEntries(summaries.map(([engine, { median }]) => [engine, work.millions / median])) : {},
    ...(figures ? { figures } : {}),
    differences,
    problems,
  };
}

interface Runner {
  readonly spec: EngineSpec;
  readonly engine: Engine;
  iterations: number;
}

function open(spec: EngineSpec, kept: Kept | undefined): Engine {
  if (!kept || !spec.slowToStart) return new Engine(spec);
  let engine = kept.get(spec);
  if (!engine) kept.set(spec, (engine = new Engine(spec)));
  return engine;
}

/** Warms each engine up, finds how many iterations make a round, then takes turns. */
async function interleave(
  atOnce: number,
  runners: readonly Runner[],
  times: ReadonlyMap<string, number[]>,
): Promise<void> {
  const begin = performance.now();
  for (const runner of runners) {
    let perIteration = Number.POSITIVE_INFINITY;
    for (let spent = 0, n = atOnce, faster = true; spent < warmMs || (faster && spent < mostWarmMs); ) {
      const ms = await runner.engine.run(n);
      spent += ms;
      faster = ms / n < 0.8 * perIteration; // code is still being optimised
      perIteration = ms / n;
      n = Math.min(2 * n, mostIterations);
    }
    const wanted = Math.min(roundMs / Math.max(perIteration, 1e-5), mostIterations);
    runner.iterations = Math.max(1, Math.round(wanted / atOnce)) * atOnce;
  }
  for (let round = 0; round < rounds; round++) {
    if (round >= 3 && performance.now() - begin > caseLimitMs) return;
    const order = round % 2 === 0 ? runners : [...runners].reverse();
    for (const { spec, engine, iterations } of order)
      times.get(spec.name)!.push((await engine.run(iterations)) / iterations);
  }
}

/** First calls in further fresh processes, in turns. */
async function moreFirstCalls(
  name: string,
  runners: readonly Runner[],
  times: ReadonlyMap<string, number[]>,
): Promise<void> {
  for (let round = 1; round < freshRounds; round++) {
    for (const { spec } of runners) {
      const engine = new Engine(spec);
      const { ms } = await engine.prepare(name).finally(() => engine.close());
      times.get(spec.name)!.push(ms!);
    }
  }
}

function summary(all: readonly number[]): Times {
  const sorted = [...all].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)!, rounds: sorted.length };
}

/** The largest difference of two lists, relative to the largest number of the first; ∞ for lists of different length. */
export function difference(ours: readonly number[], theirs: readonly number[]): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  const size = Math.max(...ours.map(Math.abs), Number.MIN_VALUE);
  return Math.max(...ours.map((x, i) => Math.abs(x - theirs[i]!))) / size;
}
