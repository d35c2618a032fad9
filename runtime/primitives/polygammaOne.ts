/** `polygammaOne`: the second derivative of log Γ, ψ₁. Made of other primitives, so that it has derivatives of its own. */
import type { JaxArray } from "../core/array.ts";
import { add, div, mul, sub } from "./arithmetic.ts";
import { lt } from "./comparison.ts";
import { square } from "./exponential.ts";
import { selectN } from "./selectN.ts";
import { sin } from "./trigonometric.ts";

/** Below it the recurrence ψ₁(x) = ψ₁(x + 1) + 1/x² is used. */
const steps = 6;

/** ψ₁(x) = Σ 1 / (x + k)², by the recurrence up to large arguments and the asymptotic series there; by reflection below ½. */
export function polygammaOne(x: JaxArray): JaxArray {
  const isLow = lt(x, 0.5);
  const right = selectN(isLow, x, sub(1, x));
  let sum: JaxArray = div(1, square(right));
  for (let k = 1; k < steps; k++) sum = add(sum, div(1, square(add(right, k))));
  const y = div(1, add(right, steps));
  const z = square(y);
  // Bernoulli numbers 1/6, −1/30, 1/42, −1/30
  const tail = mul(z, add(1 / 6, mul(z, add(-1 / 30, mul(z, add(1 / 42, mul(-1 / 30, z)))))));
  const series = mul(y, add(add(1, mul(0.5, y)), tail));
  const value = add(sum, series);
  const reflected = sub(square(div(Math.PI, sin(mul(Math.PI, x)))), value);
  return selectN(isLow, value, reflected);
}
