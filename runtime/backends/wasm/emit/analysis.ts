/** What planning and emitting a kernel ask of its expressions again and again, remembered. */
import type { Expr } from "../../../ir/expr.ts";
import { expressionOf, linearOf } from "../../../ir/linear.ts";
import { isBounded } from "../../../ir/range.ts";
import { partsOf } from "../../../ir/walk.ts";
import type { Loops } from "./loops.ts";

/** An index as offset + Σ stride · loop + rest. */
export interface Access {
  readonly offset: number;
  /** Elements per step of each loop. */
  readonly strides: readonly number[];
  /** The part that is no sum of multiples of loops: gathered indices, quotients; undefined if there is none. */
  readonly rest: Expr | undefined;
}

/** Answers about the expressions of one kernel, each worked out once. */
export class Analysis {
  readonly loops: Loops;
  readonly #masks = new Map<Expr, number>();
  readonly #accesses = new Map<Expr, Access>();
  /** Accumulators have their values inside of all grid loops. */
  readonly #gridMask: number;

  constructor(loops: Loops) {
    this.loops = loops;
    this.#gridMask = (1 << loops.grid) - 1;
  }

  /** An index taken apart. */
  accessOf(index: Expr): Access {
    let access = this.#accesses.get(index);
    if (!access) {
      access = takeApart(index, this.loops);
      this.#accesses.set(index, access);
    }
    return access;
  }

  /** An i32 that is a linear function of loops, and more than a constant; else undefined. */
  linear(x: Expr): Access | undefined {
    if (x.type !== "i32" || (x.kind !== "index" && (x.kind !== "binary" || !isBounded(x)))) return undefined;
    const access = this.accessOf(x);
    return access.rest ? undefined : access;
  }

  /** Bit mask of the loops an expression depends on. */
  loopsUnder(root: Expr): number {
    const masks = this.#masks;
    const known = masks.get(root);
    if (known !== undefined) return known;
    const pending = [root];
    for (let x = pending.at(-1); x; x = pending.at(-1)) {
      const before = pending.length;
      let mask = x.kind === "accumulator" ? this.#gridMask : x.kind === "index" ? 1 << this.loops.numberOf(x.axis) : 0;
      for (const part of partsOf(x)) {
        const under = masks.get(part);
        if (under === undefined) pending.push(part);
        else mask |= under;
      }
      if (pending.length > before) continue;
      masks.set(x, mask);
      pending.pop();
    }
    return masks.get(root)!;
  }
}

function takeApart(index: Expr, loops: Loops): Access {
  const strides = new Array<number>(loops.sizes.length).fill(0);
  const linear = linearOf(index);
  if (!linear) return { offset: 0, strides, rest: index };
  let others: Map<Expr, number> | undefined;
  for (const [atom, stride] of linear.terms) {
    if (atom.kind === "index") strides[loops.numberOf(atom.axis)]! += stride;
    else if (stride !== 0) (others ??= new Map()).set(atom, stride);
  }
  return { offset: linear.offset, strides, rest: others && expressionOf({ terms: others, offset: 0 }) };
}
