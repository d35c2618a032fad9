/** Arithmetic of two operands: `add sub mul div rem max min`. */
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as ir from "../ir/build.ts";
import { broadcastTo } from "./broadcastTo.ts";
import { eq } from "./comparison.ts";
import { addComplex, chooseComplex, divComplex, isAfter, mulComplex, subComplex } from "./complexFunctions.ts";
import { type Binary, binary } from "./elementwise.ts";
import { integerPow } from "./integerPow.ts";
import { abs, floor, neg, sign } from "./rounding.ts";
import { selectN } from "./selectN.ts";

/** x + y. Integers wrap around. */
export const add: Binary = binary({
  name: "add",
  kinds: ["float", "int", "uint"],
  complex: (x, y) => addComplex(x, y),
  compute: (x, y) => ir.binary("add", x, y),
  left: (dx) => dx,
  right: (dy) => dy,
  transposeLeft: (ct) => ct,
  transposeRight: (ct) => ct,
});

/** x − y. Integers wrap around. */
export const sub: Binary = binary({
  name: "sub",
  kinds: ["float", "int", "uint"],
  complex: (x, y) => subComplex(x, y),
  compute: (x, y) => ir.binary("sub", x, y),
  left: (dx) => dx,
  right: (dy) => neg(dy),
  transposeLeft: (ct) => ct,
  transposeRight: (ct) => neg(ct),
});

/** x · y. Integers wrap around. */
export const mul: Binary = binary({
  name: "mul",
  kinds: ["float", "int", "uint"],
  complex: (x, y) => mulComplex(x, y),
  compute: (x, y) => ir.binary("mul", x, y),
  left: (dx, _, y) => mul(dx, y),
  right: (dy, x) => mul(x, dy),
  transposeLeft: (ct, y) => mul(ct, y),
  transposeRight: (ct, x) => mul(x, ct),
});

/** x / y; integers are divided towards zero, and x / 0 is −1. */
export const div: Binary = binary({
  name: "div",
  kinds: ["float", "int", "uint"],
  complex: (x, y) => divComplex(x, y),
  compute: (x, y) => ir.binary("div", x, y),
  left: (dx, _, y) => div(dx, y),
  right: (dy, x, y) => mul(mul(neg(dy), x), integerPow(y, { y: -2 })),
  transposeLeft: (ct, y) => div(ct, y),
});

/** The remainder of x / y with the sign of x. */
export const rem: Binary = binary({
  name: "rem",
  kinds: ["float", "int", "uint"],
  compute: (x, y) => ir.binary("rem", x, y),
  left: (dx) => dx,
  right(dy, x, y) {
    const quotient = div(x, y);
    return mul(neg(dy), mul(sign(quotient), floor(abs(quotient))));
  },
});

/** The larger of x and y; NaN if one is NaN. At a tie each operand gets half of the derivative. */
export const max: Binary = binary({
  name: "max",
  kinds: ["float", "int", "uint", "bool"],
  complex: (x, y) => chooseComplex(isAfter(x, y), x, y),
  compute: (x, y) => ir.binary("max", x, y),
  left: (dx, x, y, out) => mul(dx, shareAtTies(x, out, y)),
  right: (dy, x, y, out) => mul(dy, shareAtTies(y, out, x)),
});

/** The smaller of x and y; NaN if one is NaN. At a tie each operand gets half of the derivative. */
export const min: Binary = binary({
  name: "min",
  kinds: ["float", "int", "uint", "bool"],
  complex: (x, y) => chooseComplex(isAfter(y, x), x, y),
  compute: (x, y) => ir.binary("min", x, y),
  left: (dx, x, y, out) => mul(dx, shareAtTies(x, out, y)),
  right: (dy, x, y, out) => mul(dy, shareAtTies(y, out, x)),
});

/** 1 where `winner` alone gave the result, ½ where `other` did so too, else 0. */
function shareAtTies(winner: JaxArray, out: JaxArray, other: JaxArray): JaxArray {
  const number = (value: number) => broadcastTo(scalar(value, out.dtype), out.shape);
  return div(selectN(eq(winner, out), number(0), number(1)), selectN(eq(other, out), number(1), number(2)));
}
