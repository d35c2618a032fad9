/** Sign and rounding: `neg abs sign floor ceil round`. */

import type { JaxArray } from "../core/array.ts";
import * as ir from "../ir/build.ts";
import { isComplex } from "../types/dtype.ts";
import { div, mul } from "./arithmetic.ts";
import { eq, ge } from "./comparison.ts";
import { absComplex, negComplex, signComplex } from "./complexFunctions.ts";
import { conj, real } from "./complexParts.ts";
import { convertElementType } from "./convertElementType.ts";
import { type Unary, unary } from "./elementwise.ts";
import { selectN } from "./selectN.ts";

/** −x. */
export const neg: Unary = unary({
  name: "neg",
  kinds: ["float", "int", "uint"],
  complex: (z) => negComplex(z),
  compute: (x) => (x.type === "u32" ? ir.binary("sub", ir.constant("u32", 0), x) : ir.unary("neg", x)),
  tangent: (dx) => neg(dx),
  transpose: (ct) => neg(ct),
});

/** |x|; the derivative at 0 is 1, as in JAX. */
export const abs: Unary = unary({
  name: "abs",
  kinds: ["float", "int", "uint"],
  complex: (z) => absComplex(z),
  complexToReal: true,
  compute: (x) => ir.unary("abs", x),
  tangent: (dx, x, y) => (isComplex(x.dtype) ? sizeTangent(dx, x, y) : selectN(ge(x, 0), neg(dx), dx)),
});

/** How fast |z| grows: the part of dz along z. At 0 it is 0. */
function sizeTangent(dz: JaxArray, z: JaxArray, size: JaxArray): JaxArray {
  const scale = convertElementType(selectN(eq(size, 0), size, 1), { newDtype: z.dtype, weakType: false });
  return real(mul(dz, div(conj(z), scale)));
}

/** −1, 0 or 1; of a complex number z / |z|; ±0 and NaN stay what they are. The derivative is 0. */
export const sign: Unary = unary({
  name: "sign",
  kinds: ["float", "int", "uint"],
  complex: (z) => signComplex(z),
  compute(x) {
    const zero = ir.constant(x.type, 0);
    const one = ir.constant(x.type, 1);
    const positive = ir.select(ir.binary("gt", x, zero), one, x);
    return x.type === "u32" ? positive : ir.select(ir.binary("lt", x, zero), ir.unary("neg", one), positive);
  },
});

/** The largest whole number ≤ x. The derivative is 0. */
export const floor: Unary = unary({ name: "floor", kinds: ["float"], compute: (x) => ir.unary("floor", x) });

/** The smallest whole number ≥ x. The derivative is 0. */
export const ceil: Unary = unary({ name: "ceil", kinds: ["float"], compute: (x) => ir.unary("ceil", x) });

/** The nearest whole number; of two equally near ones the even one. The derivative is 0. */
export const round: Unary = unary({ name: "round", kinds: ["float"], compute: (x) => ir.unary("roundEven", x) });
