/** `hessenberg`: a matrix turned so that nothing but zeros stands below its first subdiagonal. */
import { jit } from "../control/jit.ts";
import { scan } from "../control/scan/scan.ts";
import type { JaxArray } from "../core/array.ts";
import { scalar } from "../core/scalar.ts";
import * as lax from "../primitives/index.ts";
import { batched, checkSquare } from "./batched.ts";
import { conjugate, realPart } from "./conjugate.ts";
import { columnAt, elementAt, numbers, outerProduct, product, transposed, triangle, unit } from "./parts.ts";

/** What the mirrors I − τ v vᴴ make of a matrix: H = Qᴴ a Q with their product Q; v of each, as rows, and τ. */
interface Reduced {
  readonly h: JaxArray;
  readonly q: JaxArray;
  readonly vs: JaxArray;
  readonly taus: JaxArray;
}

/** Householder's method: each mirror brings one column to its form, and is applied from both sides. */
export function reduce(a: JaxArray): Reduced {
  const n = a.shape[0]!;
  const rows = numbers(n);
  const [zero, one] = [scalar(0, a.dtype), scalar(1, a.dtype)];
  const start = lax.convertElementType(unit(n), { newDtype: a.dtype, weakType: false });
  const step = ([h, q]: readonly [JaxArray, JaxArray], k: JaxArray) => {
    const pivot = lax.add(k, 1);
    const { v, tau } = mirror(columnAt(h, k), rows, pivot, zero, one);
    const left = lax.sub(h, lax.mul(conjugate(tau), outerProduct(v, product(conjugate(v), h))));
    const both = fromRight(left, v, tau);
    return [
      [both, fromRight(q, v, tau)],
      [v, tau],
    ] as const;
  };
  const [[h, q], [vs, taus]] = scan(step, [a, start] as const, numbers(Math.max(n - 1, 0))) as unknown as [
    [JaxArray, JaxArray],
    [JaxArray, JaxArray],
  ];
  return { h: triangle(h, "upper", -1), q, vs, taus };
}

/** a (I − τ v vᴴ) */
function fromRight(a: JaxArray, v: JaxArray, tau: JaxArray): JaxArray {
  return lax.sub(a, lax.mul(tau, outerProduct(product(a, v), conjugate(v))));
}

/** The mirror after which a column has one real number at the pivot, and zeros below. Signs as LAPACK's. */
function mirror(column: JaxArray, rows: JaxArray, pivot: JaxArray, zero: JaxArray, one: JaxArray) {
  const alpha = elementAt(column, pivot);
  const below = lax.selectN(lax.gt(rows, pivot), zero, column);
  const rest = lax.reduceSum(realPart(lax.mul(below, conjugate(below))), { axes: [0] });
  const isDone = lax.and(lax.eq(rest, 0), lax.eq(alpha, lax.convertElementType(realPart(alpha), like(alpha))));
  const size = realPart(lax.mul(alpha, conjugate(alpha)));
  const length = lax.sqrt(lax.selectN(isDone, lax.add(size, rest), scalar(1, "float32")));
  const beta = lax.convertElementType(lax.selectN(lax.ge(realPart(alpha), 0), length, lax.neg(length)), like(alpha));
  const tau = lax.selectN(isDone, lax.div(lax.sub(beta, alpha), beta), zero);
  const scaled = lax.div(below, lax.selectN(isDone, lax.sub(alpha, beta), one));
  return { v: lax.selectN(lax.eq(rows, pivot), scaled, one), tau };
}

function like({ dtype }: JaxArray) {
  return { newDtype: dtype, weakType: false };
}

const compiled: (a: JaxArray) => readonly JaxArray[] = jit(
  function hessenberg(a: JaxArray): readonly JaxArray[] {
    return [
      ...batched((x) => {
        const { h, vs, taus } = reduce(x!);
        const n = x!.shape[0]!;
        const columns = lax.pad(transposed(vs), scalar(0, x!.dtype), {
          paddingConfig: [
            [0, 0, 0],
            [0, n > 0 ? 1 : 0, 0],
          ],
        });
        return [lax.add(h, triangle(columns, "lower", -2)), taus];
      }, a),
    ];
  },
  { inline: true },
) as (a: JaxArray) => readonly JaxArray[];

/**
 * A matrix turned to Hessenberg's form, a = Q H Qᴴ, as LAPACK stores it.
 *
 * @param a f32[…,n,n] or c64[…,n,n]
 * @returns [H on and above the first subdiagonal, and below it the vectors of the mirrors whose product is Q; their factors τ, […,n − 1]]
 * @throws TypeError for what is no stack of square matrices of floats or complex numbers
 * @example
 * const [h, taus] = lax.linalg.hessenberg(jnp.array([[1, 2], [3, 4]], { dtype: "float32" }));
 * assertEqual([String(h), String(taus)], ["[[1. 2.]\n [3. 4.]]", "[0.]"]);
 */
export function hessenberg(a: JaxArray): [a: JaxArray, taus: JaxArray] {
  checkSquare("bring to Hessenberg's form", a, { complex: true });
  return [...compiled(a)] as [JaxArray, JaxArray];
}
