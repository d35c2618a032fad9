import { JaxArray } from "../core/array.ts";
import type { Shape } from "../types/shape.ts";
import { type Filter, type Predicate, toPredicate } from "./filters.ts";
import { Pytree, setField } from "./pytree.ts";
import { RngStream, type RngValue } from "./rngStream.ts";

/** Seeds of streams by name. */
export type RngSeeds = Readonly<Record<string, RngValue>>;

/** Sizes of a stream; null leaves it as it is. */
type Sizes = number | Shape | null;

/**
 * Sizes for all streams; sizes by the name of the stream, `{ params: 3 }`; or pairs (or a Map) of filter and sizes, of which the first
 * that takes a stream counts.
 */
export type StreamSizes =
  | number
  | Shape
  | readonly (readonly [Filter, Sizes])[]
  | ReadonlyMap<Filter, Sizes>
  | { readonly [name: string]: Sizes };

class RngsImplementation extends Pytree {
  constructor(first?: RngValue | RngSeeds | null, more: RngSeeds = {}) {
    super();
    const seeds: Record<string, RngValue> = isSeeds(first) ? { ...first, ...more } : { ...more };
    if (first !== null && first !== undefined && !isSeeds(first)) seeds.default = first;
    for (const [tag, seed] of Object.entries(seeds)) {
      const key = isStream(seed) ? seed.key.value : seed;
      setField(this, tag, new RngStream(key, { tag }));
    }
  }

  __call__(): JaxArray {
    return (this as unknown as Rngs).default();
  }

  /** Streams with their names. */
  items(): [name: string, stream: RngStream][] {
    return Object.entries(this).filter((entry): entry is [string, RngStream] => isStream(entry[1]));
  }

  /** Names of the streams. */
  *[Symbol.iterator](): Iterator<string> {
    for (const [name] of this.items()) yield name;
  }

  /** New streams, each beginning with the next key of the old one. */
  fork(): Rngs {
    return new Rngs(Object.fromEntries(this.items().map(([name, stream]) => [name, stream.fork()])));
  }

  /** New streams of several keys each, for use under vmap. */
  split(sizes: StreamSizes): Rngs {
    return eachStream(this.items(), sizes, (stream, shape) => stream.split(shape));
  }

  /** New streams that have one key several times, for use under vmap. */
  broadcast(sizes: StreamSizes): Rngs {
    return eachStream(this.items(), sizes, (stream, shape) => stream.broadcast(shape));
  }
}
Object.defineProperty(RngsImplementation, "name", { value: "Rngs" });

/** Names that tools ask every object for: they are no streams. */
const notStreams = new Set(["then", "toJSON", "nodeType", "tagName", "asymmetricMatch", "$$typeof"]);

// Looked up only for names that the instance does not have: the default stream answers for streams that were not named.
const fallback: ProxyHandler<Pytree> = {
  get(target, name, receiver) {
    if (
      typeof name === "symbol" ||
      name in target ||
      notStreams.has(name) ||
      name.startsWith("@@") ||
      name.startsWith("__")
    ) {
      return Reflect.get(target, name, receiver);
    }
    if (Object.hasOwn(receiver, "default")) return receiver.default;
    throw new TypeError(
      `Cannot take a key from the random stream "${name}": these Rngs have ${listed(Object.keys(receiver))} and no default; ` +
        `make them with new nnx.Rngs({ ${name}: 0 }) or new nnx.Rngs(0)`,
    );
  },
};
Object.setPrototypeOf(RngsImplementation.prototype, new Proxy(Object.create(Pytree.prototype), fallback));

/** Random streams by name: `rngs.params()` is the next key of the stream "params", `rngs()` of the default stream. */
export type Rngs = RngsImplementation & (() => JaxArray) & UsualStreams & { readonly [stream: string]: RngStream };

/** Names that layers use; every other name is a stream too. */
interface UsualStreams {
  readonly default: RngStream;
  /** Parameters. */
  readonly params: RngStream;
  /** Dropout masks. */
  readonly dropout: RngStream;
  /** First states of recurrent cells. */
  readonly carry: RngStream;
}

/** The class `Rngs`. */
export interface RngsConstructor {
  /** @param seed of the default stream; or an object of seeds by stream; more streams may follow it */
  new (seed?: RngValue | RngSeeds | null, more?: RngSeeds): Rngs;
  readonly prototype: Rngs;
}

/**
 * Random streams by name. Each has a key and a counter; a stream that was not named is the default stream.
 *
 * @example
 * const rngs = new nnx.Rngs(0, { dropout: 1 });
 * rngs.params();
 * rngs.dropout();
 * rngs();
 * assertEqual([rngs.default.count.value.item(), rngs.dropout.count.value.item()], [2, 1]);
 */
export const Rngs: RngsConstructor = RngsImplementation as unknown as RngsConstructor;

function eachStream(
  items: readonly [name: string, stream: RngStream][],
  sizes: StreamSizes,
  make: (stream: RngStream, shape: number | Shape) => RngStream,
): Rngs {
  const rules = sizeRules(sizes);
  const streams = items.map(([name, stream]): [string, RngStream] => {
    const shape = rules.find(([takes]) => takes([], stream))?.[1] ?? null;
    return [name, shape === null ? stream : make(stream, shape)];
  });
  return new Rngs(Object.fromEntries(streams));
}

function isStream(value: unknown): value is RngStream {
  return value instanceof RngStream;
}

function isSeeds(value: unknown): value is RngSeeds {
  return typeof value === "object" && value !== null && !(value instanceof JaxArray) && !isStream(value);
}

/** Sizes as pairs of predicate and sizes. */
export function sizeRules(sizes: StreamSizes | null): (readonly [Predicate, Sizes])[] {
  if (sizes === null || typeof sizes === "number") return [[() => true, sizes]];
  if (Array.isArray(sizes) && !Array.isArray(sizes[0])) return [[() => true, sizes as Shape]];
  const pairs =
    Symbol.iterator in sizes ? (sizes as unknown as Iterable<readonly [Filter, Sizes]>) : Object.entries(sizes);
  return [...pairs].map(([filter, shape]) => [toPredicate(filter), shape]);
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "no stream" : `only ${names.map((name) => `"${name}"`).join(", ")}`;
}
