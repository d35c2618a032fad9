/** `poisson`: how many of many rare events happen. */
import { jit } from "../control/jit.ts";
import { whileLoop } from "../control/while/whileLoop.ts";
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import { inDType } from "../numpy/array.ts";
import { broadcastTo } from "../numpy/broadcast.ts";
import { type DTypeLike, dtypeOf } from "../numpy/dtypeOf.ts";
import { any } from "../numpy/truth.ts";
import * as lax from "../primitives/index.ts";
import type { Shape } from "../types/shape.ts";
import type { Key } from "./checkKey.ts";
import { drawingOf } from "./drawing.ts";
import { split } from "./split.ts";
import { uniformIn } from "./uniform.ts";

const full = (value: number, shape: Shape, dtype: "float32" | "int32" | "bool") =>
  lax.broadcastInDim(scalar(value, dtype), { shape, broadcastDimensions: [] });

/** Knuth's method: uniform numbers are multiplied until their product is below e^−lam. Right for small lam. */
function byProducts(key: JaxArray, lam: JaxArray): JaxArray {
  const { shape } = lam;
  const isOpen = (logProduct: JaxArray) => lax.gt(logProduct, lax.neg(lam));
  type State = readonly [count: JaxArray, key: JaxArray, logProduct: JaxArray];
  const [count] = whileLoop(
    ([, , logProduct]: State) => any(isOpen(logProduct)),
    ([k, from, logProduct]: State) => {
      const [rest, own] = split(from) as unknown as [JaxArray, JaxArray];
      const next = lax.selectN(isOpen(logProduct), k, lax.add(k, 1));
      return [next, rest, lax.add(logProduct, lax.log(uniformIn(own, shape, 0, 1)))] as const;
    },
    [full(0, shape, "int32"), key, full(0, shape, "float32")],
  ) as unknown as State;
  return lax.sub(count, 1);
}

/** Hörmann's transformed rejection. Right for large lam. */
function byRejection(key: JaxArray, lam: JaxArray): JaxArray {
  const { shape } = lam;
  const logLam = lax.log(lam);
  const b = lax.add(0.931, lax.mul(2.53, lax.sqrt(lam)));
  const a = lax.add(-0.059, lax.mul(0.02483, b));
  const inverseAlpha = lax.add(1.1239, lax.div(1.1328, lax.sub(b, 3.4)));
  const vr = lax.sub(0.9277, lax.div(3.6224, lax.sub(b, 2)));
  type State = readonly [drawn: JaxArray, accepted: JaxArray, key: JaxArray];
  const [drawn] = whileLoop(
    ([, accepted]: State) => any(lax.not(accepted)),
    ([before, accepted, from]: State) => {
      const [rest, keyU, keyV] = split(from, 3) as unknown as [JaxArray, JaxArray, JaxArray];
      const u = lax.sub(uniformIn(keyU, shape, 0, 1), 0.5);
      const v = uniformIn(keyV, shape, 0, 1);
      const shifted = lax.sub(0.5, lax.abs(u));
      const slope = lax.add(lax.div(lax.mul(2, a), shifted), b);
      const k = lax.floor(lax.add(lax.add(lax.mul(slope, u), lam), 0.43));
      const s = lax.log(lax.div(lax.mul(v, inverseAlpha), lax.add(lax.div(a, lax.mul(shifted, shifted)), b)));
      const t = lax.sub(lax.add(lax.neg(lam), lax.mul(k, logLam)), lax.lgamma(lax.add(k, 1)));
      const isCentral = lax.and(lax.ge(shifted, 0.07), lax.le(v, vr));
      const isOut = lax.or(lax.lt(k, 0), lax.and(lax.lt(shifted, 0.013), lax.gt(v, shifted)));
      const accept = lax.or(isCentral, lax.and(lax.not(isOut), lax.le(s, t)));
      return [lax.selectN(accept, before, k), lax.or(accepted, accept), rest] as const;
    },
    [full(-1, shape, "float32"), full(0, shape, "bool"), key],
  ) as unknown as State;
  return inDType(drawn, "int32");
}

const draw: (key: JaxArray, lam: JaxArray) => JaxArray = jit(
  function poisson(key: JaxArray, lam: JaxArray): JaxArray {
    const isSmall = lax.or(lax.ne(lam, lam), lax.lt(lam, 10));
    const small = byProducts(key, lax.selectN(isSmall, scalar(0, "float32"), lam));
    const large = byRejection(key, lax.selectN(isSmall, lam, scalar(1e5, "float32")));
    return lax.selectN(lax.eq(lam, 0), lax.selectN(isSmall, large, small), scalar(0, "int32"));
  },
  { inline: true },
);

/**
 * Counts of the Poisson distribution.
 *
 * @param key key<fry>[], or raw words u32[2]
 * @param lam mean ≥ 0: number or array
 * @param shape axis sizes; default that of `lam`
 * @param options `dtype`: default int32
 * @returns i32[shape], ≥ 0
 * @throws TypeError for what is no key, and for a shape that `lam` does not broadcast to
 * @example
 * assertAllClose(jnp.mean(random.poisson(random.key(0), 3, [4000])), 3, { rtol: 0.05 });
 * @see Hörmann, "The transformed rejection method for generating Poisson random variables", 1993
 */
export function poisson(
  key: Key,
  lam: ArrayLike,
  shape?: Shape | number | null,
  options: { readonly dtype?: DTypeLike | null | undefined } = {},
): JaxArray {
  const drawing = drawingOf("draw Poisson counts", key, [lam], shape);
  const counts = draw(drawing.key, broadcastTo(drawing.parameters[0]!, drawing.shape));
  return inDType(counts, options.dtype ? dtypeOf(options.dtype) : "int32");
}
