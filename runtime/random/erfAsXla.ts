/** The error function of one number, with the roundings of XLA's float32 program: bounds of truncated draws depend on the last bit. */

/** Rational approximation erf x ≈ x·P(x²)/Q(x²), highest power first; ±1 beyond its range. */
const numerator = [
  0.00022905065861350646, 0.003408291010710951, 0.05095569506238086, 0.18520832239976145, 1.128379143519084,
];
const denominator = [
  -1.1791602954361697e-7, 0.000023547966471313183, 0.0010179625278914886, 0.014070470171167667, 0.11098505178285362,
  0.4974692511006754, 1,
];
const range = 3.7439211627767994;

const { fround } = Math;

/** Horner's rule with one rounding a step: the product of two float32 numbers is exact in float64. */
function polynomial(x: number, coefficients: readonly number[]): number {
  return coefficients.reduce((sum, c) => fround(sum * x + fround(c)), 0);
}

/** erf of a float32 number, as jax.lax.erf gives it on the CPU. */
export function erfAsXla(x: number): number {
  if (Math.abs(x) > fround(range)) return Math.sign(x);
  const square = fround(x * x);
  return fround(fround(x * polynomial(square, numerator)) / polynomial(square, denominator));
}
