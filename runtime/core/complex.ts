/** Complex numbers on the host. */
import { roundFloat } from "../types/roundFloat.ts";
import type { DeviceArray } from "./array.ts";
import { scalar } from "./scalar.ts";

/**
 * A complex number: what `1 + 2j` is in Python. It stands wherever a number may stand, and gives way in promotion as a number does.
 *
 * @example
 * const z = new jax.Complex(1, 2);
 * assertEqual(z, "(1+2j)");
 * assertEqual(jnp.array([z, 3]), "[1.+2.j 3.+0.j]");
 */
export class Complex {
  /** Real part. */
  readonly re: number;
  /** Imaginary part. */
  readonly im: number;

  constructor(re: number, im: number = 0) {
    this.re = re;
    this.im = im;
  }

  /** Among arrays it is a weakly typed scalar. */
  __jaxArray__(): DeviceArray {
    return scalar(this, "complex64", true);
  }

  /** `(1+2j)`, `2j`: as Python prints it, of parts in float32. */
  toString(): string {
    const im = `${partText(this.im)}j`;
    if (this.re === 0 && !Object.is(this.re, -0)) return im;
    return `(${partText(this.re)}${im.startsWith("-") ? "" : "+"}${im})`;
  }
}

/** Fewest digits that read back to the float32; no point where there is no fraction. */
function partText(x: number): string {
  if (Number.isNaN(x)) return "nan";
  if (!Number.isFinite(x)) return x > 0 ? "inf" : "-inf";
  if (Object.is(x, -0)) return "-0";
  let short = x;
  for (let digits = 1; digits <= 9; digits++) {
    short = Number(x.toPrecision(digits));
    if (roundFloat(short, "float32") === roundFloat(x, "float32")) break;
  }
  const [mantissa, exponent] = short.toExponential().split("e") as [string, string];
  const power = Number(exponent);
  if (power < -4 || power >= 16)
    return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
  return short.toLocaleString("en-US", {
    useGrouping: false,
    maximumFractionDigits: 20,
    maximumSignificantDigits: 17,
  });
}
