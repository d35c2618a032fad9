/** Exponentials and logarithms: `exp expm1 log log1p pow`, roots: `sqrt rsqrt`, and `square`. */
import * as ir from "../ir/build.ts";
import { add, div, mul } from "./arithmetic.ts";
import {
  expComplex,
  expm1Complex,
  log1pComplex,
  logComplex,
  mulComplex,
  rsqrtComplex,
  sqrtComplex,
} from "./complexFunctions.ts";
import { type Unary, unary } from "./elementwise.ts";

/** eˣ. */
export const exp: Unary = unary({
  name: "exp",
  kinds: ["float"],
  complex: (z) => expComplex(z),
  compute: (x) => ir.math("exp", x),
  tangent: (dx, _, y) => mul(dx, y),
});

/** eˣ − 1, exact also near 0. */
export const expm1: Unary = unary({
  name: "expm1",
  kinds: ["float"],
  complex: (z) => expm1Complex(z),
  compute: (x) => ir.math("expm1", x),
  tangent: (dx, _, y) => mul(dx, add(y, 1)),
});

/** The natural logarithm; −∞ at 0, NaN below. */
export const log: Unary = unary({
  name: "log",
  kinds: ["float"],
  complex: (z) => logComplex(z),
  compute: (x) => ir.math("log", x),
  tangent: (dx, x) => div(dx, x),
});

/** log(1 + x), exact also near 0. */
export const log1p: Unary = unary({
  name: "log1p",
  kinds: ["float"],
  complex: (z) => log1pComplex(z),
  compute: (x) => ir.math("log1p", x),
  tangent: (dx, x) => div(dx, add(x, 1)),
});

/** √x; NaN below 0. */
export const sqrt: Unary = unary({
  name: "sqrt",
  kinds: ["float"],
  complex: (z) => sqrtComplex(z),
  compute: (x) => ir.unary("sqrt", x),
  tangent: (dx, _, y) => mul(dx, div(0.5, y)),
});

/** 1 / √x. */
export const rsqrt: Unary = unary({
  name: "rsqrt",
  kinds: ["float"],
  complex: (z) => rsqrtComplex(z),
  compute: (x) => ir.binary("div", ir.constant("f32", 1), ir.unary("sqrt", x)),
  tangent: (dx, x, y) => mul(dx, mul(-0.5, div(y, x))),
});

/** x². */
export const square: Unary = unary({
  name: "square",
  kinds: ["float", "int", "uint"],
  complex: (z) => mulComplex(z, z),
  compute: (x) => ir.binary("mul", x, x),
  tangent: (dx, x) => mul(dx, mul(2, x)),
});
