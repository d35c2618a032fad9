/**
 * Where generated statements go. A scope is the body of one loop (or of a part of a loop that runs once) inside its parent's. Values
 * and pointers are made on demand, in the outermost scope that knows all loops they depend on, and are remembered there: that is
 * all of loop-invariant code motion. A loop is appended to its parent only when its body is finished, so what the body asks the parent
 * for comes before it.
 */
import {
  choose,
  get,
  i32,
  type Local,
  local,
  loop,
  operation,
  type Statement,
  set,
  type Value,
} from "../module/code.ts";
import type { Sink } from "./scalarInstructions.ts";

/** A run of steps along one loop of the kernel. */
export interface Segment {
  /** Number of the loop: grid loops first, then reduction loops. */
  readonly loop: number;
  readonly start: number;
  readonly trips: number;
  /** Elements from one trip to the next. */
  readonly step: number;
  /** Lanes of a vector: 4 along the vectorised loop, else 1. */
  readonly width: 1 | 4;
  /** Copies of the body side by side: a trip covers width · count elements (or a block, where a further scope divides it). */
  readonly count: number;
  /** Where it begins and ends if only the call of the function says; then `start` is 0, and `trips` is 1 or says nothing. */
  readonly bounds?: Bounds;
}

/** Elements along a loop, as values of no depth; there may be none. */
export interface Bounds {
  readonly from: Value;
  readonly to: Value;
}

/**
 * A linear function of the loops that is kept in a local and bumped: the address of a buffer's elements, or a counter.
 */
export interface Stream {
  readonly name: string;
  /** Change per element along each loop, in bytes (addresses) or units (counters). */
  readonly strides: readonly number[];
  /** Value where all loops are at 0; undefined for 0. */
  readonly base: (() => Value) | undefined;
  /** A term that is no linear function, and the innermost loops it depends on. */
  readonly extra?: { readonly of: Stream; readonly loops: number; readonly value: (home: Scope) => Value };
}

/** local + offset; the offset alone if there is no local. */
export interface Position {
  readonly variable: Local | undefined;
  readonly offset: number;
}

/** The value of a position. */
export function valueAt({ variable, offset }: Position): Value {
  return variable ? operation("i32.add", get(variable), i32(offset)) : i32(offset);
}

/** The statements of one loop body, and what is made for it on demand. */
export class Scope implements Sink {
  readonly parent: Scope | undefined;
  readonly segment: Segment | undefined;
  readonly label: string;
  /** Where the segment starts, if that is only known when the function is called. */
  readonly #start: Local | undefined;
  readonly statements: Statement[] = [];
  /** Values by a key their maker chooses. */
  readonly values: Map<number, Value> = new Map();
  readonly #positions = new Map<Stream, Position>();
  /** Locals that change from trip to trip: where they start, by how much they change. */
  readonly #bumps: {
    readonly variable: Local;
    readonly start: Position;
    readonly end: Position;
    readonly step: number;
  }[] = [];

  constructor(parent?: Scope, segment?: Segment, label = "", start?: Local) {
    this.parent = parent;
    this.segment = segment;
    this.label = label;
    this.#start = start;
  }

  /** The innermost scope around this one that runs along one of the loops (a bit mask); the root if none does. */
  home(loops: number): Scope {
    let scope: Scope = this;
    while (scope.segment && scope.parent && (loops & (1 << scope.segment.loop)) === 0) scope = scope.parent;
    return scope;
  }

  /** Puts a value into a new local. */
  keep(value: Value, name: string): Value {
    return get(this.keepLocal(value, name));
  }

  /** The value itself if it is short, else a local that holds it. */
  share(value: Value): Value {
    return value.depth === 0 ? value : this.keep(value, "t");
  }

  push(statement: Statement): void {
    this.statements.push(statement);
  }

  /** Where a stream stands at the beginning of this scope's body. */
  position(stream: Stream): Position {
    let position = this.#positions.get(stream);
    if (!position) {
      position = this.#make(stream);
      this.#positions.set(stream, position);
    }
    return position;
  }

  #make(stream: Stream): Position {
    const { extra } = stream;
    if (extra && this.home(extra.loops) === this) {
      const sum = operation("i32.add", valueAt(this.position(extra.of)), extra.value(this));
      return { variable: this.keepLocal(sum, stream.name), offset: 0 };
    }
    const { parent, segment } = this;
    if (!parent || !segment) {
      if (!stream.base) return { variable: undefined, offset: 0 };
      return { variable: this.keepLocal(stream.base(), stream.name), offset: 0 };
    }
    const before = parent.position(stream);
    const stride = stream.strides[segment.loop] ?? 0;
    if (stride === 0) return before;
    if (this.#start) {
      const steps = operation("i32.mul", get(this.#start), i32(stride));
      return { variable: this.keepLocal(operation("i32.add", steps, valueAt(before)), stream.name), offset: 0 };
    }
    const start = moved(before, stride, segment.bounds?.from ?? i32(segment.start), parent);
    if (segment.trips === 1) return start;
    const step = stride * segment.step;
    const end = segment.bounds
      ? moved(before, stride, segment.bounds.to, parent)
      : { variable: start.variable, offset: start.offset + step * segment.trips };
    const variable = local("i32", stream.name);
    parent.statements.push(set(variable, valueAt(start)));
    this.#bumps.push({ variable, start, end, step });
    return { variable, offset: 0 };
  }

  /** Puts a value into a new local. */
  keepLocal(value: Value, name: string): Local {
    const variable = local(value.type, name);
    this.statements.push(set(variable, value));
    return variable;
  }

  /** Ends the body: appends it to the parent, as a loop if it runs several times. */
  close(): void {
    const { parent, segment } = this;
    if (!parent || !segment) throw new Error("Cannot close the outermost scope: it is the function itself");
    if (segment.trips === 1) {
      parent.statements.push(...this.statements);
      return;
    }
    if (this.#bumps.length === 0) this.position(counterOf(segment.loop));
    const body = [...this.statements];
    for (const { variable, step } of this.#bumps) {
      body.push(set(variable, operation("i32.add", get(variable), i32(step))));
    }
    // The loop ends when one of them has reached its last value; a counter from a constant needs no local for it.
    const { variable, end } = this.#bumps.find((bump) => !bump.end.variable) ?? this.#bumps[0]!;
    const last = end.variable ? parent.keep(valueAt(end), `${variable.name}End`) : i32(end.offset);
    const again = operation("i32.ne", get(variable), last);
    const repeated = loop(this.label, body, again);
    parent.statements.push(segment.bounds ? choose(again, [repeated]) : repeated);
  }
}

/** A position so many elements further along a loop. */
function moved(position: Position, stride: number, by: Value, scope: Scope): Position {
  const { variable, offset } = position;
  if (by.kind === "const") return { variable, offset: offset + stride * by.value };
  const sum = operation("i32.add", operation("i32.mul", by, i32(stride)), valueAt(position));
  return { variable: scope.keepLocal(sum, "at"), offset: 0 };
}

const counters: Stream[] = [];

/** The counter of a loop: one stream for each number, in all kernels. */
export function counterOf(loopNumber: number): Stream {
  const strides: number[] = [];
  strides[loopNumber] = 1;
  return (counters[loopNumber] ??= { name: `i${loopNumber}`, strides, base: undefined });
}
