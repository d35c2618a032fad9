/** Index arithmetic: quotients and remainders by constants, of linear forms whose bounds are known. */
import type { Expr } from "./expr.ts";
import { makeBinary, makeConst } from "./intern.ts";
import { expressionOf, type Linear, linearOf, rangeOfLinear } from "./linear.ts";

/** x div c, simpler than written; undefined if no rule applies. */
export function divideIndex(x: Expr, c: number): Expr | undefined {
  if (c <= 0 || x.low < 0) return undefined;
  if (x.high < c) return makeConst("i32", 0);
  const byConst = x.kind === "binary" && x.args[1].kind === "const" ? Number(x.args[1].value) : 0;
  if (x.kind === "binary" && byConst > 0 && x.args[0].low >= 0) {
    // (y div b) div c = y div (b·c)          (y rem b·c) div c = (y div c) rem b
    if (x.op === "div" && byConst * c < 2 ** 31) return divide(x.args[0], byConst * c);
    if (x.op === "rem" && byConst % c === 0) return remainder(divide(x.args[0], c), byConst / c);
  }
  const parts = splitBy(x, c);
  if (!parts) return undefined;
  const rest = parts.restBelow ? makeConst("i32", 0) : divide(expressionOf(parts.rest), c);
  const restLinear = linearOf(rest);
  if (!restLinear) return undefined;
  const sum = new Map(parts.quotient.terms);
  for (const [atom, k] of restLinear.terms) sum.set(atom, (sum.get(atom) ?? 0) + k);
  return expressionOf({ terms: sum, offset: parts.quotient.offset + restLinear.offset });
}

/** x rem c, simpler than written; undefined if no rule applies. */
export function remainderIndex(x: Expr, c: number): Expr | undefined {
  if (c <= 0 || x.low < 0) return undefined;
  if (x.high < c) return x;
  const byConst = x.kind === "binary" && x.args[1].kind === "const" ? Number(x.args[1].value) : 0;
  if (x.kind === "binary" && x.op === "rem" && byConst > 0 && byConst % c === 0 && x.args[0].low >= 0)
    return remainder(x.args[0], c);
  const parts = splitBy(x, c);
  if (!parts) return undefined;
  const rest = expressionOf(parts.rest);
  return parts.restBelow ? rest : remainder(rest, c);
}

const divide = (x: Expr, c: number): Expr =>
  c === 1 ? x : (divideIndex(x, c) ?? makeBinary("i32", "div", x, makeConst("i32", c)));
const remainder = (x: Expr, c: number): Expr =>
  c === 1 ? makeConst("i32", 0) : (remainderIndex(x, c) ?? makeBinary("i32", "rem", x, makeConst("i32", c)));

/** x = c·quotient + rest with 0 ≤ rest, where something of x is divisible by c; `restBelow`: rest < c. */
function splitBy(x: Expr, c: number): { quotient: Linear; rest: Linear; restBelow: boolean } | undefined {
  const linear = linearOf(x);
  if (!linear || !rangeOfLinear(linear)) return undefined;
  const whole = new Map<Expr, number>();
  const part = new Map<Expr, number>();
  for (const [atom, k] of linear.terms) {
    // 20·i div 8 with i even could go further; coefficients of real layouts divide one another.
    if (k % c === 0) whole.set(atom, k / c);
    else part.set(atom, k);
  }
  const offset = Math.floor(linear.offset / c);
  if (whole.size === 0 && offset === 0) return undefined;
  const rest = { terms: part, offset: linear.offset - offset * c };
  const range = rangeOfLinear(rest);
  if (!range || range.low < 0) return undefined;
  return { quotient: { terms: whole, offset }, rest, restBelow: range.high < c };
}
