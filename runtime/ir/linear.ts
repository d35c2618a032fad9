/**
 * Integer sums in one canonical form: Σ coefficient·atom + offset, modulo 2³². Two index computations that mean the same linear
 * function become the same expression, and a row-major index that was split by div and rem and put together again is found to
 * be the index it came from: c·M·(x div M) + c·(x rem M) = c·x.
 */
import type { Expr } from "./expr.ts";
import { makeBinary, makeConst } from "./intern.ts";
import { isBounded } from "./range.ts";

/** Σ coefficient · atom + offset, modulo 2³². */
export interface Linear {
  readonly terms: ReadonlyMap<Expr, number>;
  readonly offset: number;
}

/** Longer sums are data, not indices, and stay as they are written. */
const mostTerms = 16;

/** The linear form of an i32 expression, if all its atoms are bounded and few. An atom is anything but a sum or a constant multiple. */
export function linearOf(expr: Expr): Linear | undefined {
  const terms = new Map<Expr, number>();
  let offset = 0;
  const pending: [Expr, number][] = [[expr, 1]];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const [x, scale] = next;
    if (x.kind === "const") {
      offset = (offset + Math.imul(Number(x.value), scale)) | 0;
    } else if (x.kind === "binary" && (x.op === "add" || x.op === "sub")) {
      pending.push([x.args[1], x.op === "add" ? scale : -scale | 0], [x.args[0], scale]);
    } else if (x.kind === "binary" && x.op === "mul" && x.args[1].kind === "const") {
      pending.push([x.args[0], Math.imul(scale, Number(x.args[1].value))]);
    } else {
      if (!isBounded(x)) return undefined;
      terms.set(x, ((terms.get(x) ?? 0) + scale) | 0);
    }
    if (terms.size + pending.length > mostTerms) return undefined;
  }
  return { terms, offset };
}

/** a·x + b·y. */
export function combine(x: Linear, a: number, y: Linear, b: number): Linear {
  const terms = new Map<Expr, number>();
  for (const [atom, c] of x.terms) terms.set(atom, Math.imul(a, c));
  for (const [atom, c] of y.terms) terms.set(atom, ((terms.get(atom) ?? 0) + Math.imul(b, c)) | 0);
  return { terms, offset: (Math.imul(a, x.offset) + Math.imul(b, y.offset)) | 0 };
}

/** The one expression of a linear form: terms by falling coefficient, the constant last. */
export function expressionOf(linear: Linear): Expr {
  const { terms, offset } = rejoin(linear);
  const sorted = [...terms].filter(([, c]) => c !== 0);
  if (sorted.length > 1) sorted.sort(byCoefficient);
  let sum: Expr | undefined;
  for (const [atom, c] of sorted) {
    const size = sum && c < 0 && c !== -(2 ** 31) ? -c : c;
    const term = size === 1 ? atom : makeBinary("i32", "mul", atom, makeConst("i32", size));
    sum = sum ? makeBinary("i32", size === c ? "add" : "sub", sum, term) : term;
  }
  if (!sum) return makeConst("i32", offset);
  return offset === 0 ? sum : makeBinary("i32", "add", sum, makeConst("i32", offset));
}

/** Bounds of the whole sum; undefined where it may leave i32. */
export function rangeOfLinear(linear: Linear): { low: number; high: number } | undefined {
  let low = linear.offset;
  let high = linear.offset;
  for (const [atom, c] of linear.terms) {
    low += c * (c > 0 ? atom.low : atom.high);
    high += c * (c > 0 ? atom.high : atom.low);
  }
  return low >= -(2 ** 31) && high < 2 ** 31 ? { low, high } : undefined;
}

/** Replaces c·M·(x div M) + c·(x rem M) by c·x, as often as it occurs. */
function rejoin(linear: Linear): Linear {
  for (const [atom, c] of linear.terms) {
    if (c === 0 || atom.kind !== "binary" || atom.op !== "rem" || atom.args[1].kind !== "const") continue;
    const divisor = Number(atom.args[1].value);
    const quotient = quotientOf(atom.args[0], divisor, linear.terms);
    if (!quotient || linear.terms.get(quotient) !== Math.imul(c, divisor)) continue;
    const whole = linearOf(atom.args[0]);
    if (!whole) continue;
    const terms = new Map(linear.terms);
    terms.delete(atom);
    terms.delete(quotient);
    return rejoin(combine({ terms, offset: linear.offset }, 1, whole, c));
  }
  return linear;
}

/** The atom x div m among the terms: written so, or, for x = y div n, as y div (n·m). */
function quotientOf(x: Expr, m: number, terms: ReadonlyMap<Expr, number>): Expr | undefined {
  for (const atom of terms.keys()) {
    if (atom.kind !== "binary" || atom.op !== "div" || atom.args[1].kind !== "const") continue;
    const divisor = Number(atom.args[1].value);
    if (atom.args[0] === x && divisor === m) return atom;
    const nested = x.kind === "binary" && x.op === "div" && x.args[1].kind === "const" && x.args[0].low >= 0;
    if (nested && atom.args[0] === x.args[0] && divisor === Number(x.args[1].value) * m) return atom;
  }
  return undefined;
}

const rank = (x: Expr): number => (x.kind === "index" ? (x.axis.kind === "grid" ? 0 : 1) : 2);
const position = (x: Expr): number => (x.kind === "index" ? x.axis.position : x.id);

function byCoefficient([x, a]: [Expr, number], [y, b]: [Expr, number]): number {
  return Math.abs(b) - Math.abs(a) || rank(x) - rank(y) || position(x) - position(y);
}
