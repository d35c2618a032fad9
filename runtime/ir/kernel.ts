/**
 * The kernel language, part 2: kernels, several run as one, loops and branches around them, orders, and programs. This is all a backend ever sees.
 *
 *     for g in grid                                    any order, in parallel
 *       acc[k] = identity(op)
 *       for r in reduce                                any order and grouping; f32 sums are at least pairwise
 *         acc[k] = op(acc[k], value[k](g, r))
 *       buffer[index(g)] = value(g, acc)               for each store
 *
 * One form covers maps (no reduce loops), reductions, matrix products (accumulate add of mul of two loads), their prologues (inside
 * `value`), their epilogues (in the stores) and several outputs at once. No store of a kernel may be loaded by the same kernel,
 * unless its index is exactly the same expression (then the load came first: an update in place).
 */
import type { Expr, ScalarType } from "./expr.ts";

/** Folds. `add`, `mul`, `max`, `min` of numbers; `and`, `or` of integers (by bits) and bool. */
export type ReduceOp = "add" | "mul" | "max" | "min" | "and" | "or";

/** A fold over the reduce loops. */
export interface Accumulator {
  readonly op: ReduceOp;
  /** Value folded in at each point of grid × reduce; f32 add is accumulated pairwise or compensated. */
  readonly value: Expr;
}

/** One element stored at each point of the grid. */
export interface Store {
  readonly buffer: number;
  /** Element index, i32, injective over the grid. */
  readonly index: Expr;
  /** bool values are stored as 0 or 1. */
  readonly value: Expr;
}

/** The structured loop nest above. */
export interface Kernel {
  readonly kind?: undefined;
  /** Readable name made from the fused primitives: `dotGeneral_add_max`. */
  readonly name: string;
  readonly grid: readonly number[];
  readonly reduce: readonly number[];
  readonly accumulators: readonly Accumulator[];
  readonly stores: readonly Store[];
}

/** Storage of 32-bit elements. `input` and `output` come from the caller, `constant` is written once, `temporary` lives in the arena. */
export interface BufferDecl {
  readonly kind: "input" | "output" | "temporary" | "constant";
  readonly type: ScalarType;
  /** Number of elements, ≥ 0. */
  readonly size: number;
  /** `temporary`: byte offset in the program's arena, a multiple of 256. */
  readonly offset?: number;
  /** `constant`: the data, 4 bytes per element. */
  readonly data?: Float32Array | Int32Array | Uint32Array;
}

/**
 * Steps that are repeated:
 *
 *     for (t = 0; t < trips and predicate[0]; t++)
 *       counter[element] = t
 *       body
 *
 * What one trip leaves in a buffer, the next one finds there.
 */
export interface Loop {
  readonly kind: "loop";
  /** Readable name: `scan`, `while`. */
  readonly name: string;
  /** Most trips, ≥ 0; undefined where only the predicate ends the loop. */
  readonly trips: number | undefined;
  /** Where the body finds the number of the trip: an element of a temporary of i32 that nothing else stores. */
  readonly counter: Counter | undefined;
  /** A bool[1] that is looked at before each trip; absent only where `trips` is given. */
  readonly predicate: number | undefined;
  readonly body: readonly Step[];
}

/** One word of memory that counts the trips of a loop. */
export interface Counter {
  readonly buffer: number;
  readonly element: number;
}

/** One of several lists of steps, chosen by an i32[1] in range. */
export interface Branch {
  readonly kind: "branch";
  /** Readable name: `cond`. */
  readonly name: string;
  /** The buffer whose element says which. */
  readonly index: number;
  /** At least one. */
  readonly branches: readonly (readonly Step[])[];
}

/**
 * The order of rows of keys: `places[row][k]` is where in its row the k-th smallest key stands, of equal keys the first one first. The
 * keys are overwritten.
 */
export interface Order {
  readonly kind: "order";
  /** Readable name: `sort`. */
  readonly name: string;
  /** At least one row, at least two keys in each. */
  readonly rows: number;
  readonly length: number;
  /** A buffer of u32. */
  readonly keys: number;
  /** A buffer of i32. */
  readonly places: number;
}

/**
 * Kernels that run as one: its grid is all their grids one behind the other, and what a point computes depends on the section it is in. No
 * section touches what another one stores, so they run in any order and in parallel. The update of a model's three hundred arrays of
 * unequal shapes is one such step.
 */
export interface Sections {
  readonly kind: "sections";
  /** Readable name, made from the names of its kernels. */
  readonly name: string;
  /** At least two. */
  readonly kernels: readonly Kernel[];
}

/** What a program does, one after the other. */
export type Step = Kernel | Sections | Loop | Branch | Order;

/** A replayable list of steps with a static buffer plan. Steps run in order, each seeing the stores of those before. */
export interface Program {
  readonly name: string;
  /** Indexed by the buffer numbers in loads and stores. */
  readonly buffers: readonly BufferDecl[];
  /** Buffer numbers in the order of the caller's arguments and results. All distinct: what only passes through is handled before. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly steps: readonly Step[];
  /** Bytes of the arena that all temporaries share. */
  readonly arenaBytes: number;
}
