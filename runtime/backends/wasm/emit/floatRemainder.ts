import { f32, f64, get, local, loop, operation, select, set, type Value } from "../module/code.ts";
import type { Sink } from "./scalarInstructions.ts";

/**
 * x − y·trunc(x / y) without rounding, as C's fmod: exact for any quotient.
 *
 * In double precision a quotient below 2²⁸, its product with y and the difference are exact. Larger quotients are taken in several
 * steps, by multiples y·2²⁸ᵏ of the divisor; for nearly all arguments there is one.
 */
export function floatRemainder(x: Value, y: Value, sink: Sink): Value {
  const [a, b] = [sink.share(x), sink.share(y)];
  const rest = local("f64", "rest");
  const divisor = local("f64", "divisor");
  const multiple = local("f64", "multiple");
  const isLast = local("i32", "isLast");
  const size = (value: Value): Value => operation("f32.abs", value);
  // NaN ends the loops at once: for x = ±∞ and y = 0 it is the result.
  const isNumber = operation("f32.lt", size(a), f32(Infinity));
  sink.push(set(rest, operation("f64.promote_f32", select(isNumber, size(a), f32(Number.NaN)))));
  const isZero = operation("f32.eq", b, f32(0));
  sink.push(set(divisor, operation("f64.promote_f32", select(isZero, f32(Number.NaN), size(b)))));
  const isFar = operation("f64.ge", get(rest), operation("f64.mul", get(multiple), f64(2 ** 28)));
  const next = (factor: number): Value => operation("f64.mul", get(multiple), f64(factor));
  sink.push(set(multiple, get(divisor)));
  sink.push(loop("largest multiple", [set(multiple, select(isFar, next(2 ** 28), get(multiple)))], isFar));
  const quotient = operation("f64.trunc", operation("f64.div", get(rest), get(multiple)));
  const body = [
    set(rest, operation("f64.sub", get(rest), operation("f64.mul", quotient, get(multiple)))),
    set(isLast, operation("i32.eqz", operation("f64.lt", get(divisor), get(multiple)))),
    set(multiple, select(get(isLast), get(multiple), next(2 ** -28))),
  ];
  sink.push(loop("remainder", body, operation("i32.eqz", get(isLast))));
  const remainder = operation("f32.copysign", operation("f32.demote_f64", get(rest)), a);
  // ∞·0 made NaN of the remainder by ±∞, which is x.
  return select(operation("f32.eq", size(b), f32(Infinity)), select(isNumber, a, f32(Number.NaN)), remainder);
}
