/** Random streams inside modules: split, forked, saved and seeded anew, in place. */

import type { JaxArray } from "../core/array.ts";
import { withCleanup } from "../interrupts/withCleanup.ts";
import { zeros } from "../numpy/index.ts";
import { split as splitKey } from "../random/index.ts";
import { flatten } from "../types/pytree.ts";
import type { Shape } from "../types/shape.ts";
import { type Filter, toPredicate } from "./filters.ts";
import { iterGraph } from "./graph/iterGraph.ts";
import { recursiveMap } from "./graph/recursiveMap.ts";
import { type Path, printPath } from "./keyOrder.ts";
import { Pytree } from "./pytree.ts";
import { RngStream, type RngValue } from "./rngStream.ts";
import { Rngs, type StreamSizes, sizeRules } from "./rngs.ts";

/** What streams were before they were changed. */
export class RngBackups {
  readonly streams: readonly { readonly stream: RngStream; readonly key: JaxArray; readonly count?: JaxArray }[];

  constructor(streams: RngBackups["streams"]) {
    this.streams = streams;
  }

  /** Puts the streams back. */
  restore(): void {
    for (const { stream, key, count } of this.streams) {
      stream.key.setValue(key);
      if (count !== undefined) stream.count.setValue(count);
    }
  }

  /** `using backups = nnx.splitRngs(…)` puts the streams back at the end of the block. */
  [Symbol.dispose](): void {
    this.restore();
  }
}

/** Options of `splitRngs`. */
export interface SplitRngsOptions {
  /** Number of keys, or their shape. */
  readonly splits: number | Shape;
  /** Which streams; default all. */
  readonly only?: Filter;
  /** With one split: no axis for it; default false. */
  readonly squeeze?: boolean;
}

// any: functions of any arguments
type AnyFunction = (...args: any[]) => any;

/**
 * Gives every random stream in a module several keys, for `nnx.vmap` over them; `restore` of what it returns puts them back. With
 * the options alone it makes a function into one whose arguments' streams are split while it runs.
 *
 * @param node a module, or a list of modules
 * @param options see {@link SplitRngsOptions}
 * @returns backups, also for `using`
 * @throws RangeError for `squeeze` with several splits
 * @example
 * const rngs = new nnx.Rngs(0);
 * const backups = nnx.splitRngs(rngs, { splits: 3 });
 * assertEqual(rngs.default.key.shape, [3]);
 * nnx.restoreRngs(backups);
 * assertEqual(rngs.default.key.shape, []);
 * const shapes = nnx.splitRngs({ splits: 2 })((r: nnx.Rngs) => r.default.key.shape);
 * assertEqual([shapes(rngs), rngs.default.key.shape], [[2], []]);
 */
export function splitRngs(node: unknown, options: SplitRngsOptions): RngBackups;
export function splitRngs(options: SplitRngsOptions): <F extends AnyFunction>(f: F) => F;
export function splitRngs(first: unknown, second?: SplitRngsOptions): unknown {
  if (second === undefined) return whileChanged((args) => splitRngs(args, first as SplitRngsOptions));
  const { splits, only = true, squeeze = false } = second;
  if (squeeze && splits !== 1)
    throw new RangeError(`Cannot split random streams: squeeze is for one split, got ${splits}`);
  const takes = toPredicate(only);
  const sizes = squeeze ? [] : typeof splits === "number" ? [splits] : splits;
  return change(first, (path, stream) => {
    if (!chosen(takes, path, stream)) return undefined;
    const next = stream();
    const before = { stream, key: stream.key.value, count: stream.count.value };
    const keys = splitKey(next, splits);
    const key = squeeze ? keys.at([0]).get() : keys;
    stream.key.setValue(key);
    stream.count.setValue(zeros([...sizes, ...before.count.shape], { dtype: "uint32" }));
    return before;
  });
}

/** Options of `forkRngs`. */
export interface ForkRngsOptions {
  /** Sizes for all streams, or pairs of filter and sizes; null: one key. Default null for all. */
  readonly split?: StreamSizes | null;
}

/**
 * Lets every random stream in a module go on from a key of its own, perhaps several, so that the streams outside are not used up;
 * `restore` of what it returns puts them back. With the options alone, or none, it makes a function into one whose arguments'
 * streams are forked while it runs.
 *
 * @param node a module, or a list of modules
 * @param options see {@link ForkRngsOptions}
 * @returns backups, also for `using`
 * @example
 * const rngs = new nnx.Rngs({ params: 0, dropout: 1 });
 * const backups = nnx.forkRngs(rngs, { split: [["params", 2]] });
 * assertEqual([rngs.params.key.shape, rngs.dropout.key.shape], [[2], []]);
 * nnx.restoreRngs(backups);
 */
export function forkRngs(node: unknown, options: ForkRngsOptions): RngBackups;
export function forkRngs(options?: ForkRngsOptions): <F extends AnyFunction>(f: F) => F;
export function forkRngs(first: unknown = {}, second?: ForkRngsOptions): unknown {
  if (second === undefined && !hasStreams(first))
    return whileChanged((args) => forkRngs(args, first as ForkRngsOptions));
  const { split = null } = second ?? {};
  const predicates = sizeRules(split);
  return change(first, (path, stream) => {
    const rule = predicates.find(([takes]) => chosen(takes, path, stream));
    if (!rule) return undefined;
    const forked = rule[1] === null ? stream.fork() : stream.split(rule[1]);
    const before = { stream, key: stream.key.value, count: stream.count.value };
    stream.key.setValue(forked.key.value);
    stream.count.setValue(forked.count.value);
    return before;
  });
}

/**
 * The keys of all random streams in a module, to put back later with `nnx.restoreRngs`.
 *
 * @param node a module
 * @example
 * const rngs = new nnx.Rngs(0);
 * const backups = nnx.backupKeys(rngs);
 * nnx.reseed(rngs, { default: 1 });
 * nnx.restoreRngs(backups);
 * assertEqual(jax.random.keyData(rngs.default.key.value), String(jax.random.keyData(jax.random.key(0))));
 */
export function backupKeys(node: unknown): RngBackups {
  return new RngBackups([...streamsIn(node)].map(([, stream]) => ({ stream, key: stream.key.value })));
}

/**
 * Puts random streams back as they were.
 *
 * @param backups what `splitRngs`, `forkRngs` or `backupKeys` returned
 * @example
 * const rngs = new nnx.Rngs(0);
 * nnx.restoreRngs(nnx.forkRngs(rngs, {}));
 * assertEqual(rngs.default.count.value, "1");
 */
export function restoreRngs(backups: RngBackups): void {
  backups.restore();
}

/** What becomes of a key for a stream of several: a name, or a function of path, key and the stream's shape. */
export type ReseedPolicy = "scalars_only" | "match_shape" | ((path: Path, key: JaxArray, shape: Shape) => JaxArray);

/**
 * Gives random streams in a module new seeds, by name, and counts from zero.
 *
 * @param node a module
 * @param seeds seeds by the name of the stream, and `policy`: `"scalars_only"` (default: streams of several keys are an error),
 *   `"match_shape"` (the key is split), or a function
 * @throws TypeError for a stream of several keys, unless the policy says what to do
 * @example
 * const model = new nnx.Dropout(0.5, { rngs: new nnx.Rngs({ dropout: 0 }) });
 * nnx.reseed(model, { dropout: 42 });
 * assertEqual(model.rngs.count.value, "0");
 */
export function reseed(
  node: unknown,
  seeds: { readonly policy?: ReseedPolicy } & Readonly<Record<string, RngValue | ReseedPolicy>>,
): void {
  const { policy = "scalars_only", ...values } = seeds;
  const keyFor = policyOf(policy);
  const rngs = new Rngs(values as Readonly<Record<string, RngValue>>);
  for (const [path, stream] of streamsIn(node)) {
    if (!(stream.tag in values)) continue;
    const key = keyFor(path, rngs[stream.tag]!(), stream.key.shape);
    stream.key.setValue(key);
    stream.count.setValue(zeros(key.shape, { dtype: "uint32" }));
  }
}

function policyOf(policy: ReseedPolicy): (path: Path, key: JaxArray, shape: Shape) => JaxArray {
  if (typeof policy === "function") return policy;
  if (policy === "match_shape") return (_, key, shape) => (shape.length === 0 ? key : splitKey(key, shape));
  if (policy !== "scalars_only")
    throw new RangeError(`Cannot reseed by the policy "${String(policy)}": there are "scalars_only" and "match_shape"`);
  return (path, key, shape) => {
    if (shape.length === 0) return key;
    throw new TypeError(
      `Cannot reseed the stream ${printPath(path)}: it has keys of shape [${shape}]; give { policy: "match_shape" }, or a function`,
    );
  };
}

/** Options of `withRngs`. Each is a rule for the streams that its filter takes. */
export interface WithRngsOptions {
  /** Streams of several keys each: sizes for all, or pairs of filter and sizes. */
  readonly split?: StreamSizes | null;
  /** Streams that go on from a key of their own. */
  readonly fork?: Filter | null;
  /** Streams that have one key several times: sizes for all, or pairs of filter and sizes. */
  readonly broadcast?: StreamSizes | null;
  /** Which streams at all; default all. */
  readonly only?: Filter;
}

/**
 * A copy of a module with its random streams split, forked or repeated, by rules; it shares all other Variables. With the options
 * alone it makes a function into one that gets such copies of its arguments.
 *
 * @param node a module, or a tree of modules
 * @param options see {@link WithRngsOptions}
 * @example
 * const rngs = new nnx.Rngs({ params: 0, dropout: 1 });
 * const many = nnx.withRngs(rngs, { split: [["params", 5]], broadcast: [["dropout", 2]] });
 * assertEqual([many.params.key.shape, many.dropout.key.shape, rngs.params.key.shape], [[5], [2], []]);
 */
export function withRngs<T>(node: T, options: WithRngsOptions): T;
export function withRngs(options: WithRngsOptions): <F extends AnyFunction>(f: F) => F;
export function withRngs(first: unknown, second?: WithRngsOptions): unknown {
  if (second === undefined) {
    return (f: AnyFunction) =>
      (...args: unknown[]) =>
        f(...args.map((arg) => (hasStreams(arg) ? withRngs(arg, first as WithRngsOptions) : arg)));
  }
  const { split, fork, broadcast, only = true } = second;
  const takes = toPredicate(only);
  const rules = [
    ...rulesOf(split, (stream, sizes) => stream.split(sizes)),
    ...rulesOf(broadcast, (stream, sizes) => stream.broadcast(sizes)),
    ...(fork === null || fork === undefined
      ? []
      : [{ takes: toPredicate(fork), make: (stream: RngStream) => stream.fork() }]),
  ];
  return recursiveMap((path, value) => {
    if (!(value instanceof RngStream) || !takes(path, value)) return value;
    return rules.find((rule) => rule.takes(path, value))?.make(value) ?? value;
  }, first);
}

type Rule = { takes: (path: Path, value: unknown) => boolean; make: (stream: RngStream) => RngStream };

function rulesOf(
  sizes: StreamSizes | null | undefined,
  make: (stream: RngStream, sizes: number | Shape) => RngStream,
): Rule[] {
  if (sizes === null || sizes === undefined) return [];
  return sizeRules(sizes).map(([takes, shape]) => ({
    takes,
    make: (stream) => (shape === null ? stream : make(stream, shape)),
  }));
}

/** A function whose arguments' streams are changed while it runs. */
function whileChanged(start: (args: unknown[]) => RngBackups): (f: AnyFunction) => AnyFunction {
  return (f) =>
    (...args) => {
      const backups = start(args);
      return withCleanup(
        () => f(...args),
        () => backups.restore(),
      );
    };
}

function change(
  node: unknown,
  one: (path: Path, stream: RngStream) => RngBackups["streams"][number] | undefined,
): RngBackups {
  const streams: RngBackups["streams"][number][] = [];
  for (const [path, stream] of streamsIn(node)) {
    const before = one(path, stream);
    if (before) streams.push(before);
  }
  return new RngBackups(streams);
}

function chosen(takes: (path: Path, value: unknown) => boolean, path: Path, stream: RngStream): boolean {
  return takes([...path, "key"], stream.key) && takes([...path, "count"], stream.count);
}

function hasStreams(value: unknown): boolean {
  return flatten(value, isNode)[0].some(isNode);
}

function isNode(value: unknown): boolean {
  return value instanceof Pytree;
}

/** The streams in a module, or in the modules of a list. */
function* streamsIn(node: unknown): Generator<[path: Path, stream: RngStream]> {
  const seen = new Set<unknown>();
  for (const root of flatten(node, isNode)[0].filter(isNode)) {
    for (const [path, value] of iterGraph(root)) {
      if (!(value instanceof RngStream) || seen.has(value)) continue;
      seen.add(value);
      yield [path, value];
    }
  }
}
