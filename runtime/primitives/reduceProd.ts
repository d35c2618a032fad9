/** `reduceProd`: the product over some axes. */
import type { ArrayLike, JaxArray } from "../core/array.ts";
import { type ComplexParts, definePrimitive, type Primitive, type Tangent } from "../core/primitive.ts";
import { scalar } from "../core/scalar.ts";
import { add, mul } from "./arithmetic.ts";
import { mulComplex } from "./complexFunctions.ts";
import { partsOf } from "./complexParts.ts";
import { pad } from "./pad.ts";
import { batchReduction, keptAxes, type ReduceParams, reducedAval, reduceOver } from "./reduction.ts";
import { reshape } from "./reshape.ts";
import { folded } from "./shardRules.ts";
import { slice } from "./slice.ts";
import { transpose } from "./transpose.ts";

/** Product over `axes`; 1 of no elements. f32[2,3], axes [0] → f32[3]. */
export const reduceProd: Primitive<[x: ArrayLike], ReduceParams, JaxArray> = definePrimitive({
  name: "reduceProd",
  shard: (operands, { axes }) => folded(axes, operands),
  shape: ([x], { axes }) => [reducedAval("reduceProd", x!, axes, ["float", "int", "uint", "complex"])],
  lower: ([x], { axes }) => [reduceOver("mul", x!, axes)],
  parts: ([x], params) => [productOfComplex(partsOf(x!), params)],
  jvp: ([x], [dx], params) => [[reduceProd(x!, params)], [productTangent(x!, dx!, params)]],
  batch: ([x], [b], params) => batchReduction(reduceProd, x!, b!, params),
});

/**
 * Σᵢ dxᵢ ∏ⱼ≠ᵢ xⱼ without a division, so that zeros among the factors are no trouble: neighbours are multiplied pairwise, with
 * the product rule at each step, until one is left.
 */
function productTangent(x: JaxArray, dx: JaxArray, { axes }: ReduceParams): Tangent {
  const kept = keptAxes(x.ndim, axes);
  const rest = kept.map((axis) => x.shape[axis]!);
  let n = axes.reduce((size, axis) => size * x.shape[axis]!, 1);
  if (n === 0) return null;
  const front = (a: JaxArray) => reshape(transpose(a, { permutation: [...axes, ...kept] }), { newSizes: [n, ...rest] });
  let p = front(x);
  let t = front(dx);
  while (n > 1) {
    if (n % 2 === 1) {
      [p, t] = [append(p, 1), append(t, 0)];
      n++;
    }
    const [p0, p1, t0, t1] = [everySecond(p, 0), everySecond(p, 1), everySecond(t, 0), everySecond(t, 1)];
    [p, t] = [mul(p0, p1), add(mul(t0, p1), mul(p0, t1))];
    n /= 2;
  }
  return reshape(t, { newSizes: rest });
}

/** The product of complex numbers: neighbours are multiplied pairwise until one is left. */
function productOfComplex(x: ComplexParts, { axes }: ReduceParams): ComplexParts {
  const kept = keptAxes(x.re.ndim, axes);
  const rest = kept.map((axis) => x.re.shape[axis]!);
  let n = axes.reduce((size, axis) => size * x.re.shape[axis]!, 1);
  const front = (a: JaxArray) => reshape(transpose(a, { permutation: [...axes, ...kept] }), { newSizes: [n, ...rest] });
  let p: ComplexParts = { re: front(x.re), im: front(x.im) };
  while (n !== 1) {
    if (n % 2 === 1 || n === 0) {
      p = { re: append(p.re, 1), im: append(p.im, 0) };
      n++;
      continue;
    }
    p = mulComplex(half(p, 0), half(p, 1));
    n /= 2;
  }
  return { re: reshape(p.re, { newSizes: rest }), im: reshape(p.im, { newSizes: rest }) };
}

const half = ({ re, im }: ComplexParts, start: 0 | 1): ComplexParts => ({
  re: everySecond(re, start),
  im: everySecond(im, start),
});

/** One more row along axis 0, filled with a number. */
function append(x: JaxArray, value: number): JaxArray {
  return pad(x, scalar(value, x.dtype), {
    paddingConfig: x.shape.map((_, axis) => (axis === 0 ? [0, 1, 0] : [0, 0, 0])),
  });
}

function everySecond(x: JaxArray, start: 0 | 1): JaxArray {
  return slice(x, {
    startIndices: x.shape.map((_, axis) => (axis === 0 ? start : 0)),
    limitIndices: x.shape,
    strides: x.shape.map((_, axis) => (axis === 0 ? 2 : 1)),
  });
}
