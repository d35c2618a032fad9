/** `logaddexp`: a sum of exponentials on the scale of logarithms. */
import type { JaxArray } from "../core/array.ts";
import * as ir from "../ir/build.ts";
import { mul, sub } from "./arithmetic.ts";
import { eq } from "./comparison.ts";
import { type Binary, binary } from "./elementwise.ts";
import { exp } from "./exponential.ts";
import { selectN } from "./selectN.ts";

/** log(eˣ + eʸ) without overflow. Its derivative in x is eˣ / (eˣ + eʸ), also where both are infinite. */
export const logaddexp: Binary = binary({
  name: "logaddexp",
  kinds: ["float"],
  compute(x, y) {
    const difference = ir.binary("sub", x, y);
    const correction = ir.math("log1p", ir.math("exp", ir.unary("neg", ir.unary("abs", difference))));
    // NaN: one is NaN, or both are infinities of one sign
    return ir.select(
      ir.binary("ne", difference, difference),
      ir.binary("add", x, y),
      ir.binary("add", ir.binary("max", x, y), correction),
    );
  },
  left: (dx, x, _, out) => mul(dx, share(x, out)),
  right: (dy, _, y, out) => mul(dy, share(y, out)),
});

function share(x: JaxArray, out: JaxArray): JaxArray {
  return exp(sub(zeroForInfinity(x), zeroForInfinity(out)));
}

function zeroForInfinity(x: JaxArray): JaxArray {
  return selectN(eq(x, Number.POSITIVE_INFINITY), x, 0);
}
