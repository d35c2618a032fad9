/** The inverse error function in float64: Newton's method on erf from a short formula. */

/**
 * y with erf(y) = x, for −1 ≤ x ≤ 1; ±Infinity at ±1, NaN outside.
 *
 * @see Winitzki, "A handy approximation for the error function and its inverse", 2008 (the start value)
 */
export function erfInv(x: number): number {
  const a = Math.abs(x);
  if (!(a < 1)) return a === 1 ? x * Infinity : Number.NaN;
  if (a < 1e-8) return (x * Math.sqrt(Math.PI)) / 2;
  let y = start(a);
  // Near 1 the tail 1 − erf(y) is what has digits; a itself is exact, so 1 − a is.
  for (let step = 0; step < 4; step++) {
    const error = a < 0.5 ? erfSeries(y) - a : 1 - a - erfc(y);
    y -= error / ((2 / Math.sqrt(Math.PI)) * Math.exp(-y * y));
  }
  return Math.sign(x) * y;
}

/** A few digits: enough for Newton's method to converge. */
function start(a: number): number {
  const log = Math.log((1 - a) * (1 + a));
  const k = 0.147;
  const t = 2 / (Math.PI * k) + log / 2;
  return Math.sqrt(Math.sqrt(t * t - log / k) - t);
}

/** erf(y) = 2/√π · e^(−y²) · Σ 2ⁿ y^(2n+1) / (1·3·5…(2n+1)); all terms positive. */
function erfSeries(y: number): number {
  let term = y;
  let sum = y;
  for (let n = 1; term > sum * 1e-17; n++) {
    term *= (2 * y * y) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-y * y) * sum;
}

/** 1 − erf(y) for y ≥ 0; by continued fraction where the series would cancel. */
function erfc(y: number): number {
  if (y < 2) return 1 - erfSeries(y);
  let fraction = y;
  for (let n = 80; n >= 1; n--) fraction = y + n / 2 / fraction;
  return Math.exp(-y * y) / (Math.sqrt(Math.PI) * fraction);
}
