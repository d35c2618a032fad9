/**
 * The kernel language, part 2: kernels and programs. This is all a backend ever sees.
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

/** A flat, replayable list of kernels with a static buffer plan. Kernels run in order, each seeing the stores of those before. */
export interface Program {
  readonly name: string;
  /** Indexed by the buffer numbers in loads and stores. */
  readonly buffers: readonly BufferDecl[];
  /** Buffer numbers in the order of the caller's arguments and results. All distinct: what only passes through is handled before. */
  readonly inputs: readonly number[];
  readonly outputs: readonly number[];
  readonly kernels: readonly Kernel[];
  /** Bytes of the arena that all temporaries share. */
  readonly arenaBytes: number;
}
